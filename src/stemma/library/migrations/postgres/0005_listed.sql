-- The list of stories, latest first, without reading the rows: their documents make those long.
CREATE INDEX stories_listed ON stories ((coalesce(last, seen, 0)), number, articles, last, id);
