-- Files that people attach. The bytes lie in the folder files/ beside the database, under `place`, which is never
-- given twice; the first `received` of them are written and synced. `id` is the client's word for it: what is nobody's
-- (person IS NULL) belongs to whoever knows it.
CREATE TABLE file (
  place {{id}},
  id {{text}} NOT NULL UNIQUE,
  person {{int64}},
  size {{int64}} NOT NULL CHECK (size > 0),
  sha256 {{bytes}} NOT NULL CHECK (length(sha256) = 32),
  type {{text}} NOT NULL,
  begun_at_ms {{int64}} NOT NULL,
  received {{int64}} NOT NULL CHECK (received >= 0 AND received <= size),
  kept_at_ms {{int64}},
  CHECK (kept_at_ms IS NULL OR received = size)
) {{strict}};
CREATE INDEX file_of_person ON file (person, sha256) WHERE person IS NOT NULL;
CREATE INDEX file_by_age ON file (begun_at_ms, place);
-- Which kept file an answer of an application is.
CREATE TABLE file_named (
  application {{int64}} NOT NULL,
  sha256 {{bytes}} NOT NULL CHECK (length(sha256) = 32),
  place {{int64}} NOT NULL,
  question {{text}} NOT NULL,
  name {{text}} NOT NULL,
  PRIMARY KEY (application, sha256)
) {{strict}};
CREATE INDEX file_named_by_place ON file_named (place);
