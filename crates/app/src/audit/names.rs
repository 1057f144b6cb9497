//! What people call the things that entries name by id, as far as they are still there.

use std::collections::BTreeMap;

use tacit_spec::AgentId;
use tacit_store::{Store, agents, buckets, channels, people, tests, tokens};
use tacit_vault::audit::{Actor, AuditEntry, Object};

use crate::Result;

/// By id, as entries write it.
pub(super) async fn of(store: &Store, entries: &[AuditEntry]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for AuditEntry { event, .. } in entries {
        let actor = match event.actor {
            Actor::Person(person) => Some(Object::Person(person)),
            Actor::Agent(agent) => Some(Object::Agent(agent)),
            Actor::Token(token) => Some(Object::Token(token)),
            Actor::Operator | Actor::System | Actor::Anonymous => None,
        };
        for object in event.objects.iter().chain(&actor) {
            let Some(id) = id_of(object) else { continue };
            if !names.contains_key(&id)
                && let Some(name) = name_of(store, object).await?
            {
                names.insert(id, name);
            }
        }
    }
    Ok(names)
}

/// Of what has a name of its own; secrets are named in the entry.
fn id_of(object: &Object) -> Option<String> {
    match object {
        Object::Bucket(key) => Some(key.0.clone()),
        Object::Test(id) => Some(id.to_string()),
        Object::Person(id) => Some(id.to_string()),
        Object::Agent(id) => Some(id.to_string()),
        Object::Channel(id) => Some(id.to_string()),
        Object::Token(id) => Some(id.to_string()),
        Object::Secret(_)
        | Object::Environment(_)
        | Object::Run(_)
        | Object::KeySlot(_)
        | Object::Share(_)
        | Object::Incident(_) => None,
    }
}

async fn name_of(store: &Store, object: &Object) -> Result<Option<String>> {
    Ok(match object {
        Object::Bucket(key) => buckets::find(store, key).await?.map(|bucket| bucket.name),
        Object::Test(id) => tests::find(store, *id).await?.map(|test| test.name),
        Object::Person(id) => people::find(store, *id).await?.map(|person| person.name),
        Object::Agent(id) => agents::find(store, AgentId(*id)).await?.map(|agent| agent.name),
        Object::Channel(id) => channels::find(store, *id).await?.map(|channel| channel.name),
        Object::Token(id) => match tokens::find(store, *id).await? {
            Some(token) => {
                let person = people::find(store, token.person).await?;
                person.map(|person| format!("{} of {}", token.name, person.name))
            }
            None => None,
        },
        _ => None,
    })
}
