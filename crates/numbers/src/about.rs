//! What a number is called, and what it says.

/// What a number is called, and what it says. Kept beside the number, so that no list of names can be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The name without unit and ending: `tacit_schedule_lag`.
    pub stem: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Unit,
    /// What tells the numbers of this name apart, in order.
    pub labels: &'static [&'static str],
}

/// How a number behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It only grows, from the start of the process.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How often it was how large.
    Histogram,
}

/// What a number is measured in: base units alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// It counts.
    None,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

impl About {
    /// Something that is counted.
    #[must_use]
    pub const fn counter(stem: &'static str, help: &'static str, labels: &'static [&'static str]) -> Self {
        Self { stem, help, kind: Kind::Counter, unit: Unit::None, labels }
    }

    /// Something that goes up and down.
    #[must_use]
    pub const fn gauge(stem: &'static str, help: &'static str, labels: &'static [&'static str]) -> Self {
        Self { stem, help, kind: Kind::Gauge, unit: Unit::None, labels }
    }

    /// Something that is measured each time it happens.
    #[must_use]
    pub const fn histogram(stem: &'static str, help: &'static str, labels: &'static [&'static str]) -> Self {
        Self { stem, help, kind: Kind::Histogram, unit: Unit::None, labels }
    }

    /// The same, measured in `unit`.
    #[must_use]
    pub const fn in_unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// The name as Prometheus has it, with unit and ending: `tacit_runs_total`.
    #[must_use]
    pub fn name(&self) -> String {
        let unit = self.unit.word().map(|word| format!("_{word}")).unwrap_or_default();
        let ending = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{}{unit}{ending}", self.stem)
    }
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl Unit {
    /// The word in names, if there is a unit.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Seconds => Some("seconds"),
            Self::Bytes => Some("bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_with_unit_and_kind() {
        assert_eq!(About::counter("tacit_runs", "", &[]).name(), "tacit_runs_total");
        assert_eq!(About::gauge("tacit_queue_length", "", &[]).name(), "tacit_queue_length");
        let lag = About::histogram("tacit_schedule_lag", "", &[]).in_unit(Unit::Seconds);
        assert_eq!(lag.name(), "tacit_schedule_lag_seconds");
        let cpu = About::counter("process_cpu", "", &[]).in_unit(Unit::Seconds);
        assert_eq!(cpu.name(), "process_cpu_seconds_total");
    }
}
