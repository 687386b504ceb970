-- Each column is on two lines because SQLite keeps them as they are written, in the golden schema too.
-- Where an application stands on its way, who has the ball, and what must happen next until when. Nothing here is
-- written at filing: an application that nobody has taken up yet stands in no index but its own.
ALTER TABLE application ADD COLUMN step
  {{text}};
ALTER TABLE application ADD COLUMN awaits {{text}} CHECK (awaits = 'system' OR awaits = 'evidence' OR
  awaits = 'paper' OR awaits = 'officer' OR awaits = 'answer' OR awaits = 'signature' OR awaits = 'register' OR
  awaits = 'part');
ALTER TABLE application ADD COLUMN ball
  {{text}};
ALTER TABLE application ADD COLUMN ball_since_ms
  {{int64}};
ALTER TABLE application ADD COLUMN outcome
  {{text}} CHECK (outcome = 'granted' OR outcome = 'refused');
-- The agency on whose desk it lies; null: on nobody's, because it is not taken up yet or has ended.
ALTER TABLE application ADD COLUMN desk
  {{text}};
ALTER TABLE application ADD COLUMN lane
  {{text}} CHECK (lane = 'free' OR lane = 'held' OR lane = 'waiting' OR
  lane = 'elsewhere');
-- The officer who has it in hand.
ALTER TABLE application ADD COLUMN holder
  {{int64}};
ALTER TABLE application ADD COLUMN next_at_ms
  {{int64}};
ALTER TABLE application ADD COLUMN overdue_since_ms
  {{int64}};
ALTER TABLE application ADD COLUMN extended
  {{int64}} NOT NULL DEFAULT 0 CHECK (extended = 0 OR extended = 1);
-- Of the journal's event that moved it last.
ALTER TABLE application ADD COLUMN flow_index
  {{int64}};
-- The IIN of the person who is to sign, while it waits for them.
ALTER TABLE application ADD COLUMN signer
  {{text}};
-- The application of which this one is a part.
ALTER TABLE application ADD COLUMN part_of
  {{int64}};
-- How often its answers were corrected.
ALTER TABLE application ADD COLUMN corrections
  {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN rating
  {{int64}} CHECK (rating >= 1 AND rating <= 5);
-- What is open, as officers ask for it: their agency's, a service's, a step's, in the order of what must happen next.
-- What lies on a desk has a lane; by it, counts are answered from the index alone.
CREATE INDEX application_on_desk ON application (desk, lane, next_at_ms, id) WHERE desk IS NOT NULL;
CREATE INDEX application_of_service ON application (service, lane, next_at_ms, id) WHERE lane IS NOT NULL;
CREATE INDEX application_in_step ON application (service, step, lane, next_at_ms, id) WHERE lane IS NOT NULL;
CREATE INDEX application_in_hand ON application (holder, next_at_ms, id) WHERE holder IS NOT NULL;
CREATE INDEX application_next ON application (next_at_ms, id) WHERE desk IS NOT NULL AND overdue_since_ms IS NULL;
CREATE INDEX application_overdue ON application (overdue_since_ms, id) WHERE overdue_since_ms IS NOT NULL;
CREATE INDEX application_to_sign ON application (signer, id) WHERE signer IS NOT NULL;
CREATE INDEX application_parts ON application (part_of, id) WHERE part_of IS NOT NULL;
-- What registers were asked for an application: evidence by its id, what a step tells a register as "step.ID".
CREATE TABLE application_asked (
  application {{int64}} NOT NULL,
  name {{text}} NOT NULL,
  lookup {{int64}} NOT NULL,
  state {{text}} NOT NULL CHECK (state = 'asked' OR state = 'arrived' OR state = 'failed' OR state = 'expired' OR
    state = 'given_up'),
  asked_at_ms {{int64}} NOT NULL,
  due_at_ms {{int64}} NOT NULL,
  settled_at_ms {{int64}},
  PRIMARY KEY (application, name)
) {{strict}};
-- Applications that this server must carry on. `news` rises with everything that happens to one, so that what happens
-- meanwhile is not lost; `moves` counts what was done without anybody else.
CREATE TABLE application_work (
  application {{id}},
  news {{int64}} NOT NULL,
  moves {{int64}} NOT NULL,
  attempts {{int64}} NOT NULL,
  not_before_ms {{int64}} NOT NULL,
  error {{text}} NOT NULL,
  stuck_at_ms {{int64}}
) {{strict}};
CREATE INDEX application_work_due ON application_work (not_before_ms, application) WHERE stuck_at_ms IS NULL;
CREATE INDEX application_work_stuck ON application_work (stuck_at_ms, application) WHERE stuck_at_ms IS NOT NULL;
-- Answers as they were corrected, from 1; what was filed first stays in `application`.
CREATE TABLE application_correction (
  application {{int64}} NOT NULL,
  number {{int64}} NOT NULL,
  content {{text}} NOT NULL,
  content_sha256 {{bytes}} NOT NULL CHECK (length(content_sha256) = 32),
  at_ms {{int64}} NOT NULL,
  journal_index {{int64}} NOT NULL,
  PRIMARY KEY (application, number)
) {{strict}};
