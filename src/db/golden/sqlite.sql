CREATE TABLE application (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  service_version INTEGER NOT NULL,
  -- Not IN (…): for a list of three or more SQLite builds a table at every insert, about 2 of its 12 microseconds.
  state TEXT NOT NULL CHECK (state = 'submitted' OR state = 'in_progress' OR state = 'waiting_for_applicant' OR
    state = 'decided' OR state = 'delivered' OR state = 'withdrawn'),
  submitted_at_ms INTEGER NOT NULL,
  due_at_ms INTEGER,
  due_on TEXT,
  due_days INTEGER,
  content TEXT NOT NULL,
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
  submitted_index INTEGER NOT NULL,
  CHECK ((due_at_ms IS NULL) <> (due_days IS NULL)),
  CHECK (due_on IS NULL OR due_days IS NOT NULL)
) STRICT;

CREATE TABLE idempotency (
  key TEXT NOT NULL,
  caller TEXT NOT NULL,
  route TEXT NOT NULL,
  request_sha256 BLOB NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  reply TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (key, caller, route)
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
  idx INTEGER PRIMARY KEY CHECK (idx >= 0),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject INTEGER NOT NULL,
  facts TEXT NOT NULL,
  salt_1 BLOB NOT NULL,
  personal TEXT,
  salt_2 BLOB,
  personal_digest BLOB,
  entry BLOB NOT NULL,
  CHECK ((salt_2 IS NULL) <> (personal_digest IS NULL)),
  CHECK (personal IS NULL OR personal_digest IS NULL)
) STRICT;

CREATE TABLE journal_cursor (
  consumer TEXT NOT NULL PRIMARY KEY,
  next INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_stuck (
  consumer TEXT NOT NULL,
  idx INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (consumer, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE stream_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL,
  writer TEXT NOT NULL,
  size INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  state BLOB NOT NULL
) STRICT;

CREATE INDEX journal_by_subject ON journal (subject, idx);

CREATE INDEX journal_stuck_by_time ON journal_stuck (at_ms);

