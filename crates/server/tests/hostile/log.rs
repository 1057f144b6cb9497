//! What the server logs at its most talkative, kept for searching.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
};

use tracing_subscriber::{fmt, layer::SubscriberExt, util::SubscriberInitExt};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sink() -> &'static Sink {
    static SINK: OnceLock<Sink> = OnceLock::new();
    SINK.get_or_init(|| {
        let sink = Sink::default();
        let writer = sink.clone();
        let ours = tracing_subscriber::filter::filter_fn(|about| about.target().starts_with("tacit"));
        let layer = fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        tracing_subscriber::registry().with(tracing_subscriber::Layer::with_filter(layer, ours)).init();
        sink
    })
}

/// From now on everything of tacit's own is kept.
pub(crate) fn keep() {
    sink();
}

/// What was logged so far, by all tests of this process.
pub(crate) fn text() -> String {
    String::from_utf8_lossy(&sink().0.lock().unwrap()).into_owned()
}
