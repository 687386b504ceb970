-- The journal: one row an event, in order, never deleted. `entry` is what the log holds: SHA-256 over salts, facts and
-- the personal part's digest (docs/receipt-format.md). Erasing an event's personal part keeps that digest in place of
-- `personal` and `salt_2`.
CREATE TABLE journal (
  idx {{id}} CHECK (idx >= 0),
  at_ms {{int64}} NOT NULL,
  kind {{text}} NOT NULL,
  subject {{int64}} NOT NULL,
  facts {{text}} NOT NULL,
  salt_1 {{bytes}} NOT NULL,
  personal {{text}},
  salt_2 {{bytes}},
  personal_digest {{bytes}},
  entry {{bytes}} NOT NULL,
  CHECK ((salt_2 IS NULL) <> (personal_digest IS NULL)),
  CHECK (personal IS NULL OR personal_digest IS NULL)
) {{strict}};
CREATE INDEX journal_by_subject ON journal (subject, idx);

-- The tree's tiles as C2SP tlog-tiles cuts them: up to 256 hashes of 32 bytes. Level 0 holds full tiles only (the rest
-- are the entries of the newest rows); the last tile of each higher level grows in its row.
CREATE TABLE journal_tile (
  level {{int64}} NOT NULL,
  number {{int64}} NOT NULL,
  hashes {{bytes}} NOT NULL,
  PRIMARY KEY (level, number)
) {{strict_without_rowid}};

-- How far each consumer has heard: `next` is the first event it has not; `attempts` how often hearing that one failed.
CREATE TABLE journal_cursor (
  consumer {{text}} NOT NULL PRIMARY KEY,
  next {{int64}} NOT NULL,
  attempts {{int64}} NOT NULL
) {{strict_without_rowid}};

-- Events that a consumer could not hear and went past.
CREATE TABLE journal_stuck (
  consumer {{text}} NOT NULL,
  idx {{int64}} NOT NULL,
  attempts {{int64}} NOT NULL,
  error {{text}} NOT NULL,
  at_ms {{int64}} NOT NULL,
  PRIMARY KEY (consumer, idx)
) {{strict_without_rowid}};
CREATE INDEX journal_stuck_by_time ON journal_stuck (at_ms);
