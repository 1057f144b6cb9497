//! When a channel is told, in Runscope's words and a few more.

use serde::{Deserialize, Serialize};
use tacit_app::{AppError, Causes, Flaky, Rule, When};
use utoipa::ToSchema;

/// Which runs a channel hears of.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AlertRule)]
pub(crate) struct RuleBody {
    /// `all` runs, all `failures`, once after a `threshold` of failures in a row in one location, or `switch`: that, and
    /// when it passes again.
    notify_on: String,
    /// For `threshold` and `switch`: 1 to 100 failures in a row; 1 when left out.
    #[serde(default)]
    notify_threshold: Option<u32>,
    /// For `failures`: whether the first pass afterwards is told too.
    #[serde(default)]
    back_to_normal: Option<bool>,
    /// For `threshold` and `switch`: seconds after which a failure that lasts is told again; 60 at least.
    #[serde(default)]
    remind_after: Option<u32>,
    /// When a test counts as flaky, which is told once instead of each change.
    #[serde(default)]
    flaky: Option<FlakyBody>,
    /// Whose fault is told: `any`body's, the `api`'s alone, or the `agent`'s alone.
    #[serde(default)]
    causes: Option<String>,
}

/// Among the last `runs`, 3 to 32, the outcome changed at least `changes` times.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FlakyRule)]
pub(crate) struct FlakyBody {
    runs: u8,
    changes: u8,
}

impl RuleBody {
    pub(super) fn rule(self) -> Result<Rule, AppError> {
        let rule = Rule::of_runscope(&self.notify_on, self.notify_threshold).ok_or_else(|| {
            AppError::invalid("rule.notify_on", "choose one of all, failures, threshold and switch")
        })?;
        let causes = match self.causes.as_deref() {
            None | Some("any") => Causes::Any,
            Some("api") => Causes::OnlyApi,
            Some("agent") => Causes::OnlyAgent,
            Some(_) => return Err(AppError::invalid("rule.causes", "choose one of any, api and agent")),
        };
        let back_to_normal = match rule.when {
            When::EveryFailure => self.back_to_normal.unwrap_or(false),
            When::EveryRun | When::Failures(_) => rule.back_to_normal,
        };
        let flaky = self.flaky.map(|FlakyBody { runs, changes }| Flaky { runs, changes });
        Ok(Rule { back_to_normal, remind_after: self.remind_after, flaky, causes, ..rule })
    }
}

impl From<Rule> for RuleBody {
    fn from(rule: Rule) -> Self {
        let (notify_on, notify_threshold) = match rule.when {
            When::EveryRun => ("all", None),
            When::EveryFailure => ("failures", None),
            When::Failures(count) => {
                (if rule.back_to_normal { "switch" } else { "threshold" }, Some(count.max(1)))
            }
        };
        let causes = match rule.causes {
            Causes::Any => "any",
            Causes::OnlyApi => "api",
            Causes::OnlyAgent => "agent",
        };
        Self {
            notify_on: notify_on.to_owned(),
            notify_threshold,
            back_to_normal: Some(rule.back_to_normal),
            remind_after: rule.remind_after,
            flaky: rule.flaky.map(|Flaky { runs, changes }| FlakyBody { runs, changes }),
            causes: Some(causes.to_owned()),
        }
    }
}
