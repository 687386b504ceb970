-- What the state offered of itself: to whoever has this number, whether they ever came here or not.
CREATE TABLE offer (
  id {{id}},
  service {{text}} NOT NULL,
  iin {{text}} NOT NULL,
  notice {{text}} NOT NULL,
  reference {{text}} NOT NULL,
  made_at_ms {{int64}} NOT NULL,
  declined_index {{int64}}
) {{strict}};
CREATE UNIQUE INDEX offer_once ON offer (iin, service, notice, reference);
