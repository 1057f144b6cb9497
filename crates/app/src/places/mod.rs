//! Places: where the runs of an environment happen.
//!
//! ```text
//!   definition --(saved: written)--> places of the environment --+
//!                                    places of its parent -------+--> effective --> one run for each
//! ```
//!
//! An environment keeps the places that its own definition names in a column, so that a tick of a schedule reads no
//! JSON. Whoever asks for runs joins them with those of the shared environment it inherits from: what is on there cannot
//! be switched off below. Where nothing is named, runs happen here.

mod check;
mod fill;

use tacit_spec::{Environment, Place};

pub(crate) use check::{check, forget_foreign_places, known_place};

/// The location of this server itself, the only one with a region code.
pub const REGION: &str = "local";

/// The place of this server itself.
pub(crate) fn here() -> Place {
    Place::Region(REGION.to_owned())
}

/// What an environment keeps of its definition: the keys of the places, with spaces between them.
pub(crate) fn written(definition: &Environment) -> String {
    let regions = definition.regions.iter().cloned();
    let agents = definition.remote_agents.iter().map(|agent| Place::Agent(agent.uuid).key());
    regions.chain(agents).collect::<Vec<_>>().join(" ")
}

/// Where runs happen: what an environment keeps, and what its parent does. Never empty, and no place comes twice.
pub(crate) fn effective(own: Option<&str>, shared: Option<&str>) -> Vec<Place> {
    let mut places = Vec::new();
    for key in shared.into_iter().chain(own).flat_map(str::split_whitespace) {
        let place = Place::from_key(key);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() {
        places.push(here());
    }
    places
}

#[cfg(test)]
mod tests {
    use tacit_spec::RemoteAgent;

    use super::*;

    #[test]
    fn places_of_both_environments_come_once() {
        let agent = "6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11";
        let definition = Environment {
            regions: vec![REGION.into()],
            remote_agents: vec![RemoteAgent { name: "Office".into(), uuid: agent.parse().unwrap() }],
            ..Environment::default()
        };
        let own = written(&definition);
        let there = Place::Agent(agent.parse().unwrap());
        assert_eq!(effective(Some(&own), None), [here(), there.clone()]);
        assert_eq!(effective(Some(agent), Some(REGION)), [here(), there.clone()]);
        assert_eq!(effective(Some(&own), Some(agent)), [there, here()]);
        assert_eq!(effective(None, Some("")), [here()]);
    }
}
