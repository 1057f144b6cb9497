//! `GET /badges/{token}/badge.svg`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use tacit_app::{AppError, Badge, BadgeSubject, Standing, Timeframe};
use utoipa::IntoParams;

use super::{
    document,
    picture::{Mood, picture},
};
use crate::{
    envelope::ApiError,
    input::{Params, Path},
    state::ServerState,
};

/// What the badge shall say.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BadgeQuery {
    /// `state`, or `success`: the part of runs that passed. `state` when left out.
    show: Option<String>,
    /// Of the success: `hour`, `day`, `week` or `month`. `day` when left out.
    timeframe: Option<String>,
}

/// A badge: how a test or a bucket stands. Asks for no account
#[utoipa::path(get, path = "/badges/{token}/badge.svg", tag = "shared", params(("token" = String, Path), BadgeQuery),
    security(()), responses((status = 200, content_type = "image/svg+xml", body = String)))]
pub(super) async fn get_badge(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    Params(query): Params<BadgeQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let frame = match query.timeframe.as_deref() {
        None => Timeframe::default(),
        Some(word) => Timeframe::parse(word).ok_or_else(|| {
            AppError::invalid("timeframe", "write one of `hour`, `day`, `week` and `month`")
        })?,
    };
    let say = match query.show.as_deref().unwrap_or("state") {
        "state" => state_of,
        "success" => success_of,
        _ => return Err(AppError::invalid("show", "write `state` or `success`").into()),
    };
    let badge = state.app.badge(&token, frame).await?;
    let (words, mood) = say(&badge, frame);
    Ok(document("image/svg+xml", picture(&badge.name, &words, mood), &headers))
}

fn state_of(badge: &Badge, _: Timeframe) -> (String, Mood) {
    let (failing, all) = badge.tests;
    let words = match (badge.standing, badge.subject) {
        (Standing::Unknown, _) => "no runs".into(),
        (Standing::Failing, BadgeSubject::Bucket) => format!("{failing} of {all} failing"),
        (Standing::Unwatched, _) => "cannot be run".into(),
        (standing, _) => standing.as_str().into(),
    };
    let mood = match badge.standing {
        Standing::Passing => Mood::Good,
        Standing::Failing => Mood::Bad,
        Standing::Unwatched => Mood::Wavering,
        Standing::Unknown => Mood::Quiet,
    };
    (words, mood)
}

fn success_of(badge: &Badge, frame: Timeframe) -> (String, Mood) {
    let period = match frame {
        Timeframe::Hour => "60 min",
        Timeframe::Day => "24 h",
        Timeframe::Week => "7 days",
        Timeframe::Month => "30 days",
    };
    let Some(ratio) = badge.success_ratio else { return (format!("no runs in {period}"), Mood::Quiet) };
    // Cut, not rounded: a failure never shows as all.
    let percent = (ratio * 1000.0).floor() / 10.0;
    let mood = match percent {
        percent if percent >= 99.0 => Mood::Good,
        percent if percent >= 95.0 => Mood::Wavering,
        _ => Mood::Bad,
    };
    (format!("{percent}% in {period}"), mood)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn badge(subject: BadgeSubject, standing: Standing, success_ratio: Option<f64>) -> Badge {
        Badge { subject, name: "n".into(), standing, tests: (2, 14), success_ratio }
    }

    #[test]
    fn in_words() {
        let say = |subject, standing| state_of(&badge(subject, standing, None), Timeframe::Day).0;
        assert_eq!(say(BadgeSubject::Test, Standing::Passing), "passing");
        assert_eq!(say(BadgeSubject::Test, Standing::Failing), "failing");
        assert_eq!(say(BadgeSubject::Bucket, Standing::Failing), "2 of 14 failing");
        assert_eq!(say(BadgeSubject::Bucket, Standing::Unknown), "no runs");
    }

    #[test]
    fn a_failure_is_never_rounded_away() {
        let say = |ratio| success_of(&badge(BadgeSubject::Test, Standing::Passing, ratio), Timeframe::Week);
        assert_eq!(say(Some(1.0)), ("100% in 7 days".into(), Mood::Good));
        assert_eq!(say(Some(0.99999)), ("99.9% in 7 days".into(), Mood::Good));
        assert_eq!(say(Some(0.957)), ("95.7% in 7 days".into(), Mood::Wavering));
        assert_eq!(say(Some(0.0)), ("0% in 7 days".into(), Mood::Bad));
        assert_eq!(say(None), ("no runs in 7 days".into(), Mood::Quiet));
    }
}
