//! A mail to the owners of a team: values of secrets that stop working soon, or have stopped. The names stand in it, as only
//! owners get it; of the values nothing is known here.

use tacit_wire::Wire;

use crate::{
    channels::{
        email::{Email, EmailSettings, Words},
        html,
    },
    delivery::{Delivered, DeliveryError, Idempotency},
    links::Links,
    settings::SettingsError,
};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What people call the team.
    pub team: String,
    /// The soonest first.
    pub secrets: Vec<DueSecret>,
}

/// A secret whose value stops working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSecret {
    /// Its name.
    pub name: String,
    /// What people call the team or the bucket it serves.
    pub place: String,
    /// Whole days until then; negative when it has passed.
    pub days_left: i64,
}

impl DueSecret {
    fn when(&self) -> String {
        match self.days_left {
            ..=-2 => format!("stopped working {} days ago", -self.days_left),
            -1 => "stopped working yesterday".to_owned(),
            0 => "stops working today".to_owned(),
            1 => "stops working tomorrow".to_owned(),
            days => format!("stops working in {days} days"),
        }
    }
}

impl Reminder {
    /// Sends it.
    ///
    /// # Errors
    /// Settings that name no mail server, and what the server or the way to it said.
    pub async fn send(
        &self,
        settings: EmailSettings,
        wire: Wire,
        links: &Links,
        key: &Idempotency,
    ) -> Result<Result<Delivered, DeliveryError>, SettingsError> {
        let email = Email::new(settings, wire)?;
        Ok(email.send(&self.words(links), key).await)
    }

    fn words(&self, links: &Links) -> Words {
        let subject = match self.secrets.as_slice() {
            [one] => format!("The value of {} {}", one.name, one.when()),
            all => format!("The values of {} secrets of {} stop working", all.len(), self.team),
        };
        let next = "Let the issuer give you a new value and enter it: tests go on with the old one until then. \
                    If the date is wrong, change it.";
        let page = format!("{}/secrets", links.base());
        let line = |one: &DueSecret| format!("{} ({}): {}", one.name, one.place, one.when());
        let lines: Vec<String> = self.secrets.iter().map(line).collect();
        let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", html(line))).collect();
        Words {
            text: format!("{subject}\n\n- {}\n\n{next}\n\n{page}\n", lines.join("\n- ")),
            html: format!(
                "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
                 <body style=\"font-family:sans-serif\">\n<h2>{title}</h2>\n<ul>\n{items}</ul>\n<p>{next}</p>\n\
                 <p><a href=\"{page}\">Secrets</a></p>\n</body></html>\n",
                title = html(&subject),
                page = html(&page),
            ),
            subject,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_which_when_and_what_to_do() {
        let due =
            |name: &str, days_left| DueSecret { name: name.into(), place: "Shop <b>".into(), days_left };
        let links = Links::new("https://tacit.example.com").unwrap();
        let one = Reminder { team: "Acme".into(), secrets: vec![due("api_key", 1)] }.words(&links);
        assert_eq!(one.subject, "The value of api_key stops working tomorrow");
        let all = Reminder { team: "Acme".into(), secrets: vec![due("a", -3), due("b", 0), due("c", 14)] };
        let all = all.words(&links);
        assert_eq!(all.subject, "The values of 3 secrets of Acme stop working");
        for part in [
            "- a (Shop <b>): stopped working 3 days ago\n",
            "- b",
            "in 14 days",
            "https://tacit.example.com/secrets",
        ] {
            assert!(all.text.contains(part), "{part}: {}", all.text);
        }
        assert!(all.html.contains("a (Shop &lt;b&gt;)") && !all.html.contains("<b>"));
    }
}
