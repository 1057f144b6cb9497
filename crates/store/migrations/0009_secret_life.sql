-- When the value stops working at its issuer, as far as the owner knows.
ALTER TABLE secrets ADD COLUMN expires_at BIGINT;

-- The secret whose next value the run tries. No reference: a result outlives its secret.
ALTER TABLE runs ADD COLUMN trial_of UUID;
CREATE INDEX runs_of_trial ON runs (trial_of, created_at) WHERE trial_of IS NOT NULL;
