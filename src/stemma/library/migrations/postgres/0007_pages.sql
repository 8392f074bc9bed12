-- Which page an article is a capture of, by its number or canonical address (`houses.own_page`).
-- Articles from before have none and are found by their address.
ALTER TABLE articles ADD COLUMN page TEXT;
CREATE INDEX articles_page ON articles (page) WHERE page IS NOT NULL;

-- Where in its body sentences stand that recur over stories and time: JSON, [[start, end], …]; NULL where none do.
ALTER TABLE articles ADD COLUMN standing TEXT;
