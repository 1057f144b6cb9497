CREATE TABLE schedules (
    id UUID PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    environment UUID NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    -- An interval such as `5m`, or a cron expression where there is a time zone.
    rule TEXT NOT NULL,
    zone TEXT,
    note TEXT,
    paused BOOLEAN NOT NULL,
    -- What the ticks of an interval are counted from.
    anchor BIGINT NOT NULL,
    -- The first tick about which nothing was decided yet.
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX schedules_of_test ON schedules (test, created_at, id);
CREATE INDEX schedules_of_bucket ON schedules (bucket);
CREATE INDEX schedules_of_environment ON schedules (environment);
CREATE INDEX schedules_by_turn ON schedules (next_at);

CREATE TABLE pauses (
    bucket TEXT NOT NULL REFERENCES buckets (key) ON DELETE CASCADE,
    -- NULL: the whole bucket.
    environment UUID REFERENCES environments (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pauses_of_bucket ON pauses (bucket) WHERE environment IS NULL;
CREATE UNIQUE INDEX pauses_of_environment ON pauses (environment) WHERE environment IS NOT NULL;

-- No reference: a result outlives its schedule.
ALTER TABLE runs ADD COLUMN schedule UUID;
ALTER TABLE runs ADD COLUMN scheduled_at BIGINT;
-- How many ticks without a run this record stands for.
ALTER TABLE runs ADD COLUMN missed_ticks BIGINT;
-- The failed run that this one repeats.
ALTER TABLE runs ADD COLUMN retry_of UUID;
CREATE UNIQUE INDEX runs_of_tick ON runs (schedule, scheduled_at, region) WHERE schedule IS NOT NULL;
CREATE INDEX runs_open_of_schedule ON runs (schedule)
    WHERE schedule IS NOT NULL AND status IN ('queued', 'working');
CREATE UNIQUE INDEX runs_retried ON runs (retry_of) WHERE retry_of IS NOT NULL;
