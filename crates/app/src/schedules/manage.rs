//! Schedules of a test: made, changed, looked at.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tacit_spec::{BucketKey, EnvironmentId, ScheduleId, TestId, limits};
use tacit_store::{
    Tx, environments,
    schedules::{self, Schedule},
    tests,
    tests::Test,
};
use tacit_vault::audit::{Action, Object};

use super::{Rests, rule::Rule};
use crate::{
    App, AppError, Covered, Micros, Permission, Result, Spot, Who,
    definitions::{checked_text, usable_by},
    maintenance::{Calendar, OpenWindows},
};

/// Windows that are skipped to find a tick.
const WINDOWS: usize = 500;
/// So long the next ticks of a whole list are looked for; what is not found by then is not told.
const LOOK: Duration = Duration::from_millis(100);
/// Characters of a note.
const NOTE_CHARS: usize = 1000;

/// A schedule and what keeps it from running.
pub struct ScheduleView {
    /// As it is kept.
    pub row: Schedule,
    /// The widest thing that rests.
    pub paused_by: Option<PausedBy>,
    /// The maintenance window that is open for it.
    pub maintenance: Option<Covered>,
    next: Option<Micros>,
}

/// What rests, so that a schedule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PausedBy {
    /// The whole bucket.
    Bucket,
    /// The environment.
    Environment,
    /// The schedule itself.
    Schedule,
    /// It is the time of a maintenance window.
    Maintenance,
    /// The disk is nearly full.
    Disk,
}

/// When a schedule is due, as people write it.
pub enum NewRule {
    /// `5m`.
    Interval(String),
    /// A cron expression and its time zone. What is left out stays as it was; a new schedule is in UTC.
    Cron(Option<String>, Option<String>),
}

/// What to change of a schedule; `None` leaves it.
#[derive(Default)]
pub struct ScheduleChange {
    /// Where it runs. A new one without runs in the test's default environment.
    pub environment: Option<EnvironmentId>,
    /// When.
    pub rule: Option<NewRule>,
    /// A remark for people.
    pub note: Option<Option<String>>,
    /// Whether it rests.
    pub paused: Option<bool>,
}

impl PausedBy {
    /// As it is written in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bucket => "bucket",
            Self::Environment => "environment",
            Self::Schedule => "schedule",
            Self::Maintenance => "maintenance",
            Self::Disk => "disk",
        }
    }
}

impl ScheduleView {
    fn new(row: Schedule, around: &Around) -> Self {
        let spot = Spot { bucket: &row.bucket, test: row.test, environment: Some(row.environment) };
        let maintenance = around.open.covering(spot);
        let paused_by = if around.rests.bucket {
            Some(PausedBy::Bucket)
        } else if around.rests.environments.contains(&row.environment) {
            Some(PausedBy::Environment)
        } else if row.paused {
            Some(PausedBy::Schedule)
        } else if around.disk_is_low {
            Some(PausedBy::Disk)
        } else {
            maintenance.as_ref().is_some_and(|open| open.rests).then_some(PausedBy::Maintenance)
        };
        let next = match paused_by {
            None | Some(PausedBy::Maintenance) => {
                awake(&row, around.look_until, |tick| around.calendar.rests(spot, tick))
            }
            Some(_) => None,
        };
        Self { row, paused_by, maintenance, next }
    }

    /// When it runs next; `None` while somebody lets it rest, and when its time never comes again.
    #[must_use]
    pub fn next_run_at(&self) -> Option<Micros> {
        self.next
    }
}

/// What decides whether schedules run.
struct Around {
    rests: Rests,
    calendar: Arc<Calendar>,
    open: OpenWindows,
    look_until: Instant,
    disk_is_low: bool,
}

/// The first tick outside of maintenance; `None` when it is not found soon.
fn awake(row: &Schedule, look_until: Instant, rests: impl Fn(Micros) -> Option<Micros>) -> Option<Micros> {
    let mut next = Some(row.next_at).filter(|next| *next != Micros::MAX)?;
    let rule = Rule::read(&row.rule, row.zone.as_deref()).ok()?;
    for _ in 0..WINDOWS {
        if Instant::now() >= look_until {
            return None;
        }
        let Some(until) = rests(next) else { return Some(next) };
        next = rule.next(row.anchor, until - 1)?;
    }
    None
}

impl App {
    /// The schedules of a bucket, test by test.
    pub async fn schedules_of_bucket(&self, who: &Who, bucket: &BucketKey) -> Result<Vec<ScheduleView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let around = self.around(bucket).await?;
        let rows = schedules::of_bucket(&self.parts.store, bucket).await?;
        Ok(rows.into_iter().map(|row| ScheduleView::new(row, &around)).collect())
    }

    /// The schedules of a test, oldest first.
    pub async fn schedules(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<Vec<ScheduleView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        tests::find_in(&self.parts.store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        self.schedules_of(bucket, test).await
    }

    /// One schedule.
    pub async fn schedule(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        schedule: ScheduleId,
    ) -> Result<ScheduleView> {
        let all = self.schedules(who, bucket, test).await?;
        all.into_iter().find(|one| one.row.id == schedule).ok_or(AppError::NotFound("schedule"))
    }

    /// Adds a schedule. One with an interval runs at once for the first time.
    pub async fn create_schedule(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        wanted: ScheduleChange,
    ) -> Result<ScheduleView> {
        self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let test = tests::find_in(&mut tx, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let rule = wanted.rule.ok_or_else(|| {
            AppError::invalid(
                "interval",
                "say when the test runs: an `interval` such as 5m, or a `cron` expression",
            )
        })?;
        if schedules::of_test(&mut tx, test.id).await?.len() >= limits::SCHEDULES_PER_TEST {
            let most = limits::SCHEDULES_PER_TEST;
            return Err(AppError::Conflict(format!("a test has at most {most} schedules: delete one first")));
        }
        let environment = place(&mut tx, &test, wanted.environment).await?;
        let now = self.now();
        let mut row = Schedule {
            id: ScheduleId(self.uuid()),
            bucket: bucket.clone(),
            test: test.id,
            environment,
            rule: String::new(),
            zone: None,
            note: checked_note(wanted.note.flatten())?,
            paused: wanted.paused.unwrap_or_default(),
            anchor: now,
            next_at: now,
            created_at: now,
            updated_at: now,
        };
        begin(&mut row, &rule.read(None)?, now)?;
        schedules::insert(&mut tx, &row).await?;
        tx.commit().await?;
        self.parts.schedules.notify_one();
        self.schedule(who, bucket, test.id, row.id).await
    }

    /// Changes a schedule. With another rule or environment it begins anew.
    pub async fn change_schedule(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        schedule: ScheduleId,
        change: ScheduleChange,
    ) -> Result<ScheduleView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let test = tests::find_in(&mut tx, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let found = schedules::find(&mut tx, test.id, schedule).await?;
        let mut row = found.ok_or(AppError::NotFound("schedule"))?;
        let now = self.now();
        let mut anew = false;
        if let Some(environment) = change.environment
            && environment != row.environment
        {
            row.environment = place(&mut tx, &test, Some(environment)).await?;
            anew = true;
        }
        let rule = match change.rule {
            Some(rule) => rule.read(row.zone.as_deref().map(|zone| (row.rule.as_str(), zone)))?,
            None => Rule::read(&row.rule, row.zone.as_deref())?,
        };
        if anew || rule.stored() != (row.rule.clone(), row.zone.clone()) {
            begin(&mut row, &rule, now)?;
        }
        if let Some(note) = change.note {
            row.note = checked_note(note)?;
        }
        if let Some(paused) = change.paused.filter(|paused| *paused != row.paused) {
            row.paused = paused;
            let event = self.of_monitoring(&access, paused).on(Object::Test(test.id));
            self.audit(&mut tx, event.on(Object::Environment(row.environment))).await?;
        }
        row.updated_at = now;
        schedules::update(&mut tx, &row).await?;
        tx.commit().await?;
        self.parts.schedules.notify_one();
        self.schedule(who, bucket, test.id, schedule).await
    }

    /// Removes a schedule. Its results stay.
    pub async fn delete_schedule(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        schedule: ScheduleId,
    ) -> Result<()> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        tests::find_in(&mut tx, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        schedules::find(&mut tx, test, schedule).await?.ok_or(AppError::NotFound("schedule"))?;
        schedules::delete(&mut tx, schedule).await?;
        let event = access.event(self.now(), Action::ScheduleDeleted).on(Object::Test(test));
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn schedules_of(&self, bucket: &BucketKey, test: TestId) -> Result<Vec<ScheduleView>> {
        let around = self.around(bucket).await?;
        let rows = schedules::of_test(&self.parts.store, test).await?;
        Ok(rows.into_iter().map(|row| ScheduleView::new(row, &around)).collect())
    }

    async fn around(&self, bucket: &BucketKey) -> Result<Around> {
        let (rests, calendar) = (self.rests_of(bucket).await?, self.calendar().await?);
        let open = calendar.open_in(bucket, self.now());
        let disk_is_low = self.parts.disk.is_low();
        Ok(Around { rests, calendar, open, look_until: Instant::now() + LOOK, disk_is_low })
    }
}

impl NewRule {
    /// `before` are the cron expression and the time zone that it had.
    fn read(&self, before: Option<(&str, &str)>) -> Result<Rule> {
        match self {
            Self::Interval(text) => Rule::interval(text),
            Self::Cron(text, zone) => {
                let text = text.as_deref().or_else(|| before.map(|(cron, _)| cron)).ok_or_else(|| {
                    let message = "a time zone belongs to a cron expression, and there is none: add `cron`";
                    AppError::invalid("time_zone", message)
                })?;
                let zone = zone.as_deref().or_else(|| before.map(|(_, zone)| zone));
                Rule::cron(text, zone.unwrap_or("UTC"))
            }
        }
    }
}

/// Starts to count.
fn begin(row: &mut Schedule, rule: &Rule, now: Micros) -> Result<()> {
    let (anchor, first) = rule.begin(row.id.0.as_u128(), now);
    (row.rule, row.zone) = rule.stored();
    row.anchor = anchor;
    row.next_at = first.ok_or_else(|| {
        AppError::invalid(
            "cron",
            "this time never comes, such as the 30th of February: change the day or the month",
        )
    })?;
    Ok(())
}

/// The named environment, else the test's default one, else its first.
async fn place(tx: &mut Tx, test: &Test, named: Option<EnvironmentId>) -> Result<EnvironmentId> {
    let row = match named.or(test.default_environment) {
        Some(id) => environments::find(tx, id).await?.filter(|row| usable_by(row, test)),
        None => environments::of_test(tx, test.id).await?.into_iter().next(),
    };
    row.map(|row| row.id).ok_or_else(|| {
        AppError::invalid(
            "environment_id",
            "this is neither an environment of the test nor a shared one of its bucket",
        )
    })
}

pub(crate) fn checked_note(note: Option<String>) -> Result<Option<String>> {
    checked_text("note", note.as_deref())?;
    if note.as_ref().is_some_and(|note| note.chars().nth(NOTE_CHARS).is_some()) {
        return Err(AppError::invalid("note", format!("the note has more than {NOTE_CHARS} characters")));
    }
    Ok(note)
}
