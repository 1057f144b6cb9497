//! Streams of events: so many at once, and only as long as the watcher may see what is told.

use std::{
    collections::{HashMap, hash_map::Entry},
    convert::Infallible,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use tacit_app::{AppError, Permission, Who};
use tacit_spec::{BucketKey, PersonId, TeamId};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    caller::{Caller, shown},
    envelope::ApiError,
    state::ServerState,
};

/// Streams of this process at once, and of one person.
const MOST: usize = 1000;
const OF_ONE: usize = 50;
static PLACES: Semaphore = Semaphore::const_new(MOST);
static PEOPLE: LazyLock<Mutex<HashMap<PersonId, usize>>> = LazyLock::new(Mutex::default);
/// Between two looks at whether a silent stream is still allowed.
const LOOK: Duration = Duration::from_secs(15);

/// One of the streams that a person has.
struct Place {
    person: PersonId,
    _of_all: SemaphorePermit<'static>,
}

impl Place {
    /// `None` when there is none left.
    fn take(person: PersonId) -> Option<Self> {
        let of_all = PLACES.try_acquire().ok()?;
        let mut people = PEOPLE.lock().unwrap_or_else(PoisonError::into_inner);
        let count = people.entry(person).or_default();
        if *count >= OF_ONE {
            return None;
        }
        *count += 1;
        Some(Self { person, _of_all: of_all })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut people = PEOPLE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = people.entry(self.person) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// A caller who wants to be told for a while.
pub(crate) struct Watcher {
    pub(crate) who: Who,
    state: ServerState,
    shown: String,
    _place: Place,
}

impl FromRequestParts<ServerState> for Watcher {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, ApiError> {
        let Caller(who) = Caller::from_request_parts(parts, state).await?;
        let shown = shown(&parts.headers).ok_or(AppError::Unauthenticated)?;
        let place = Place::take(who.person).ok_or(AppError::TooMany { retry_after: LOOK })?;
        Ok(Self { who, state: state.clone(), shown, _place: place })
    }
}

/// What is watched.
pub(crate) enum Scene {
    /// A bucket.
    Bucket(BucketKey),
    /// All buckets of a team.
    Team(TeamId),
}

impl From<BucketKey> for Scene {
    fn from(bucket: BucketKey) -> Self {
        Self::Bucket(bucket)
    }
}

impl From<TeamId> for Scene {
    fn from(team: TeamId) -> Self {
        Self::Team(team)
    }
}

impl Watcher {
    /// Whether the watcher still is who they were, and may still see it.
    async fn may_see(&self, scene: &Scene) -> bool {
        let app = &self.state.app;
        if !app.still_in(&self.shown).await.unwrap_or(false) {
            return false;
        }
        match scene {
            Scene::Bucket(bucket) => app.bucket(&self.who, bucket, Permission::ViewTests).await.is_ok(),
            Scene::Team(team) => app.team(&self.who, *team, Permission::ViewTests).await.is_ok(),
        }
    }

    /// The answer. Each event is told only if it may be told then; it ends when nothing may be told any more.
    pub(crate) fn answer(
        self,
        scene: impl Into<Scene>,
        events: impl Stream<Item = Event> + Send + 'static,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
        let start = (self, scene.into(), Box::pin(events));
        let told = stream::unfold(start, |(watcher, scene, mut events)| async move {
            loop {
                let event = match tokio::time::timeout(LOOK, events.next()).await {
                    Ok(None) => return None,
                    Ok(event) => event,
                    Err(_) => None,
                };
                if !watcher.may_see(&scene).await {
                    return None;
                }
                if let Some(event) = event {
                    return Some((Ok(event), (watcher, scene, events)));
                }
            }
        });
        // Proxies hold the answer back until its first byte: without one a page would not know that it is connected.
        let hello = stream::once(async { Ok(Event::default().comment("connected")) });
        Sse::new(hello.chain(told)).keep_alive(KeepAlive::default())
    }
}
