-- What kind of country this database serves: said once, when it is created, and never changed. One row.
CREATE TABLE installation (
  id {{id}} CHECK (id = 1),
  demo {{int64}} NOT NULL CHECK (demo IN (0, 1)),
  created_at_ms {{int64}} NOT NULL
) {{strict}};
