//! Messages and requests as each vendor documents them.

use serde_json::{Value, json};
use tacit_notify::{Change, ChannelSettings, Kind, Named, Notice, SettingsError};

use super::{KEY, body, links, notice, open, received, wire};

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} is text in {value:#}"))
}

const INCIDENT: &str = "tacit-00000000-0000-0000-0000-000000000002-00000000-0000-0000-0000-000000000003-us2";
const RESULT: &str = "https://tacit.example.com/buckets/9th6cm2pdypq/tests/00000000-0000-0000-0000-000000000002/results/00000000-0000-0000-0000-000000000004";

#[tokio::test]
async fn slack() {
    let seen =
        received(|to| json!({"kind": "slack", "url": to.url(&format!("/status/200?{KEY}"))}), Change::Failed)
            .await;
    assert_eq!(seen.path, format!("/status/200?{KEY}"));
    let body = body(&seen);
    assert!(text(&body, "/text").contains("Orders &lt;!channel&gt; &amp; @everyone"), "nobody is called");
    let attachment = &body["attachments"][0];
    assert_eq!(text(attachment, "/title_link"), RESULT);
    assert!(text(attachment, "/color").starts_with('#'));
    assert!(attachment["ts"].is_i64());
    for field in attachment["fields"].as_array().unwrap() {
        assert!(field["title"].is_string() && field["value"].is_string() && field["short"].is_boolean());
    }
    assert!(attachment.to_string().contains("status 503"));
}

#[tokio::test]
async fn teams() {
    let seen =
        received(|to| json!({"kind": "teams", "url": to.url(&format!("/echo/{KEY}"))}), Change::Failed).await;
    let body = body(&seen);
    assert_eq!(body["type"], "message");
    let attachment = &body["attachments"][0];
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &attachment["content"];
    assert_eq!((text(card, "/type"), text(card, "/version")), ("AdaptiveCard", "1.4"));
    assert_eq!(text(card, "/body/0/type"), "TextBlock");
    assert!(text(card, "/body/0/text").contains(r"\[x\]\(http://evil\)"), "no link of a name's making");
    let facts = card.pointer("/body/1/facts").and_then(Value::as_array).unwrap();
    assert!(facts.iter().all(|fact| fact["title"].is_string() && fact["value"].is_string()));
    assert_eq!(text(card, "/actions/0/type"), "Action.OpenUrl");
    assert_eq!(text(card, "/actions/0/url"), RESULT);
}

#[tokio::test]
async fn discord() {
    let seen = received(
        |to| json!({"kind": "discord", "url": to.url(&format!("/status/204?{KEY}"))}),
        Change::Flaky,
    )
    .await;
    let body = body(&seen);
    assert_eq!(body["allowed_mentions"], json!({"parse": []}));
    let embed = &body["embeds"][0];
    assert!(text(embed, "/title").chars().count() <= 256);
    assert!(embed["color"].as_u64().unwrap() <= 0xff_ffff);
    assert!(text(embed, "/timestamp").ends_with('Z'));
    let fields = embed["fields"].as_array().unwrap();
    assert!(fields.len() <= 25);
    for field in fields {
        assert!((1..=256).contains(&text(field, "/name").chars().count()));
        assert!((1..=1024).contains(&text(field, "/value").chars().count()));
    }
}

#[tokio::test]
async fn telegram() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "telegram", "token": KEY, "chat": "-100123", "thread": 7, "endpoint": to.url("/echo")});
    let seen = received(settings, Change::Failed).await;
    assert_eq!(seen.path, format!("/echo/bot{KEY}/sendMessage"));
    let body = body(&seen);
    assert_eq!((text(&body, "/chat_id"), text(&body, "/parse_mode")), ("-100123", "HTML"));
    assert_eq!(body["message_thread_id"], 7);
    let said = text(&body, "/text");
    assert!(said.chars().count() <= 4096);
    assert!(said.contains("&lt;!channel&gt; &amp;") && !said.contains("<!channel>"));
}

#[tokio::test]
async fn pagerduty() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "pagerduty", "routing_key": KEY, "endpoint": to.url("/echo")});
    let seen = received(settings, Change::Failed).await;
    assert_eq!(seen.path, "/echo/v2/enqueue");
    let trigger = body(&seen);
    assert_eq!(text(&trigger, "/routing_key"), KEY);
    assert_eq!((text(&trigger, "/event_action"), text(&trigger, "/dedup_key")), ("trigger", INCIDENT));
    assert!(text(&trigger, "/payload/summary").chars().count() <= 1024);
    assert_eq!(text(&trigger, "/payload/severity"), "critical");
    assert_eq!(text(&trigger, "/payload/source"), "US California");
    assert_eq!(text(&trigger, "/payload/timestamp"), "2020-07-25T20:16:28.358Z");
    assert!(trigger["payload"]["custom_details"].is_object());

    let resolve = body(&received(settings, Change::Recovered).await);
    assert_eq!(resolve, json!({"routing_key": KEY, "event_action": "resolve", "dedup_key": INCIDENT}));
    let known = body(&received(settings, Change::Acknowledged).await);
    assert_eq!(known, json!({"routing_key": KEY, "event_action": "acknowledge", "dedup_key": INCIDENT}));
    let wavering = body(&received(settings, Change::Flaky).await);
    assert_eq!(text(&wavering, "/payload/severity"), "warning");
}

#[tokio::test]
async fn opsgenie() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "opsgenie", "api_key": KEY, "priority": "P1", "endpoint": to.url("/echo")});
    let seen = received(settings, Change::Failed).await;
    assert_eq!(seen.path, "/echo/v2/alerts");
    assert_eq!(seen.header("authorization"), Some(format!("GenieKey {KEY}").as_str()));
    let create = body(&seen);
    assert!((1..=130).contains(&text(&create, "/message").chars().count()));
    assert!(text(&create, "/alias").len() <= 512);
    assert_eq!(text(&create, "/priority"), "P1");
    assert!(create["details"].as_object().unwrap().values().all(Value::is_string));

    let close = received(settings, Change::Recovered).await;
    assert_eq!(close.path, format!("/echo/v2/alerts/{INCIDENT}/close?identifierType=alias"));
    assert_eq!(text(&create, "/alias"), INCIDENT);
    let known = received(settings, Change::Acknowledged).await;
    assert_eq!(known.path, format!("/echo/v2/alerts/{INCIDENT}/acknowledge?identifierType=alias"));
}

#[tokio::test]
async fn splunk_on_call() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "splunk_on_call", "api_key": KEY, "routing_key": "data base", "endpoint": to.url("/echo")});
    let seen = received(settings, Change::Failed).await;
    assert!(
        seen.path.starts_with("/echo/integrations/generic/20131114/alert/canary%2D9f27c1"),
        "{}",
        seen.path
    );
    assert!(seen.path.ends_with("/data%20base"));
    let critical = body(&seen);
    assert_eq!((text(&critical, "/message_type"), text(&critical, "/entity_id")), ("CRITICAL", INCIDENT));
    assert_eq!(critical["state_start_time"], 1_595_708_000);
    let recovery = body(&received(settings, Change::Recovered).await);
    assert_eq!((text(&recovery, "/message_type"), text(&recovery, "/entity_id")), ("RECOVERY", INCIDENT));
    let known = body(&received(settings, Change::Acknowledged).await);
    assert_eq!((text(&known, "/message_type"), text(&known, "/entity_id")), ("ACKNOWLEDGEMENT", INCIDENT));
}

#[tokio::test]
async fn datadog() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "datadog", "api_key": KEY, "tags": ["service:shop"], "endpoint": to.url("/echo")});
    let seen = received(settings, Change::Recovered).await;
    assert_eq!((seen.path.as_str(), seen.header("dd-api-key")), ("/echo/api/v1/events", Some(KEY)));
    let event = body(&seen);
    assert!(text(&event, "/title").chars().count() <= 100);
    assert!(text(&event, "/text").chars().count() <= 4000);
    assert!(text(&event, "/aggregation_key").chars().count() <= 100);
    assert_eq!(text(&event, "/alert_type"), "success");
    assert!(event["date_happened"].is_i64());
    assert!(event["tags"].as_array().unwrap().contains(&json!("service:shop")));
}

#[tokio::test]
async fn alertmanager() {
    let settings = |to: &tacit_testkit::target::Target| json!({"kind": "alertmanager", "url": to.url("/echo"), "token": KEY});
    let seen = received(settings, Change::Failed).await;
    assert_eq!(seen.path, "/echo/api/v2/alerts");
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    let firing = body(&seen);
    let alert = &firing.as_array().unwrap()[0];
    for group in ["labels", "annotations"] {
        assert!(alert[group].as_object().unwrap().values().all(Value::is_string), "{group} are text");
    }
    assert_eq!(text(alert, "/startsAt"), "2020-07-25T20:13:20.000Z");
    assert_eq!(text(alert, "/endsAt"), "2020-07-26T20:16:28.358Z", "a day, unless heard of again");
    let resolved = body(&received(settings, Change::Recovered).await);
    assert_eq!(resolved[0]["labels"], alert["labels"], "an alert is known by its labels");
    assert_eq!(text(&resolved, "/0/endsAt"), "2020-07-25T20:16:28.358Z");
}

#[test]
fn previews_show_the_message_without_the_credential() {
    let settings = [
        json!({"kind": "slack", "url": KEY}),
        json!({"kind": "teams", "url": KEY}),
        json!({"kind": "discord", "url": KEY}),
        json!({"kind": "telegram", "token": KEY, "chat": "1"}),
        json!({"kind": "pagerduty", "routing_key": KEY}),
        json!({"kind": "opsgenie", "api_key": KEY}),
        json!({"kind": "splunk_on_call", "api_key": KEY, "routing_key": KEY}),
        json!({"kind": "datadog", "api_key": KEY}),
        json!({"kind": "alertmanager", "url": KEY, "token": KEY}),
        json!({"kind": "webhook", "url": KEY, "signing_key": KEY, "headers": {"X-Key": KEY}}),
        json!({"kind": "email", "host": "h", "from": "a@example.com", "to": ["b@example.com"], "username": "u", "password": KEY}),
    ];
    for settings in settings {
        let channel = open(&settings);
        for change in [Change::Passed, Change::Failed, Change::StillFailing, Change::Recovered, Change::Flaky]
        {
            let preview = channel.preview(&notice(change));
            let all = serde_json::to_string(&preview).unwrap();
            assert!(!all.contains("canary"), "{settings}");
            assert!(!all.contains("[secret:"), "masks name no secret outside");
            assert!(preview.title.starts_with("Orders <!channel>"), "{}", preview.title);
            assert_eq!(preview.payload.is_none(), channel.kind() == Kind::Email);
        }
    }
}

#[test]
fn a_long_name_is_cut_and_what_is_said_of_it_is_not() {
    let mut summary = super::summary();
    summary.test.name = "a_long*name ".repeat(21);
    for (settings, title, most) in [
        (json!({"kind": "discord", "url": KEY}), "/embeds/0/title", 256),
        (json!({"kind": "datadog", "api_key": KEY}), "/title", 100),
        (json!({"kind": "opsgenie", "api_key": KEY}), "/message", 130),
    ] {
        for (change, words) in [(Change::Failed, "… failed"), (Change::StillFailing, "… is still failing")]
        {
            let notice =
                Notice::of_run(&summary, &super::stored(&super::record()), &super::tell(change), &links());
            let payload: Value =
                serde_json::from_str(&open(&settings).preview(&notice).payload.unwrap()).unwrap();
            let title = text(&payload, title);
            assert!(title.ends_with(words) && title.chars().count() <= most, "{title}");
        }
    }
}

#[test]
fn places_are_told_apart_by_what_stays_when_they_are_renamed() {
    let key = |id: u128, name: &str| {
        let mut summary = super::summary();
        let id = tacit_spec::AgentId(uuid::Uuid::from_u128(id));
        summary.location = tacit_notify::Location::Agent { id, name: name.into(), expired: false };
        let told = super::tell(Change::Failed);
        let notice = Notice::of_run(&summary, &super::stored(&super::record()), &told, &links());
        let preview = open(&json!({"kind": "pagerduty", "routing_key": KEY})).preview(&notice);
        let payload: Value = serde_json::from_str(&preview.payload.unwrap()).unwrap();
        let preview = open(&json!({"kind": "alertmanager", "url": KEY})).preview(&notice);
        let alerts: Value = serde_json::from_str(&preview.payload.unwrap()).unwrap();
        (text(&payload, "/dedup_key").to_owned(), alerts[0]["labels"].to_string())
    };
    assert_ne!(key(1, "東京"), key(2, "大阪"), "two places, two pages");
    assert_eq!(key(1, "東京"), key(1, "Tokyo"), "one place, one page");
}

#[test]
fn settings_that_cannot_work_are_refused_by_the_name_of_their_field() {
    let mail = |more: Value| {
        let mut mail = json!({"kind": "email", "host": "smtp.example.com", "from": "a@example.com", "to": ["b@example.com"]});
        mail.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        mail
    };
    for (settings, wrong) in [
        (json!({"kind": "pagerduty", "routing_key": " "}), "routing_key"),
        (json!({"kind": "telegram", "token": "", "chat": "1"}), "token"),
        (json!({"kind": "telegram", "token": "1:a", "chat": ""}), "chat"),
        (json!({"kind": "slack", "url": "https://hooks.slack.com/x y"}), "url"),
        (json!({"kind": "webhook", "url": "https://a.example/", "headers": {"X": "a\r\nB: c"}}), "headers"),
        (json!({"kind": "alertmanager", "url": "https://a.example/", "lasts_hours": 0}), "lasts_hours"),
        (json!({"kind": "alertmanager", "url": "https://a.example/?x=1"}), "url"),
        (mail(json!({"host": ""})), "host"),
        (mail(json!({"host": "smtp.example.com:587"})), "host"),
        (mail(json!({"port": 0})), "port"),
    ] {
        let read = ChannelSettings::read(&settings.to_string()).unwrap();
        match read.check(wire()) {
            Err(SettingsError::Field { field, .. }) => assert_eq!(field, wrong, "{settings}"),
            other => panic!("{settings}: {other:?}"),
        }
    }
    let fine = ChannelSettings::read(&mail(json!({"port": 587})).to_string()).unwrap();
    fine.check(wire()).unwrap();
}

#[test]
fn a_trial_says_what_it_is_and_touches_no_real_incident() {
    let team = Named { id: uuid::Uuid::from_u128(1).into(), name: "Team".into() };
    let trial = Notice::trial(team, 1_700_000_000_000_000, &links());
    let preview = open(&json!({"kind": "pagerduty", "routing_key": KEY})).preview(&trial);
    assert_eq!(preview.title, "Test message: Example test failed");
    assert!(preview.text.contains("View result: https://tacit.example.com/\n"), "{}", preview.text);
    let payload: Value = serde_json::from_str(&preview.payload.unwrap()).unwrap();
    assert!(text(&payload, "/dedup_key").starts_with("tacit-trial-"));
}

#[test]
fn the_triggers_address_goes_into_the_webhook_alone() {
    let mut summary = super::summary();
    summary.trigger_url = Some("https://tacit.example.com/radar/canary-trigger/trigger".into());
    let told = super::tell(Change::Failed);
    let notice = Notice::of_run(&summary, &super::stored(&super::record()), &told, &links());
    for (settings, shown) in [
        (json!({"kind": "webhook", "url": "u"}), true),
        (json!({"kind": "slack", "url": "u"}), false),
        (json!({"kind": "pagerduty", "routing_key": "k"}), false),
        (json!({"kind": "alertmanager", "url": "u"}), false),
    ] {
        let preview = serde_json::to_string(&open(&settings).preview(&notice)).unwrap();
        assert_eq!(preview.contains("canary-trigger"), shown, "{settings}");
    }
}
