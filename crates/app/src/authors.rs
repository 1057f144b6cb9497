//! People behind what was done.

use std::collections::HashMap;

use tacit_spec::PersonId;
use tacit_store::people::{self, Person};

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
}
