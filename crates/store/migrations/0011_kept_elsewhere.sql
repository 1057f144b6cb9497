-- Where the value is kept that is not kept here, as JSON; what counts is sealed in the value's place.
ALTER TABLE secrets ADD COLUMN kept_in TEXT;
