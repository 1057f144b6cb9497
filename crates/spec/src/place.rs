//! Where a test runs.

use std::fmt;

use crate::ids::AgentId;

/// A location of the installation, or a remote agent: one run of a test happens in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A location of the installation, by its code.
    Region(String),
    /// A remote agent of the team.
    Agent(AgentId),
}

impl Place {
    /// One text for each place, for state that is kept by place: the code of the region, or the id of the agent. A
    /// region's code is never written like an id.
    pub fn key(&self) -> String {
        self.to_string()
    }

    /// The code of the region, if it is one.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Region(code) => Some(code),
            Self::Agent(_) => None,
        }
    }

    /// The agent, if it is one.
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Self::Region(_) => None,
            Self::Agent(agent) => Some(*agent),
        }
    }

    /// The place with this [`key`](Self::key).
    pub fn from_key(key: &str) -> Self {
        match key.parse() {
            // Ids are written in one way only; what merely can be read as one is a region's code.
            Ok(agent) if AgentId::to_string(&agent) == key => Self::Agent(agent),
            _ => Self::Region(key.to_owned()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region(code) => f.write_str(code),
            Self::Agent(agent) => agent.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        let id = "6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11";
        let places = [Place::Region("us1".into()), Place::Agent(id.parse().unwrap())];
        assert_eq!(places.clone().map(|place| place.key()), ["us1", id]);
        assert_eq!(places.clone().map(|place| Place::from_key(&place.key())), places);
        assert_eq!(Place::from_key(&id.to_uppercase()).agent(), None);
    }
}
