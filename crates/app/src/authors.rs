//! People and agents behind what was done.

use std::collections::{HashMap, HashSet};

use tacit_spec::{AgentId, PersonId};
use tacit_store::{
    agents,
    people::{self, Person},
};

use crate::{App, Result};

impl App {
    /// Those of these people who are still there.
    pub(crate) async fn people_by_id(&self, ids: Vec<PersonId>) -> Result<HashMap<PersonId, Person>> {
        let mut people = HashMap::new();
        let mut gone = Vec::new();
        for id in ids {
            if people.contains_key(&id) || gone.contains(&id) {
                continue;
            }
            match people::find(&self.parts.store, id).await? {
                Some(person) => drop(people.insert(id, person)),
                None => gone.push(id),
            }
        }
        Ok(people)
    }

    /// What these agents are called, those that were removed too.
    pub(crate) async fn agent_names(
        &self,
        ids: impl IntoIterator<Item = AgentId> + Send,
    ) -> Result<HashMap<AgentId, String>> {
        let ids: HashSet<AgentId> = ids.into_iter().collect();
        let mut names = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(agent) = agents::find(&self.parts.store, id).await? {
                names.insert(id, agent.name);
            }
        }
        Ok(names)
    }
}
