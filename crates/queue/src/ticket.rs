//! What waits.

use uuid::Uuid;

/// A run that waits for somebody to work on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The run.
    pub run: Uuid,
    /// Who may work on it.
    pub place: QueuePlace,
    /// Whose it is: teams take turns.
    pub team: Uuid,
    /// What goes first.
    pub priority: Priority,
}

/// Where a run is worked on. Each place has a queue of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueuePlace {
    /// Inside the server.
    Inside,
    /// By an agent elsewhere.
    Agent(Uuid),
}

/// What goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Runs of a schedule.
    Scheduled,
    /// Runs that somebody waits for.
    Manual,
}
