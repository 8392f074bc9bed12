-- Lists of pages (feeds, sitemaps, OPML) that `stemma follow` looks at, with what the server said of the last one.
CREATE TABLE followed (
    source   TEXT PRIMARY KEY,
    etag     TEXT,
    modified TEXT,
    due      TEXT NOT NULL,          -- when it is looked at next
    period   INTEGER NOT NULL,       -- seconds between two looks
    failures INTEGER NOT NULL DEFAULT 0,
    looked   TEXT                    -- when it was last read without a fault
) WITHOUT ROWID;

-- Pages and files that they named. `due`: waits to be got since or until then; NULL: nothing is to be done.
CREATE TABLE followed_pages (
    page     TEXT PRIMARY KEY,
    source   TEXT NOT NULL,
    stamp    TEXT NOT NULL,          -- what its list (or the disk) says of its last change
    etag     TEXT,
    modified TEXT,
    rank     INTEGER NOT NULL,       -- seconds since 1970 of its publication: later ones are got first
    due      TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    listed   TEXT NOT NULL           -- the day on which its list last named it
) WITHOUT ROWID;
CREATE INDEX followed_pages_due ON followed_pages (due) WHERE due IS NOT NULL;
CREATE INDEX followed_pages_listed ON followed_pages (listed);
