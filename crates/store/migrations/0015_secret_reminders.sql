-- What owners were told by mail of values that stop working.
CREATE TABLE secret_reminders (
    secret UUID PRIMARY KEY REFERENCES secrets (id) ON DELETE CASCADE,
    -- The date that was told of: another one is told of anew.
    expires_at BIGINT NOT NULL,
    -- So many days before, or fewer.
    days BIGINT NOT NULL
);
