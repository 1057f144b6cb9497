//! What the owner sees of the audit log.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tacit_spec::{PersonId, TeamId};
use tacit_store::{audit, meta, teams, tokens};
use tacit_vault::audit::{Action, Actor, AuditEntry, Head, Row, Tip};

use super::{HEAD, names};
use crate::{App, AppError, Micros, Permission, Result, Who};

/// Rows read at a time.
const CHUNK: u32 = 500;
/// Rows looked at for one page, so that a page of a small team in a large installation ends.
const LOOKED_AT: i64 = 20_000;
/// Entries of one page at most.
const PAGE: usize = 200;

/// A part of the log, newest first.
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditLine>,
    /// What people call what the entries name by id, as far as it is still there.
    pub names: BTreeMap<String, String>,
    /// Ask for what is before this number to go on; `None` at the beginning of the log.
    pub before: Option<i64>,
}

/// Which entries are looked for.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// With a lower number than this.
    pub before: Option<i64>,
    /// At most so many, up to 200.
    pub limit: usize,
    /// What was done, in words of the log: `secret_created`. Empty for everything.
    pub actions: Vec<String>,
    /// By this person, by themselves or with a token that is still there.
    pub person: Option<PersonId>,
}

/// An entry as it is shown: ids, numbers and words of this program.
pub struct AuditLine {
    /// Its place, from 1.
    pub seq: u64,
    /// When.
    pub at_micros: Micros,
    /// Who.
    pub actor: Value,
    /// What was done.
    pub action: Value,
    /// What to.
    pub objects: Value,
    /// Names of the secrets concerned.
    pub secret_names: Value,
    /// More about it.
    pub details: Value,
}

impl From<AuditEntry> for AuditLine {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { seq, event } = entry;
        Self {
            seq,
            at_micros: event.at_micros,
            actor: json!(event.actor),
            action: json!(event.action),
            objects: json!(event.objects),
            secret_names: json!(event.secret_names),
            details: json!(event.details),
        }
    }
}

/// Whether the log is as it was written.
pub struct AuditVerdict {
    /// Entries found genuine.
    pub genuine: u64,
    /// What is wrong, and from which entry on.
    pub broken: Option<String>,
    /// Where it ends, when nothing is wrong: kept elsewhere, it shows later whether all of it was put back.
    pub end: Option<Tip>,
}

impl AuditVerdict {
    fn broken(genuine: u64, why: impl Into<String>) -> Self {
        Self { genuine, broken: Some(why.into()), end: None }
    }
}

/// Whether an entry is shown to the owner of a team; `first` for that of the installation's first.
pub(super) fn concerns(entry: &AuditEntry, team: TeamId, first: bool) -> bool {
    entry.event.team == Some(team) || (first && entry.event.team.is_none())
}

fn action(word: &str) -> Result<Action> {
    let unknown =
        || AppError::invalid("action", "the log knows no such action: write words as its entries have them");
    serde_json::from_value(json!(word)).map_err(|_| unknown())
}

impl App {
    /// Entries about a team, newest first. Entries about no team (sign-ins, keys) are shown to the owner of the
    /// installation's first team.
    pub async fn audit_entries(&self, who: &Who, team: TeamId, filter: &AuditFilter) -> Result<AuditPage> {
        self.team(who, team, Permission::ViewAudit).await?;
        let actions = filter.actions.iter().map(|word| action(word)).collect::<Result<Vec<_>>>()?;
        let tokens = match filter.person {
            Some(person) => tokens::of_person(&self.parts.store, person).await?,
            None => Vec::new(),
        };
        let wanted = |entry: &AuditEntry| {
            (actions.is_empty() || actions.contains(&entry.event.action))
                && filter.person.is_none_or(|person| match &entry.event.actor {
                    Actor::Person(own) => *own == person,
                    Actor::Token(token) => tokens.iter().any(|own| own.id == *token),
                    _ => false,
                })
        };
        let store = &self.parts.store;
        let first = teams::all(store).await?.first().is_some_and(|first| first.id == team);
        let newest = audit::last(store).await?.map_or(0, |row| row.seq);
        let mut end = filter.before.map_or(newest + 1, |before| before.clamp(1, newest + 1));
        let stop = (end - LOOKED_AT).max(1);
        let limit = filter.limit.clamp(1, PAGE);
        let mut entries = Vec::new();
        let mut before = None;
        'pages: while end > stop {
            let start = (end - i64::from(CHUNK)).max(stop);
            let rows = audit::from(store, start, CHUNK).await?;
            for row in rows.iter().rev().filter(|row| row.seq < end) {
                let Ok(entry) = AuditEntry::from_bytes(&row.entry) else { continue };
                if concerns(&entry, team, first) && wanted(&entry) {
                    entries.push(entry);
                }
                if entries.len() == limit {
                    before = Some(row.seq);
                    break 'pages;
                }
            }
            end = start;
        }
        let before = before.or(Some(end)).filter(|before| *before > 1);
        let names = names::of(store, &entries).await?;
        Ok(AuditPage { entries: entries.into_iter().map(Into::into).collect(), names, before })
    }

    /// Follows the chain from its beginning to its end.
    pub async fn verify_audit(&self, who: &Who, team: TeamId) -> Result<AuditVerdict> {
        self.team(who, team, Permission::ViewAudit).await?;
        self.check_audit(None).await
    }

    /// The same for whoever can start the program on the data. `expected` is an end that was told before: the log has to
    /// have it still.
    pub async fn operator_verify_audit(&self, expected: Option<Tip>) -> Result<AuditVerdict> {
        self.check_audit(expected).await
    }

    async fn check_audit(&self, expected: Option<Tip>) -> Result<AuditVerdict> {
        let store = &self.parts.store;
        let chain = &self.parts.audit;
        let mut heads = match meta::get(store, HEAD).await? {
            None if audit::last(store).await?.is_none() => {
                let gone = "the audit log is empty, and an installation has one from its first moment: it was removed outside \
                            tacit, compare with a backup";
                return Ok(AuditVerdict::broken(0, gone));
            }
            None => {
                let broken = "the sealed end of the audit log was removed outside tacit: compare the log with a backup";
                return Ok(AuditVerdict::broken(0, broken));
            }
            Some(sealed) => match chain.open_head(&sealed) {
                Ok(head) => vec![head],
                Err(broken) => return Ok(AuditVerdict::broken(0, broken.to_string())),
            },
        };
        heads.extend(expected.map(|tip| Head { epoch: 0, tip }));
        let mut tip = chain.genesis();
        loop {
            // The first look takes in what stands before the beginning, where nothing was ever written.
            let from = match tip.seq {
                0 => i64::MIN,
                seq => i64::try_from(seq + 1).map_err(|_| AppError::internal("the audit log is too long"))?,
            };
            let rows = audit::from(store, from, CHUNK).await?;
            let last = rows.len() < CHUNK as usize;
            let end = tip.seq + rows.len() as u64;
            // A head beyond these rows is judged with the last of them.
            let heads: Vec<_> = heads.iter().filter(|head| last || head.tip.seq <= end).copied().collect();
            let rows = rows.into_iter().map(|row| Row { entry: row.entry, mac: row.mac });
            match chain.verify(&tip, rows, &heads) {
                Ok(end) => tip = end,
                Err(broken) => {
                    return Ok(AuditVerdict::broken(broken.seq - 1, broken.to_string()));
                }
            }
            if last {
                return Ok(AuditVerdict { genuine: tip.seq, broken: None, end: Some(tip) });
            }
            tokio::task::yield_now().await;
        }
    }
}
