-- The head of the ordered stream: one row. Every group of changes updates it WHERE epoch and size are still what the
-- writer believes; anything but one row means that another writer lives, and stops this one. Each taking-up of the
-- writer's office (start, or a commit of unknown outcome) raises the epoch; `writer` names the process that did, by a
-- random word.
CREATE TABLE stream_head (
  id {{id}} CHECK (id = 1),
  epoch {{int64}} NOT NULL,
  writer {{text}} NOT NULL,
  size {{int64}} NOT NULL,
  at_ms {{int64}} NOT NULL,
  last_id {{int64}} NOT NULL,
  state {{bytes}} NOT NULL
) {{strict}};
INSERT INTO stream_head (id, epoch, writer, size, at_ms, last_id, state) VALUES (1, 0, '', 0, 0, 0, {{empty_bytes}});
