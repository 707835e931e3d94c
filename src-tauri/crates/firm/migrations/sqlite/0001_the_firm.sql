-- The whole of a firm, as far as links need it. `firm_id` leads every key, so that no row can refer across firms.
-- Numbers in brackets are rules. Times are UTC in RFC 3339. Columns ending in `_key` hold folded text: the e-mail key of
-- rule 3, or the folding rule of search. This file is as it was first released: changes come as further files.

CREATE TABLE firm (
    firm_id          INTEGER PRIMARY KEY,
    slug             TEXT    NOT NULL UNIQUE,            -- in addresses: /p/harlow-pike
    name             TEXT    NOT NULL,
    sample           INTEGER NOT NULL,                   -- invented, and shown as such
    payment_history  INTEGER NOT NULL DEFAULT 0,         -- signed-in users see payments made before (33)
    created_at       TEXT    NOT NULL,
    -- The last number given, each without a gap: taking one locks the firm's row, so numbers follow commits.
    last_portal_user INTEGER NOT NULL DEFAULT 0,
    last_activity    INTEGER NOT NULL DEFAULT 0,
    last_import      INTEGER NOT NULL DEFAULT 0,
    last_key_attempt INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Bearer tokens of the firm API; the token itself is never stored.
CREATE TABLE staff_token (
    token_hash  BLOB    NOT NULL PRIMARY KEY,            -- SHA-256
    firm_id     INTEGER NOT NULL REFERENCES firm,
    staff       TEXT    NOT NULL,                        -- the name that the activity log records
    permissions TEXT    NOT NULL,                        -- their codes, apart by spaces (38)
    embedded    INTEGER NOT NULL,                        -- made by an application for itself, replaced at its next start
    created_at  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Taken from the PMS (2).
CREATE TABLE import (
    firm_id     INTEGER NOT NULL REFERENCES firm,
    import_id   INTEGER NOT NULL,
    as_of       TEXT    NOT NULL,                        -- when the files were taken from the PMS
    imported_at TEXT    NOT NULL,
    imported_by TEXT    NOT NULL,
    PRIMARY KEY (firm_id, import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE client (
    firm_id    INTEGER NOT NULL REFERENCES firm,
    client_id  TEXT    NOT NULL,                         -- to the letter (3)
    name       TEXT    NOT NULL,
    office     TEXT    NOT NULL,
    portal     TEXT    NOT NULL CHECK (portal IN ('open', 'client_inactive', 'not_in_portal')),  -- (1)
    name_key   TEXT    NOT NULL,                         -- lists are in this order
    search_key TEXT    NOT NULL,                         -- name and Client ID
    import_id  INTEGER NOT NULL,                         -- the last import that had it
    PRIMARY KEY (firm_id, client_id)
) STRICT;
CREATE INDEX client_by_name ON client (firm_id, name_key, client_id);

CREATE TABLE contact (
    firm_id           INTEGER NOT NULL,
    client_id         TEXT    NOT NULL,
    email_key         TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    email             TEXT    NOT NULL,
    receives_invoices INTEGER NOT NULL,
    listed            INTEGER NOT NULL,                  -- in the last import; a contact gone from it is inactive (2)
    import_id         INTEGER NOT NULL,
    PRIMARY KEY (firm_id, client_id, email_key, name),
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_by_email ON contact (firm_id, email_key, client_id) WHERE listed;

CREATE TABLE invoice (
    firm_id        INTEGER NOT NULL,
    client_id      TEXT    NOT NULL,
    invoice_number TEXT    NOT NULL,                     -- to the letter: a key to the portal for ever (9)
    kind           TEXT    NOT NULL CHECK (kind IN ('invoice', 'debit_memo')),
    issued_on      TEXT    NOT NULL,
    due_on         TEXT    NOT NULL,
    currency       TEXT    NOT NULL,                     -- ISO 4217
    amount         INTEGER NOT NULL,                     -- this and the next two: minor units
    balance        INTEGER NOT NULL,
    late_fee       INTEGER NOT NULL,                     -- on top of the balance
    in_pms         INTEGER NOT NULL,                     -- in the last import; an invoice gone from it is closed (2)
    import_id      INTEGER NOT NULL,
    PRIMARY KEY (firm_id, client_id, invoice_number),
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;

-- People's own accounts.
CREATE TABLE portal_user (
    firm_id         INTEGER NOT NULL REFERENCES firm,
    portal_user_id  INTEGER NOT NULL,
    email           TEXT    NOT NULL,                    -- as written; mail goes here and nowhere else
    email_key       TEXT    NOT NULL,
    first_name      TEXT    NOT NULL,
    last_name       TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,                    -- lists are in this order
    search_key      TEXT    NOT NULL,                    -- name and e-mail address
    password_hash   TEXT    NOT NULL,                    -- PHC string, Argon2id
    came_from       TEXT,                                -- the client whose key was shown at sign-up (20)
    created_at      TEXT    NOT NULL,
    verified_at     TEXT,
    last_sign_in_at TEXT,
    PRIMARY KEY (firm_id, portal_user_id),
    UNIQUE (firm_id, email_key)
) STRICT;
CREATE INDEX portal_user_by_name ON portal_user (firm_id, name_key, portal_user_id);

CREATE TRIGGER portal_user_has_a_fixed_name_and_email            -- (17)
BEFORE UPDATE OF email, email_key, first_name, last_name ON portal_user
BEGIN SELECT RAISE(ABORT, 'rule 17: the name and e-mail of a portal user cannot be changed'); END;

CREATE TRIGGER portal_user_is_never_deleted                      -- (18)
BEFORE DELETE ON portal_user
BEGIN SELECT RAISE(ABORT, 'rule 18: a portal user cannot be deleted'); END;

-- Messages that verify an e-mail address (15).
CREATE TABLE verification (
    token_hash     BLOB    NOT NULL PRIMARY KEY,         -- SHA-256
    firm_id        INTEGER NOT NULL,
    portal_user_id INTEGER NOT NULL,
    expires_at     TEXT    NOT NULL,
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user
) STRICT, WITHOUT ROWID;

-- How a portal user stands to a client (20). The row stays after a de-link: it holds the pair's version.
CREATE TABLE link (
    firm_id        INTEGER NOT NULL,
    portal_user_id INTEGER NOT NULL,
    client_id      TEXT    NOT NULL,
    version        INTEGER NOT NULL,                     -- counts the changes of this pair from 0, "never linked"
    origin         TEXT CHECK (origin IN ('sign_up', 'contact', 'claim', 'staff')),  -- null while they are not linked
    evidence       TEXT,                                 -- what the link was made on: an address, an invoice number
    made_by        TEXT    NOT NULL,                     -- these three outlive a de-link, so that an undo restores them
    made_at        TEXT    NOT NULL,
    changed_by     TEXT    NOT NULL,
    changed_at     TEXT    NOT NULL,
    PRIMARY KEY (firm_id, portal_user_id, client_id),
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user,
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_client ON link (firm_id, client_id, portal_user_id) WHERE origin IS NOT NULL;

-- Every change to a link (29), written in the same transaction.
CREATE TABLE activity (
    firm_id        INTEGER NOT NULL,
    number         INTEGER NOT NULL,                     -- from 1, without a gap
    at             TEXT    NOT NULL,
    actor_kind     TEXT    NOT NULL CHECK (actor_kind IN ('staff', 'portal_user')),
    actor          TEXT    NOT NULL,
    portal_user_id INTEGER NOT NULL,
    client_id      TEXT    NOT NULL,
    before_origin  TEXT,                                 -- null: they were not linked
    after_origin   TEXT,                                 -- null: they are not linked any more
    evidence       TEXT,
    reason         TEXT,
    undo_of        INTEGER,                              -- the activity that this takes back
    request_id     TEXT    NOT NULL,
    PRIMARY KEY (firm_id, number),
    FOREIGN KEY (firm_id, portal_user_id, client_id) REFERENCES link
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_by_user ON activity (firm_id, portal_user_id, number);
CREATE INDEX activity_by_client ON activity (firm_id, client_id, number);

CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'rule 29: the activity log is append-only'); END;
CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'rule 29: the activity log is append-only'); END;

-- Keys to portals (9, 10): the wrong ones in a row for each client, and every one that was tried (43).
CREATE TABLE key_tally (
    firm_id        INTEGER NOT NULL,
    client_id      TEXT    NOT NULL,
    wrong_in_a_row INTEGER NOT NULL,
    closed_until   TEXT,
    PRIMARY KEY (firm_id, client_id),
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;

CREATE TABLE key_attempt (
    firm_id         INTEGER NOT NULL REFERENCES firm,
    number          INTEGER NOT NULL,
    at              TEXT    NOT NULL,
    portal_user_id  INTEGER,                             -- null without an account
    client_id_given TEXT    NOT NULL,                    -- as typed
    answer          TEXT    NOT NULL
        CHECK (answer IN ('accepted', 'unknown_client', 'key_closed', 'wrong_invoice', 'portal_closed',
            'not_allowed')),
    PRIMARY KEY (firm_id, number)
) STRICT, WITHOUT ROWID;
