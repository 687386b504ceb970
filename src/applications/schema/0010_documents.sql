-- Result documents. `content` is what was signed: canonical JSON, of which content_sha256 is the digest; all else can
-- be read there.
-- What was said to the holder stands in the event alone, where it can be erased.
CREATE TABLE document (
  id {{id}},
  application {{int64}} NOT NULL,
  content {{text}} NOT NULL,
  content_sha256 {{bytes}} NOT NULL CHECK (length(content_sha256) = 32),
  issued_index {{int64}} NOT NULL,
  revoked_at_ms {{int64}},
  revocation_reason {{text}},
  revoked_index {{int64}},
  CHECK ((revoked_at_ms IS NULL) = (revocation_reason IS NULL)),
  CHECK ((revoked_at_ms IS NULL) = (revoked_index IS NULL))
) {{strict}};
CREATE INDEX document_of_application ON document (application, id);
