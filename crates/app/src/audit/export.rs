//! The log as it is stored, to be kept and checked elsewhere.

use std::collections::VecDeque;

use tacit_spec::TeamId;
use tacit_store::{audit, audit::AuditRow, teams};
use tacit_vault::audit::{Action, Actor, AuditEntry, Event};

use super::read::concerns;
use crate::{App, Permission, Result, Who};

/// Rows read at a time.
const CHUNK: u32 = 500;

/// An export under way: oldest first, one entry in a line.
pub struct AuditExport {
    app: App,
    /// A team, and whether it is the installation's first; `None` for all of it.
    of: Option<(TeamId, bool)>,
    next: i64,
    ready: VecDeque<String>,
}

impl App {
    /// Begins to export the entries about a team, which is an entry itself, the last one of the export. Those about no team go
    /// along as in [`App::audit_entries`].
    pub async fn export_audit(&self, who: &Who, team: TeamId) -> Result<AuditExport> {
        let access = self.team(who, team, Permission::ViewAudit).await?;
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), access.who.actor(), Action::ExportMade).in_team(team);
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        let first = teams::all(&self.parts.store).await?.first().is_some_and(|first| first.id == team);
        Ok(AuditExport { app: self.clone(), of: Some((team, first)), next: 1, ready: VecDeque::new() })
    }

    /// Begins to export every entry, for whoever can start the program on the data.
    pub async fn operator_export_audit(&self) -> Result<AuditExport> {
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), Actor::Operator, Action::ExportMade);
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        Ok(AuditExport { app: self.clone(), of: None, next: 1, ready: VecDeque::new() })
    }
}

impl AuditExport {
    /// The next line: the entry as it is stored, and what ties it to the one before. `None` at the end.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn next(&mut self) -> Result<Option<String>> {
        while self.ready.is_empty() {
            let rows = audit::from(&self.app.parts.store, self.next, CHUNK).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            self.next = last.seq + 1;
            let lines: Vec<_> = rows.iter().filter(|row| self.shows(row)).map(line).collect();
            self.ready.extend(lines);
            tokio::task::yield_now().await;
        }
        Ok(self.ready.pop_front())
    }

    /// What cannot be read concerns everybody.
    fn shows(&self, row: &AuditRow) -> bool {
        let Some((team, first)) = self.of else { return true };
        AuditEntry::from_bytes(&row.entry).map_or(true, |entry| concerns(&entry, team, first))
    }
}

/// `{"entry": "...", "mac": "..."}`: the bytes of the entry as text, because a check needs them as they are.
fn line(row: &AuditRow) -> String {
    let mac: String = row.mac.iter().map(|byte| format!("{byte:02x}")).collect();
    serde_json::json!({"seq": row.seq, "entry": String::from_utf8_lossy(&row.entry), "mac": mac}).to_string()
}
