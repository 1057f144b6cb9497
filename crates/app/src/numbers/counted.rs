//! What is counted, one line each.

use tacit_numbers::{Text, Unit, numbers};
use tacit_spec::Place;

use crate::{GivenUp, REGION};

numbers! {
    /// What happens to runs, schedules and results.
    pub(crate) struct Counted {
        /// Runs that ended.
        pub(crate) runs: Counters = About::counter(
            "tacit_runs",
            "Runs that ended, by how they ended, by what asked for them and by place.",
            &["result", "source", "place"],
        ),
        /// How long they took.
        pub(crate) run_duration: Histograms = About::histogram(
            "tacit_run_duration",
            "How long runs took, from start to end, as far as their results tell.",
            &["place"],
        ).in_unit(Unit::Seconds),
        /// Why some have no result.
        pub(crate) given_up: Counters = About::counter(
            "tacit_runs_given_up",
            "Runs that ended without a result of their own, by reason; they are counted as failed too.",
            &["reason", "place"],
        ),
        /// How late runs of schedules began.
        pub(crate) lag: Histograms = About::histogram(
            "tacit_schedule_lag",
            "Time from the tick of a schedule to the start of its run.",
            &["place"],
        ).in_unit(Unit::Seconds),
        /// Ticks without a run.
        pub(crate) missed: Counters = About::counter(
            "tacit_missed_ticks",
            "Ticks of schedules that had no run, by reason and place.",
            &["reason", "place"],
        ),
        /// Records that were dropped.
        pub(crate) leaks: Counter = About::counter(
            "tacit_leaks_stopped",
            "Results that were dropped because a secret was found in them at the last look.",
            &[],
        ),
        /// Tries of messages.
        pub(crate) tries: Counters = About::counter(
            "tacit_delivery_attempts",
            "Tries to tell channels, by kind of channel and by what became of them: delivered, again, failed or uncertain.",
            &["kind", "outcome"],
        ),
        /// Messages that wait.
        pub(crate) letters: Gauges = About::gauge(
            "tacit_deliveries_waiting",
            "Messages to channels that wait or are being sent.",
            &[],
        ),
        /// Runs that wait.
        pub(crate) queue: Gauges = About::gauge(
            "tacit_queue_length",
            "Runs that wait to be started, by where they are worked on: inside the server, or the id of an agent.",
            &["place"],
        ),
        /// Remote agents.
        pub(crate) agents: Gauges = About::gauge(
            "tacit_agent_instances",
            "Programs that work as the remote agent and were heard of lately; agents that have not called since the start \
             are left out.",
            &["agent"],
        ),
        /// What they do.
        pub(crate) afar: Gauges = About::gauge(
            "tacit_agent_runs_under_way",
            "Runs that the remote agent has right now.",
            &["agent"],
        ),
        /// Room for the data.
        pub(crate) disk: Gauges = About::gauge(
            "tacit_disk_free_bytes",
            "Bytes that are free on the disk of the data directory; missing when nobody watches it.",
            &[],
        ),
        /// Runs under way.
        pub(crate) under_way: Gauges = About::gauge(
            "tacit_runs_under_way",
            "Runs that this server executes right now.",
            &[],
        ),
    }
}

impl Counted {
    /// With a zero for each reason why this server may miss a tick: what grows from nothing is no increase to Prometheus.
    pub(crate) fn from_zero() -> Self {
        let counted = Self::new();
        for reason in GivenUp::ALL.map(GivenUp::as_str).into_iter().filter(|word| word.starts_with("missed_"))
        {
            counted.missed.add([Text::word(reason), Text::name(REGION)], 0);
        }
        counted
    }
}

/// A place as the value of a label.
pub(crate) fn place_text(place: &Place) -> Text {
    match place {
        Place::Region(code) => Text::name(code),
        Place::Agent(agent) => Text::id(agent.0),
    }
}
