-- For how many hours a desktop may use what it has cached without having heard the backend (rules.md 46).
ALTER TABLE firm ADD COLUMN cache_hours BIGINT NOT NULL DEFAULT 72;
