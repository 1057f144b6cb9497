//! How an incident goes on.

use std::collections::BTreeMap;

use tacit_spec::PersonId;

use super::{Acknowledged, Condition, Entry, Event, Incident, Resolved, Turn};
use crate::Change;

impl Incident {
    /// Opens one: `place` does not pass. `None` when it does.
    #[must_use]
    pub fn open(place: &str, condition: Condition, at: i64) -> Option<(Self, Vec<Entry>)> {
        let mut entries = vec![Event::Opened { place: place.to_owned() }.at(at)];
        match condition {
            Condition::Well => return None,
            Condition::Down => {}
            Condition::Flaky => entries.push(Event::Flaky { place: place.to_owned() }.at(at)),
            Condition::Unwatched => entries.push(Event::Unwatched { place: place.to_owned() }.at(at)),
        }
        let places = BTreeMap::from([(place.to_owned(), condition)]);
        Some((Self { opened_at: at, places, acknowledged: None }, entries))
    }

    /// The incident after a run at `place`, whose condition is this now.
    #[must_use]
    pub fn after(mut self, place: &str, condition: Condition, at: i64) -> (Turn, Vec<Entry>) {
        let before = self.places.get(place).copied().unwrap_or(Condition::Well);
        if before == condition {
            return (Turn::Open(self), Vec::new());
        }
        self.places.insert(place.to_owned(), condition);
        let place = place.to_owned();
        let mut entries = vec![
            match condition {
                Condition::Well => Event::Recovered { place },
                Condition::Down => Event::Failed { place },
                Condition::Flaky => Event::Flaky { place },
                Condition::Unwatched => Event::Unwatched { place },
            }
            .at(at),
        ];
        // Worse is one place more, or a test that fails where nobody knew; a flaky one that is down now, or the other way
        // round, is known already.
        let unknown = matches!(before, Condition::Well | Condition::Unwatched);
        if unknown && condition != Condition::Well && self.acknowledged.take().is_some() {
            entries.push(Event::AcknowledgementEnded.at(at));
        }
        if self.places.values().any(|condition| *condition != Condition::Well) {
            return (Turn::Open(self), entries);
        }
        entries.push(Event::Resolved.at(at));
        let Self { opened_at, places, acknowledged } = self;
        let places = places.into_keys().collect();
        (
            Turn::Resolved(Resolved { opened_at, resolved_at: at, places, acknowledged, by_hand: false }),
            entries,
        )
    }

    /// The incident, of which somebody takes care. `None` for the entry when somebody does already.
    #[must_use]
    pub fn acknowledge(mut self, by: PersonId, at: i64) -> (Self, Option<Entry>) {
        if self.acknowledged.is_some() {
            return (self, None);
        }
        self.acknowledged = Some(Acknowledged { by, at });
        (self, Some(Event::Acknowledged { by }.at(at)))
    }

    /// The incident, of which somebody says that it is over, whatever its places do.
    #[must_use]
    pub fn close(self, by: PersonId, at: i64) -> (Resolved, Vec<Entry>) {
        let Self { opened_at, places, acknowledged } = self;
        let places = places.into_keys().collect();
        let entries = vec![Event::Closed { by }.at(at), Event::Resolved.at(at)];
        (Resolved { opened_at, resolved_at: at, places, acknowledged, by_hand: true }, entries)
    }

    /// Whether nobody needs to hear this now, because somebody takes care of it.
    #[must_use]
    pub fn silences(&self, change: Change) -> bool {
        self.acknowledged.is_some() && matches!(change, Change::StillFailing | Change::Flaky)
    }

    /// Unix microseconds.
    #[must_use]
    pub fn opened_at(&self) -> i64 {
        self.opened_at
    }

    /// Who takes care of it.
    #[must_use]
    pub fn acknowledged(&self) -> Option<Acknowledged> {
        self.acknowledged
    }

    /// Every place that failed since it opened, and how it does.
    pub fn places(&self) -> impl Iterator<Item = (&str, Condition)> {
        self.places.iter().map(|(place, condition)| (place.as_str(), *condition))
    }

    /// Down, when any place is; else flaky, when any is; else unwatched.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let any = |one| self.places.values().any(|condition| *condition == one);
        let worst = [Condition::Down, Condition::Flaky].into_iter().find(|one| any(*one));
        worst.unwrap_or(Condition::Unwatched)
    }
}

#[cfg(test)]
mod tests {
    use tacit_spec::PersonId;
    use uuid::Uuid;

    use super::*;
    use crate::{Cause, State, Verdict, WATCH};

    const SOMEBODY: PersonId = PersonId(Uuid::from_u128(7));

    /// Steps such as `a+` (place a passes), `b-` (place b fails), `c?` (a run at c could not be executed), `!` (somebody
    /// acknowledges); after each, what is new in the timeline: `O`pened, `F`ailed, `K` flaky, `U`nwatched, `R`ecovered,
    /// `A`cknowledged, `W`orse, `.` resolved.
    fn timeline(steps: &str) -> String {
        let mut states: BTreeMap<char, State> = BTreeMap::new();
        let mut incident = None;
        let mut all = Vec::new();
        for (at, step) in steps.split(' ').enumerate() {
            let at = i64::try_from(at).unwrap();
            let entries = if step == "!" {
                let (next, entry) = incident.take().map(|it: Incident| it.acknowledge(SOMEBODY, at)).unwrap();
                incident = Some(next);
                entry.into_iter().collect()
            } else {
                let place = step.chars().next().unwrap();
                let verdict = match &step[1..] {
                    "+" => Verdict::Passed,
                    "?" => Verdict::Failed(Cause::Agent),
                    _ => Verdict::Failed(Cause::Api),
                };
                let (state, _) = states.remove(&place).unwrap_or_default().after(&WATCH, verdict, at);
                let condition = Condition::of(&state, verdict);
                states.insert(place, state);
                match incident.take() {
                    None => match Incident::open(&place.to_string(), condition, at) {
                        None => Vec::new(),
                        Some((opened, entries)) => {
                            incident = Some(opened);
                            entries
                        }
                    },
                    Some(it) => {
                        let (turn, entries) = it.after(&place.to_string(), condition, at);
                        incident = match turn {
                            Turn::Open(it) => Some(it),
                            Turn::Resolved(_) => None,
                        };
                        entries
                    }
                }
            };
            let word: String = entries.iter().map(|entry| letter(&entry.event)).collect();
            all.push(if word.is_empty() { "_".to_owned() } else { word });
        }
        all.join(" ")
    }

    fn letter(event: &Event) -> char {
        match event {
            Event::Opened { .. } => 'O',
            Event::Failed { .. } => 'F',
            Event::Flaky { .. } => 'K',
            Event::Unwatched { .. } => 'U',
            Event::Recovered { .. } => 'R',
            Event::Acknowledged { .. } => 'A',
            Event::Closed { .. } => 'C',
            Event::AcknowledgementEnded => 'W',
            Event::Told { .. } | Event::NotTold { .. } => 'T',
            Event::Resolved => '.',
        }
    }

    #[test]
    fn the_table() {
        for (name, steps, expected) in [
            ("passing opens nothing", "a+ a+", "_ _"),
            ("one place", "a+ a- a- a+ a+", "_ O _ R. _"),
            ("over when every place is", "a- b- a+ b+", "O F R R."),
            ("a place that never failed changes nothing", "a- b+ a+", "O _ R."),
            ("acknowledged and over", "a- ! a- a+", "O A _ R."),
            ("acknowledged twice is once", "a- ! !", "O A _"),
            ("one place more is worse", "a- ! b- a+ b+", "O A FW R R."),
            ("a place that comes back is worse", "a- b- a+ ! a-", "O F R A FW"),
            ("the next one is another", "a- ! a+ a-", "O A R. O"),
            ("nobody watches, then it fails", "a? a? a- a+", "OU _ F R."),
            ("it fails, then nobody watches", "a- a? ! a? a+", "O U A _ R."),
            ("it fails where nobody knew is worse", "a? ! a- a+", "OU A FW R."),
            (
                "flaky is neither over nor new",
                "a- a+ a- a+ a- a+ a- a+ a+ a+ a+ a+ a+ a+ a+ a+ a+ a+ a+",
                "O R. O R. OK _ _ _ _ _ _ _ _ _ _ _ R. _ _",
            ),
        ] {
            assert_eq!(timeline(steps), expected, "{name}: {steps}");
        }
    }

    #[test]
    fn who_takes_care_is_not_reminded() {
        let (incident, _) = Incident::open("a", Condition::Down, 1).unwrap();
        assert!(!incident.silences(Change::StillFailing));
        let (incident, _) = incident.acknowledge(SOMEBODY, 2);
        assert!(incident.silences(Change::StillFailing) && incident.silences(Change::Flaky));
        assert!(!incident.silences(Change::Failed) && !incident.silences(Change::Recovered));
        let (Turn::Open(worse), _) = incident.after("b", Condition::Down, 3) else { panic!("it goes on") };
        assert!(!worse.silences(Change::StillFailing));
    }

    #[test]
    fn flaky_is_told_from_down() {
        let (incident, _) = Incident::open("a", Condition::Flaky, 1).unwrap();
        assert_eq!(incident.condition(), Condition::Flaky);
        let (Turn::Open(incident), _) = incident.after("b", Condition::Down, 2) else { panic!("it goes on") };
        assert_eq!(incident.condition(), Condition::Down);
        let (Turn::Open(incident), _) = incident.after("b", Condition::Well, 3) else { panic!("it goes on") };
        assert_eq!(incident.condition(), Condition::Flaky);
        let (Turn::Open(incident), entries) = incident.after("a", Condition::Down, 4) else {
            panic!("it goes on")
        };
        assert_eq!((incident.condition(), entries.len()), (Condition::Down, 1));
    }

    #[test]
    fn who_fails_is_told_from_where_nobody_watches() {
        let (incident, _) = Incident::open("a", Condition::Unwatched, 1).unwrap();
        assert_eq!(incident.condition(), Condition::Unwatched);
        let (Turn::Open(incident), _) = incident.after("b", Condition::Flaky, 2) else {
            panic!("it goes on")
        };
        assert_eq!(incident.condition(), Condition::Flaky);
    }

    #[test]
    fn an_incident_reads_back() {
        let (incident, entries) = Incident::open("a", Condition::Down, 1).unwrap();
        let (incident, _) = incident.acknowledge(SOMEBODY, 2);
        let text = serde_json::to_string(&(&incident, &entries)).unwrap();
        assert_eq!(serde_json::from_str::<(Incident, Vec<Entry>)>(&text).unwrap(), (incident, entries));
    }
}
