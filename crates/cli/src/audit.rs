//! `tacit audit`: the log of what was done to secrets, people and agents.

use serde_json::json;
use tacit_app::AuditVerdict;

use crate::{
    Exit, Failure,
    installation::{Place, WhenMissing, app_trouble},
    output, serve,
    settings::{ExportArgs, VerifyArgs},
};

/// Checks the chain from its first entry to its last.
pub(crate) fn verify(args: VerifyArgs) -> Result<Exit, Failure> {
    let VerifyArgs { place, expect, json } = args;
    serve::runtime()?.block_on(async {
        let opened = Place::from(place).open(WhenMissing::Refuse).await?;
        let verdict = opened.app.operator_verify_audit(expect).await.map_err(app_trouble)?;
        opened.store.close().await;
        let AuditVerdict { genuine, broken, end } = verdict;
        let exit = if broken.is_none() { Exit::Passed } else { Exit::Failed };
        let end = end.map(|end| end.to_string());
        let text = match (json, &broken, &end) {
            (true, ..) => {
                json!({"intact": broken.is_none(), "genuine": genuine, "message": broken, "end": end}).to_string()
            }
            (false, Some(broken), _) => broken.clone(),
            (false, None, end) => {
                let end = end.as_deref().unwrap_or_default();
                format!(
                    "the audit log is as it was written: {genuine} entries\nend: {end}\n\
                     Keep the end where nobody can change it. With --expect it shows later whether the log was put back."
                )
            }
        };
        output::line(&text)?;
        Ok(exit)
    })
}

/// Prints every entry.
pub(crate) fn export(args: ExportArgs) -> Result<Exit, Failure> {
    serve::runtime()?.block_on(async {
        let opened = Place::from(args.place).open(WhenMissing::Refuse).await?;
        let printed = async {
            let mut export = opened.app.operator_export_audit().await.map_err(app_trouble)?;
            while let Some(line) = export.next().await.map_err(app_trouble)? {
                output::line(&line)?;
            }
            Ok(())
        };
        let printed: Result<(), Failure> = printed.await;
        opened.store.close().await;
        printed.map(|()| Exit::Passed)
    })
}
