//! Credentials that their issuers made to be recognised. Sources: the issuers' own pages on the form of their tokens.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::Hit;

/// What it looks like, and the form: the credential is the whole match, or the group when there is one.
const ISSUERS: &[(&str, &str)] = &[
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    ("a GitHub token", r"\bgithub_pat_[A-Za-z0-9_]{22,}\b"),
    ("a GitLab token", r"\bgl(?:pat|dt|rt|ptt|cbt|soat|ft|agent)-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack token", r"\bxapp-\d-[A-Za-z0-9-]{20,}"),
    ("a Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{20,})"),
    ("a Discord webhook", r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/(\d+/[A-Za-z0-9_-]{30,})"),
    ("a Teams webhook", r"https://[\w.-]+\.webhook\.office\.com/webhookb2/([A-Za-z0-9@/-]{60,})"),
    ("a Telegram bot token", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,34}\b"),
    ("an AWS access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a Google OAuth token", r"\bya29\.[A-Za-z0-9_-]{20,}"),
    ("a Google client secret", r"\bGOCSPX-[A-Za-z0-9_-]{28}"),
    ("a Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("a Stripe webhook secret", r"\bwhsec_[A-Za-z0-9+/=]{24,}"),
    ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("a Twilio key", r"\bSK[0-9a-f]{32}\b"),
    ("a Mailgun key", r"\bkey-[0-9a-f]{32}\b"),
    ("a Mailchimp key", r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a PyPI token", r"\bpypi-[A-Za-z0-9_-]{50,}"),
    ("a RubyGems key", r"\brubygems_[0-9a-f]{48}\b"),
    ("an OpenAI key", r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}"),
    ("an Anthropic key", r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    ("a Hugging Face token", r"\bhf_[A-Za-z0-9]{30,}\b"),
    ("a DigitalOcean token", r"\bdo[oprt]_v1_[0-9a-f]{64}\b"),
    ("a Shopify token", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"),
    ("a Square token", r"\bsq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,}"),
    ("an Okta token", r"\b00[A-Za-z0-9_-]{40}\b"),
    ("a New Relic key", r"\bNRAK-[A-Z0-9]{27}\b"),
    ("a Grafana token", r"\bgl(?:c|sa)_[A-Za-z0-9+/=_]{32,}"),
    ("a Databricks token", r"\bdapi[0-9a-f]{32}\b"),
    ("a Vault token", r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}"),
    ("a Terraform token", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}"),
    ("a Linear key", r"\blin_api_[A-Za-z0-9]{40}\b"),
    ("an Atlassian token", r"\bATATT3[A-Za-z0-9_=-]{100,}"),
    ("a Postman key", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b"),
    ("a tacit token", r"\btc[tsa]_[A-Za-z0-9_-]{30,}"),
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
    (
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]{40,}?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----",
    ),
    ("a password in a URL", r"\b[a-z][a-z0-9+.-]*://[^\s/:@{}]+:([^\s/@{}]{3,})@[A-Za-z0-9.-]"),
];

static SET: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(ISSUERS.iter().map(|(_, form)| form)).expect("fixed expressions"));
static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| ISSUERS.iter().map(|(_, form)| Regex::new(form).expect("a fixed expression")).collect());

pub(super) fn find(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for which in SET.matches(text) {
        for found in EACH[which].captures_iter(text) {
            let range = found.get(1).or_else(|| found.get(0)).expect("the whole match").range();
            hits.push(Hit { range, kind: ISSUERS[which].0, name: String::new() });
        }
    }
    hits
}
