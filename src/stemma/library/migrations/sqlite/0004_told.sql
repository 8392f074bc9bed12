-- The timeline and brief of a story's document, compressed JSON; made with it.
ALTER TABLE stories ADD COLUMN told BLOB;
