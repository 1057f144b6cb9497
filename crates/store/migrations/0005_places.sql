-- Remote agents of a team: programs elsewhere that run its tests.
CREATE TABLE agents (
    id UUID PRIMARY KEY,
    team UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- pending, active, revoked
    state TEXT NOT NULL,
    -- What it signs its requests with; it keeps the private part.
    public_key BYTEA,
    version TEXT,
    -- Runs at once, over all its instances.
    slots BIGINT NOT NULL,
    -- Keyed hash of the token that makes it active, once.
    enrolment_hash BYTEA UNIQUE,
    enrolment_until BIGINT,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    enrolled_at BIGINT,
    last_seen_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX agents_of_team ON agents (team, created_at, id);

-- The places that a definition names: codes of regions and ids of agents, with spaces between them, so that a tick of a
-- schedule reads no JSON. NULL: not looked at yet.
ALTER TABLE environments ADD COLUMN places TEXT;

-- A run has a region or an agent. Until now there were no agents.
DROP INDEX runs_of_tick;
ALTER TABLE runs DROP COLUMN agent;
ALTER TABLE runs ADD COLUMN agent UUID;
CREATE UNIQUE INDEX runs_of_tick ON runs (schedule, scheduled_at, region)
    WHERE schedule IS NOT NULL AND region IS NOT NULL;
CREATE UNIQUE INDEX runs_of_tick_afar ON runs (schedule, scheduled_at, agent)
    WHERE schedule IS NOT NULL AND agent IS NOT NULL;
CREATE INDEX runs_open_of_agent ON runs (agent) WHERE agent IS NOT NULL AND status IN ('queued', 'working');
