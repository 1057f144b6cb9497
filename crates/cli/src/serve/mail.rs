//! The operator's mail server, from the arguments.

use std::fs;

use ipnet::IpNet;
use tacit_app::MailRules;
use tacit_notify::{ChannelSettings, Credential, EmailSecurity, EmailSettings};
use tacit_wire::{Wire, WireConfig};

use super::messenger::MailServer;
use crate::{Failure, run::load::unreadable, settings::MailArgs};

const FORM: &str = "write smtps://USER@HOST:PORT for TLS, smtp://USER@HOST:PORT for STARTTLS, or smtp+clear://HOST:PORT \
                    for a server on this machine";

/// The mail server; `None` when none is named. `wire` says which authorities are trusted.
pub(super) fn server(args: &MailArgs, wire: WireConfig) -> Result<Option<MailServer>, Failure> {
    let Some(url) = &args.smtp_url else { return Ok(None) };
    let wrong = || Failure::usage("--smtp-url names no mail server").hint(FORM);
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let security = match scheme {
        "smtps" => EmailSecurity::Tls,
        "smtp" => EmailSecurity::StartTls,
        "smtp+clear" => EmailSecurity::None,
        _ => return Err(wrong()),
    };
    let (username, server) = match rest.trim_end_matches('/').rsplit_once('@') {
        Some((user, _)) if user.contains(':') => {
            return Err(Failure::usage(
                "--smtp-url holds a password, which other users of the machine can read",
            )
            .hint("put it into a file of your own and name that with --smtp-password-file"));
        }
        Some((user, server)) => (Some(user.to_owned()), server),
        None => (None, rest.trim_end_matches('/')),
    };
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') => (host, Some(port.parse().map_err(|_| wrong())?)),
        _ => (server, None),
    };
    let password = match &args.smtp_password_file {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
            Some(Credential::new(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        None => None,
    };
    let from = args.smtp_from.clone().ok_or_else(|| {
        Failure::usage("--smtp-url needs a sender")
            .hint("name it with --smtp-from, such as alerts@example.com")
    })?;
    let settings = EmailSettings {
        host: host.trim_matches(['[', ']']).to_owned(),
        port,
        security,
        username,
        password,
        from,
        to: vec!["nobody@example.com".to_owned()],
    };
    let everywhere: Vec<IpNet> = ["0.0.0.0/0", "::/0"].iter().filter_map(|net| net.parse().ok()).collect();
    let wire = Wire::new(WireConfig { allow_egress: everywhere, ..wire });
    ChannelSettings::Email(settings.clone())
        .open(wire.clone())
        .map_err(|error| Failure::usage(format!("the mail server cannot be used: {error}")).hint(FORM))?;
    let domains =
        args.mail_domain.iter().map(|domain| domain.trim_start_matches('@').to_lowercase()).collect();
    Ok(Some(MailServer { settings, wire, rules: MailRules { domains } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(url: &str) -> MailArgs {
        MailArgs {
            smtp_url: Some(url.into()),
            smtp_from: Some("alerts@example.com".into()),
            smtp_password_file: None,
            mail_domain: vec!["@Example.org".into()],
        }
    }

    #[test]
    fn urls_are_read_and_passwords_in_them_refused() {
        for (url, host, port) in [
            ("smtp+clear://127.0.0.1:2525", "127.0.0.1", Some(2525)),
            ("smtp+clear://mail.example.com/", "mail.example.com", None),
            ("smtp://mail.example.com:587", "mail.example.com", Some(587)),
        ] {
            let server = server(&args(url), WireConfig::default()).ok().flatten().unwrap();
            assert_eq!((server.settings.host.as_str(), server.settings.port), (host, port), "{url}");
            assert_eq!(server.rules.domains, ["example.org"]);
        }
        for wrong in ["mail.example.com", "http://mail.example.com", "smtps://u:canary@h", "smtp://h:port"] {
            assert!(server(&args(wrong), WireConfig::default()).is_err(), "{wrong}");
        }
        assert!(
            server(&MailArgs { smtp_url: None, ..args("") }, WireConfig::default()).ok().unwrap().is_none()
        );
    }
}
