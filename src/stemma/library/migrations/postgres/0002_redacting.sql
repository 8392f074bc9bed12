-- A redacted capture keeps its digest and address, when it was redacted and why; its content is empty.
ALTER TABLE captures ADD COLUMN redacted TEXT;
ALTER TABLE captures ADD COLUMN reason TEXT;
CREATE INDEX captures_redacted ON captures (redacted) WHERE redacted IS NOT NULL;

-- How many came in the last hour.
CREATE INDEX captures_added ON captures (added);
