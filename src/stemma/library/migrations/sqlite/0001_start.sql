-- Captures as they came, articles as they were read, and what was found out about them.

CREATE TABLE captures (
    seq      INTEGER PRIMARY KEY,
    digest   TEXT NOT NULL UNIQUE,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    url      TEXT,
    given    TEXT NOT NULL,          -- JSON: the fields that came with the capture
    content  BLOB NOT NULL,          -- zlib
    is_text  INTEGER NOT NULL,       -- 1: content was text, 0: bytes
    added    TEXT NOT NULL
);

CREATE TABLE articles (
    seq        INTEGER PRIMARY KEY REFERENCES captures (seq) ON DELETE CASCADE,
    id         TEXT NOT NULL UNIQUE,
    url        TEXT,
    outlet     TEXT,
    title      TEXT,
    published  TEXT,
    words      INTEGER NOT NULL,
    version_of INTEGER REFERENCES articles (seq) ON DELETE SET NULL,
    record     BLOB NOT NULL          -- zlib of the JSON of Annotated
);
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;

CREATE VIRTUAL TABLE search USING fts5 (title, body, content = '', tokenize = 'unicode61 remove_diacritics 2');

-- Sampled n-gram fingerprints of each section: the candidates for text reuse.
CREATE TABLE sections (
    key     INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    section INTEGER NOT NULL,
    time    REAL,
    UNIQUE (seq, section)
);
CREATE TABLE grams (
    gram    INTEGER NOT NULL,
    section INTEGER NOT NULL REFERENCES sections (key) ON DELETE CASCADE,
    PRIMARY KEY (gram, section)
) WITHOUT ROWID;
CREATE INDEX grams_section ON grams (section);

CREATE TABLE derivations (
    a      INTEGER NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    b      INTEGER NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    record TEXT NOT NULL              -- JSON array of Derivation, one for each pair of sections
);
CREATE UNIQUE INDEX derivations_pair ON derivations (a, b);
CREATE INDEX derivations_b ON derivations (b);

CREATE TABLE stories (
    number   INTEGER PRIMARY KEY,     -- in the order in which they were opened
    id       TEXT NOT NULL UNIQUE,
    summary  BLOB NOT NULL,           -- what the clusterer needs to know of it
    first    REAL,                    -- seconds since 1970 UTC, as `seen`
    last     REAL,
    seen     REAL,
    articles INTEGER NOT NULL DEFAULT 0,
    outlets  INTEGER,
    lineages INTEGER,
    origins_min INTEGER,
    origins_max INTEGER,
    title    TEXT,
    stale    INTEGER NOT NULL DEFAULT 1,
    document BLOB                     -- zlib of the JSON of Story; NULL or old while stale
);
CREATE INDEX stories_last ON stories (last);
CREATE INDEX stories_stale ON stories (id) WHERE stale = 1;

-- Which stories a term leads to, by block of time; `posted` tells which came later.
CREATE TABLE story_terms (
    posted INTEGER PRIMARY KEY,
    term   TEXT NOT NULL,
    block  INTEGER NOT NULL,
    story  TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    UNIQUE (story, term, block)
);
CREATE INDEX story_terms_term ON story_terms (term, block, posted, story);

CREATE TABLE members (
    seq   INTEGER PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    probability REAL NOT NULL
);
CREATE INDEX members_story ON members (story);

CREATE TABLE story_links (
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (story, other)
) WITHOUT ROWID;

CREATE TABLE story_events (
    id     INTEGER PRIMARY KEY,
    story  TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    record TEXT NOT NULL
);
CREATE INDEX story_events_story ON story_events (story);

CREATE TABLE problems (
    id      INTEGER PRIMARY KEY,
    input   TEXT NOT NULL UNIQUE,
    reason  TEXT NOT NULL,
    remedy  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    time    TEXT NOT NULL
);

-- Single values of the clusterer: term frequencies, the latest time of any article.
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
