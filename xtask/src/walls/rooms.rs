//! The rooms and their walls, as data.

/// One crate of ours.
#[derive(Debug)]
pub(super) struct Room {
    /// The package's name.
    pub(super) name: &'static str,
    /// Crates of the product it may name in its manifest.
    pub(super) may_use: &'static [&'static str],
    /// Packages it must not reach, through however many others.
    pub(super) never_reaches: &'static [&'static [&'static str]],
    /// Packages it must not name itself, though a crate it uses may have them inside.
    pub(super) never_names: &'static [&'static str],
    /// Why the wall stands.
    pub(super) why: &'static str,
    /// Whether it stands beside the product: for tests, measurements and building. The product never reaches it.
    pub(super) beside: bool,
}

/// A library with one home.
#[derive(Debug)]
pub(super) struct Library {
    /// The package's name.
    pub(super) name: &'static str,
    /// The rooms of the product that may name it; rooms beside the product may always.
    pub(super) homes: &'static [&'static str],
    /// Why.
    pub(super) why: &'static str,
}

/// Whatever opens a file, a socket or a database.
const IO: &[&str] = &[
    "async-std",
    "axum",
    "hickory-resolver",
    "hyper",
    "mio",
    "rustls",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx",
    "tokio",
];
/// Whatever speaks HTTP.
const HTTP: &[&str] = &["axum", "hyper", "tacit-wire"];
/// Whatever prints what it is given, at some level.
const LOGGING: &[&str] = &["env_logger", "log", "tracing"];
/// Whatever keeps rows.
const DATABASE: &[&str] = &["sqlx", "tacit-store"];
/// Every crate of ours, for rooms that use none.
const ALL: &[&str] = &[
    "tacit-agent",
    "tacit-alert",
    "tacit-app",
    "tacit-courier",
    "tacit-engine",
    "tacit-notify",
    "tacit-numbers",
    "tacit-queue",
    "tacit-record",
    "tacit-script",
    "tacit-server",
    "tacit-sources",
    "tacit-spec",
    "tacit-store",
    "tacit-taint",
    "tacit-telemetry",
    "tacit-vault",
    "tacit-wire",
];

const PRODUCT: Room =
    Room { name: "", may_use: &[], never_reaches: &[], never_names: &[], why: "", beside: false };
const BESIDE: Room = Room { beside: true, ..PRODUCT };

/// Every crate of the workspace. A crate without a row is a breach, and so is a row without a crate.
pub(super) const ROOMS: &[Room] = &[
    Room {
        name: "tacit-taint",
        never_reaches: &[IO, LOGGING],
        why: "it is small enough to audit in one sitting, and can neither send nor print a value",
        ..PRODUCT
    },
    Room {
        name: "tacit-spec",
        never_reaches: &[IO, &["tacit-taint"]],
        why: "a definition cannot hold a secret's value: it has no type for one, and reads no files",
        ..PRODUCT
    },
    Room {
        name: "tacit-record",
        may_use: &["tacit-spec", "tacit-taint"],
        never_reaches: &[IO, LOGGING],
        why: "what is kept or shown passes here: it is data and does nothing",
        ..PRODUCT
    },
    Room {
        name: "tacit-numbers",
        may_use: &["tacit-spec"],
        never_reaches: &[IO, LOGGING, &["tacit-record", "tacit-taint"]],
        why: "what stands beside a number is an id or a name: it knows nothing that was sent or received",
        ..PRODUCT
    },
    Room {
        name: "tacit-alert",
        may_use: &["tacit-record", "tacit-spec"],
        never_reaches: &[IO, LOGGING],
        why: "when to tell is decided without a world: states come in and go out by value",
        ..PRODUCT
    },
    Room {
        name: "tacit-wire",
        may_use: &["tacit-taint"],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-record", "tacit-spec"]],
        why: "the one way out to the network, and the only place that spends a secret",
        ..PRODUCT
    },
    Room {
        name: "tacit-script",
        may_use: &["tacit-taint"],
        never_reaches: &[DATABASE, HTTP, &["hickory-resolver", "rustls"]],
        why: "scripts reach the world only through what the engine hands in",
        ..PRODUCT
    },
    Room {
        name: "tacit-engine",
        may_use: &["tacit-record", "tacit-script", "tacit-spec", "tacit-taint", "tacit-wire"],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-queue", "tacit-vault"]],
        why: "secrets, clock and randomness come through ports; it returns records and nothing else",
        ..PRODUCT
    },
    Room {
        name: "tacit-vault",
        may_use: &["tacit-spec", "tacit-taint"],
        never_reaches: &[DATABASE, HTTP, IO, LOGGING],
        why: "keys meet neither a network, nor a database, nor a log",
        ..PRODUCT
    },
    Room {
        name: "tacit-store",
        may_use: &["tacit-numbers", "tacit-record", "tacit-spec"],
        never_reaches: &[HTTP, &["tacit-engine", "tacit-script", "tacit-vault"]],
        why: "it keeps sealed values and finished records, and can open or make neither",
        ..PRODUCT
    },
    Room {
        name: "tacit-queue",
        never_reaches: &[ALL],
        why: "a message that can only hold ids cannot leak",
        ..PRODUCT
    },
    Room {
        name: "tacit-notify",
        may_use: &["tacit-alert", "tacit-record", "tacit-spec", "tacit-taint", "tacit-wire"],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-engine", "tacit-script", "tacit-vault"]],
        why: "it can only speak of finished records, and to the network only through the guard",
        ..PRODUCT
    },
    Room {
        name: "tacit-courier",
        may_use: &["tacit-record", "tacit-spec", "tacit-taint"],
        never_reaches: &[DATABASE, HTTP, IO, LOGGING],
        why: "what travels with opened secrets inside is bytes in, bytes out, and meets no network by itself",
        ..PRODUCT
    },
    Room {
        name: "tacit-telemetry",
        may_use: &["tacit-numbers", "tacit-record", "tacit-spec", "tacit-taint", "tacit-wire"],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-engine", "tacit-script", "tacit-vault"]],
        why: "it can only speak of numbers and finished records, and to the network only through the guard",
        ..PRODUCT
    },
    Room {
        name: "tacit-sources",
        may_use: &["tacit-spec", "tacit-taint", "tacit-vault", "tacit-wire"],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-engine", "tacit-record", "tacit-script"]],
        why: "it fetches values and hands them on closed: it has nothing to write them to, and no other way out than the guard",
        ..PRODUCT
    },
    Room {
        name: "tacit-app",
        may_use: &[
            "tacit-alert",
            "tacit-courier",
            "tacit-numbers",
            "tacit-queue",
            "tacit-record",
            "tacit-spec",
            "tacit-store",
            "tacit-taint",
            "tacit-vault",
        ],
        never_reaches: &[HTTP, &["tacit-agent", "tacit-engine", "tacit-script", "tacit-server"]],
        why: "use cases can be tested without HTTP, and every one takes who is asking",
        ..PRODUCT
    },
    Room {
        name: "tacit-server",
        may_use: &["tacit-app", "tacit-record", "tacit-spec"],
        never_reaches: &[&["tacit-agent", "tacit-engine", "tacit-script", "tacit-wire"]],
        never_names: &["sqlx", "tacit-store", "tacit-taint", "tacit-vault"],
        why: "the face never holds raw traffic or an open secret",
        ..PRODUCT
    },
    Room {
        name: "tacit-agent",
        may_use: &[
            "tacit-courier",
            "tacit-engine",
            "tacit-record",
            "tacit-script",
            "tacit-spec",
            "tacit-taint",
            "tacit-wire",
        ],
        never_reaches: &[DATABASE, &["axum", "tacit-app", "tacit-server", "tacit-vault"]],
        why: "the same code runs inside `serve` and far away, where there is no store and no key",
        ..PRODUCT
    },
    Room { name: "tacit-cli", may_use: ALL, why: "the composition root knows every part", ..PRODUCT },
    Room { name: "tacit-testkit", why: "it holds the real parts tests talk to, and none of ours", ..BESIDE },
    Room {
        name: "tacit-proofs",
        may_use: &[
            "tacit-agent",
            "tacit-engine",
            "tacit-record",
            "tacit-script",
            "tacit-spec",
            "tacit-taint",
            "tacit-wire",
        ],
        why: "it runs the product from outside and looks for what must not be there",
        ..BESIDE
    },
    Room { name: "tacit-bench", may_use: ALL, why: "it measures every part from outside", ..BESIDE },
    Room { name: "xtask", never_reaches: &[ALL], why: "it is compiled first, on every machine", ..BESIDE },
];

/// Libraries that give a power which only one room, or two, should have.
pub(super) const LIBRARIES: &[Library] = &[
    Library { name: "sqlx", homes: &["tacit-store"], why: "SQL lives in the store" },
    Library {
        name: "hyper",
        homes: &["tacit-server", "tacit-wire"],
        why: "the server takes connections, the wire makes them",
    },
    Library {
        name: "hyper-util",
        homes: &["tacit-server", "tacit-wire"],
        why: "the server takes connections, the wire makes them",
    },
    Library {
        name: "tokio-rustls",
        homes: &["tacit-wire"],
        why: "what goes out goes through the wire's guard",
    },
    Library {
        name: "lettre",
        homes: &["tacit-notify", "tacit-wire"],
        why: "the first writes mails, the second hands them over",
    },
    Library { name: "hickory-resolver", homes: &["tacit-wire"], why: "a name is resolved once, by the wire" },
    Library {
        name: "reqwest",
        homes: &[],
        why: "it follows redirects and prints URLs; the wire does neither",
    },
    Library {
        name: "prometheus-client",
        homes: &["tacit-telemetry"],
        why: "numbers are counted without knowing who reads them",
    },
    Library {
        name: "opentelemetry-proto",
        homes: &["tacit-telemetry"],
        why: "numbers are counted without knowing who reads them",
    },
    Library { name: "axum", homes: &["tacit-server", "tacit-cli"], why: "HTTP comes in at the server" },
    Library { name: "rquickjs", homes: &["tacit-script"], why: "scripts run in the sandbox process" },
    Library { name: "rquickjs-sys", homes: &[], why: "it is the engine without its safe face" },
    Library { name: "age", homes: &["tacit-cli"], why: "backups are sealed and opened in one place" },
    Library { name: "clap", homes: &["tacit-cli"], why: "the world is read in one place" },
    Library {
        name: "tracing-subscriber",
        homes: &["tacit-cli"],
        why: "where log lines go is chosen in one place",
    },
];
