//! Alerts, from a result to what a receiver reads: with the real rules, store, post and channels.

mod ends;
mod fields;
mod incidents;
mod telling;
mod trouble;

use std::time::Duration;

use serde_json::{Value, json};
use tacit_testkit::target::{Seen, Target};

use crate::{common::As, world::World};

/// A channel of the team that hears of everything.
pub(crate) async fn channel(world: &World, kind: &str, settings: Value, rule: Value) -> String {
    let body = json!({"kind": kind, "name": format!("{kind} {rule}"), "settings": settings, "rule": rule, "whole_team": true});
    let path = world.server.in_team("/channels");
    let made = world.server.post(As::Administrator, &path, body).await.expect(201).data();
    format!("{path}/{}", made["id"].as_str().unwrap())
}

/// The messages of a channel, oldest first, once there are so many and each is over.
pub(crate) async fn told(world: &World, channel: &str, count: usize) -> Vec<Value> {
    let wait = async {
        loop {
            let mut all = deliveries(world, channel).await;
            let open = all.iter().any(|one| one["status"] == "waiting" || one["status"] == "sending");
            if all.len() >= count && !open {
                all.reverse();
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("messages are over")
}

async fn deliveries(world: &World, channel: &str) -> Vec<Value> {
    let path = format!("{channel}/deliveries");
    world.server.get(As::Member, &path).await.expect(200).data().as_array().unwrap().clone()
}

fn changes(told: &[Value]) -> Vec<&str> {
    told.iter().map(|one| one["change"].as_str().unwrap()).collect()
}

fn body(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

/// What the receiver got, once there is so much.
async fn received(receiver: &Target, count: usize) -> Vec<Seen> {
    let wait = async {
        loop {
            let seen = receiver.seen();
            if seen.len() >= count {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("messages arrive")
}
