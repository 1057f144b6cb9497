//! A run from its first variable to its record.

use std::{collections::BTreeSet, sync::Arc};

use tacit_record::{Counters, ErrorCode, Progress, Run, RunRecord, RunResult, Step};
use tacit_spec::usage;
use tacit_taint::Label;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    cookies::Jar,
    effective::Effective,
    evaluate::Builtins,
    exposure::Policy,
    guard,
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Plan, Visibility},
    request::Defaults,
    scope::Scope,
    scripts::Scripts,
    sealed::Sealed,
    step::RawError,
    walk::Walk,
};

/// Hears the news of a run.
pub type News<'a> = dyn Fn(Progress) + Send + Sync + 'a;

impl Engine {
    /// Executes `plan`. Every way it can end is a record.
    pub async fn run(&self, plan: Plan, news: &News<'_>, cancel: CancellationToken) -> Run {
        let started_at = self.clock.now().as_microsecond();
        let mentioned: Vec<(String, Visibility)> = mentioned(&plan).collect();
        let policy = Policy { run: strongest(&mentioned), secrets: Arc::clone(&plan.secrets) };
        let pace = Pace::new(plan.limits.run, &policy, news);
        let derived = DerivedSecrets::new(policy.clone(), &plan);
        let builtins = Builtins { clock: &*self.clock, random: &*self.random, context: &plan.context };
        let sealed = Sealed::new(&plan.secrets, builtins, &derived);
        let cancel = cancel.child_token();
        let mut walk = Walk {
            engine: self,
            plan: &plan,
            builtins,
            derived: &derived,
            sealed: &sealed,
            scripts: Scripts {
                pool: &self.scripts,
                team: plan.team,
                bucket_key: &plan.context.bucket_key,
                secrets: &plan.secrets,
                sealed: &sealed,
                builtins,
                pace: &pace,
                cancel: &cancel,
                time: plan.limits.script,
            },
            jar: Jar::new(&derived, &sealed),
            scope: Scope::default(),
            defaults: Defaults::default(),
            environment: Effective::new(&plan),
            policy: &policy,
            mentioned: &mentioned,
            control: Label::PUBLIC,
            failed: false,
            stopped: false,
            timed_out: false,
            pace: &pace,
            cancel: &cancel,
        };
        let mut errors = walk.initial_variables();
        let mut steps = walk.initial_scripts().await;
        let initial_variables = walk.variables();
        errors.extend(walk.prepare_defaults());
        steps.extend(walk.steps(&plan.test.steps, "").await);
        let variables = walk.variables();
        if walk.timed_out {
            errors.push(RawError {
                code: ErrorCode::Timeout,
                place: "run".into(),
                hint: Some(format!(
                    "the run took longer than {} seconds; split the test",
                    plan.limits.run.as_secs()
                )),
                detail: None,
                label: Label::PUBLIC,
            });
        }
        pace.finish().await;
        let projector = walk.projector();
        let mut counters = Counters::default();
        steps.iter().for_each(|step| counters.add(step.counters));
        let elapsed = pace.elapsed();
        let result = match (cancel.is_cancelled() && !walk.timed_out, walk.failed || !errors.is_empty()) {
            (true, _) => RunResult::Canceled,
            (false, true) => RunResult::Fail,
            (false, false) => RunResult::Pass,
        };
        let record = RunRecord {
            result,
            started_at,
            finished_at: started_at + i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX),
            response_time_ms: response_time(&steps),
            initial_variables,
            variables,
            counters,
            errors: errors
                .iter()
                .filter(|error| !projector.level(&error.label, &Label::PUBLIC).hides_verdict())
                .map(|error| projector.error(error, &Label::PUBLIC))
                .collect(),
            secrets: mentioned.iter().map(|(name, _)| projector.text(name)).collect(),
            steps,
            opened: sealed.all_opened(),
            withheld: false,
        };
        guard::last_look(record, &derived)
    }
}

/// The secrets that the definitions name, whether or not the run gets there.
fn mentioned(plan: &Plan) -> impl Iterator<Item = (String, Visibility)> {
    let mut names: BTreeSet<String> = usage::secrets_used(&plan.test).into_keys().collect();
    for environment in plan.shared.iter().chain([&plan.environment]) {
        names.extend(usage::secrets_used_by_environment(environment).into_keys());
    }
    names.into_iter().filter_map(|name| {
        let visibility = plan.secrets.get(&name)?.visibility;
        Some((name, visibility))
    })
}

/// The strongest policy among the secrets that the definitions name.
fn strongest(mentioned: &[(String, Visibility)]) -> Visibility {
    mentioned.iter().map(|(_, visibility)| *visibility).max().unwrap_or(Visibility::Strict)
}

/// All response times together; none when one of them is hidden, or there is none.
fn response_time(steps: &[Step]) -> Option<f64> {
    /// Milliseconds and number of exchanges.
    fn sum(steps: &[Step]) -> Option<(f64, usize)> {
        steps.iter().try_fold((0.0, 0), |(mut total, mut count), step| {
            for hop in &step.hops {
                total += hop.timings.shown()?.total;
                count += 1;
            }
            let (inner, inner_count) = sum(&step.steps)?;
            Some((total + inner, count + inner_count))
        })
    }
    let (total, count) = sum(steps)?;
    (count > 0).then_some((total * 1000.0).round() / 1000.0)
}
