//! Runs: asked for, dispatched, watched, looked back at.
//!
//! ```text
//!   trigger, person --> start --(commit, then)--> queue --> dispatch --(Job)--> Runner
//!                                                   |                              |
//!                                     results <-- store <--(record)--+--(news)--> live --> whoever watches
//! ```

mod activity;
mod cancel;
mod dispatch;
mod given_up;
mod job;
mod limiter;
mod live;
mod metrics;
mod results;
mod standing;
mod start;
mod subtests;
mod team_live;
mod trial;
mod trigger;

pub use activity::Activity;
pub(crate) use dispatch::{Afar, NeedleShelf, Running};
pub use dispatch::{DispatchSettings, Dispatcher};
pub use given_up::GivenUp;
pub(crate) use limiter::Limiter;
pub(crate) use live::Hub;
pub use live::{BucketNews, News, RunEvent, RunNews};
pub use metrics::{Metrics, Timeframe};
pub use results::{GroupView, ResultDetail, ResultView, result_word};

pub use standing::{BucketStanding, Standing, TestStanding};
pub(crate) use start::WAITING;
pub use start::{StartedRun, Variables};
pub use team_live::{TeamEvent, TeamNews};
pub use trigger::TriggerCall;
