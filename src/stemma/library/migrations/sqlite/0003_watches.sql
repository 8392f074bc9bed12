-- What somebody wants to be told of, and what was found for them. `upto` is the last article that was looked at.
CREATE TABLE watches (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    what    TEXT NOT NULL,
    made    TEXT NOT NULL,
    webhook TEXT,
    secret  TEXT,
    private INTEGER NOT NULL DEFAULT 0,
    anchor  TEXT,                    -- an article of the watched story: leads to it when stories are joined
    upto    INTEGER NOT NULL
);

-- A match goes with its article. One without a record was there before the watch was made.
CREATE TABLE watch_matches (
    number    INTEGER PRIMARY KEY,
    watch     TEXT NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    key       TEXT NOT NULL,
    seq       INTEGER NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    found     TEXT NOT NULL,
    record    TEXT,                  -- JSON of Match
    delivered INTEGER NOT NULL DEFAULT 0,
    UNIQUE (watch, key)
);
CREATE INDEX watch_matches_seq ON watch_matches (seq);
