//! The lines of one place.

use std::collections::{BTreeMap, HashMap, VecDeque};

use uuid::Uuid;

use crate::Priority;

/// So many runs that somebody waits for go before one of a schedule that waits too.
const IN_A_ROW: u32 = 4;

/// What waits at one place.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    manual: Line,
    scheduled: Line,
    /// Manual runs since the last scheduled one.
    in_a_row: u32,
}

impl Lines {
    pub(crate) fn add(&mut self, priority: Priority, team: Uuid, number: u64, run: Uuid) {
        self.of(priority).add(team, number, run);
    }

    pub(crate) fn remove(&mut self, priority: Priority, team: Uuid, number: u64) {
        self.of(priority).remove(team, number);
    }

    /// Takes the next run. What somebody waits for goes first, but never lets schedules starve.
    pub(crate) fn next(&mut self) -> Option<Uuid> {
        if self.in_a_row < IN_A_ROW
            && let Some(run) = self.manual.next()
        {
            self.in_a_row += 1;
            return Some(run);
        }
        self.in_a_row = 0;
        self.scheduled.next().or_else(|| self.manual.next())
    }

    fn of(&mut self, priority: Priority) -> &mut Line {
        match priority {
            Priority::Manual => &mut self.manual,
            Priority::Scheduled => &mut self.scheduled,
        }
    }
}

/// Runs of one priority: one of each team in turn, within a team first come, first served.
#[derive(Debug, Default)]
struct Line {
    /// By the order in which they came. A team stays here as long as it stands in `turns`.
    teams: HashMap<Uuid, BTreeMap<u64, Uuid>>,
    turns: VecDeque<Uuid>,
}

impl Line {
    fn add(&mut self, team: Uuid, number: u64, run: Uuid) {
        let turns = &mut self.turns;
        let runs = self.teams.entry(team).or_insert_with(|| {
            turns.push_back(team);
            BTreeMap::new()
        });
        runs.insert(number, run);
    }

    fn remove(&mut self, team: Uuid, number: u64) {
        // A team without runs is found at its turn.
        if let Some(runs) = self.teams.get_mut(&team) {
            runs.remove(&number);
        }
    }

    fn next(&mut self) -> Option<Uuid> {
        while let Some(team) = self.turns.pop_front() {
            let runs = self.teams.get_mut(&team)?;
            let next = runs.pop_first();
            if runs.is_empty() {
                self.teams.remove(&team);
            } else {
                self.turns.push_back(team);
            }
            if let Some((_, run)) = next {
                return Some(run);
            }
        }
        None
    }
}
