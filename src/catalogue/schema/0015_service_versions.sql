-- Every version of every service that was ever published, as its file said it. What runs on an old one finds it here.
-- definition_sha256 is of its tree (catalogue/differences.hpp), so that comments and layout do not count.
CREATE TABLE service_version (
  service {{text}} NOT NULL,
  version {{int64}} NOT NULL CHECK (version >= 1),
  definition {{text}} NOT NULL,
  definition_sha256 {{bytes}} NOT NULL CHECK (length(definition_sha256) = 32),
  published_at_ms {{int64}} NOT NULL,
  published_by {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  published_index {{int64}} NOT NULL,
  PRIMARY KEY (service, version)
) {{strict}};
CREATE UNIQUE INDEX service_version_by_index ON service_version (published_index);
-- Services that were retired at some time; `retired` says whether they are.
CREATE TABLE service_retirement (
  service {{text}} NOT NULL PRIMARY KEY,
  retired {{int64}} NOT NULL CHECK (retired = 0 OR retired = 1),
  changed_at_ms {{int64}} NOT NULL,
  changed_by {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  changed_index {{int64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX service_retirement_by_index ON service_retirement (changed_index);
