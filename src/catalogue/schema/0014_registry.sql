-- Kinds of service on their way into the registry. `content` is the whole entry as its events add up to it, canonical
-- JSON; the other columns are what lists ask for. due_on of what is not due: 9999-12-31, so that it comes last.
CREATE TABLE registry_entry (
  id {{id}},
  stage {{text}} NOT NULL CHECK (stage = 'found' OR stage = 'described' OR stage = 'redesigned' OR
    stage = 'digitised' OR stage = 'registered' OR stage = 'online_only' OR stage = 'retired'),
  kind {{text}} NOT NULL CHECK (kind = 'service' OR kind = 'support_measure'),
  owner {{text}} NOT NULL,
  due_on {{text}} NOT NULL,
  dismissed {{int64}} NOT NULL CHECK (dismissed = 0 OR dismissed = 1),
  service {{text}} NOT NULL,
  content {{text}} NOT NULL
) {{strict}};
CREATE INDEX registry_entry_due ON registry_entry (due_on, id);
CREATE INDEX registry_entry_service ON registry_entry (service) WHERE service <> '';
-- Each stage that an entry was in, from 1: who had it in hand, until when it was due, when it came and left. A
-- dismissed entry is in none.
CREATE TABLE registry_passage (
  entry {{int64}} NOT NULL,
  number {{int64}} NOT NULL,
  stage {{text}} NOT NULL,
  owner {{text}} NOT NULL,
  due_on {{text}} NOT NULL,
  entered_at_ms {{int64}} NOT NULL,
  left_at_ms {{int64}},
  PRIMARY KEY (entry, number)
) {{strict}};
-- What people reported as not listed, by the report's id. Their words stay where they were reported.
CREATE TABLE registry_report (
  id {{id}},
  at_ms {{int64}} NOT NULL,
  reported_index {{int64}} NOT NULL,
  state {{text}} NOT NULL CHECK (state = 'new' OR state = 'linked' OR state = 'dismissed'),
  entry {{int64}},
  CHECK ((entry IS NULL) = (state <> 'linked'))
) {{strict}};
CREATE INDEX registry_report_state ON registry_report (state, id);
