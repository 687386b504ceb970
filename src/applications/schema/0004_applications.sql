-- One row an application. Its state is changed by one function (application.cpp, state_after) and follows from the
-- journal's events. A deadline is a moment (due_at_ms), or a number of working days whose last day is due_on; due_on is
-- null while the calendar of that year is not known. `content` is what was filed: canonical JSON {answers, service,
-- version}, of which content_sha256 is the digest.
CREATE TABLE application (
  id {{id}},
  service {{text}} NOT NULL,
  service_version {{int64}} NOT NULL,
  -- Not IN (…): for a list of three or more SQLite builds a table at every insert, about 2 of its 12 microseconds.
  state {{text}} NOT NULL CHECK (state = 'submitted' OR state = 'in_progress' OR state = 'waiting_for_applicant' OR
    state = 'decided' OR state = 'delivered' OR state = 'withdrawn'),
  submitted_at_ms {{int64}} NOT NULL,
  due_at_ms {{int64}},
  due_on {{text}},
  due_days {{int64}},
  content {{text}} NOT NULL,
  content_sha256 {{bytes}} NOT NULL CHECK (length(content_sha256) = 32),
  submitted_index {{int64}} NOT NULL,
  CHECK ((due_at_ms IS NULL) <> (due_days IS NULL)),
  CHECK (due_on IS NULL OR due_days IS NOT NULL)
) {{strict}};
