//! `GET /feeds/{token}/atom.xml` (RFC 4287).

use std::io;

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::Timestamp;
use quick_xml::{Writer, events::BytesText};
use tacit_app::{AppError, Feed, FeedEntry, FeedNews, Micros};

use super::{document, plain};
use crate::{envelope::ApiError, input::Path, state::ServerState};

/// A feed of what failed and recovered in a bucket. Asks for no account
#[utoipa::path(get, path = "/feeds/{token}/atom.xml", tag = "shared", params(("token" = String, Path)), security(()),
    responses((status = 200, content_type = "application/atom+xml", body = String)))]
pub(super) async fn get_feed(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let feed = state.app.feed(&token).await?;
    let text = atom(&state, &feed).ok_or(AppError::NotFound("feed"))?;
    Ok(document("application/atom+xml; charset=utf-8", text, &headers))
}

/// Writing to memory does not fail.
fn atom(state: &ServerState, feed: &Feed) -> Option<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let write = |writer: &mut Writer<Vec<u8>>| {
        writer
            .create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .write_inner_content(|writer| {
                text(writer, "title", &format!("{}: failures and recoveries", feed.bucket_name))?;
                text(writer, "id", &format!("urn:uuid:{}", feed.id))?;
                text(writer, "updated", &time(feed.updated_at))?;
                writer
                    .create_element("author")
                    .write_inner_content(|writer| text(writer, "name", "tacit"))?;
                feed.entries.iter().try_for_each(|one| entry(writer, state, feed, one))
            })
            .map(drop)
    };
    write(&mut writer).ok()?;
    let body = String::from_utf8(writer.into_inner()).ok()?;
    Some(format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{body}\n"))
}

fn entry(
    writer: &mut Writer<Vec<u8>>,
    state: &ServerState,
    feed: &Feed,
    entry: &FeedEntry,
) -> io::Result<()> {
    // An incident has one entry for its beginning and one for its end.
    let (news, part) = match entry.news {
        FeedNews::Failed => ("failed", ""),
        FeedNews::Flaky => ("is flaky", ""),
        FeedNews::Unwatched => ("could not be run", ""),
        FeedNews::Recovered => ("is passing again", "#over"),
        FeedNews::Closed => ("was closed by hand", "#over"),
    };
    let page = state.incident_page(&feed.bucket, entry.incident);
    let summary = match &entry.environment_name {
        Some(name) => format!("Environment: {name}."),
        None => "The environment was deleted.".to_owned(),
    };
    writer
        .create_element("entry")
        .write_inner_content(|writer| {
            text(writer, "title", &format!("{} {news}", entry.test_name))?;
            text(writer, "id", &format!("urn:uuid:{}{part}", entry.incident))?;
            text(writer, "updated", &time(entry.at))?;
            writer.create_element("link").with_attribute(("href", page.as_str())).write_empty()?;
            text(writer, "summary", &summary)
        })
        .map(drop)
}

fn text(writer: &mut Writer<Vec<u8>>, name: &'static str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&plain(text))).map(drop)
}

fn time(at: Micros) -> String {
    Timestamp::from_microsecond(at).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
