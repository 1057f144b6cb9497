CREATE TABLE runs (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    test_name TEXT NOT NULL,
    -- The definition's revision that is run.
    revision BIGINT NOT NULL,
    -- No reference: a result outlives its environment.
    environment UUID,
    environment_name TEXT NOT NULL,
    region TEXT,
    agent TEXT,
    source TEXT NOT NULL,
    run_by UUID REFERENCES people (id) ON DELETE SET NULL,
    trigger_group UUID,
    trigger_variables TEXT,
    status TEXT NOT NULL,
    result TEXT,
    reason TEXT,
    -- Counts the claims; a result counts only with the current one.
    epoch BIGINT NOT NULL,
    lease_until BIGINT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    response_time_us BIGINT,
    requests_executed BIGINT NOT NULL DEFAULT 0,
    assertions_defined BIGINT NOT NULL DEFAULT 0,
    assertions_passed BIGINT NOT NULL DEFAULT 0,
    assertions_failed BIGINT NOT NULL DEFAULT 0,
    variables_defined BIGINT NOT NULL DEFAULT 0,
    variables_passed BIGINT NOT NULL DEFAULT 0,
    variables_failed BIGINT NOT NULL DEFAULT 0,
    scripts_defined BIGINT NOT NULL DEFAULT 0,
    scripts_passed BIGINT NOT NULL DEFAULT 0,
    scripts_failed BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX runs_of_test ON runs (test, created_at, id);
CREATE INDEX runs_of_bucket ON runs (bucket, created_at, id);
CREATE INDEX runs_by_age ON runs (created_at);
CREATE INDEX runs_of_group ON runs (trigger_group) WHERE trigger_group IS NOT NULL;
CREATE INDEX runs_open ON runs (created_at) WHERE status IN ('queued', 'working');

-- The whole record, kept for fewer runs than the summary above. Left out of `runs` so that lists never read past it.
CREATE TABLE run_records (
    run UUID PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    record TEXT NOT NULL
);
