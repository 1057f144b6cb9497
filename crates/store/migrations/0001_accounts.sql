-- One text for both databases. Types are PostgreSQL's names; SQLite keeps the values as they are bound.
-- Times: microseconds since the Unix epoch. Ids: UUID, 16 bytes in SQLite.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE people (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL,
    -- The lower-case form, so that one address is one account in both databases.
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT
);

CREATE TABLE teams (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    owner UUID NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    -- Wrapped by the vault; opaque here.
    data_key BYTEA NOT NULL,
    key_version BIGINT NOT NULL,
    manifest BYTEA
);

CREATE TABLE memberships (
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (team, person)
);
CREATE INDEX memberships_of_person ON memberships (person);

CREATE TABLE sessions (
    hash BYTEA PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    team UUID REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX tokens_of_person ON tokens (person, created_at);

CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    entry BYTEA NOT NULL,
    mac BYTEA NOT NULL
);
