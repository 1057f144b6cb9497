//! Every limit of the format and of a run, in one place.
//!
//! The numbers are Runscope's unless the line says that they are tacit's own.

use std::{ops::RangeInclusive, time::Duration};

// Secrets

/// Bytes of a secret's value (UTF-8); tacit's own, Runscope allows 4,096 characters.
pub const SECRET_VALUE_BYTES: RangeInclusive<usize> = 1..=16 * 1024;
/// Characters of a secret's name.
pub const SECRET_NAME_CHARS: usize = 100;
/// Characters of a secret's description.
pub const SECRET_DESCRIPTION_CHARS: usize = 255;
/// Hosts that a sealed secret may go to.
pub const ALLOWED_HOSTS: usize = 50;
/// Characters of one of them.
pub const ALLOWED_HOST_CHARS: usize = 255;
/// Bytes of the shortest value that can be sealed: shorter ones cannot be told from ordinary text in an answer.
pub const SEALED_VALUE_BYTES: usize = 8;

// Definitions

/// Steps of one test, nested ones included.
pub const STEPS_PER_TEST: RangeInclusive<usize> = 1..=99;
/// Steps that one run may come to with every round of every loop, and every subtest; tacit's own.
pub const STEPS_PER_RUN: usize = 2000;
/// Subtests inside one another; tacit's own.
pub const SUBTEST_DEPTH: usize = 5;
/// Different subtests of one run, those of subtests included; tacit's own.
pub const SUBTESTS_PER_RUN: usize = 50;
/// Seconds of a pause step.
pub const PAUSE_SECONDS: RangeInclusive<u32> = 1..=180;
/// Schedules of one test.
pub const SCHEDULES_PER_TEST: usize = 10;
/// Maintenance windows of one bucket; tacit's own.
pub const MAINTENANCE_PER_BUCKET: usize = 100;
/// The intervals a schedule may have.
pub const SCHEDULE_INTERVALS: [&str; 7] = ["1m", "5m", "15m", "30m", "1h", "6h", "1d"];
/// Tests of one bucket above which a warning is due.
pub const RECOMMENDED_TESTS_PER_BUCKET: usize = 150;
/// Bytes of one definition file; tacit's own.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Values in one definition file, after YAML's aliases are put in; tacit's own.
pub const FILE_NODES: usize = 1_000_000;
/// Lists and mappings inside one another in a definition file; tacit's own.
pub const FILE_DEPTH: usize = 64;
/// Errors listed for one definition file; tacit's own.
pub const FILE_ERRORS: usize = 100;
/// Templates inside one another; tacit's own.
pub const TEMPLATE_DEPTH: usize = 32;
/// Characters that `random_string` makes.
pub const RANDOM_STRING_CHARS: usize = 1000;

// Runs

/// Wall clock of one run.
pub const RUN_TIME: Duration = Duration::from_secs(10 * 60);
/// Bytes of a value that a step takes from an answer; tacit's own.
pub const VARIABLE_BYTES: usize = 1 << 20;
/// Bytes of bodies, values and logs that the result of one run holds; tacit's own.
pub const RESULT_BYTES: usize = 32 << 20;
/// Run time of one script.
pub const SCRIPT_TIME: Duration = Duration::from_secs(20);
/// Bytes of one script library file.
pub const SCRIPT_LIBRARY_BYTES: usize = 1024 * 1024;
/// Time to connect.
pub const CONNECT_TIME: Duration = Duration::from_secs(90);
/// Time for one exchange, from the first byte sent to the last received.
pub const EXCHANGE_TIME: Duration = Duration::from_secs(270);
/// Runs at once in one location of one bucket; the rest wait.
pub const CONCURRENT_RUNS_PER_LOCATION: usize = 200;
/// Time that an incoming-request step waits.
pub const INBOUND_WAIT: Duration = Duration::from_secs(10 * 60);
/// Rounds of a conditional loop.
pub const LOOP_ITERATIONS: u32 = 100;
/// Wall clock of a conditional loop.
pub const LOOP_TIME: Duration = Duration::from_secs(11 * 60);

// Files

/// Bytes of an uploaded file.
pub const UPLOAD_BYTES: usize = 5 * 1024 * 1024;
/// Uploaded files of one team.
pub const UPLOADS_PER_TEAM: usize = 50;
/// Bytes of a CSV file of test data.
pub const TEST_DATA_BYTES: usize = 5 * 1024 * 1024;
/// Bytes of a client certificate, and of its key, as PEM.
pub const CLIENT_CERTIFICATE_BYTES: usize = 1024 * 1024;
/// Characters of the passphrase of a client certificate's key.
pub const CLIENT_CERTIFICATE_PASSPHRASE_CHARS: usize = 128;

// Triggers and results

/// Triggers of one trigger URL within [`TRIGGER_WINDOW`]; more are answered with 429.
pub const TRIGGERS_PER_WINDOW: u32 = 10;
/// See [`TRIGGERS_PER_WINDOW`].
pub const TRIGGER_WINDOW: Duration = Duration::from_secs(10);
/// Sets of variables in one batch trigger.
pub const BATCH_TRIGGER_SETS: usize = 50;
/// Results listed when `count` is not given.
pub const RESULTS_DEFAULT_COUNT: usize = 10;
/// Results listed at most.
pub const RESULTS_MAX_COUNT: usize = 50;
/// Passed runs of one test that keep their steps.
pub const DETAILED_PASSES: usize = 100;
/// Failed runs of one test that keep their steps.
pub const DETAILED_FAILURES: usize = 100;
/// Runs of one test that keep a summary.
pub const SUMMARISED_RUNS: usize = 1000;
/// How long anything of a run is kept.
pub const RESULT_AGE: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How many failed runs in a row an e-mail may wait for.
pub const EMAIL_THRESHOLD: RangeInclusive<u32> = 1..=10;
