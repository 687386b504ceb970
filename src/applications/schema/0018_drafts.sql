-- That a draft was sent is kept for good; only what was not sent grows old.
DROP INDEX draft_by_age;
CREATE INDEX draft_by_age ON draft (updated_at_ms) WHERE sent_application IS NULL;
