-- Data keys of before, as long as records are sealed under them. Wrapped by the vault; opaque here.
CREATE TABLE team_keys (
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    PRIMARY KEY (team, version)
);
