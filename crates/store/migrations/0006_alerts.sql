-- Whom to tell. A channel of the team has neither bucket, environment nor run: those say what a channel came with, from
-- a definition's `emails` and `webhooks` or from a trigger, and goes with.
CREATE TABLE channels (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    bucket TEXT REFERENCES buckets (key) ON DELETE CASCADE,
    environment UUID REFERENCES environments (id) ON DELETE CASCADE,
    run UUID REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Where messages go: all of the settings that may be shown.
    host TEXT NOT NULL,
    -- JSON.
    rule TEXT NOT NULL,
    whole_team BOOLEAN NOT NULL,
    -- JSON: to whom the operator's mail server sends. Mails of buckets and environments have this instead of settings.
    recipients TEXT,
    paused BOOLEAN NOT NULL,
    -- The settings, sealed by the vault as a whole; opaque here.
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    key_version BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX channels_by_name ON channels (team, name)
    WHERE bucket IS NULL AND environment IS NULL AND run IS NULL;
CREATE INDEX channels_of_team ON channels (team, created_at, id);
CREATE INDEX channels_of_bucket ON channels (bucket) WHERE bucket IS NOT NULL;
CREATE INDEX channels_of_environment ON channels (environment) WHERE environment IS NOT NULL;
CREATE INDEX channels_of_run ON channels (run) WHERE run IS NOT NULL;

-- Whose runs a channel hears of. `subject` is one of team:ID, bucket:KEY, environment:ID and run:ID, so that a batch of
-- runs asks once.
CREATE TABLE channel_reach (
    subject TEXT NOT NULL,
    channel UUID NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    bucket TEXT REFERENCES buckets (key) ON DELETE CASCADE,
    environment UUID REFERENCES environments (id) ON DELETE CASCADE,
    PRIMARY KEY (subject, channel)
);
CREATE INDEX channel_reach_of_channel ON channel_reach (channel);
CREATE INDEX channel_reach_of_bucket ON channel_reach (bucket) WHERE bucket IS NOT NULL;
CREATE INDEX channel_reach_of_environment ON channel_reach (environment) WHERE environment IS NOT NULL;

-- What has to be remembered between two runs. A test that passes has no row. The nil id stands for no environment, and
-- for the watch that incidents keep themselves.
CREATE TABLE alert_states (
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    environment UUID NOT NULL,
    place TEXT NOT NULL,
    channel UUID NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (test, environment, place, channel)
);

CREATE TABLE incidents (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    environment UUID REFERENCES environments (id) ON DELETE CASCADE,
    -- The environment, or the nil id: an index knows no two nothings as one.
    scope UUID NOT NULL,
    -- JSON.
    state TEXT NOT NULL,
    condition TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    resolved_at BIGINT,
    acknowledged_by UUID REFERENCES people (id) ON DELETE SET NULL,
    acknowledged_at BIGINT
);
CREATE UNIQUE INDEX incidents_open ON incidents (test, scope) WHERE resolved_at IS NULL;
CREATE INDEX incidents_of_bucket ON incidents (bucket, opened_at, id);
CREATE INDEX incidents_of_team ON incidents (team, opened_at, id);

CREATE TABLE incident_entries (
    incident UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    -- JSON.
    entry TEXT NOT NULL,
    PRIMARY KEY (incident, seq)
);

-- The outbox and the log of what was sent. The id is what the message is known by, however often it is tried.
CREATE TABLE deliveries (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    channel UUID NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    scope UUID NOT NULL,
    place TEXT NOT NULL,
    -- No reference: a message outlives the results that are kept.
    run UUID NOT NULL,
    incident UUID REFERENCES incidents (id) ON DELETE SET NULL,
    change TEXT NOT NULL,
    -- JSON.
    tell TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE status = 'waiting';
CREATE INDEX deliveries_open ON deliveries (channel, test, created_at) WHERE status IN ('waiting', 'sending');
CREATE INDEX deliveries_of_channel ON deliveries (channel, created_at, id);
CREATE INDEX deliveries_of_incident ON deliveries (incident) WHERE incident IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries (created_at);

-- One line for each try. Without an end it was cut short.
CREATE TABLE delivery_attempts (
    delivery UUID NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- The kind of failure; NULL when it arrived.
    code TEXT,
    -- HTTP status, or the code of a mail server's reply.
    answer BIGINT,
    -- What to do, in words of tacit's own.
    hint TEXT,
    PRIMARY KEY (delivery, number)
);
