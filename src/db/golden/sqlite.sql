CREATE TABLE "application" (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  service_version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'submitted' OR state = 'in_progress' OR state = 'waiting_for_applicant' OR
    state = 'decided' OR state = 'delivered' OR state = 'withdrawn'),
  submitted_at_ms INTEGER NOT NULL,
  due_at_ms INTEGER,
  due_on TEXT,
  due_days INTEGER,
  content TEXT NOT NULL,
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
  submitted_index INTEGER NOT NULL,
  applicant INTEGER,
  filed_by TEXT NOT NULL,
  mandate INTEGER,
  channel TEXT NOT NULL, step
  TEXT, awaits TEXT CHECK (awaits = 'system' OR awaits = 'evidence' OR
  awaits = 'paper' OR awaits = 'officer' OR awaits = 'answer' OR awaits = 'signature' OR awaits = 'register' OR
  awaits = 'part'), ball
  TEXT, ball_since_ms
  INTEGER, outcome
  TEXT CHECK (outcome = 'granted' OR outcome = 'refused'), desk
  TEXT, lane
  TEXT CHECK (lane = 'free' OR lane = 'held' OR lane = 'waiting' OR
  lane = 'elsewhere'), holder
  INTEGER, next_at_ms
  INTEGER, overdue_since_ms
  INTEGER, extended
  INTEGER NOT NULL DEFAULT 0 CHECK (extended = 0 OR extended = 1), flow_index
  INTEGER, signer
  TEXT, part_of
  INTEGER, corrections
  INTEGER NOT NULL DEFAULT 0, rating
  INTEGER CHECK (rating >= 1 AND rating <= 5), local_body
  TEXT,
  CHECK (due_at_ms IS NULL OR due_days IS NULL),
  CHECK (due_on IS NULL OR due_days IS NOT NULL)
) STRICT;

CREATE TABLE application_asked (
  application INTEGER NOT NULL,
  name TEXT NOT NULL,
  lookup INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'asked' OR state = 'arrived' OR state = 'failed' OR state = 'expired' OR
    state = 'given_up'),
  asked_at_ms INTEGER NOT NULL,
  due_at_ms INTEGER NOT NULL,
  settled_at_ms INTEGER,
  PRIMARY KEY (application, name)
) STRICT;

CREATE TABLE application_correction (
  application INTEGER NOT NULL,
  number INTEGER NOT NULL,
  content TEXT NOT NULL,
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
  at_ms INTEGER NOT NULL,
  journal_index INTEGER NOT NULL,
  PRIMARY KEY (application, number)
) STRICT;

CREATE TABLE application_work (
  application INTEGER PRIMARY KEY,
  news INTEGER NOT NULL,
  moves INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  error TEXT NOT NULL,
  stuck_at_ms INTEGER
) STRICT;

CREATE TABLE client (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  secret_sha256 BLOB NOT NULL UNIQUE CHECK (length(secret_sha256) = 32),
  scopes TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  client INTEGER NOT NULL,
  scopes TEXT NOT NULL,
  given_at_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
, reference TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  application INTEGER NOT NULL,
  content TEXT NOT NULL,
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
  issued_index INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  revocation_reason TEXT,
  revoked_index INTEGER,
  CHECK ((revoked_at_ms IS NULL) = (revocation_reason IS NULL)),
  CHECK ((revoked_at_ms IS NULL) = (revoked_index IS NULL))
) STRICT;

CREATE TABLE draft (
  person INTEGER NOT NULL,
  id TEXT NOT NULL,
  service TEXT NOT NULL,
  service_version INTEGER NOT NULL,
  lang TEXT NOT NULL,
  page TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  code_sha256 BLOB,
  code_expires_at_ms INTEGER,
  sent_application INTEGER,
  answers TEXT NOT NULL,
  PRIMARY KEY (person, id),
  CHECK ((code_sha256 IS NULL) = (code_expires_at_ms IS NULL))
) STRICT;

CREATE TABLE file (
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  person INTEGER,
  size INTEGER NOT NULL CHECK (size > 0),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  type TEXT NOT NULL,
  begun_at_ms INTEGER NOT NULL,
  received INTEGER NOT NULL CHECK (received >= 0 AND received <= size),
  kept_at_ms INTEGER,
  CHECK (kept_at_ms IS NULL OR received = size)
) STRICT;

CREATE TABLE file_named (
  application INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  place INTEGER NOT NULL,
  question TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (application, sha256)
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

CREATE TABLE look_objection (
  look_index INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE lookup (
  id INTEGER PRIMARY KEY,
  register TEXT NOT NULL,
  evidence TEXT NOT NULL,
  subject INTEGER NOT NULL,
  person INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  request TEXT NOT NULL,
  request_sha256 BLOB NOT NULL CHECK (length(request_sha256) = 32),
  keep_s INTEGER NOT NULL CHECK (keep_s >= 0),
  state TEXT NOT NULL CHECK (state = 'asked' OR state = 'answered' OR state = 'failed' OR state = 'expired'),
  asked_at_ms INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  answered_at_ms INTEGER,
  found INTEGER NOT NULL DEFAULT 0,
  value TEXT,
  as_of_ms INTEGER,
  got_at_ms INTEGER,
  kept INTEGER NOT NULL DEFAULT 0,
  synthetic INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'answered' OR state = 'failed') = (answered_at_ms IS NOT NULL)),
  CHECK ((value IS NOT NULL) = (found = 1)),
  CHECK ((state = 'answered') = (got_at_ms IS NOT NULL)),
  CHECK ((state = 'failed') = (reason <> ''))
) STRICT;

CREATE TABLE mandate (
  id INTEGER PRIMARY KEY,
  giver INTEGER NOT NULL,
  holder INTEGER NOT NULL,
  services TEXT NOT NULL,
  given_at_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  uses_left INTEGER NOT NULL CHECK (uses_left >= 0 AND uses_left <= uses),
  revoked_at_ms INTEGER,
  CHECK (giver <> holder)
) STRICT;

CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE not_listed (
  id INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  place TEXT NOT NULL,
  agency TEXT NOT NULL,
  lang TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  reported_by TEXT NOT NULL,
  reported_index INTEGER NOT NULL
) STRICT;

CREATE TABLE offer (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  iin TEXT NOT NULL,
  notice TEXT NOT NULL,
  reference TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  declined_index INTEGER
) STRICT;

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  iin TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE register_freeze (
  id INTEGER PRIMARY KEY,
  register TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  frozen_index INTEGER NOT NULL,
  until_ms INTEGER,
  waiting INTEGER,
  thawed_index INTEGER,
  CHECK ((until_ms IS NULL) = (thawed_index IS NULL) AND (until_ms IS NULL) = (waiting IS NULL))
) STRICT;

CREATE TABLE registry_entry (
  id INTEGER PRIMARY KEY,
  stage TEXT NOT NULL CHECK (stage = 'found' OR stage = 'described' OR stage = 'redesigned' OR
    stage = 'digitised' OR stage = 'registered' OR stage = 'online_only' OR stage = 'retired'),
  kind TEXT NOT NULL CHECK (kind = 'service' OR kind = 'support_measure'),
  owner TEXT NOT NULL,
  due_on TEXT NOT NULL,
  dismissed INTEGER NOT NULL CHECK (dismissed = 0 OR dismissed = 1),
  service TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;

CREATE TABLE registry_passage (
  entry INTEGER NOT NULL,
  number INTEGER NOT NULL,
  stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on TEXT NOT NULL,
  entered_at_ms INTEGER NOT NULL,
  left_at_ms INTEGER,
  PRIMARY KEY (entry, number)
) STRICT;

CREATE TABLE registry_report (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  reported_index INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'new' OR state = 'linked' OR state = 'dismissed'),
  entry INTEGER,
  CHECK ((entry IS NULL) = (state <> 'linked'))
) STRICT;

CREATE TABLE service_retirement (
  service TEXT NOT NULL PRIMARY KEY,
  retired INTEGER NOT NULL CHECK (retired = 0 OR retired = 1),
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_index INTEGER NOT NULL
) STRICT;

CREATE TABLE service_version (
  service TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  definition TEXT NOT NULL,
  definition_sha256 BLOB NOT NULL CHECK (length(definition_sha256) = 32),
  published_at_ms INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  published_index INTEGER NOT NULL,
  PRIMARY KEY (service, version)
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
  way TEXT NOT NULL CHECK (way IN ('password', 'demonstration', 'client_secret', 'open_id_connect', 'signature',
    'web_authn')),
  person INTEGER,
  staff INTEGER,
  client INTEGER,
  scopes TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  ends_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER, device TEXT NOT NULL DEFAULT '',
  CHECK ((person IS NOT NULL AND staff IS NULL AND client IS NULL) OR
    (person IS NULL AND staff IS NOT NULL AND client IS NULL) OR
    (person IS NULL AND staff IS NULL AND client IS NOT NULL))
) STRICT;

CREATE TABLE sign_in_lock (
  login_sha256 BLOB NOT NULL PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  agency TEXT NOT NULL,
  office TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL
, closed_at_ms INTEGER) STRICT;

CREATE TABLE stream_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL,
  writer TEXT NOT NULL,
  size INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  state BLOB NOT NULL
) STRICT;

CREATE INDEX application_decided ON application (service, id) WHERE outcome IS NOT NULL;

CREATE INDEX application_in_hand ON application (holder, next_at_ms, id) WHERE holder IS NOT NULL;

CREATE INDEX application_in_step ON application (desk, service, step, lane, next_at_ms, id) WHERE desk IS NOT NULL;

CREATE INDEX application_next ON application (next_at_ms, id) WHERE desk IS NOT NULL AND overdue_since_ms IS NULL;

CREATE INDEX application_of_applicant ON application (applicant, id) WHERE applicant IS NOT NULL;

CREATE INDEX application_of_service ON application (desk, service, lane, next_at_ms, id) WHERE desk IS NOT NULL;

CREATE INDEX application_on_desk ON application (desk, lane, next_at_ms, id) WHERE desk IS NOT NULL;

CREATE INDEX application_overdue ON application (overdue_since_ms, id) WHERE overdue_since_ms IS NOT NULL;

CREATE INDEX application_parts ON application (part_of, id) WHERE part_of IS NOT NULL;

CREATE INDEX application_to_sign ON application (signer, id) WHERE signer IS NOT NULL;

CREATE INDEX application_under_mandate ON application (filed_by, id) WHERE mandate IS NOT NULL;

CREATE INDEX application_work_due ON application_work (not_before_ms, application) WHERE stuck_at_ms IS NULL;

CREATE INDEX application_work_stuck ON application_work (stuck_at_ms, application) WHERE stuck_at_ms IS NOT NULL;

CREATE INDEX consent_by_client ON consent (client, id);

CREATE INDEX consent_by_end ON consent (until_ms);

CREATE INDEX consent_by_person ON consent (person, id);

CREATE INDEX document_of_application ON document (application, id);

CREATE INDEX draft_by_age ON draft (updated_at_ms) WHERE sent_application IS NULL;

CREATE INDEX file_by_age ON file (begun_at_ms, place);

CREATE INDEX file_named_by_place ON file_named (place);

CREATE INDEX file_of_person ON file (person, sha256) WHERE person IS NOT NULL;

CREATE INDEX journal_by_subject ON journal (subject, idx);

CREATE INDEX journal_stuck_by_time ON journal_stuck (at_ms);

CREATE INDEX look_objection_by_person ON look_objection (person);

CREATE INDEX lookup_asked ON lookup (id) WHERE state = 'asked';

CREATE INDEX lookup_kept ON lookup (request_sha256, got_at_ms) WHERE state = 'answered' AND keep_s > 0 AND kept = 0;

CREATE INDEX lookup_of_subject ON lookup (subject, id) WHERE subject <> 0;

CREATE INDEX mandate_by_giver ON mandate (giver, id);

CREATE INDEX mandate_by_holder ON mandate (holder, id);

CREATE UNIQUE INDEX offer_once ON offer (iin, service, notice, reference);

CREATE INDEX register_freeze_begun ON register_freeze (frozen_index);

CREATE INDEX register_freeze_ended ON register_freeze (thawed_index) WHERE thawed_index IS NOT NULL;

CREATE UNIQUE INDEX register_freeze_open ON register_freeze (register) WHERE until_ms IS NULL;

CREATE INDEX registry_entry_due ON registry_entry (due_on, id);

CREATE INDEX registry_entry_service ON registry_entry (service) WHERE service <> '';

CREATE INDEX registry_report_state ON registry_report (state, id);

CREATE UNIQUE INDEX service_retirement_by_index ON service_retirement (changed_index);

CREATE UNIQUE INDEX service_version_by_index ON service_version (published_index);

CREATE INDEX session_by_end ON session (ends_at_ms);

CREATE INDEX session_by_person ON session (person, id);

CREATE INDEX session_by_staff ON session (staff, id);

