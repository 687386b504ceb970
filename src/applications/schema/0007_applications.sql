-- Who filed, for whom and how. Rows from before knew nobody and had one channel. A service's deadline may be unknown:
-- then neither due_at_ms nor due_days is told. SQLite cannot change a table's checks, so the table is made anew. The
-- indexes hold no row of an anonymous filing, which therefore costs no more than before.
CREATE TABLE application_made_anew (
  id {{id}},
  service {{text}} NOT NULL,
  service_version {{int64}} NOT NULL,
  state {{text}} NOT NULL CHECK (state = 'submitted' OR state = 'in_progress' OR state = 'waiting_for_applicant' OR
    state = 'decided' OR state = 'delivered' OR state = 'withdrawn'),
  submitted_at_ms {{int64}} NOT NULL,
  due_at_ms {{int64}},
  due_on {{text}},
  due_days {{int64}},
  content {{text}} NOT NULL,
  content_sha256 {{bytes}} NOT NULL CHECK (length(content_sha256) = 32),
  submitted_index {{int64}} NOT NULL,
  applicant {{int64}},
  filed_by {{text}} NOT NULL,
  mandate {{int64}},
  channel {{text}} NOT NULL,
  CHECK (due_at_ms IS NULL OR due_days IS NULL),
  CHECK (due_on IS NULL OR due_days IS NOT NULL)
) {{strict}};
INSERT INTO application_made_anew (id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days,
    content, content_sha256, submitted_index, applicant, filed_by, mandate, channel)
  SELECT id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, content, content_sha256,
    submitted_index, NULL, 'anonymous', NULL, 'portal' FROM application;
DROP TABLE application;
ALTER TABLE application_made_anew RENAME TO application;
CREATE INDEX application_of_applicant ON application (applicant, id) WHERE applicant IS NOT NULL;
CREATE INDEX application_under_mandate ON application (filed_by, id) WHERE mandate IS NOT NULL;
-- What somebody has begun to fill in. The key begins with the person, so that somebody else's id names nothing.
-- Sent: sent_application names the application and the answers are gone; the row stays so that a second sending is
-- known for one.
CREATE TABLE draft (
  person {{int64}} NOT NULL,
  id {{text}} NOT NULL,
  service {{text}} NOT NULL,
  service_version {{int64}} NOT NULL,
  lang {{text}} NOT NULL,
  page {{text}} NOT NULL,
  revision {{int64}} NOT NULL,
  updated_at_ms {{int64}} NOT NULL,
  code_sha256 {{bytes}},
  code_expires_at_ms {{int64}},
  sent_application {{int64}},
  answers {{text}} NOT NULL,
  PRIMARY KEY (person, id),
  CHECK ((code_sha256 IS NULL) = (code_expires_at_ms IS NULL))
) {{strict}};
CREATE INDEX draft_by_age ON draft (updated_at_ms);
-- Reports of services that nobody lists.
CREATE TABLE not_listed (
  id {{id}},
  what {{text}} NOT NULL,
  place {{text}} NOT NULL,
  agency {{text}} NOT NULL,
  lang {{text}} NOT NULL,
  at_ms {{int64}} NOT NULL,
  reported_by {{text}} NOT NULL,
  reported_index {{int64}} NOT NULL
) {{strict}};
