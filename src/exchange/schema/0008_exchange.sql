-- What registers were asked and what they answered. `got_at_ms` is when the register gave the value, which for a copy
-- of a kept one (`kept`) lies before the question. Values stand here alone, never in the journal's facts.
CREATE TABLE lookup (
  id {{id}},
  register {{text}} NOT NULL,
  evidence {{text}} NOT NULL,
  subject {{int64}} NOT NULL,
  person {{int64}} NOT NULL,
  purpose {{text}} NOT NULL,
  request {{text}} NOT NULL,
  request_sha256 {{bytes}} NOT NULL CHECK (length(request_sha256) = 32),
  keep_s {{int64}} NOT NULL CHECK (keep_s >= 0),
  state {{text}} NOT NULL CHECK (state = 'asked' OR state = 'answered' OR state = 'failed' OR state = 'expired'),
  asked_at_ms {{int64}} NOT NULL,
  deadline_ms {{int64}} NOT NULL,
  answered_at_ms {{int64}},
  found {{int64}} NOT NULL DEFAULT 0,
  value {{text}},
  as_of_ms {{int64}},
  got_at_ms {{int64}},
  kept {{int64}} NOT NULL DEFAULT 0,
  synthetic {{int64}} NOT NULL DEFAULT 0,
  reason {{text}} NOT NULL DEFAULT '',
  CHECK ((state = 'answered' OR state = 'failed') = (answered_at_ms IS NOT NULL)),
  CHECK ((value IS NOT NULL) = (found = 1)),
  CHECK ((state = 'answered') = (got_at_ms IS NOT NULL)),
  CHECK ((state = 'failed') = (reason <> ''))
) {{strict}};
CREATE INDEX lookup_asked ON lookup (id) WHERE state = 'asked';
CREATE INDEX lookup_of_subject ON lookup (subject, id) WHERE subject <> 0;
-- Only what may answer others too: a register's own answer, given to a question that allowed keeping.
CREATE INDEX lookup_kept ON lookup (request_sha256, got_at_ms) WHERE state = 'answered' AND keep_s > 0 AND kept = 0;
-- Each time a register was silent for so long that it was announced. Both indexes are the events' in the journal.
CREATE TABLE register_freeze (
  id {{id}},
  register {{text}} NOT NULL,
  since_ms {{int64}} NOT NULL,
  frozen_index {{int64}} NOT NULL,
  until_ms {{int64}},
  waiting {{int64}},
  thawed_index {{int64}},
  CHECK ((until_ms IS NULL) = (thawed_index IS NULL) AND (until_ms IS NULL) = (waiting IS NULL))
) {{strict}};
CREATE UNIQUE INDEX register_freeze_open ON register_freeze (register) WHERE until_ms IS NULL;
CREATE INDEX register_freeze_begun ON register_freeze (frozen_index);
CREATE INDEX register_freeze_ended ON register_freeze (thawed_index) WHERE thawed_index IS NOT NULL;
