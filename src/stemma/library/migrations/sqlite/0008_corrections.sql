-- What a desk has corrected: an append-only log. Nothing of pages is in it but their ids, and places and digests of words.
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL,
    line   TEXT,                     -- the correction that is taken back, or kept
    record TEXT NOT NULL             -- JSON of Correction
);
CREATE INDEX corrections_kind ON corrections (kind);
CREATE INDEX corrections_line ON corrections (line) WHERE line IS NOT NULL;

-- The articles that a correction names, whether they are in the library or not.
CREATE TABLE correction_articles (
    article TEXT NOT NULL,
    number  INTEGER NOT NULL REFERENCES corrections (number),
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- Where the machine placed a page; `story` is where it is shown, after corrections.
ALTER TABLE members ADD COLUMN placed TEXT;
UPDATE members SET placed = story;
CREATE INDEX members_placed ON members (placed);
