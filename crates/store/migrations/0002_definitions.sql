CREATE TABLE buckets (
    key TEXT PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    trigger_token TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    UNIQUE (team, name)
);

CREATE TABLE tests (
    id UUID PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    definition TEXT NOT NULL,
    revision BIGINT NOT NULL,
    default_environment UUID,
    trigger_token TEXT NOT NULL UNIQUE,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX tests_of_bucket ON tests (bucket, created_at, id);

CREATE TABLE test_revisions (
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    definition TEXT NOT NULL,
    author UUID REFERENCES people (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (test, revision)
);

CREATE TABLE environments (
    id UUID PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    -- NULL: shared by the tests of the bucket.
    test UUID REFERENCES tests (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    parent UUID REFERENCES environments (id),
    definition TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX environments_of_bucket ON environments (bucket, created_at, id);
CREATE INDEX environments_of_test ON environments (test, created_at, id);
CREATE INDEX environments_of_parent ON environments (parent);

CREATE TABLE environment_revisions (
    environment UUID NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    definition TEXT NOT NULL,
    author UUID REFERENCES people (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (environment, revision)
);

CREATE TABLE secrets (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    -- NULL: serves every bucket of the team.
    bucket TEXT REFERENCES buckets (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    visibility TEXT NOT NULL,
    allowed_hosts TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE UNIQUE INDEX secrets_of_team ON secrets (team, name) WHERE bucket IS NULL;
CREATE UNIQUE INDEX secrets_of_bucket ON secrets (bucket, name) WHERE bucket IS NOT NULL;
CREATE INDEX secrets_by_name ON secrets (team, name);

CREATE TABLE secret_versions (
    secret UUID NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    -- Sealed by the vault; opaque here.
    sealed BYTEA NOT NULL,
    key_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (secret, version)
);
