application.id bigint not null
application.service text collate C not null
application.service_version bigint not null
application.state text collate C not null
application.submitted_at_ms bigint not null
application.due_at_ms bigint
application.due_on text collate C
application.due_days bigint
application.content text collate C not null
application.content_sha256 bytea not null
application.submitted_index bigint not null
application.applicant bigint
application.filed_by text collate C not null
application.mandate bigint
application.channel text collate C not null
application.step text collate C
application.awaits text collate C
application.ball text collate C
application.ball_since_ms bigint
application.outcome text collate C
application.desk text collate C
application.lane text collate C
application.holder bigint
application.next_at_ms bigint
application.overdue_since_ms bigint
application.extended bigint not null
application.flow_index bigint
application.signer text collate C
application.part_of bigint
application.corrections bigint not null
application.rating bigint
application.local_body text collate C
application_asked.application bigint not null
application_asked.name text collate C not null
application_asked.lookup bigint not null
application_asked.state text collate C not null
application_asked.asked_at_ms bigint not null
application_asked.due_at_ms bigint not null
application_asked.settled_at_ms bigint
application_correction.application bigint not null
application_correction.number bigint not null
application_correction.content text collate C not null
application_correction.content_sha256 bytea not null
application_correction.at_ms bigint not null
application_correction.journal_index bigint not null
application_work.application bigint not null
application_work.news bigint not null
application_work.moves bigint not null
application_work.attempts bigint not null
application_work.not_before_ms bigint not null
application_work.error text collate C not null
application_work.stuck_at_ms bigint
client.id bigint not null
client.name text collate C not null
client.secret_sha256 bytea not null
client.scopes text collate C not null
client.added_at_ms bigint not null
consent.id bigint not null
consent.person bigint not null
consent.client bigint not null
consent.scopes text collate C not null
consent.given_at_ms bigint not null
consent.until_ms bigint not null
consent.revoked_at_ms bigint
consent.reference text collate C not null
document.id bigint not null
document.application bigint not null
document.content text collate C not null
document.content_sha256 bytea not null
document.issued_index bigint not null
document.revoked_at_ms bigint
document.revocation_reason text collate C
document.revoked_index bigint
draft.person bigint not null
draft.id text collate C not null
draft.service text collate C not null
draft.service_version bigint not null
draft.lang text collate C not null
draft.page text collate C not null
draft.revision bigint not null
draft.updated_at_ms bigint not null
draft.code_sha256 bytea
draft.code_expires_at_ms bigint
draft.sent_application bigint
draft.answers text collate C not null
file.place bigint not null
file.id text collate C not null
file.person bigint
file.size bigint not null
file.sha256 bytea not null
file.type text collate C not null
file.begun_at_ms bigint not null
file.received bigint not null
file.kept_at_ms bigint
file_named.application bigint not null
file_named.sha256 bytea not null
file_named.place bigint not null
file_named.question text collate C not null
file_named.name text collate C not null
idempotency.key text collate C not null
idempotency.caller text collate C not null
idempotency.route text collate C not null
idempotency.request_sha256 bytea not null
idempotency.status bigint not null
idempotency.headers text collate C not null
idempotency.reply text collate C not null
idempotency.at_ms bigint not null
installation.id bigint not null
installation.demo bigint not null
installation.created_at_ms bigint not null
journal.idx bigint not null
journal.at_ms bigint not null
journal.kind text collate C not null
journal.subject bigint not null
journal.facts text collate C not null
journal.salt_1 bytea not null
journal.personal text collate C
journal.salt_2 bytea
journal.personal_digest bytea
journal.entry bytea not null
journal_cursor.consumer text collate C not null
journal_cursor.next bigint not null
journal_cursor.attempts bigint not null
journal_stuck.consumer text collate C not null
journal_stuck.idx bigint not null
journal_stuck.attempts bigint not null
journal_stuck.error text collate C not null
journal_stuck.at_ms bigint not null
journal_tile.level bigint not null
journal_tile.number bigint not null
journal_tile.hashes bytea not null
look_objection.look_index bigint not null
look_objection.person bigint not null
look_objection.at_ms bigint not null
lookup.id bigint not null
lookup.register text collate C not null
lookup.evidence text collate C not null
lookup.subject bigint not null
lookup.person bigint not null
lookup.purpose text collate C not null
lookup.request text collate C not null
lookup.request_sha256 bytea not null
lookup.keep_s bigint not null
lookup.state text collate C not null
lookup.asked_at_ms bigint not null
lookup.deadline_ms bigint not null
lookup.answered_at_ms bigint
lookup.found bigint not null
lookup.value text collate C
lookup.as_of_ms bigint
lookup.got_at_ms bigint
lookup.kept bigint not null
lookup.synthetic bigint not null
lookup.reason text collate C not null
mandate.id bigint not null
mandate.giver bigint not null
mandate.holder bigint not null
mandate.services text collate C not null
mandate.given_at_ms bigint not null
mandate.until_ms bigint not null
mandate.uses bigint not null
mandate.uses_left bigint not null
mandate.revoked_at_ms bigint
migration.number bigint not null
migration.file text collate C not null
migration.sha256 text collate C not null
migration.at_ms bigint not null
not_listed.id bigint not null
not_listed.what text collate C not null
not_listed.place text collate C not null
not_listed.agency text collate C not null
not_listed.lang text collate C not null
not_listed.at_ms bigint not null
not_listed.reported_by text collate C not null
not_listed.reported_index bigint not null
offer.id bigint not null
offer.service text collate C not null
offer.iin text collate C not null
offer.notice text collate C not null
offer.reference text collate C not null
offer.made_at_ms bigint not null
offer.declined_index bigint
person.id bigint not null
person.iin text collate C not null
person.name text collate C not null
person.added_at_ms bigint not null
register_freeze.id bigint not null
register_freeze.register text collate C not null
register_freeze.since_ms bigint not null
register_freeze.frozen_index bigint not null
register_freeze.until_ms bigint
register_freeze.waiting bigint
register_freeze.thawed_index bigint
registry_entry.id bigint not null
registry_entry.stage text collate C not null
registry_entry.kind text collate C not null
registry_entry.owner text collate C not null
registry_entry.due_on text collate C not null
registry_entry.dismissed bigint not null
registry_entry.service text collate C not null
registry_entry.content text collate C not null
registry_passage.entry bigint not null
registry_passage.number bigint not null
registry_passage.stage text collate C not null
registry_passage.owner text collate C not null
registry_passage.due_on text collate C not null
registry_passage.entered_at_ms bigint not null
registry_passage.left_at_ms bigint
registry_report.id bigint not null
registry_report.at_ms bigint not null
registry_report.reported_index bigint not null
registry_report.state text collate C not null
registry_report.entry bigint
service_retirement.service text collate C not null
service_retirement.retired bigint not null
service_retirement.changed_at_ms bigint not null
service_retirement.changed_by text collate C not null
service_retirement.reason text collate C not null
service_retirement.changed_index bigint not null
service_version.service text collate C not null
service_version.version bigint not null
service_version.definition text collate C not null
service_version.definition_sha256 bytea not null
service_version.published_at_ms bigint not null
service_version.published_by text collate C not null
service_version.reason text collate C not null
service_version.published_index bigint not null
session.id bigint not null
session.token_sha256 bytea not null
session.way text collate C not null
session.person bigint
session.staff bigint
session.client bigint
session.scopes text collate C not null
session.opened_at_ms bigint not null
session.last_seen_ms bigint not null
session.ends_at_ms bigint not null
session.revoked_at_ms bigint
session.device text collate C not null
sign_in_lock.login_sha256 bytea not null
sign_in_lock.until_ms bigint not null
staff.id bigint not null
staff.login text collate C not null
staff.password_hash text collate C not null
staff.name text collate C not null
staff.roles text collate C not null
staff.agency text collate C not null
staff.office text collate C not null
staff.added_at_ms bigint not null
staff.closed_at_ms bigint
stream_head.id bigint not null
stream_head.epoch bigint not null
stream_head.writer text collate C not null
stream_head.size bigint not null
stream_head.at_ms bigint not null
stream_head.last_id bigint not null
stream_head.state bytea not null

CREATE INDEX application_decided ON public.application USING btree (service, id) WHERE (outcome IS NOT NULL)
CREATE INDEX application_in_hand ON public.application USING btree (holder, next_at_ms, id) WHERE (holder IS NOT NULL)
CREATE INDEX application_in_step ON public.application USING btree (desk, service, step, lane, next_at_ms, id) WHERE
    (desk IS NOT NULL)
CREATE INDEX application_next ON public.application USING btree (next_at_ms, id) WHERE ((desk IS NOT NULL) AND
    (overdue_since_ms IS NULL))
CREATE INDEX application_of_applicant ON public.application USING btree (applicant, id) WHERE (applicant IS NOT NULL)
CREATE INDEX application_of_service ON public.application USING btree (desk, service, lane, next_at_ms, id) WHERE (desk
    IS NOT NULL)
CREATE INDEX application_on_desk ON public.application USING btree (desk, lane, next_at_ms, id) WHERE (desk IS NOT NULL)
CREATE INDEX application_overdue ON public.application USING btree (overdue_since_ms, id) WHERE (overdue_since_ms IS NOT
    NULL)
CREATE INDEX application_parts ON public.application USING btree (part_of, id) WHERE (part_of IS NOT NULL)
CREATE INDEX application_to_sign ON public.application USING btree (signer, id) WHERE (signer IS NOT NULL)
CREATE INDEX application_under_mandate ON public.application USING btree (filed_by, id) WHERE (mandate IS NOT NULL)
CREATE INDEX application_work_due ON public.application_work USING btree (not_before_ms, application) WHERE (stuck_at_ms
    IS NULL)
CREATE INDEX application_work_stuck ON public.application_work USING btree (stuck_at_ms, application) WHERE (stuck_at_ms
    IS NOT NULL)
CREATE INDEX consent_by_client ON public.consent USING btree (client, id)
CREATE INDEX consent_by_end ON public.consent USING btree (until_ms)
CREATE INDEX consent_by_person ON public.consent USING btree (person, id)
CREATE INDEX document_of_application ON public.document USING btree (application, id)
CREATE INDEX draft_by_age ON public.draft USING btree (updated_at_ms) WHERE (sent_application IS NULL)
CREATE INDEX file_by_age ON public.file USING btree (begun_at_ms, place)
CREATE INDEX file_named_by_place ON public.file_named USING btree (place)
CREATE INDEX file_of_person ON public.file USING btree (person, sha256) WHERE (person IS NOT NULL)
CREATE INDEX journal_by_subject ON public.journal USING btree (subject, idx)
CREATE INDEX journal_stuck_by_time ON public.journal_stuck USING btree (at_ms)
CREATE INDEX look_objection_by_person ON public.look_objection USING btree (person)
CREATE INDEX lookup_asked ON public.lookup USING btree (id) WHERE (state = 'asked'::text)
CREATE INDEX lookup_kept ON public.lookup USING btree (request_sha256, got_at_ms) WHERE ((state = 'answered'::text) AND
    (keep_s > 0) AND (kept = 0))
CREATE INDEX lookup_of_subject ON public.lookup USING btree (subject, id) WHERE (subject <> 0)
CREATE INDEX mandate_by_giver ON public.mandate USING btree (giver, id)
CREATE INDEX mandate_by_holder ON public.mandate USING btree (holder, id)
CREATE INDEX register_freeze_begun ON public.register_freeze USING btree (frozen_index)
CREATE INDEX register_freeze_ended ON public.register_freeze USING btree (thawed_index) WHERE (thawed_index IS NOT NULL)
CREATE INDEX registry_entry_due ON public.registry_entry USING btree (due_on, id)
CREATE INDEX registry_entry_service ON public.registry_entry USING btree (service) WHERE (service <> ''::text)
CREATE INDEX registry_report_state ON public.registry_report USING btree (state, id)
CREATE INDEX session_by_end ON public.session USING btree (ends_at_ms)
CREATE INDEX session_by_person ON public.session USING btree (person, id)
CREATE INDEX session_by_staff ON public.session USING btree (staff, id)
CREATE UNIQUE INDEX application_asked_pkey ON public.application_asked USING btree (application, name)
CREATE UNIQUE INDEX application_correction_pkey ON public.application_correction USING btree (application, number)
CREATE UNIQUE INDEX application_made_anew_pkey ON public.application USING btree (id)
CREATE UNIQUE INDEX application_work_pkey ON public.application_work USING btree (application)
CREATE UNIQUE INDEX client_pkey ON public.client USING btree (id)
CREATE UNIQUE INDEX client_secret_sha256_key ON public.client USING btree (secret_sha256)
CREATE UNIQUE INDEX consent_pkey ON public.consent USING btree (id)
CREATE UNIQUE INDEX document_pkey ON public.document USING btree (id)
CREATE UNIQUE INDEX draft_pkey ON public.draft USING btree (person, id)
CREATE UNIQUE INDEX file_id_key ON public.file USING btree (id)
CREATE UNIQUE INDEX file_named_pkey ON public.file_named USING btree (application, sha256)
CREATE UNIQUE INDEX file_pkey ON public.file USING btree (place)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (key, caller, route)
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id)
CREATE UNIQUE INDEX journal_cursor_pkey ON public.journal_cursor USING btree (consumer)
CREATE UNIQUE INDEX journal_pkey ON public.journal USING btree (idx)
CREATE UNIQUE INDEX journal_stuck_pkey ON public.journal_stuck USING btree (consumer, idx)
CREATE UNIQUE INDEX journal_tile_pkey ON public.journal_tile USING btree (level, number)
CREATE UNIQUE INDEX look_objection_pkey ON public.look_objection USING btree (look_index)
CREATE UNIQUE INDEX lookup_pkey ON public.lookup USING btree (id)
CREATE UNIQUE INDEX mandate_pkey ON public.mandate USING btree (id)
CREATE UNIQUE INDEX migration_pkey ON public.migration USING btree (number)
CREATE UNIQUE INDEX not_listed_pkey ON public.not_listed USING btree (id)
CREATE UNIQUE INDEX offer_once ON public.offer USING btree (iin, service, notice, reference)
CREATE UNIQUE INDEX offer_pkey ON public.offer USING btree (id)
CREATE UNIQUE INDEX person_iin_key ON public.person USING btree (iin)
CREATE UNIQUE INDEX person_pkey ON public.person USING btree (id)
CREATE UNIQUE INDEX register_freeze_open ON public.register_freeze USING btree (register) WHERE (until_ms IS NULL)
CREATE UNIQUE INDEX register_freeze_pkey ON public.register_freeze USING btree (id)
CREATE UNIQUE INDEX registry_entry_pkey ON public.registry_entry USING btree (id)
CREATE UNIQUE INDEX registry_passage_pkey ON public.registry_passage USING btree (entry, number)
CREATE UNIQUE INDEX registry_report_pkey ON public.registry_report USING btree (id)
CREATE UNIQUE INDEX service_retirement_by_index ON public.service_retirement USING btree (changed_index)
CREATE UNIQUE INDEX service_retirement_pkey ON public.service_retirement USING btree (service)
CREATE UNIQUE INDEX service_version_by_index ON public.service_version USING btree (published_index)
CREATE UNIQUE INDEX service_version_pkey ON public.service_version USING btree (service, version)
CREATE UNIQUE INDEX session_pkey ON public.session USING btree (id)
CREATE UNIQUE INDEX sign_in_lock_pkey ON public.sign_in_lock USING btree (login_sha256)
CREATE UNIQUE INDEX staff_login_key ON public.staff USING btree (login)
CREATE UNIQUE INDEX staff_pkey ON public.staff USING btree (id)
CREATE UNIQUE INDEX stream_head_pkey ON public.stream_head USING btree (id)

application: CHECK (((awaits = 'system'::text) OR (awaits = 'evidence'::text) OR (awaits = 'paper'::text) OR (awaits =
    'officer'::text) OR (awaits = 'answer'::text) OR (awaits = 'signature'::text) OR (awaits = 'register'::text) OR
    (awaits = 'part'::text)))
application: CHECK (((due_at_ms IS NULL) OR (due_days IS NULL)))
application: CHECK (((due_on IS NULL) OR (due_days IS NOT NULL)))
application: CHECK (((extended = 0) OR (extended = 1)))
application: CHECK (((lane = 'free'::text) OR (lane = 'held'::text) OR (lane = 'waiting'::text) OR (lane =
    'elsewhere'::text)))
application: CHECK (((outcome = 'granted'::text) OR (outcome = 'refused'::text)))
application: CHECK (((rating >= 1) AND (rating <= 5)))
application: CHECK (((state = 'submitted'::text) OR (state = 'in_progress'::text) OR (state =
    'waiting_for_applicant'::text) OR (state = 'decided'::text) OR (state = 'delivered'::text) OR (state =
    'withdrawn'::text)))
application: CHECK ((length(content_sha256) = 32))
application: PRIMARY KEY (id)
application_asked: CHECK (((state = 'asked'::text) OR (state = 'arrived'::text) OR (state = 'failed'::text) OR (state =
    'expired'::text) OR (state = 'given_up'::text)))
application_asked: PRIMARY KEY (application, name)
application_correction: CHECK ((length(content_sha256) = 32))
application_correction: PRIMARY KEY (application, number)
application_work: PRIMARY KEY (application)
client: CHECK ((length(secret_sha256) = 32))
client: PRIMARY KEY (id)
client: UNIQUE (secret_sha256)
consent: PRIMARY KEY (id)
document: CHECK (((revoked_at_ms IS NULL) = (revocation_reason IS NULL)))
document: CHECK (((revoked_at_ms IS NULL) = (revoked_index IS NULL)))
document: CHECK ((length(content_sha256) = 32))
document: PRIMARY KEY (id)
draft: CHECK (((code_sha256 IS NULL) = (code_expires_at_ms IS NULL)))
draft: PRIMARY KEY (person, id)
file: CHECK (((kept_at_ms IS NULL) OR (received = size)))
file: CHECK (((received >= 0) AND (received <= size)))
file: CHECK ((length(sha256) = 32))
file: CHECK ((size > 0))
file: PRIMARY KEY (place)
file: UNIQUE (id)
file_named: CHECK ((length(sha256) = 32))
file_named: PRIMARY KEY (application, sha256)
idempotency: PRIMARY KEY (key, caller, route)
installation: CHECK ((demo = ANY (ARRAY[(0)::bigint, (1)::bigint])))
installation: CHECK ((id = 1))
installation: PRIMARY KEY (id)
journal: CHECK (((personal IS NULL) OR (personal_digest IS NULL)))
journal: CHECK (((salt_2 IS NULL) <> (personal_digest IS NULL)))
journal: CHECK ((idx >= 0))
journal: PRIMARY KEY (idx)
journal_cursor: PRIMARY KEY (consumer)
journal_stuck: PRIMARY KEY (consumer, idx)
journal_tile: PRIMARY KEY (level, number)
look_objection: PRIMARY KEY (look_index)
lookup: CHECK ((((state = 'answered'::text) OR (state = 'failed'::text)) = (answered_at_ms IS NOT NULL)))
lookup: CHECK (((state = 'answered'::text) = (got_at_ms IS NOT NULL)))
lookup: CHECK (((state = 'asked'::text) OR (state = 'answered'::text) OR (state = 'failed'::text) OR (state =
    'expired'::text)))
lookup: CHECK (((state = 'failed'::text) = (reason <> ''::text)))
lookup: CHECK (((value IS NOT NULL) = (found = 1)))
lookup: CHECK ((keep_s >= 0))
lookup: CHECK ((length(request_sha256) = 32))
lookup: PRIMARY KEY (id)
mandate: CHECK (((uses_left >= 0) AND (uses_left <= uses)))
mandate: CHECK ((giver <> holder))
mandate: PRIMARY KEY (id)
migration: PRIMARY KEY (number)
not_listed: PRIMARY KEY (id)
offer: PRIMARY KEY (id)
person: PRIMARY KEY (id)
person: UNIQUE (iin)
register_freeze: CHECK ((((until_ms IS NULL) = (thawed_index IS NULL)) AND ((until_ms IS NULL) = (waiting IS NULL))))
register_freeze: PRIMARY KEY (id)
registry_entry: CHECK (((dismissed = 0) OR (dismissed = 1)))
registry_entry: CHECK (((kind = 'service'::text) OR (kind = 'support_measure'::text)))
registry_entry: CHECK (((stage = 'found'::text) OR (stage = 'described'::text) OR (stage = 'redesigned'::text) OR (stage
    = 'digitised'::text) OR (stage = 'registered'::text) OR (stage = 'online_only'::text) OR (stage = 'retired'::text)))
registry_entry: PRIMARY KEY (id)
registry_passage: PRIMARY KEY (entry, number)
registry_report: CHECK (((entry IS NULL) = (state <> 'linked'::text)))
registry_report: CHECK (((state = 'new'::text) OR (state = 'linked'::text) OR (state = 'dismissed'::text)))
registry_report: PRIMARY KEY (id)
service_retirement: CHECK (((retired = 0) OR (retired = 1)))
service_retirement: PRIMARY KEY (service)
service_version: CHECK ((length(definition_sha256) = 32))
service_version: CHECK ((version >= 1))
service_version: PRIMARY KEY (service, version)
session: CHECK ((((person IS NOT NULL) AND (staff IS NULL) AND (client IS NULL)) OR ((person IS NULL) AND (staff IS NOT
    NULL) AND (client IS NULL)) OR ((person IS NULL) AND (staff IS NULL) AND (client IS NOT NULL))))
session: CHECK ((length(token_sha256) = 32))
session: CHECK ((way = ANY (ARRAY['password'::text, 'demonstration'::text, 'client_secret'::text,
    'open_id_connect'::text, 'signature'::text, 'web_authn'::text])))
session: PRIMARY KEY (id)
sign_in_lock: PRIMARY KEY (login_sha256)
staff: PRIMARY KEY (id)
staff: UNIQUE (login)
stream_head: CHECK ((id = 1))
stream_head: PRIMARY KEY (id)

