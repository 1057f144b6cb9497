//! Use cases: who may do what, and what happens then.
//!
//! ```text
//!   server / cli --(Who, request)--> access (the permission table) --> use case --> store, vault, queue
//!                                                                        |
//!                                              dispatch: opens secrets, hands a Job to the Runner port
//! ```
//!
//! This crate owns authorisation, the life of definitions and secrets, the dispatch of runs and the audit log. It knows
//! neither HTTP nor the engine: a front end calls it, and a [`Runner`] executes what it dispatches. Every use case takes
//! *who is asking*; data of a team is reached only through [`App::team`] and [`App::bucket`], which look at the
//! permission table first.
//!
//! To add a use case: a method on [`App`] in the file of its subject, which starts by asking for a [`Permission`]. A
//! new permission is a row in `permission`.

mod access;
mod account;
mod agents;
mod alerts;
mod audit;
mod authors;
mod backup;
mod buckets;
mod checked;
mod confidential;
mod core;
mod definitions;
mod disk;
mod error;
mod fresh;
mod health;
mod housekeeping;
mod installation;
mod maintenance;
mod numbers;
mod operator;
mod patience;
mod people;
mod permission;
mod places;
mod ports;
mod runs;
mod schedules;
mod secrets;
mod set_up;
mod shares;
mod sign_in;
mod team;
mod tokens;
mod who;

pub use access::{BucketAccess, TeamAccess};
pub use account::{Account, AccountTeam, Somebody};
pub use agents::{AgentCaller, AgentKnock, AgentResult, AgentState, AgentView, Enrolment, UsedBy};
pub use alerts::{
    About, AboutRun, ChannelChange, ChannelView, DeliveryAttempt, DeliveryView, Emails, IncidentDetail,
    IncidentView, Letter, MailRules, Messenger, NewChannel, Next, Post, Preview, Recipient, Refused,
    Reminder, Sent, TimelineEntry, Way,
};
pub use audit::{AuditExport, AuditFilter, AuditLine, AuditPage, AuditVerdict};
pub use backup::{Settled, settle_restored};
pub use confidential::{Confidential, ConfidentialObject};
pub use core::App;
pub use definitions::{EnvironmentView, RevisionView, TestSummary, TestView};
pub use disk::{DiskSpace, Room};
pub use error::{AppError, Problem, Result};
pub use installation::{Installation, InstallationError, Unlock};
pub use maintenance::{Covered, MaintenanceChange, MaintenanceTimes, MaintenanceView, Spot};
pub use people::{NewPerson, TeamMember};
pub use permission::{Permission, Role};
pub use places::REGION;
pub use ports::{Clock, Job, Randomness, RunObserver, Runner, SourceOffer, SourceTrouble, ValueSources};
pub use runs::{
    Activity, BucketNews, BucketStanding, DispatchSettings, Dispatcher, GivenUp, GroupView, Metrics, News,
    ResultDetail, ResultView, RunEvent, RunNews, Standing, StartedRun, TeamEvent, TeamNews, TestStanding,
    Timeframe, TriggerCall, Variables, result_word,
};
pub use schedules::{NewRule, PausedBy, Rests, ScheduleChange, ScheduleView, Scheduler};
pub use secrets::{
    CredentialAt, EchoIn, ExpiringSecret, KeyRotation, NewSecret, NewValue, NextValue, SearchView,
    SecretChange, SecretInfo, SecretPlace, SecretScope, SecretTrial, SecretUsage, SecretUse, TraceIn, Traces,
    TrialRun, TrialVerdict, TurnedSecret, UsableName, VersionInfo, Visibility, WrittenCredential,
};
pub use set_up::{Founded, NewOwner};
pub use shares::{Badge, BadgeSubject, Feed, FeedEntry, FeedNews, NewShare, ShareView, SharedResult};
pub use sign_in::Presence;
pub use tacit_alert::{Causes, Change, Condition, Flaky, Kind, Rule, Tell, When};
pub use tacit_courier::{JobLimits, JobSecret, protocol as agent_protocol};
pub use tacit_store::{
    Page,
    buckets::Bucket,
    deliveries::DeliveryStatus,
    people::Person,
    retention::Policy as KeepPolicy,
    runs::{Counts, Outcome, Run, Slice, Summary},
    shares::ShareKind,
    teams::Team,
};
pub use tacit_vault::Reference;
pub use tacit_vault::audit::Tip as AuditEnd;
pub use team::TeamOverview;
pub use tokens::{NewToken, TokenInfo};
pub use who::{Via, Who};

/// A point in time: microseconds since the Unix epoch.
pub type Micros = i64;
