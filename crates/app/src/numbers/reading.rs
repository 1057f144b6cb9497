//! Reading the numbers.

use std::sync::Arc;

use tacit_numbers::{About, Family, Text};
use tacit_queue::QueuePlace;

use super::{Counted, TestNumbers};
use crate::{App, RunObserver};

impl App {
    /// What every number of the use cases says.
    pub fn numbers_about() -> impl Iterator<Item = &'static About> {
        Counted::ABOUT.iter().chain(TestNumbers::ABOUT).chain(tacit_store::WriterNumbers::ABOUT)
    }

    /// How the numbers stand. Reads memory alone.
    #[must_use]
    pub fn numbers(&self) -> Vec<Family> {
        let counted = &self.parts.counted;
        let place = |place| match place {
            QueuePlace::Inside => Text::word("inside"),
            QueuePlace::Agent(agent) => Text::id(agent),
        };
        let lengths = self.parts.queue.lengths();
        counted.queue.replace(lengths.into_iter().map(|(at, length)| ([place(at)], length as f64)));
        let agents = self.parts.agents.all();
        counted.agents.replace(agents.iter().map(|(agent, there)| ([Text::id(agent.0)], *there as f64)));
        let under_way = |agent| self.parts.afar.count(agent) as f64;
        counted.afar.replace(agents.iter().map(|(agent, _)| ([Text::id(agent.0)], under_way(*agent))));
        counted.under_way.set(self.parts.running.len() as f64);
        if let Some(free) = self.parts.disk.free() {
            counted.disk.set(free as f64);
        }
        let mut families = counted.families();
        families.extend(self.parts.results.numbers().families());
        families.extend(self.parts.tests.families());
        families
    }

    /// Keeps numbers of single tests, for so many at most.
    pub fn keep_numbers_of_tests(&self, limit: usize) {
        self.parts.tests.limit_to(limit);
    }

    /// Lets somebody see every record that is accepted. Once.
    pub fn observe_runs(&self, observer: Arc<dyn RunObserver>) {
        self.parts.watched.observe(observer);
    }
}
