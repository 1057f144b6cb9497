//! Text for Prometheus.

use std::fmt;

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, LabelSetEncoder, MetricEncoder, prometheus_text, text},
    metrics::MetricType,
    registry::Registry,
};
use tacit_numbers::{Distribution, Family, Kind, Labels, Unit, Value};

/// The forms of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// OpenMetrics 1.0.
    OpenMetrics,
    /// What Prometheus read before that.
    Classic,
}

impl Form {
    /// What the `Accept` header of a request asks for; the classic form when it does not say.
    #[must_use]
    pub fn wanted(accept: &str) -> Self {
        let weight = |name: &str| {
            let mut best = 0.0_f32;
            for range in accept.split(',') {
                let mut parts = range.split(';').map(str::trim);
                if parts.next().is_some_and(|media| media.eq_ignore_ascii_case(name)) {
                    let given = parts.find_map(|part| part.strip_prefix("q="));
                    best = best.max(given.map_or(1.0, |text| text.parse().unwrap_or(0.0)));
                }
            }
            best
        };
        let open = weight("application/openmetrics-text");
        if open > 0.0 && open >= weight("text/plain") { Self::OpenMetrics } else { Self::Classic }
    }

    /// The media type of the text.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Classic => "text/plain; version=0.0.4; charset=utf-8",
        }
    }

    /// The numbers as text.
    #[must_use]
    pub fn text(self, families: Vec<Family>) -> String {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Families(families)));
        let mut text = String::new();
        let written = match self {
            Self::OpenMetrics => text::encode(&mut text, &registry),
            Self::Classic => prometheus_text::encode(&mut text, &registry),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
        text
    }
}

#[derive(Debug)]
struct Families(Vec<Family>);

impl Collector for Families {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        use prometheus_client::registry::Unit as Their;
        for family in self.0.iter().filter(|family| !family.samples.is_empty()) {
            let unit = match family.about.unit {
                Unit::None => None,
                Unit::Seconds => Some(Their::Seconds),
                Unit::Bytes => Some(Their::Bytes),
            };
            let kind = match family.about.kind {
                Kind::Counter => MetricType::Counter,
                Kind::Gauge => MetricType::Gauge,
                Kind::Histogram => MetricType::Histogram,
            };
            let (stem, help) = (family.about.stem, family.about.help);
            let mut metric = encoder.encode_descriptor(stem, help, unit.as_ref(), kind)?;
            for sample in &family.samples {
                let pairs = Pairs(&sample.labels);
                if sample.labels.pairs().is_empty() {
                    number(&mut metric, family.about.kind, &sample.value)?;
                } else {
                    number(&mut metric.encode_family(&pairs)?, family.about.kind, &sample.value)?;
                }
            }
        }
        Ok(())
    }
}

fn number(metric: &mut MetricEncoder<'_>, kind: Kind, value: &Value) -> fmt::Result {
    use prometheus_client::encoding::NoLabelSet;
    match (kind, value) {
        (Kind::Counter, Value::Count(count)) => metric.encode_counter::<NoLabelSet, _, u64>(count, None),
        (Kind::Counter, Value::Number(number)) => metric.encode_counter::<NoLabelSet, _, u64>(number, None),
        (_, Value::Count(count)) => metric.encode_gauge(count),
        (_, Value::Number(number)) => metric.encode_gauge(number),
        (_, Value::Distribution(distribution)) => {
            let buckets: Vec<_> = buckets(distribution).collect();
            metric.encode_histogram::<NoLabelSet>(distribution.sum, distribution.count(), &buckets, None)
        }
    }
}

/// Bounds, the infinite one too, and how many fell into each.
fn buckets(distribution: &Distribution) -> impl Iterator<Item = (f64, u64)> {
    let bounds = distribution.bounds.iter().copied().chain([f64::INFINITY]);
    bounds.zip(distribution.counts.iter().copied())
}

struct Pairs<'a>(&'a Labels);

impl prometheus_client::encoding::EncodeLabelSet for Pairs<'_> {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        use prometheus_client::encoding::EncodeLabel;
        for (name, value) in self.0.pairs() {
            (*name, value.as_str()).encode(encoder.encode_label())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tacit_numbers::{About, Counters, Gauges, Histograms, Text};

    use super::*;

    fn all() -> Vec<Family> {
        let runs = Counters::new(About::counter("tacit_runs", "Runs.", &["name"]));
        runs.add([Text::name("a \"b\"\\\nc")], 2);
        let gauge = Gauges::new(About::gauge("tacit_memory", "Memory.", &[]).in_unit(Unit::Bytes));
        gauge.set(1.5);
        let lag = Histograms::new(About::histogram("tacit_lag", "Lag.", &["place"]).in_unit(Unit::Seconds));
        lag.note([Text::word("us1")], 0.02);
        lag.note([Text::word("us1")], 1e9);
        let nothing = Counters::new(About::counter("tacit_nothing", "Nothing.", &["name"]));
        vec![runs.family(), gauge.family(), lag.family(), nothing.family()]
    }

    #[test]
    fn accept_decides() {
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;\
                          version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        assert_eq!(Form::wanted(prometheus), Form::OpenMetrics);
        assert_eq!(Form::wanted("text/plain, application/openmetrics-text;q=0.1"), Form::Classic);
        for unclear in ["", "*/*", "text/html", "application/openmetrics-text;q=0", ";;,,q="] {
            assert_eq!(Form::wanted(unclear), Form::Classic, "{unclear}");
        }
    }

    #[test]
    fn open_metrics() {
        let text = Form::OpenMetrics.text(all());
        for line in [
            "# TYPE tacit_runs counter",
            r#"tacit_runs_total{name="a \"b\"\\\nc"} 2"#,
            "# UNIT tacit_memory_bytes bytes",
            "tacit_memory_bytes 1.5",
            r#"tacit_lag_seconds_bucket{le="0.025",place="us1"} 1"#,
            r#"tacit_lag_seconds_count{place="us1"} 2"#,
        ] {
            assert!(text.lines().any(|own| own == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n") && !text.contains("nothing"), "{text}");
    }

    #[test]
    fn classic() {
        let text = Form::Classic.text(all());
        for line in [
            "# TYPE tacit_runs_total counter",
            r#"tacit_runs_total{name="a \"b\"\\\nc"} 2"#,
            "tacit_memory_bytes 1.5",
            r#"tacit_lag_seconds_bucket{place="us1",le="+Inf"} 2"#,
        ] {
            assert!(text.lines().any(|own| own == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("EOF") && !text.contains("UNIT"), "{text}");
    }
}
