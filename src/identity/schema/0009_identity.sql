-- Accounts can be closed; a session says with what it was opened ("Chrome, Android"; empty: not known); a consent may
-- say what its client calls the person (empty: nothing).
ALTER TABLE staff ADD COLUMN closed_at_ms {{int64}};
ALTER TABLE session ADD COLUMN device {{text}} NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN reference {{text}} NOT NULL DEFAULT '';
CREATE INDEX consent_by_client ON consent (client, id);
-- From here on sign_in_lock.login_sha256 is the digest of what is locked: a login, or a login from one network.
