-- What a desk has corrected: an append-only log, one JSON line each. Nothing of pages is in it but their ids.
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL             -- JSON of Correction
);

-- Where the machine placed a page; `story` is where it is shown, after corrections.
ALTER TABLE members ADD COLUMN placed TEXT;
UPDATE members SET placed = story;
CREATE INDEX members_placed ON members (placed);
