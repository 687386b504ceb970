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

CREATE UNIQUE INDEX migration_pkey ON public.migration USING btree (number)
CREATE UNIQUE INDEX stream_head_pkey ON public.stream_head USING btree (id)

migration: PRIMARY KEY (number)
stream_head: CHECK ((id = 1))
stream_head: PRIMARY KEY (id)

