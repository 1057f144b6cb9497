//! Channels whose last message did not arrive, or not soon: they are tried, but take nobody's turn.

use std::collections::{HashMap, HashSet};

use tacit_spec::{ChannelId, TeamId};

/// So many are remembered; beyond that all begin anew.
const MOST: usize = 10_000;

/// Channels whose last message did not arrive.
#[derive(Clone, Debug, Default)]
pub(super) struct Weary {
    teams: HashMap<TeamId, HashSet<ChannelId>>,
    all: HashSet<ChannelId>,
}

impl Weary {
    pub(super) fn holds(&self, channel: ChannelId) -> bool {
        self.all.contains(&channel)
    }

    /// Those of some teams.
    pub(super) fn of<'a>(&'a self, teams: &'a [TeamId]) -> impl Iterator<Item = ChannelId> + 'a {
        teams.iter().filter_map(|team| self.teams.get(team)).flatten().copied()
    }

    /// Whether the last message arrived soon.
    pub(super) fn note(&mut self, team: TeamId, channel: ChannelId, soon: bool) {
        if soon {
            if self.all.remove(&channel)
                && let Some(channels) = self.teams.get_mut(&team)
            {
                channels.remove(&channel);
            }
            return;
        }
        if self.all.len() >= MOST {
            *self = Self::default();
        }
        self.all.insert(channel);
        self.teams.entry(team).or_default().insert(channel);
    }
}
