//! What is found, and what is not, on a corpus that is made here: no text that looks like a credential is in the sources.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::*;
use crate::SecretName;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct Maker(StdRng);

impl Maker {
    fn of(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(alphabet[self.0.random_range(0..alphabet.len())])).collect()
    }

    fn word(&mut self, length: usize) -> String {
        self.of(LETTERS, length)
    }

    fn hex(&mut self, length: usize) -> String {
        self.of(HEX, length)
    }
}

fn request(more: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "https://api.example.com/orders"});
    step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"name": "T", "steps": [step]})
}

fn find(definition: &Value) -> Vec<Finding> {
    in_test(&TestDefinition::from_value(definition).unwrap())
}

/// Issuers' forms, each put together here.
fn issued(make: &mut Maker) -> Vec<(&'static str, String)> {
    vec![
        ("github", format!("ghp_{}", make.word(36))),
        ("github app", format!("ghs_{}", make.word(36))),
        ("github fine", format!("github_pat_{}_{}", make.word(22), make.word(59))),
        ("gitlab", format!("glpat-{}", make.word(20))),
        ("slack bot", format!("xoxb-{}-{}", make.of(b"123456789", 12), make.word(24))),
        ("slack app", format!("xapp-1-{}-{}", make.word(11), make.word(40))),
        ("aws", format!("AKIA{}", make.of(UPPER, 16))),
        ("google", format!("AIza{}", make.word(35))),
        ("google oauth", format!("ya29.{}", make.word(60))),
        ("google client", format!("GOCSPX-{}", make.word(28))),
        ("stripe", format!("sk_live_{}", make.word(24))),
        ("stripe restricted", format!("rk_live_{}", make.word(24))),
        ("stripe hook", format!("whsec_{}", make.word(32))),
        ("sendgrid", format!("SG.{}.{}", make.word(22), make.word(43))),
        ("twilio", format!("SK{}", make.hex(32))),
        ("mailgun", format!("key-{}", make.hex(32))),
        ("mailchimp", format!("{}-us12", make.hex(32))),
        ("npm", format!("npm_{}", make.word(36))),
        ("pypi", format!("pypi-{}", make.word(80))),
        ("rubygems", format!("rubygems_{}", make.hex(48))),
        ("openai", format!("sk-proj-{}", make.word(48))),
        ("anthropic", format!("sk-ant-api03-{}", make.word(60))),
        ("hugging face", format!("hf_{}", make.word(34))),
        ("digitalocean", format!("dop_v1_{}", make.hex(64))),
        ("shopify", format!("shpat_{}", make.hex(32))),
        ("square", format!("sq0atp-{}", make.word(22))),
        ("okta", format!("00{}", make.word(40))),
        ("new relic", format!("NRAK-{}", make.of(UPPER, 27))),
        ("grafana", format!("glsa_{}_{}", make.word(32), make.hex(8))),
        ("databricks", format!("dapi{}", make.hex(32))),
        ("vault", format!("hvs.{}", make.word(60))),
        ("linear", format!("lin_api_{}", make.word(40))),
        ("postman", format!("PMAK-{}-{}", make.hex(24), make.hex(34))),
        ("tacit", format!("tct_{}", make.word(38))),
        ("telegram", format!("{}:AA{}", make.of(b"123456789", 9), make.word(33))),
        ("jwt", format!("eyJ{}.eyJ{}.{}", make.word(20), make.word(60), make.word(43))),
    ]
}

#[test]
fn credentials_are_found_wherever_they_stand() {
    let mut make = Maker(StdRng::seed_from_u64(7));
    let mut cases: Vec<(String, Value)> = Vec::new();
    for (name, text) in issued(&mut make) {
        cases.push((format!("{name} in a header"), request(json!({"headers": {"X-Any": [text]}}))));
        cases.push((
            format!("{name} in a script"),
            request(json!({"before_scripts": [format!("let a = '{text}';")]})),
        ));
    }
    for header in [
        "X-Api-Key",
        "Api-Key",
        "X-Auth-Token",
        "X-Access-Token",
        "apikey",
        "X-Client-Secret",
        "PRIVATE-TOKEN",
    ] {
        cases.push((header.into(), request(json!({"headers": {header: [make.word(24)]}}))));
    }
    for scheme in ["Bearer", "Basic", "Token", "SSWS", "GenieKey"] {
        let value = format!("{scheme} {}", make.word(28));
        cases.push((scheme.into(), request(json!({"headers": {"Authorization": [value]}}))));
    }
    for name in ["password", "client_secret", "api_key", "accessToken", "refresh_token"] {
        let body = json!({"user": "ada", name: make.word(20)}).to_string();
        cases.push((format!("{name} in JSON"), request(json!({"method": "POST", "body": body}))));
        let form = format!("user=ada&{name}={}", make.word(20));
        cases.push((format!("{name} in a form"), request(json!({"method": "POST", "body": form}))));
        let url = format!("https://api.example.com/a?x=1&{name}={}", make.word(20));
        cases.push((format!("{name} in a query"), request(json!({"url": url}))));
        let script = format!("variables.set(\"{name}\", \"{}\");", make.word(20));
        cases.push((format!("{name} in a script"), request(json!({"before_scripts": [script]}))));
    }
    let url = format!("https://ada:{}@api.example.com/", make.word(16));
    cases.push(("a URL".into(), request(json!({"url": url}))));
    let basic = json!({"auth": {"auth_type": "basic", "username": "ada", "password": make.word(9)}});
    cases.push(("basic".into(), request(basic)));
    let body = (0..8).map(|_| make.word(64)).collect::<Vec<_>>().join("\n");
    let key = format!("-----BEGIN RSA PRIVATE {0}-----\n{body}\n-----END RSA PRIVATE {0}-----", "KEY");
    cases.push(("a key".into(), request(json!({"method": "POST", "body": key}))));

    assert!(cases.len() >= 80, "{}", cases.len());
    let missed: Vec<_> =
        cases.iter().filter(|(_, test)| find(test).is_empty()).map(|(name, _)| name).collect();
    println!("found {} of {}", cases.len() - missed.len(), cases.len());
    assert!(missed.len() * 100 <= cases.len() * 2, "{} of {}: {missed:?}", missed.len(), cases.len());
}

#[test]
fn ordinary_texts_are_none() {
    let mut make = Maker(StdRng::seed_from_u64(8));
    let uuid = |make: &mut Maker| [8, 4, 4, 4, 12].map(|length| make.hex(length)).join("-");
    let mut texts: Vec<(&str, String)> = Vec::new();
    for _ in 0..20 {
        texts.push(("X-Request-Id", uuid(&mut make)));
        texts.push(("If-None-Match", format!("\"{}\"", make.hex(32))));
        texts.push(("X-Trace", make.hex(32)));
        texts.push(("Cookie-Consent", make.word(24)));
        texts.push(("X-Commit", make.hex(40)));
        texts.push(("Digest", format!("sha-256={}", make.word(43))));
    }
    let fixed = [
        ("Accept", "application/vnd.api+json;version=2"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
        ("Authorization", "Bearer {{token}}"),
        ("Authorization", "Bearer {{get_secret(api_token)}}"),
        ("Authorization", "Bearer YOUR_API_KEY"),
        ("Authorization", "Bearer <token>"),
        ("Authorization", "Basic"),
        ("X-Api-Key", "{{api_key}}"),
        ("X-Api-Key", "YOUR-API-KEY-HERE"),
        ("X-Api-Key", "changeme123"),
        ("X-Api-Key", "xxxxxxxxxxxxxxxxxxxx"),
        ("X-Api-Key", "example-key-1"),
        ("X-Api-Key-Name", "orders"),
        ("X-Token-Type", "access_token"),
        ("X-Password-Policy", "strict"),
        ("X-Csrf-Token", "fetch"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept-Language", "en-GB,en;q=0.9,de;q=0.8"),
        ("X-Forwarded-For", "203.0.113.195, 2001:db8:85a3::8a2e:370:7334"),
        ("X-Version", "2026-11-26T12:00:00.000Z"),
    ];
    texts.extend(fixed.map(|(name, text)| (name, text.to_owned())));
    let mut cases: Vec<Value> =
        texts.iter().map(|(name, text)| request(json!({"headers": {*name: [text]}}))).collect();
    for url in [
        "https://api.example.com/v1/orders/550e8400-e29b-41d4-a716-446655440000?expand=items&page=2",
        "https://api.example.com/oauth/token",
        "https://api.example.com/password/reset?email=ada@example.com",
        "{{base_url}}/users/{{user_id}}?token={{token}}",
        "https://cdn.example.com/assets/app.9f8c7b6a5d4e3f2a.js",
        "https://example.com/search?q=how+to+rotate+an+api+key",
        "https://api.example.com/keys/public.pem",
        "http://localhost:8080/health",
    ] {
        cases.push(request(json!({"url": url})));
    }
    for body in [
        r#"{"id": 4711, "name": "Ada Lovelace", "token_type": "bearer", "expires_in": 3600}"#,
        r#"{"password": "{{password}}", "api_key": "{{get_secret(key)}}"}"#,
        r#"{"password": "hunter2"}"#,
        r#"{"password": "correct horse battery staple"}"#,
        r#"{"secretName": "orders", "tokens": 12}"#,
        "grant_type=client_credentials&scope=orders.read",
        "user=ada&password={{password}}",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
        "<order><token>none</token></order>",
        "query { viewer { id login repositories(first: 10) { nodes { name } } } }",
    ] {
        cases.push(request(json!({"method": "POST", "body": body})));
    }
    for script in [
        "const token = variables.get('access_token'); request.headers['Authorization'] = ['Bearer ' + token];",
        "variables.set('password', get_secret('password'));",
        "variables.set(\"token\", response.body.access_token);",
        "var keyName = 'orders'; log(keyName);",
        "assert.equal(response.status, 200, 'the token endpoint answers');",
        "const passwordField = 'user_password';",
        "request.headers['X-Api-Key'] = [get_secret(\"api_key\")];",
        "var secret_name = 'private_api_key';",
        "const api_key = \"{{api_key}}\";",
        "let password = 'your password here';",
    ] {
        cases.push(request(json!({"before_scripts": [script]})));
    }
    for name in ["base_url", "user_id", "region", "locale", "order_token_count"] {
        for value in
            ["https://api.example.com", "550e8400-e29b-41d4-a716-446655440000", "eu-central-1", "de-DE", "12"]
        {
            let environment = json!({"name": "E", "initial_variables": {name: value}});
            assert_eq!(
                in_environment(&Environment::from_value(&environment).unwrap()),
                [],
                "{name}: {value}"
            );
        }
    }
    for n in 0..30 {
        let picture = format!("data:image/png;base64,{}", make.word(200 + n));
        cases.push(request(json!({"method": "POST", "body": json!({"avatar": picture}).to_string()})));
    }
    assert!(cases.len() + 25 >= 200, "{}", cases.len());
    let wrong: Vec<_> = cases.iter().filter(|test| !find(test).is_empty()).map(ToString::to_string).collect();
    println!("{} of {} ordinary texts were taken for credentials", wrong.len(), cases.len());
    assert!(wrong.len() * 100 <= cases.len(), "{wrong:#?}");
}

#[test]
fn a_finding_names_a_place_and_never_the_text() {
    let mut make = Maker(StdRng::seed_from_u64(9));
    let (header, password) = (make.word(24), make.word(12));
    let test = request(json!({"headers": {"X-Api-Key": [header]}, "method": "POST",
        "body": json!({"login": "ada", "password": password}).to_string(),
        "before_scripts": [format!("variables.set('db_password', \"{password}\"); log('a');")]}));
    let found = find(&test);
    let told: Vec<_> = found.iter().map(|one| (&*one.place, &*one.suggestion, one.in_script)).collect();
    assert_eq!(
        told,
        [
            ("steps[0].headers[\"X-Api-Key\"][0]", "x_api_key", false),
            ("steps[0].body", "password", false),
            ("steps[0].before_scripts[0]", "db_password", true),
        ]
    );
    for secret in [&header, &password] {
        assert!(!format!("{found:?}").contains(secret));
    }
}

#[test]
fn a_secret_takes_the_place_of_the_text_alone() {
    let mut make = Maker(StdRng::seed_from_u64(10));
    let (token, password) = (make.word(30), make.word(14));
    let test = request(json!({"headers": {"Authorization": [format!("Bearer {token}")]},
        "before_scripts": [format!("variables.set('password', \"{password}\");"), format!("log('xoxb-{token}!');")]}));
    let found = find(&test);
    assert_eq!(found.len(), 3);
    let name = SecretName::parse("key").unwrap();
    let (credential, changed) = replaced(&test, &found[0], &name).unwrap();
    assert_eq!(credential, token);
    assert_eq!(changed["steps"][0]["headers"]["Authorization"][0], "Bearer {{get_secret(key)}}");
    let (credential, changed) = replaced(&test, &found[1], &name).unwrap();
    assert_eq!(credential, password);
    assert_eq!(changed["steps"][0]["before_scripts"][0], "variables.set('password', get_secret(\"key\"));");
    assert_eq!(replaced(&test, &found[2], &name), Err(Irreplaceable::InText));
    assert_eq!(replaced(&request(json!({})), &found[0], &name), Err(Irreplaceable::Gone));
    assert!(in_test(&TestDefinition::from_value(&changed).unwrap()).len() == 2);
}
