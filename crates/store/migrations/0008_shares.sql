-- What readers outside the team may see by a link: one result, the state of a test or bucket, the news of a bucket.
CREATE TABLE shares (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- NULL: of the whole bucket.
    test UUID REFERENCES tests (id) ON DELETE CASCADE,
    -- Of a result.
    run UUID REFERENCES runs (id) ON DELETE CASCADE,
    -- Keyed hash of the token in the link.
    hash BYTEA NOT NULL UNIQUE,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    -- NULL: until it is withdrawn.
    expires_at BIGINT
);
CREATE INDEX shares_by_bucket ON shares (bucket, created_at, id);
CREATE INDEX shares_by_test ON shares (test);
CREATE UNIQUE INDEX shares_of_run ON shares (run) WHERE run IS NOT NULL;
CREATE UNIQUE INDEX shares_of_test ON shares (kind, test) WHERE run IS NULL AND test IS NOT NULL;
CREATE UNIQUE INDEX shares_of_bucket ON shares (kind, bucket) WHERE test IS NULL;
