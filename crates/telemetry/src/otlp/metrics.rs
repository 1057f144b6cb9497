//! Numbers as OTLP has them.

use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest,
    metrics::v1::{
        AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint,
        ResourceMetrics, ScopeMetrics, Sum, metric::Data, number_data_point::Value as Point,
    },
    resource::v1::Resource,
};
use tacit_numbers::{About, Distribution, Family, Kind, Labels, Sample, Unit, Value};

use super::resource::{scope, text};

/// Numbers in one request: what a collector takes at once has a limit.
const POINTS: usize = 2000;

/// When numbers were counted: microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Since then.
    pub(super) from: i64,
    /// Until now.
    pub(super) until: i64,
}

/// The numbers in as many requests as they need.
pub(super) fn requests(
    families: &[Family],
    resource: &Resource,
    span: Span,
) -> Vec<ExportMetricsServiceRequest> {
    let mut requests = Vec::new();
    let (mut metrics, mut room) = (Vec::new(), POINTS);
    for family in families {
        let mut rest = &family.samples[..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(room));
            metrics.push(metric(&family.about, now, span));
            (rest, room) = (later, room - now.len());
            if room == 0 {
                requests.push(request(std::mem::take(&mut metrics), resource));
                room = POINTS;
            }
        }
    }
    if !metrics.is_empty() {
        requests.push(request(metrics, resource));
    }
    requests
}

fn request(metrics: Vec<Metric>, resource: &Resource) -> ExportMetricsServiceRequest {
    let scope = ScopeMetrics { scope: Some(scope()), metrics, ..ScopeMetrics::default() };
    let resource = ResourceMetrics {
        resource: Some(resource.clone()),
        scope_metrics: vec![scope],
        ..ResourceMetrics::default()
    };
    ExportMetricsServiceRequest { resource_metrics: vec![resource] }
}

fn metric(about: &About, samples: &[Sample], span: Span) -> Metric {
    let numbers = || samples.iter().filter_map(|sample| point(sample, span)).collect();
    let data = match about.kind {
        Kind::Counter => Data::Sum(Sum {
            data_points: numbers(),
            aggregation_temporality: AggregationTemporality::Cumulative.into(),
            is_monotonic: true,
        }),
        Kind::Gauge => Data::Gauge(Gauge { data_points: numbers() }),
        Kind::Histogram => Data::Histogram(Histogram {
            data_points: samples.iter().filter_map(|sample| buckets(sample, span)).collect(),
            aggregation_temporality: AggregationTemporality::Cumulative.into(),
        }),
    };
    let unit = match about.unit {
        Unit::None => "",
        Unit::Seconds => "s",
        Unit::Bytes => "By",
    };
    Metric {
        // What makes Prometheus's names of OTLP's gives the names of `/metrics` again.
        name: about.stem.replace('_', "."),
        description: about.help.to_owned(),
        unit: unit.to_owned(),
        data: Some(data),
        ..Metric::default()
    }
}

fn point(sample: &Sample, span: Span) -> Option<NumberDataPoint> {
    let value = match sample.value {
        Value::Count(count) => Point::AsInt(i64::try_from(count).unwrap_or(i64::MAX)),
        Value::Number(number) => Point::AsDouble(number),
        Value::Distribution(_) => return None,
    };
    Some(NumberDataPoint {
        attributes: attributes(&sample.labels),
        start_time_unix_nano: nanos(span.from),
        time_unix_nano: nanos(span.until),
        value: Some(value),
        ..NumberDataPoint::default()
    })
}

fn buckets(sample: &Sample, span: Span) -> Option<HistogramDataPoint> {
    let Value::Distribution(Distribution { bounds, counts, sum }) = &sample.value else { return None };
    Some(HistogramDataPoint {
        attributes: attributes(&sample.labels),
        start_time_unix_nano: nanos(span.from),
        time_unix_nano: nanos(span.until),
        count: counts.iter().sum(),
        sum: Some(*sum),
        bucket_counts: counts.clone(),
        explicit_bounds: bounds.to_vec(),
        ..HistogramDataPoint::default()
    })
}

fn attributes(labels: &Labels) -> Vec<opentelemetry_proto::tonic::common::v1::KeyValue> {
    labels.pairs().iter().map(|(name, value)| text(name, value.as_str())).collect()
}

/// Nanoseconds of microseconds.
pub(super) fn nanos(micros: i64) -> u64 {
    u64::try_from(micros).unwrap_or_default().saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use tacit_numbers::{Gauges, Text};
    use uuid::Uuid;

    use super::*;
    use crate::otlp::resource::resource;

    #[test]
    fn many_numbers_are_several_requests_and_none_is_lost() {
        let about = About::gauge("tacit_test_last_run_passed", "Passed.", &["test"]);
        let (one, two) = (Gauges::new(about), Gauges::new(about));
        one.replace((0..3100).map(|number| ([Text::id(Uuid::from_u128(number))], 1.0)));
        two.replace((0..1900).map(|number| ([Text::id(Uuid::from_u128(number))], 1.0)));
        let resource = resource(Uuid::nil());
        let all = requests(&[one.family(), two.family()], &resource, Span { from: 1, until: 2 });
        let sizes: Vec<_> = all
            .iter()
            .map(|request| {
                let metrics = &request.resource_metrics[0].scope_metrics[0].metrics;
                let points = |metric: &Metric| match &metric.data {
                    Some(Data::Gauge(gauge)) => gauge.data_points.len(),
                    _ => 0,
                };
                metrics.iter().map(points).sum::<usize>()
            })
            .collect();
        assert_eq!(sizes, [POINTS, POINTS, 1000]);
    }
}
