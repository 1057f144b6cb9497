-- When schedules of a bucket, an environment or a test rest, or nobody is told of their runs.
CREATE TABLE maintenance (
    id UUID PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    -- NULL, both: the whole bucket.
    environment UUID REFERENCES environments (id) ON DELETE CASCADE,
    test UUID REFERENCES tests (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    note TEXT,
    mode TEXT NOT NULL,
    -- Once: from, until. Repeating: at the times of a cron expression in a time zone, for so long.
    from_at BIGINT,
    until_at BIGINT,
    cron TEXT,
    zone TEXT,
    duration BIGINT,
    -- What had begun before was ended then.
    ended_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX maintenance_of_bucket ON maintenance (bucket, created_at, id);
CREATE INDEX maintenance_of_environment ON maintenance (environment);
CREATE INDEX maintenance_of_test ON maintenance (test);
CREATE INDEX maintenance_by_end ON maintenance (until_at);
