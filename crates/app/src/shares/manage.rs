//! Making, changing and withdrawing links.

use std::ops::RangeInclusive;

use tacit_spec::{BucketKey, RunId, ShareId, TestId};
use tacit_store::{
    Tx,
    people::Person,
    runs::{self, RunStatus},
    shares::{self, Share, ShareKind, Shown},
    tests,
};
use tacit_vault::audit::{Action, Event, Object};
use zeroize::Zeroizing;

use super::token_kind;
use crate::{App, AppError, BucketAccess, Micros, Permission, Result, Who};

/// Days that a link to a result may count.
const DAYS: RangeInclusive<u32> = 1..=90;
/// When nobody says otherwise.
const DEFAULT_DAYS: u32 = 7;
const DAY: Micros = 24 * 60 * 60 * 1_000_000;
/// Of one bucket.
const MOST: usize = 1000;

/// What a new link shall show.
#[derive(Clone, Copy, Debug)]
pub struct NewShare {
    /// What it shows.
    pub kind: ShareKind,
    /// The test; `None` for the whole bucket.
    pub test: Option<TestId>,
    /// The run of a result.
    pub run: Option<RunId>,
    /// It counts for so long; `None`: a result for a week, others until they are withdrawn.
    pub days: Option<u32>,
}

/// A link for those who may share.
pub struct ShareView {
    /// The link.
    pub share: Share,
    /// Its token: whoever has it sees what the link shows.
    pub token: Zeroizing<String>,
    /// The test's name.
    pub test_name: Option<String>,
    /// Who made it.
    pub created_by: Option<Person>,
}

impl App {
    /// The links of a bucket that count, oldest first; with `run`, the one to its result.
    pub async fn shares(&self, who: &Who, bucket: &BucketKey, run: Option<RunId>) -> Result<Vec<ShareView>> {
        self.bucket(who, bucket, Permission::ShareResults).await?;
        let mut all = shares::of_bucket(&self.parts.store, bucket, self.now()).await?;
        all.retain(|share| run.is_none() || share.run == run);
        let mut views = Vec::with_capacity(all.len());
        for share in all {
            views.push(self.share_view(share).await?);
        }
        Ok(views)
    }

    /// Makes a link. To what has one already that one is given; it counts for as long as is asked for now, if that is said.
    pub async fn create_share(&self, who: &Who, bucket: &BucketKey, new: NewShare) -> Result<ShareView> {
        let access = self.bucket(who, bucket, Permission::ShareResults).await?;
        self.can_be_shared(bucket, new).await?;
        let now = self.now();
        let expires_at = expiry(new.kind, new.days, now)?;
        let mut tx = self.parts.store.begin().await?;
        shares::forget_expired(&mut tx, bucket, now).await?;
        let shown = Shown { bucket, kind: new.kind, test: new.test, run: new.run };
        let share = match shares::find_to(&mut tx, shown).await? {
            Some(share) if new.days.is_none() => share,
            Some(share) => self.change_expiry(&mut tx, &access, share, expires_at).await?,
            None => {
                if shares::of_bucket(&mut tx, bucket, now).await?.len() >= MOST {
                    return Err(AppError::Conflict(format!(
                        "the bucket has {MOST} links: withdraw some that are not needed"
                    )));
                }
                self.insert_share(&mut tx, &access, shown, expires_at).await?
            }
        };
        tx.commit().await?;
        self.share_view(share).await
    }

    /// Lets a link count for so many days from now; `None` as in [`NewShare`].
    pub async fn extend_share(
        &self,
        who: &Who,
        bucket: &BucketKey,
        share: ShareId,
        days: Option<u32>,
    ) -> Result<ShareView> {
        let (access, mut tx, share) = self.own_share(who, bucket, share).await?;
        let expires_at = expiry(share.kind, days, self.now())?;
        let share = self.change_expiry(&mut tx, &access, share, expires_at).await?;
        tx.commit().await?;
        self.share_view(share).await
    }

    /// Replaces a link by another one to the same; the old one stops working.
    pub async fn renew_share(&self, who: &Who, bucket: &BucketKey, share: ShareId) -> Result<ShareView> {
        let (access, mut tx, old) = self.own_share(who, bucket, share).await?;
        self.withdraw(&mut tx, &access, &old).await?;
        let shown = Shown { bucket, kind: old.kind, test: old.test, run: old.run };
        let share = self.insert_share(&mut tx, &access, shown, old.expires_at).await?;
        tx.commit().await?;
        self.share_view(share).await
    }

    /// Withdraws a link: it stops working at once.
    pub async fn revoke_share(&self, who: &Who, bucket: &BucketKey, share: ShareId) -> Result<()> {
        let (access, mut tx, share) = self.own_share(who, bucket, share).await?;
        self.withdraw(&mut tx, &access, &share).await?;
        Ok(tx.commit().await?)
    }

    /// A link that counts, and the unit of work to change it in.
    async fn own_share(
        &self,
        who: &Who,
        bucket: &BucketKey,
        share: ShareId,
    ) -> Result<(BucketAccess, Tx, Share)> {
        let access = self.bucket(who, bucket, Permission::ShareResults).await?;
        let mut tx = self.parts.store.begin().await?;
        let found = shares::find_in(&mut tx, bucket, share).await?;
        let found = found.filter(|share| share.expires_at.is_none_or(|at| at > self.now()));
        Ok((access, tx, found.ok_or(AppError::NotFound("link"))?))
    }

    async fn can_be_shared(&self, bucket: &BucketKey, new: NewShare) -> Result<()> {
        let store = &self.parts.store;
        match (new.kind, new.test, new.run) {
            (ShareKind::Result, Some(test), Some(run)) => {
                let run = runs::find_in(store, bucket, test, run).await?.ok_or(AppError::NotFound("run"))?;
                if matches!(run.status, RunStatus::Queued | RunStatus::Working) {
                    return Err(AppError::Conflict("the run has not ended: share its result then".into()));
                }
                Ok(())
            }
            (ShareKind::Result, ..) => Err(AppError::invalid(
                "test_run_id",
                "name the run and its test whose result is to be shared",
            )),
            (ShareKind::Badge, Some(test), None) => {
                tests::find_in(store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
                Ok(())
            }
            (ShareKind::Badge | ShareKind::Feed, None, None) => Ok(()),
            (ShareKind::Feed, Some(_), _) => {
                Err(AppError::invalid("test_id", "a feed is of the whole bucket: leave the test out"))
            }
            (ShareKind::Badge | ShareKind::Feed, ..) => {
                Err(AppError::invalid("test_run_id", "only a result has a run: leave it out"))
            }
        }
    }

    async fn insert_share(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        shown: Shown<'_>,
        expires_at: Option<Micros>,
    ) -> Result<Share> {
        let id = ShareId(self.uuid());
        let share = Share {
            id,
            team: access.team.id,
            bucket: shown.bucket.clone(),
            kind: shown.kind,
            test: shown.test,
            run: shown.run,
            hash: self.parts.tokens.derive(token_kind(shown.kind), id.0.as_bytes()).hash.to_vec(),
            created_by: Some(access.who.person),
            created_at: self.now(),
            expires_at,
        };
        self.audit(tx, self.share_event(access, &share, Action::ShareCreated)).await?;
        shares::insert(tx, &share).await?;
        Ok(share)
    }

    async fn change_expiry(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        share: Share,
        expires_at: Option<Micros>,
    ) -> Result<Share> {
        if share.expires_at == expires_at {
            return Ok(share);
        }
        self.audit(tx, self.share_event(access, &share, Action::ShareChanged)).await?;
        shares::expire(tx, share.id, expires_at).await?;
        Ok(Share { expires_at, ..share })
    }

    async fn withdraw(&self, tx: &mut Tx, access: &BucketAccess, share: &Share) -> Result<()> {
        self.audit(tx, self.share_event(access, share, Action::ShareRevoked)).await?;
        Ok(shares::delete(tx, share.id).await?)
    }

    fn share_event(&self, access: &BucketAccess, share: &Share, action: Action) -> Event {
        let event = Event::new(self.now(), access.who.actor(), action)
            .in_team(access.team.id)
            .on(Object::Share(share.id))
            .on(Object::Bucket(share.bucket.clone()));
        let objects = share.test.map(Object::Test).into_iter().chain(share.run.map(Object::Run));
        objects.fold(event, Event::on)
    }

    async fn share_view(&self, share: Share) -> Result<ShareView> {
        let token = self.parts.tokens.derive(token_kind(share.kind), share.id.0.as_bytes()).plaintext;
        let test = match share.test {
            Some(test) => tests::find(&self.parts.store, test).await?,
            None => None,
        };
        let mut people = self.people_by_id(share.created_by.into_iter().collect()).await?;
        let created_by = share.created_by.and_then(|person| people.remove(&person));
        Ok(ShareView { share, token, test_name: test.map(|test| test.name), created_by })
    }
}

fn expiry(kind: ShareKind, days: Option<u32>, now: Micros) -> Result<Option<Micros>> {
    let days = match (kind, days) {
        (ShareKind::Result, None) => DEFAULT_DAYS,
        (_, Some(days)) => days,
        (_, None) => return Ok(None),
    };
    if !DAYS.contains(&days) {
        let (least, most) = (DAYS.start(), DAYS.end());
        let message = format!("a link counts for {least} to {most} days: choose a number in between");
        return Err(AppError::invalid("expires_in_days", message));
    }
    Ok(Some(now + i64::from(days) * DAY))
}
