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
migration.number bigint not null
migration.file text collate C not null
migration.sha256 text collate C not null
migration.at_ms bigint not null
stream_head.id bigint not null
stream_head.epoch bigint not null
stream_head.writer text collate C not null
stream_head.size bigint not null
stream_head.at_ms bigint not null
stream_head.last_id bigint not null
stream_head.state bytea not null

CREATE INDEX journal_by_subject ON public.journal USING btree (subject, idx)
CREATE INDEX journal_stuck_by_time ON public.journal_stuck USING btree (at_ms)
CREATE UNIQUE INDEX application_pkey ON public.application USING btree (id)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (key, caller, route)
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id)
CREATE UNIQUE INDEX journal_cursor_pkey ON public.journal_cursor USING btree (consumer)
CREATE UNIQUE INDEX journal_pkey ON public.journal USING btree (idx)
CREATE UNIQUE INDEX journal_stuck_pkey ON public.journal_stuck USING btree (consumer, idx)
CREATE UNIQUE INDEX journal_tile_pkey ON public.journal_tile USING btree (level, number)
CREATE UNIQUE INDEX migration_pkey ON public.migration USING btree (number)
CREATE UNIQUE INDEX stream_head_pkey ON public.stream_head USING btree (id)

application: CHECK (((due_at_ms IS NULL) <> (due_days IS NULL)))
application: CHECK (((due_on IS NULL) OR (due_days IS NOT NULL)))
application: CHECK (((state = 'submitted'::text) OR (state = 'in_progress'::text) OR (state = 'waiting_for_applicant'::text) OR (state = 'decided'::text) OR (state = 'delivered'::text) OR (state = 'withdrawn'::text)))
application: CHECK ((length(content_sha256) = 32))
application: PRIMARY KEY (id)
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
migration: PRIMARY KEY (number)
stream_head: CHECK ((id = 1))
stream_head: PRIMARY KEY (id)

