//! Every text of a team that people wrote or runs left, whatever it belongs to: for who looks through all of it.

use tacit_spec::TeamId;
use uuid::Uuid;

use crate::{
    Access, Result, Tx,
    backend::{build, execute, row},
};

/// What texts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Definitions of tests.
    Tests,
    /// Definitions that tests have or had.
    TestRevisions,
    /// Definitions of environments.
    Environments,
    /// Definitions that environments have or had.
    EnvironmentRevisions,
    /// Variables that came with triggers.
    Triggers,
    /// Records of runs.
    Records,
}

impl Texts {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Tests,
        Self::TestRevisions,
        Self::Environments,
        Self::EnvironmentRevisions,
        Self::Triggers,
        Self::Records,
    ];

    /// Id, part, text, where they are, and what must hold.
    fn columns(self) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        const OF_TESTS: &str = "tests AS t JOIN buckets AS b ON b.key = t.bucket";
        const OF_ENVIRONMENTS: &str = "environments AS e JOIN buckets AS b ON b.key = e.bucket";
        match self {
            Self::Tests => ("t.id", "t.revision", "t.definition", OF_TESTS, "b.team"),
            Self::TestRevisions => (
                "r.test",
                "r.revision",
                "r.definition",
                "test_revisions AS r JOIN tests AS t ON t.id = r.test JOIN buckets AS b ON b.key = t.bucket",
                "b.team",
            ),
            Self::Environments => ("e.id", "e.revision", "e.definition", OF_ENVIRONMENTS, "b.team"),
            Self::EnvironmentRevisions => (
                "r.environment",
                "r.revision",
                "r.definition",
                "environment_revisions AS r JOIN environments AS e ON e.id = r.environment
                 JOIN buckets AS b ON b.key = e.bucket",
                "b.team",
            ),
            Self::Triggers => (
                "r.id",
                "r.epoch",
                "r.trigger_variables",
                "runs AS r",
                "r.trigger_variables IS NOT NULL AND r.team",
            ),
            Self::Records => {
                ("k.run", "r.epoch", "k.record", "run_records AS k JOIN runs AS r ON r.id = k.run", "r.team")
            }
        }
    }
}

row! {
    /// One text.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Text {
        /// What it belongs to: a test, an environment or a run.
        pub id: Uuid,
        /// Which one of it: the revision, or the claim of a run.
        pub part: i64,
        /// The text: JSON.
        pub text: String,
    }
}

/// Texts of a team behind `after`, in the order of id and part, at most `limit`.
pub async fn of_team(
    on: impl Into<Access<'_>>,
    team: TeamId,
    what: Texts,
    after: (Uuid, i64),
    limit: i64,
) -> Result<Vec<Text>> {
    let (id, part, text, from, of_team) = what.columns();
    build!(on, Text, "SELECT ", |builder| {
        builder.push(id).push(" AS id, ").push(part).push(" AS part, ").push(text).push(" AS text FROM ");
        builder.push(from).push(" WHERE ").push(of_team).push(" = ").push_bind(team.0);
        builder.push(" AND (").push(id).push(" > ").push_bind(after.0);
        builder.push(" OR (").push(id).push(" = ").push_bind(after.0);
        builder.push(" AND ").push(part).push(" > ").push_bind(after.1);
        builder.push(")) ORDER BY 1, 2 LIMIT ").push_bind(limit);
    })
}

/// Puts another text in the place of one that was looked at; with `None` it is removed, where it may be. What was changed
/// meanwhile is left alone; `false` then.
pub async fn replace(tx: &mut Tx, what: Texts, old: &Text, new: Option<&str>) -> Result<bool> {
    let (id, text, new) = (old.id, old.text.as_str(), new);
    let rows = match what {
        // Whose definition it is now changes it as everybody does, with a revision.
        Texts::Tests | Texts::Environments => 0,
        Texts::TestRevisions => execute!(
            tx,
            "UPDATE test_revisions SET definition = COALESCE($3, '{}') WHERE test = $1 AND revision = $4 AND definition = $2",
            id,
            text,
            new,
            old.part
        )?,
        Texts::EnvironmentRevisions => execute!(
            tx,
            "UPDATE environment_revisions SET definition = COALESCE($3, '{}')
             WHERE environment = $1 AND revision = $4 AND definition = $2",
            id,
            text,
            new,
            old.part
        )?,
        Texts::Triggers => execute!(
            tx,
            "UPDATE runs SET trigger_variables = $3 WHERE id = $1 AND trigger_variables = $2",
            id,
            text,
            new
        )?,
        Texts::Records => match new {
            Some(new) => execute!(
                tx,
                "UPDATE run_records SET record = $3 WHERE run = $1 AND record = $2",
                id,
                text,
                new
            )?,
            None => execute!(tx, "DELETE FROM run_records WHERE run = $1 AND record = $2", id, text)?,
        },
    };
    Ok(rows > 0)
}
