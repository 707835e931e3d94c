-- The firm's own colour on its portal's pages.
ALTER TABLE firm ADD COLUMN portal_colour TEXT NOT NULL DEFAULT '#1d4e6b';

-- Visits without an account: each is bound to one client until it ends (rules.md 8, 12).
CREATE TABLE portal_visit (
    token_hash BYTEA       NOT NULL PRIMARY KEY,         -- SHA-256
    firm_id    BIGINT      NOT NULL,
    client_id  TEXT        NOT NULL,
    link_id    TEXT,                                     -- the one-click link that it came by; null: a key
    begun_at   TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (firm_id, client_id) REFERENCES client,
    FOREIGN KEY (firm_id, link_id) REFERENCES one_click_link
);
CREATE INDEX portal_visit_by_end ON portal_visit (firm_id, expires_at);
ALTER TABLE portal_visit ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_visit FORCE ROW LEVEL SECURITY;
CREATE POLICY own_firm ON portal_visit USING (firm_id = nullif(current_setting('portico.firm', true), '')::BIGINT);
