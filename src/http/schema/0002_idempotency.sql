-- The accepted answer to each Idempotency-Key, kept for good. The key comes first, so that keys that rise with time
-- (UUIDv7) are added at the end; the row is its own index, because nothing else ever looks for it.
CREATE TABLE idempotency (
  key {{text}} NOT NULL,
  caller {{text}} NOT NULL,
  route {{text}} NOT NULL,
  request_sha256 {{bytes}} NOT NULL,
  status {{int64}} NOT NULL,
  headers {{text}} NOT NULL,
  reply {{text}} NOT NULL,
  at_ms {{int64}} NOT NULL,
  PRIMARY KEY (key, caller, route)
) {{strict_without_rowid}};
