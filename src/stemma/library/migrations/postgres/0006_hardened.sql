-- A webhook is posted to only where its mark is that of this user on this machine; after failures not before `retry`.
ALTER TABLE watches ADD COLUMN mark TEXT;
ALTER TABLE watches ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE watches ADD COLUMN retry TEXT;

-- 1: `watch run` has printed it, and its command has taken it. What was found before counts as given.
ALTER TABLE watch_matches ADD COLUMN given INTEGER NOT NULL DEFAULT 0;
UPDATE watch_matches SET given = 1;

-- The host that a page was got from, where it says that it is of another one.
ALTER TABLE articles ADD COLUMN via TEXT;
