//! The log of programs that stay: to standard error, and never more of other people's libraries than warnings.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::{
    Failure,
    settings::{LogFormat, LoggingArgs},
    terminal::Style,
};

/// Starts logging.
pub(crate) fn start(args: &LoggingArgs) -> Result<(), Failure> {
    let wanted = EnvFilter::try_new(&args.log_level).map_err(|_| {
        Failure::usage("the filter of the log cannot be read")
            .hint("write a level, such as debug, or levels of parts, such as info,tacit_app=debug")
    })?;
    // Handed over as two layers of filters: what either of them refuses is not logged.
    let layer = match args.log_format {
        LogFormat::Text => {
            fmt::layer().with_ansi(Style::of_errors().is_on()).with_writer(std::io::stderr).boxed()
        }
        LogFormat::Json => fmt::layer().json().with_writer(std::io::stderr).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(filter_fn(harmless)).with_filter(wanted))
        .try_init()
        .map_err(|_| Failure::could_not("the log was started twice"))
}

/// HTTP, TLS and database libraries print URLs, headers and values at their lower levels.
fn harmless(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("tacit") || *metadata.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_are_heard_only_when_they_warn() {
        let sink = Sink::default();
        let writer = sink.clone();
        let layer = fmt::layer().with_writer(move || writer.clone());
        let layer = layer.with_filter(filter_fn(harmless)).with_filter(EnvFilter::new("trace"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::trace!(target: "tacit_app::runs", "ours");
            tracing::debug!(target: "hyper::proto", "theirs");
            tracing::warn!(target: "sqlx::pool", "their warning");
        });
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("ours") && text.contains("their warning"), "{text}");
        assert!(!text.contains("theirs"), "{text}");
    }
}
