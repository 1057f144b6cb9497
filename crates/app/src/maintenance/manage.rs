//! Windows of a bucket: made, changed, ended, looked at.

use tacit_spec::{BucketKey, EnvironmentId, MaintenanceId, TestId, limits};
use tacit_store::{
    Tx, environments,
    maintenance::{self, Maintenance, MaintenanceMode},
    tests,
};
use tacit_vault::audit::{Action, Event, Object};

use super::window::{LONGEST, Opening, SHORTEST, Times};
use crate::{
    App, AppError, Micros, Permission, Result, Who,
    access::BucketAccess,
    checked,
    schedules::{CronTimes, checked_note, span},
};

/// A window that is open once is open for so long at most.
const LONGEST_ONCE: Micros = 366 * span::DAY;
const NAME: &str = "Maintenance";

/// A window and when it is open.
pub struct MaintenanceView {
    /// As it is kept.
    pub row: Maintenance,
    /// From when until when it is open now.
    pub open: Option<(Micros, Micros)>,
    /// From when until when it is open next.
    pub next: Option<(Micros, Micros)>,
}

/// When a window is open, as people write it: once or repeating.
#[derive(Default)]
pub struct MaintenanceTimes {
    /// When it begins, once; a new window without begins at once.
    pub from: Option<Micros>,
    /// When it is over, once.
    pub until: Option<Micros>,
    /// When it begins, again and again.
    pub cron: Option<String>,
    /// The time zone of the cron expression; UTC when it is left out.
    pub time_zone: Option<String>,
    /// How long it is open each time, such as `2h`.
    pub duration: Option<String>,
}

/// What to change of a window; `None` leaves it.
#[derive(Default)]
pub struct MaintenanceChange {
    /// What people call it.
    pub name: Option<String>,
    /// A remark for people.
    pub note: Option<Option<String>>,
    /// Only for this environment, or for all of them.
    pub environment: Option<Option<EnvironmentId>>,
    /// Only for this test, or for all of them.
    pub test: Option<Option<TestId>>,
    /// `rest` or `mute`.
    pub mode: Option<String>,
    /// When it is open.
    pub times: MaintenanceTimes,
}

impl App {
    /// The windows of a bucket, oldest first; over ones too, for a while.
    pub async fn maintenance(&self, who: &Who, bucket: &BucketKey) -> Result<Vec<MaintenanceView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let rows = maintenance::of_bucket(&self.parts.store, bucket).await?;
        let now = self.now();
        rows.into_iter().map(|row| MaintenanceView::new(row, now)).collect()
    }

    /// One window.
    pub async fn maintenance_window(
        &self,
        who: &Who,
        bucket: &BucketKey,
        window: MaintenanceId,
    ) -> Result<MaintenanceView> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let row = maintenance::find(&self.parts.store, bucket, window).await?;
        MaintenanceView::new(row.ok_or(AppError::NotFound("maintenance window"))?, self.now())
    }

    /// Adds a window.
    pub async fn create_maintenance(
        &self,
        who: &Who,
        bucket: &BucketKey,
        wanted: MaintenanceChange,
    ) -> Result<MaintenanceView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        if maintenance::of_bucket(&mut tx, bucket).await?.len() >= limits::MAINTENANCE_PER_BUCKET {
            let most = limits::MAINTENANCE_PER_BUCKET;
            let message = format!("a bucket has at most {most} maintenance windows: delete one first");
            return Err(AppError::Conflict(message));
        }
        let now = self.now();
        let mut row = Maintenance {
            id: MaintenanceId(self.uuid()),
            bucket: bucket.clone(),
            environment: None,
            test: None,
            name: NAME.into(),
            note: None,
            mode: MaintenanceMode::Rest,
            from_at: None,
            until_at: None,
            cron: None,
            zone: None,
            duration: None,
            ended_at: None,
            created_at: now,
            updated_at: now,
        };
        apply(&mut tx, &mut row, wanted, now).await?;
        maintenance::insert(&mut tx, &row).await?;
        self.audit(&mut tx, of_window(&access, Action::MaintenanceCreated, &row, now)).await?;
        tx.commit().await?;
        self.maintenance_changed();
        MaintenanceView::new(row, now)
    }

    /// Changes a window.
    pub async fn change_maintenance(
        &self,
        who: &Who,
        bucket: &BucketKey,
        window: MaintenanceId,
        change: MaintenanceChange,
    ) -> Result<MaintenanceView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = maintenance::find(&mut tx, bucket, window).await?;
        let mut row = row.ok_or(AppError::NotFound("maintenance window"))?;
        let now = self.now();
        apply(&mut tx, &mut row, change, now).await?;
        row.updated_at = now;
        maintenance::update(&mut tx, &row).await?;
        self.audit(&mut tx, of_window(&access, Action::MaintenanceUpdated, &row, now)).await?;
        tx.commit().await?;
        self.maintenance_changed();
        MaintenanceView::new(row, now)
    }

    /// Ends a window that is open, before its time. A repeating one opens again.
    pub async fn end_maintenance(
        &self,
        who: &Who,
        bucket: &BucketKey,
        window: MaintenanceId,
    ) -> Result<MaintenanceView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = maintenance::find(&mut tx, bucket, window).await?;
        let mut row = row.ok_or(AppError::NotFound("maintenance window"))?;
        let now = self.now();
        let Some(open) = Times::of(&row)?.at(now, row.ended_at) else {
            return Err(AppError::Conflict("the maintenance window is not open: delete it instead".into()));
        };
        // One that began at this very moment has begun before it is ended.
        row.ended_at = Some(now.max(open.from + 1));
        row.updated_at = now;
        maintenance::update(&mut tx, &row).await?;
        self.audit(&mut tx, of_window(&access, Action::MaintenanceUpdated, &row, now)).await?;
        tx.commit().await?;
        self.maintenance_changed();
        MaintenanceView::new(row, self.now().max(open.from + 1))
    }

    /// Removes a window, open or not.
    pub async fn delete_maintenance(
        &self,
        who: &Who,
        bucket: &BucketKey,
        window: MaintenanceId,
    ) -> Result<()> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let found = maintenance::find(&mut tx, bucket, window).await?;
        let row = found.ok_or(AppError::NotFound("maintenance window"))?;
        maintenance::delete(&mut tx, window).await?;
        self.audit(&mut tx, of_window(&access, Action::MaintenanceDeleted, &row, self.now())).await?;
        tx.commit().await?;
        self.maintenance_changed();
        Ok(())
    }

    fn maintenance_changed(&self) {
        self.parts.maintenance.forget();
        self.parts.schedules.notify_one();
    }
}

/// In a window nobody is told: who opened one is worth knowing.
fn of_window(access: &BucketAccess, action: Action, row: &Maintenance, now: Micros) -> Event {
    let event = access.event(now, action);
    let event = row.test.map_or(event.clone(), |test| event.on(Object::Test(test)));
    row.environment.map_or(event.clone(), |environment| event.on(Object::Environment(environment)))
}

impl MaintenanceView {
    /// How long it is open each time, as people write it.
    #[must_use]
    pub fn duration(&self) -> Option<String> {
        self.row.duration.map(span::write)
    }

    fn new(row: Maintenance, now: Micros) -> Result<Self> {
        let times = Times::of(&row)?;
        let pair = |opening: Opening| (opening.from, opening.until);
        let open = times.at(now, row.ended_at).map(|open| times.joined(open));
        let next = times.after(open.map_or(now, |open| open.until - 1));
        Ok(Self { row, open: open.map(pair), next: next.map(pair) })
    }
}

async fn apply(tx: &mut Tx, row: &mut Maintenance, change: MaintenanceChange, now: Micros) -> Result<()> {
    if let Some(name) = change.name {
        row.name = checked::name("name", &name)?;
    }
    if let Some(note) = change.note {
        row.note = checked_note(note)?;
    }
    if let Some(mode) = change.mode {
        row.mode = read_mode(&mode)?;
    }
    if let Some(test) = change.test {
        if let Some(id) = test {
            tests::find_in(&mut *tx, &row.bucket, id)
                .await?
                .ok_or_else(|| AppError::invalid("test_id", "this is no test of the bucket"))?;
        }
        row.test = test;
    }
    if let Some(environment) = change.environment {
        if let Some(id) = environment {
            environments::find(&mut *tx, id)
                .await?
                .filter(|found| found.bucket == row.bucket)
                .ok_or_else(|| AppError::invalid("environment_id", "this is no environment of the bucket"))?;
        }
        row.environment = environment;
    }
    apply_times(row, change.times, now)
}

fn apply_times(row: &mut Maintenance, times: MaintenanceTimes, now: Micros) -> Result<()> {
    let MaintenanceTimes { from, until, cron, time_zone, duration } = times;
    let before = (row.from_at, row.until_at, row.cron.clone(), row.zone.clone(), row.duration);
    let (once, repeating) =
        (from.is_some() || until.is_some(), cron.is_some() || time_zone.is_some() || duration.is_some());
    match (once, repeating) {
        (true, true) => {
            let message = "a window is open once (`from`, `until`) or repeats (`cron`, `time_zone`, `duration`), not both: \
                           leave one out";
            return Err(AppError::invalid("cron", message));
        }
        (true, false) => {
            let (from, until) = (from.or(row.from_at).unwrap_or(now), until.or(row.until_at));
            row.until_at = Some(checked_end(from, until, now, row.until_at)?);
            (row.from_at, row.cron, row.zone, row.duration) = (Some(from), None, None, None);
        }
        (false, true) => {
            let missing = |field: &str, what: &str| AppError::invalid(field, what);
            let cron = cron.or_else(|| row.cron.take()).ok_or_else(|| {
                missing(
                    "cron",
                    "say when it begins: a cron expression such as `0 22 * * 6`, Saturdays at ten",
                )
            })?;
            let zone = time_zone.or_else(|| row.zone.take()).unwrap_or_else(|| "UTC".into());
            let length = match duration {
                Some(text) => read_duration(&text)?,
                None => {
                    row.duration.ok_or_else(|| missing("duration", "say for how long, such as 30m or 2h"))?
                }
            };
            let times = CronTimes::read(&cron, &zone)?;
            if times.next(now).is_none() {
                return Err(AppError::invalid(
                    "cron",
                    "this time never comes, such as the 30th of February: change the day or the month",
                ));
            }
            (row.from_at, row.until_at, row.duration) = (None, None, Some(length));
            (row.cron, row.zone) = (Some(times.text().into()), Some(times.zone_name().into()));
        }
        (false, false) if row.cron.is_none() && row.until_at.is_none() => {
            let message = "say when: `until` for one time, or `cron` and `duration` for one that repeats";
            return Err(AppError::invalid("until", message));
        }
        (false, false) => {}
    }
    if before != (row.from_at, row.until_at, row.cron.clone(), row.zone.clone(), row.duration) {
        row.ended_at = None;
    }
    Ok(())
}

/// The end of a window that is open once. One that is kept as it was may be over.
fn checked_end(from: Micros, until: Option<Micros>, now: Micros, before: Option<Micros>) -> Result<Micros> {
    let wrong = |message: &str| Err(AppError::invalid("until", message));
    let Some(until) = until else { return wrong("say until when, as Unix seconds") };
    if until <= from {
        return wrong("the window ends before it begins: choose a later end");
    }
    if until <= now && before != Some(until) {
        return wrong("the window would be over already: choose an end in the future");
    }
    if until - from > LONGEST_ONCE {
        return wrong("a window is open for at most 366 days: pause the bucket instead");
    }
    Ok(until)
}

fn read_duration(text: &str) -> Result<Micros> {
    let length = span::read(text).map(|(_, length)| length);
    length.filter(|length| (SHORTEST..=LONGEST).contains(length)).ok_or_else(|| {
        AppError::invalid("duration", "write a number and a unit, from 1m to 7d, such as 30m, 2h or 1d")
    })
}

fn read_mode(text: &str) -> Result<MaintenanceMode> {
    match text {
        "rest" => Ok(MaintenanceMode::Rest),
        "mute" => Ok(MaintenanceMode::Mute),
        _ => Err(AppError::invalid(
            "mode",
            "write `rest` (schedules have no runs) or `mute` (runs go on, nobody is told of them)",
        )),
    }
}
