-- Captures as they came, articles as they were read, and what was found out about them.

CREATE TABLE captures (
    seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest   TEXT NOT NULL UNIQUE,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    url      TEXT,
    given    TEXT NOT NULL,          -- JSON: the fields that came with the capture
    content  BYTEA NOT NULL,          -- zlib
    is_text  INTEGER NOT NULL,       -- 1: content was text, 0: bytes
    added    TEXT NOT NULL
);

CREATE TABLE articles (
    seq        BIGINT PRIMARY KEY REFERENCES captures (seq) ON DELETE CASCADE,
    id         TEXT NOT NULL UNIQUE,
    url        TEXT,
    outlet     TEXT,
    title      TEXT,
    published  TEXT,
    words      INTEGER NOT NULL,
    version_of BIGINT REFERENCES articles (seq) ON DELETE SET NULL,
    record     BYTEA NOT NULL          -- zlib of the JSON of Annotated
);
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;

CREATE TABLE search (
    seq   BIGINT PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX search_words ON search USING gin (words);

-- Sampled n-gram fingerprints of each section: the candidates for text reuse.
CREATE TABLE sections (
    key     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seq     BIGINT NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    section BIGINT NOT NULL,
    time    DOUBLE PRECISION,
    UNIQUE (seq, section)
);
CREATE TABLE grams (
    gram    BIGINT NOT NULL,
    section BIGINT NOT NULL REFERENCES sections (key) ON DELETE CASCADE,
    PRIMARY KEY (gram, section)
);
CREATE INDEX grams_section ON grams (section);

CREATE TABLE derivations (
    a      BIGINT NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    b      BIGINT NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    record TEXT NOT NULL              -- JSON array of Derivation, one for each pair of sections
);
CREATE UNIQUE INDEX derivations_pair ON derivations (a, b);
CREATE INDEX derivations_b ON derivations (b);

CREATE TABLE stories (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,     -- in the order in which they were opened
    id       TEXT NOT NULL UNIQUE,
    summary  BYTEA NOT NULL,           -- what the clusterer needs to know of it
    first    DOUBLE PRECISION,                    -- seconds since 1970 UTC, as `seen`
    last     DOUBLE PRECISION,
    seen     DOUBLE PRECISION,
    articles INTEGER NOT NULL DEFAULT 0,
    outlets  INTEGER,
    lineages INTEGER,
    origins_min INTEGER,
    origins_max INTEGER,
    title    TEXT,
    stale    INTEGER NOT NULL DEFAULT 1,
    document BYTEA                     -- zlib of the JSON of Story; NULL or old while stale
);
CREATE INDEX stories_last ON stories (last);
CREATE INDEX stories_stale ON stories (id) WHERE stale = 1;

-- Which stories a term leads to, by block of time; `posted` tells which came later.
CREATE TABLE story_terms (
    posted BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term   TEXT NOT NULL,
    block  INTEGER NOT NULL,
    story  TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    UNIQUE (story, term, block)
);
CREATE INDEX story_terms_term ON story_terms (term, block, posted, story);

CREATE TABLE members (
    seq   BIGINT PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    probability DOUBLE PRECISION NOT NULL
);
CREATE INDEX members_story ON members (story);

CREATE TABLE story_links (
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (story, other)
);

CREATE TABLE story_events (
    id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    story  TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    record TEXT NOT NULL
);
CREATE INDEX story_events_story ON story_events (story);

CREATE TABLE problems (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    input   TEXT NOT NULL UNIQUE,
    reason  TEXT NOT NULL,
    remedy  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    time    TEXT NOT NULL
);

-- Single values of the clusterer: term frequencies, the latest time of any article.
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);
