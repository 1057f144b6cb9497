//! A run from its first variable to its record.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::AtomicUsize},
};

use tacit_record::{Aside, Counters, ErrorCode, Progress, Run, RunRecord, Step};
use tacit_spec::{TestDefinition, limits, usage};
use tacit_taint::{Label, Labeled};
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    around::Around,
    echoes::Echoes,
    effective::Effective,
    evaluate::Builtins,
    exposure::Policy,
    guard,
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Plan, Visibility},
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
        let echoes = Echoes::new(&plan.secrets);
        let room = AtomicUsize::new(limits::RESULT_BYTES);
        let cancel = cancel.child_token();
        let around = Around {
            engine: self,
            plan: &plan,
            derived: &derived,
            sealed: &sealed,
            echoes: &echoes,
            policy: &policy,
            mentioned: &mentioned,
            room: &room,
            pace: &pace,
            cancel: &cancel,
        };
        let environment = Effective::new(plan.shared.as_ref(), &plan.environment);
        let given = plan.trigger_variables.iter();
        let given = given.map(|(name, value)| (name.clone(), Labeled::public(value.clone()))).collect();
        let mut walk = Walk::new(around, &plan.context, environment, given);
        let mut errors = walk.initial_variables();
        let mut steps = walk.initial_scripts("").await;
        let initial_variables = walk.variables();
        // Headers may tell the time.
        pace.settle().await;
        errors.extend(walk.prepare_defaults());
        match too_long(&plan) {
            Some(error) => errors.push(error),
            None => steps.extend(walk.steps(&plan.test.steps, "").await),
        }
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
        walk.failed |= !errors.is_empty();
        let projector = walk.projector();
        let mut counters = Counters::default();
        steps.iter().for_each(|step| counters.add(step.counters));
        let elapsed = pace.elapsed();
        let record = RunRecord {
            result: walk.result(),
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
            aside: Aside { opened: sealed.all_opened(), echoed: echoes.all() },
            withheld: false,
        };
        guard::last_look(record, &derived)
    }
}

/// The secrets that the definitions name, whether or not the run gets there.
fn mentioned(plan: &Plan) -> impl Iterator<Item = (String, Visibility)> {
    let mut names = BTreeSet::new();
    plan.tests().for_each(|test| names.extend(usage::secrets_used(test).into_keys()));
    let environments = plan.environments();
    environments
        .for_each(|environment| names.extend(usage::secrets_used_by_environment(environment).into_keys()));
    names.into_iter().filter_map(|name| {
        let visibility = plan.secrets.get(&name)?.visibility;
        Some((name, visibility))
    })
}

/// A run that could come to more steps than one may have is not begun: how far it got would depend on how often loops went
/// round, which may be a secret.
fn too_long(plan: &Plan) -> Option<RawError> {
    fn steps(plan: &Plan, test: &TestDefinition, depth: usize) -> usize {
        test.most_steps(&mut |subtest| match plan.subtests.get(&subtest.callee) {
            Some(called) if depth < limits::SUBTEST_DEPTH => steps(plan, &called.test, depth + 1),
            _ => 0,
        })
    }
    (steps(plan, &plan.test, 0) > limits::STEPS_PER_RUN).then(|| RawError {
        code: ErrorCode::LoopLimit,
        place: "steps".into(),
        hint: Some(format!(
            "with every round of its loops and every subtest the run has more than {} steps; give loops fewer rounds",
            limits::STEPS_PER_RUN
        )),
        detail: None,
        label: Label::PUBLIC,
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
