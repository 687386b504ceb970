-- A version that is to be published is run through what was decided last.
CREATE INDEX application_decided ON application (service, id) WHERE outcome IS NOT NULL;
