-- Tests to whose requests an API sent the value of a secret back.
CREATE TABLE secret_echoes (
    secret UUID NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    test UUID NOT NULL REFERENCES tests (id) ON DELETE CASCADE,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (secret, test)
);
CREATE INDEX secret_echoes_test ON secret_echoes (test);
