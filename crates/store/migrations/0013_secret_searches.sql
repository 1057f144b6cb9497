-- Where the value of a secret stands in what is stored: looked for when it is made or changed, and when the owner asks.
CREATE TABLE secret_searches (
    secret UUID PRIMARY KEY REFERENCES secrets (id) ON DELETE CASCADE,
    asked_at BIGINT NOT NULL,
    -- Whether it is taken out as well.
    repairs BOOLEAN NOT NULL,
    looked_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- JSON.
    found TEXT NOT NULL
);
INSERT INTO secret_searches (secret, asked_at, repairs, looked_at, finished_at, found)
    SELECT id, updated_at, FALSE, 0, NULL, '{}' FROM secrets;
