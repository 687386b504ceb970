-- Somebody the state knows.
CREATE TABLE person (
  id {{id}},
  iin {{text}} NOT NULL UNIQUE,
  name {{text}} NOT NULL,
  added_at_ms {{int64}} NOT NULL
) {{strict}};

-- Who works for the state. `password_hash` is Argon2id in PHC form; `roles` are words with a space between them; agency
-- and office are empty if there is none.
CREATE TABLE staff (
  id {{id}},
  login {{text}} NOT NULL UNIQUE,
  password_hash {{text}} NOT NULL,
  name {{text}} NOT NULL,
  roles {{text}} NOT NULL,
  agency {{text}} NOT NULL,
  office {{text}} NOT NULL,
  added_at_ms {{int64}} NOT NULL
) {{strict}};

-- A partner channel's program. Its secret is 32 random bytes, so that a plain SHA-256 keeps it.
CREATE TABLE client (
  id {{id}},
  name {{text}} NOT NULL,
  secret_sha256 {{bytes}} NOT NULL UNIQUE CHECK (length(secret_sha256) = 32),
  scopes {{text}} NOT NULL,
  added_at_ms {{int64}} NOT NULL
) {{strict}};

-- What a sign-in opened: of exactly one person, member of staff or client (then it is a token, and `scopes` are its
-- own). Found by token_sha256 in memory only: no index. last_seen_ms is up to a minute late.
CREATE TABLE session (
  id {{id}},
  token_sha256 {{bytes}} NOT NULL CHECK (length(token_sha256) = 32),
  way {{text}} NOT NULL CHECK (way IN ('password', 'demonstration', 'client_secret', 'open_id_connect', 'signature',
    'web_authn')),
  person {{int64}},
  staff {{int64}},
  client {{int64}},
  scopes {{text}} NOT NULL,
  opened_at_ms {{int64}} NOT NULL,
  last_seen_ms {{int64}} NOT NULL,
  ends_at_ms {{int64}} NOT NULL,
  revoked_at_ms {{int64}},
  CHECK ((person IS NOT NULL AND staff IS NULL AND client IS NULL) OR
    (person IS NULL AND staff IS NOT NULL AND client IS NULL) OR
    (person IS NULL AND staff IS NULL AND client IS NOT NULL))
) {{strict}};
CREATE INDEX session_by_person ON session (person, id);
CREATE INDEX session_by_staff ON session (staff, id);
CREATE INDEX session_by_end ON session (ends_at_ms);

-- A person lets a client act for them.
CREATE TABLE consent (
  id {{id}},
  person {{int64}} NOT NULL,
  client {{int64}} NOT NULL,
  scopes {{text}} NOT NULL,
  given_at_ms {{int64}} NOT NULL,
  until_ms {{int64}} NOT NULL,
  revoked_at_ms {{int64}}
) {{strict}};
CREATE INDEX consent_by_person ON consent (person, id);
CREATE INDEX consent_by_end ON consent (until_ms);

-- A person (giver) lets another (holder) act for them. `services` is a JSON array of service ids.
CREATE TABLE mandate (
  id {{id}},
  giver {{int64}} NOT NULL,
  holder {{int64}} NOT NULL,
  services {{text}} NOT NULL,
  given_at_ms {{int64}} NOT NULL,
  until_ms {{int64}} NOT NULL,
  uses {{int64}} NOT NULL,
  uses_left {{int64}} NOT NULL CHECK (uses_left >= 0 AND uses_left <= uses),
  revoked_at_ms {{int64}},
  CHECK (giver <> holder)
) {{strict}};
CREATE INDEX mandate_by_giver ON mandate (giver, id);
CREATE INDEX mandate_by_holder ON mandate (holder, id);

-- Which lines of the ledger (events "person.looked") the person looked at has objected to.
CREATE TABLE look_objection (
  look_index {{id}},
  person {{int64}} NOT NULL,
  at_ms {{int64}} NOT NULL
) {{strict}};
CREATE INDEX look_objection_by_person ON look_objection (person);

-- Logins that nobody signs in with until then, whether they exist or not.
CREATE TABLE sign_in_lock (
  login_sha256 {{bytes}} NOT NULL PRIMARY KEY,
  until_ms {{int64}} NOT NULL
) {{strict_without_rowid}};
