-- A service that keeps something open hears of its end even when the test or its bucket is deleted meanwhile: messages no
-- longer go with them by themselves. `names` says what they were called then.
CREATE TABLE messages (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    channel UUID NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    -- No reference to bucket, test and run: whoever deletes them says what becomes of the messages.
    bucket TEXT NOT NULL,
    test UUID NOT NULL,
    scope UUID NOT NULL,
    place TEXT NOT NULL,
    run UUID NOT NULL,
    incident UUID REFERENCES incidents (id) ON DELETE SET NULL,
    change TEXT NOT NULL,
    -- JSON.
    tell TEXT NOT NULL,
    -- JSON; NULL while the test is there.
    names TEXT,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- Whether it was refused, or tried in vain for hours, and is tried on now and then because what it tells of lasts.
    persists BOOLEAN NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
INSERT INTO messages (id, team, channel, bucket, test, scope, place, run, incident, change, tell, status, attempts, persists,
                      next_at, created_at, finished_at)
    SELECT id, team, channel, bucket, test, scope, place, run, incident, change, tell, status, attempts, FALSE, next_at,
           created_at, finished_at FROM deliveries;
CREATE TABLE tries (
    delivery UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- The kind of failure; NULL when it arrived.
    code TEXT,
    -- HTTP status, or the code of a mail server's reply.
    answer BIGINT,
    -- What to do, in words of tacit's own.
    hint TEXT,
    PRIMARY KEY (delivery, number)
);
INSERT INTO tries (delivery, number, begun_at, ended_at, code, answer, hint)
    SELECT delivery, number, begun_at, ended_at, code, answer, hint FROM delivery_attempts;
DROP TABLE delivery_attempts;
DROP TABLE deliveries;
ALTER TABLE messages RENAME TO deliveries;
ALTER TABLE tries RENAME TO delivery_attempts;

CREATE INDEX deliveries_due ON deliveries (next_at) WHERE status = 'waiting';
CREATE INDEX deliveries_open ON deliveries (channel, test, created_at) WHERE status IN ('waiting', 'sending');
CREATE INDEX deliveries_of_channel ON deliveries (channel, created_at, id);
CREATE INDEX deliveries_of_incident ON deliveries (incident) WHERE incident IS NOT NULL;
CREATE INDEX deliveries_of_test ON deliveries (test);
CREATE INDEX deliveries_by_age ON deliveries (created_at);

-- What services keep open: a row from the message that something is wrong until the message of its end has arrived.
CREATE TABLE kept_open (
    channel UUID NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    -- No reference to bucket, test and run: it outlives them.
    bucket TEXT NOT NULL,
    test UUID NOT NULL,
    scope UUID NOT NULL,
    place TEXT NOT NULL,
    -- The run that was told last, and its incident.
    run UUID NOT NULL,
    incident UUID,
    -- Whether the message of the end is written.
    ended BOOLEAN NOT NULL,
    -- Whether a message that something is wrong has arrived, and that of the end not yet.
    delivered BOOLEAN NOT NULL,
    PRIMARY KEY (channel, test, scope, place)
);
CREATE INDEX kept_open_of_test ON kept_open (test);
INSERT INTO kept_open (channel, team, bucket, test, scope, place, run, incident, ended, delivered)
    SELECT d.channel, d.team, d.bucket, d.test, d.scope, d.place, d.run, d.incident,
           d.change IN ('passed', 'recovered', 'closed'), TRUE
    FROM deliveries AS d JOIN channels AS c ON c.id = d.channel
    WHERE c.kind IN ('pagerduty', 'opsgenie', 'splunk_on_call', 'alertmanager') AND d.change <> 'acknowledged'
      AND NOT (d.change IN ('passed', 'recovered', 'closed') AND d.status = 'delivered')
      AND NOT EXISTS (
          SELECT 1 FROM deliveries AS e WHERE e.channel = d.channel AND e.test = d.test AND e.scope = d.scope
              AND e.place = d.place AND e.change <> 'acknowledged'
              AND (e.created_at > d.created_at OR (e.created_at = d.created_at AND e.id > d.id)));
