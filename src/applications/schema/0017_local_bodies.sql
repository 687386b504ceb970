-- The local body that has an application, told by an answer when it was filed; null: the service's agency itself.
-- Each column is on two lines because SQLite keeps them as they are written, in the golden schema too.
ALTER TABLE application ADD COLUMN local_body
  {{text}};
-- A service's applications lie on several desks now: each list begins with the desk.
DROP INDEX application_of_service;
DROP INDEX application_in_step;
CREATE INDEX application_of_service ON application (desk, service, lane, next_at_ms, id) WHERE desk IS NOT NULL;
CREATE INDEX application_in_step ON application (desk, service, step, lane, next_at_ms, id) WHERE desk IS NOT NULL;
