//! Numbers and spans: where they come from, and who gets them.
//!
//! ```text
//!   App::numbers, process, exporter --> families --+--> /metrics (token, or a listener of its own)
//!   accepted records --> Spans --> Exporter <------+--> OTLP collector
//! ```

use std::{path::PathBuf, sync::Arc, time::Duration};

use tacit_app::{App, Clock, Randomness, RunObserver};
use tacit_numbers::{About, Family, Subject};
use tacit_record::Run;
use tacit_server::{Exposition, Listening, MetricsDoor};
use tacit_telemetry::{
    Exporter, ExporterNumbers, Form, Headers, OtlpEndpoint, OtlpSettings, ProcessNumbers, Source,
};
use tacit_wire::{Wire, WireConfig, certificates};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use zeroize::Zeroizing;

use super::{listen, no_roots};
use crate::{
    Failure,
    installation::{SystemClock, SystemRandomness, read_text, read_token},
    output,
    settings::NumbersArgs,
};

/// Shorter ones can be guessed.
const TOKEN: usize = 16;

/// What the operator wants of the numbers.
#[derive(Default)]
pub(crate) struct Numbers {
    token: Option<Zeroizing<String>>,
    listener: Option<TcpListener>,
    tests: usize,
    otlp: Option<(OtlpSettings, Wire)>,
}

/// Numbers that go out.
pub(super) struct Out {
    /// For the listener that everybody reaches.
    pub(super) door: Option<MetricsDoor>,
    exporter: Option<Arc<Exporter>>,
}

impl Numbers {
    /// Reads what the arguments name.
    pub(crate) async fn read(args: NumbersArgs, cacert: &[String]) -> Result<Self, Failure> {
        let token = args.metrics_token_file.as_ref().map(|path| read_token(path, "the token of /metrics"));
        let token = token.transpose()?;
        if token.as_ref().is_some_and(|token| token.len() < TOKEN) {
            return Err(Failure::usage("the token of /metrics is too short to be safe")
                .hint(format!("choose at least {TOKEN} characters, such as from: openssl rand -hex 32")));
        }
        let otlp = match &args.otlp_endpoint {
            Some(endpoint) => Some(otlp(endpoint, &args, cacert)?),
            None if args.otlp_headers_file.is_some() => {
                return Err(Failure::usage("there are headers for a collector, and no collector")
                    .hint("say where it is with --otlp-endpoint"));
            }
            None => None,
        };
        let listener = match args.metrics_listener {
            Some(address) => {
                let listener = listen(address, "--metrics-listener").await?;
                let url = super::address(&listener)?;
                output::complain(&format!("numbers for Prometheus: {url}/metrics"));
                Some(listener)
            }
            None => None,
        };
        Ok(Self { token, listener, tests: args.metrics_tests as usize, otlp })
    }

    fn wanted(&self) -> bool {
        self.token.is_some() || self.listener.is_some() || self.otlp.is_some()
    }

    /// Begins to count and to send.
    pub(super) fn start(self, app: &App, stop: &CancellationToken, tracker: &TaskTracker) -> Out {
        let Some(families) = self.wanted().then(|| families(app)) else {
            return Out { door: None, exporter: None };
        };
        if self.tests > 0 {
            app.keep_numbers_of_tests(self.tests);
            let (app, stop) = (app.clone(), stop.clone());
            tracker.spawn(async move { app.fill_numbers(stop).await });
        }
        let (families, numbers) = families;
        let exporter = self.otlp.map(|(settings, wire)| {
            let now = Box::new(|| SystemClock.now());
            let families = Arc::clone(&families);
            let source = Source { families: Box::new(move || families()), now };
            let exporter = Arc::new(Exporter::start(settings, wire, source, numbers));
            app.observe_runs(Arc::new(Spans(Arc::clone(&exporter))));
            exporter
        });
        let door = |token| {
            let families = Arc::clone(&families);
            MetricsDoor::new(token, move |accept| {
                let form = Form::wanted(accept);
                Exposition { media_type: form.media_type(), text: form.text(families()) }
            })
        };
        if let Some(listener) = self.listener {
            let router = tacit_server::metrics_router(door(self.token.clone()));
            tracker.spawn(tacit_server::serve(listener, router, Listening::default(), stop.clone()));
        }
        Out { door: self.token.map(|token| door(Some(token))), exporter }
    }
}

impl Out {
    /// Sends what is left.
    pub(super) async fn finish(&self) {
        if let Some(exporter) = &self.exporter {
            exporter.finish().await;
        }
    }
}

/// What every number says, for the reference page.
pub(crate) fn about() -> Vec<About> {
    let own = ProcessNumbers::ABOUT.iter().chain(ExporterNumbers::ABOUT);
    App::numbers_about().chain(own).copied().collect()
}

type Families = Arc<dyn Fn() -> Vec<Family> + Send + Sync>;

/// All numbers, and those of the exporter, for it to count in.
fn families(app: &App) -> (Families, Arc<ExporterNumbers>) {
    let (app, exporter) = (app.clone(), Arc::new(ExporterNumbers::new()));
    let process = ProcessNumbers { started: SystemClock.now() };
    let counted = Arc::clone(&exporter);
    let families = move || {
        let mut families = app.numbers();
        families.extend(process.families());
        families.extend(counted.families());
        families
    };
    (Arc::new(families), exporter)
}

fn otlp(endpoint: &str, args: &NumbersArgs, cacert: &[String]) -> Result<(OtlpSettings, Wire), Failure> {
    let endpoint = OtlpEndpoint::parse(endpoint)
        .map_err(|error| Failure::usage(format!("--otlp-endpoint cannot be used: {error}")))?;
    let headers = |path: &PathBuf| {
        let text = read_text(path, "headers for the collector")?;
        Headers::read(&text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
    };
    let headers = args.otlp_headers_file.as_ref().map(headers).transpose()?.unwrap_or_default();
    let mut extra_roots = Vec::new();
    for (index, pem) in cacert.iter().enumerate() {
        extra_roots.extend(certificates(pem).ok_or_else(|| no_roots(index + 1))?);
    }
    let allow_egress = args.otlp_allow_egress.clone();
    let wire = Wire::new(WireConfig { allow_egress, extra_roots, ..WireConfig::default() });
    let mut instance = [0; 16];
    SystemRandomness.generator().fill_bytes(&mut instance);
    let settings = OtlpSettings {
        endpoint,
        headers,
        interval: Duration::from_secs(args.otlp_interval.into()),
        instance: uuid::Builder::from_random_bytes(instance).into_uuid(),
    };
    Ok((settings, wire))
}

/// Sees accepted records for the exporter.
struct Spans(Arc<Exporter>);

impl RunObserver for Spans {
    fn accepted(&self, subject: &Subject, record: &Run) {
        self.0.record(subject, record);
    }
}
