-- The rest of the model: bars, a chained activity log, sessions, limits, mail, one-click links, payments, plans, letters,
-- the log of changes that desktops follow, and answers kept for whoever repeats a request. Numbers in brackets are rules.

ALTER TABLE firm ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE firm ADD COLUMN settings_changed_by TEXT;
ALTER TABLE firm ADD COLUMN settings_changed_at TEXT;
ALTER TABLE firm ADD COLUMN asks_invoice     INTEGER NOT NULL DEFAULT 1;   -- the key needs an invoice number (9)
ALTER TABLE firm ADD COLUMN strict_keys      INTEGER NOT NULL DEFAULT 0;   -- and a code sent to a contact (10)
ALTER TABLE firm ADD COLUMN late_fees_shown  INTEGER NOT NULL DEFAULT 1;   -- (33)
ALTER TABLE firm ADD COLUMN last_change      INTEGER NOT NULL DEFAULT 0;   -- the newest number in `change`
ALTER TABLE firm ADD COLUMN first_change     INTEGER NOT NULL DEFAULT 1;   -- older numbers are past retention

-- The import that last changed a row, as `import_id` is the last that had it.
ALTER TABLE client  ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
-- What letters that people take for each other have in common (42), filled when the database is opened.
ALTER TABLE client  ADD COLUMN look_key TEXT NOT NULL DEFAULT '';
CREATE INDEX client_by_look ON client (firm_id, look_key);
CREATE INDEX invoice_by_number ON invoice (firm_id, invoice_number);       -- whose it is, if not this client's (42)

-- This user may not claim this client until staff link or unbar (27).
ALTER TABLE link ADD COLUMN barred INTEGER NOT NULL DEFAULT 0 CHECK (barred = 0 OR origin IS NULL);

DROP TRIGGER portal_user_has_a_fixed_name_and_email;
CREATE TRIGGER portal_user_has_a_fixed_name_and_email            -- (17)
BEFORE UPDATE OF email, email_key, first_name, last_name, name_key, search_key ON portal_user
BEGIN SELECT RAISE(ABORT, 'rule 17: the name and e-mail of a portal user cannot be changed'); END;

-- Messages that let a person choose a new password (14).
CREATE TABLE password_reset (
    token_hash     BLOB    NOT NULL PRIMARY KEY,         -- SHA-256
    firm_id        INTEGER NOT NULL,
    portal_user_id INTEGER NOT NULL,
    expires_at     TEXT    NOT NULL,
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user
) STRICT, WITHOUT ROWID;

-- Wrong passwords in a row: from some number on only a reset helps (14).
ALTER TABLE portal_user ADD COLUMN wrong_in_a_row INTEGER NOT NULL DEFAULT 0;

-- Portal users who are signed in. Which clients they see is asked anew at each request (24).
CREATE TABLE portal_session (
    token_hash     BLOB    NOT NULL PRIMARY KEY,         -- SHA-256
    firm_id        INTEGER NOT NULL,
    portal_user_id INTEGER NOT NULL,
    created_at     TEXT    NOT NULL,
    expires_at     TEXT    NOT NULL,
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user
) STRICT, WITHOUT ROWID;
CREATE INDEX portal_session_by_user ON portal_session (firm_id, portal_user_id);

-- Wrong passwords, by the address that was typed and by the network that they came from; forgotten after a day.
CREATE TABLE sign_in_attempt (
    firm_id   INTEGER NOT NULL REFERENCES firm,
    at        TEXT    NOT NULL,
    email_key TEXT    NOT NULL,
    network   TEXT    NOT NULL
) STRICT;
CREATE INDEX sign_in_attempt_by_email   ON sign_in_attempt (firm_id, email_key, at);
CREATE INDEX sign_in_attempt_by_network ON sign_in_attempt (firm_id, network, at);
CREATE INDEX sign_in_attempt_by_time    ON sign_in_attempt (firm_id, at);

-- Messages that somebody asked us to send to an address that was typed, whether or not there is an account of it; forgotten
-- after a day.
CREATE TABLE message_request (
    firm_id   INTEGER NOT NULL REFERENCES firm,
    at        TEXT    NOT NULL,
    email_key TEXT    NOT NULL,
    network   TEXT    NOT NULL
) STRICT;
CREATE INDEX message_request_by_email   ON message_request (firm_id, email_key, at);
CREATE INDEX message_request_by_network ON message_request (firm_id, network, at);
CREATE INDEX message_request_by_time    ON message_request (firm_id, at);

-- Keys that were tried (43), anew: with where they came from, and with the answers of the limits (10).
CREATE TABLE new_key_attempt (
    firm_id         INTEGER NOT NULL REFERENCES firm,
    number          INTEGER NOT NULL,
    at              TEXT    NOT NULL,
    portal_user_id  INTEGER,                             -- null without an account
    network         TEXT,                                -- a /24 of IPv4 or a /56 of IPv6; null where that is not known
    client_id_given TEXT    NOT NULL,                    -- as typed
    answer          TEXT    NOT NULL
        CHECK (answer IN ('accepted', 'unknown_client', 'key_closed', 'wrong_invoice', 'portal_closed', 'not_allowed',
            'too_many', 'code_sent', 'wrong_code')),
    PRIMARY KEY (firm_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_key_attempt (firm_id, number, at, portal_user_id, client_id_given, answer)
SELECT firm_id, number, at, portal_user_id, client_id_given, answer FROM key_attempt;
DROP TABLE key_attempt;
ALTER TABLE new_key_attempt RENAME TO key_attempt;
CREATE INDEX key_attempt_by_user    ON key_attempt (firm_id, portal_user_id, at) WHERE portal_user_id IS NOT NULL;
CREATE INDEX key_attempt_by_network ON key_attempt (firm_id, network, at)
    WHERE network IS NOT NULL AND answer NOT IN ('accepted', 'too_many', 'code_sent');
CREATE INDEX key_attempt_by_client  ON key_attempt (firm_id, client_id_given, at);
CREATE INDEX key_attempt_wrong      ON key_attempt (firm_id, at) WHERE answer NOT IN ('accepted', 'too_many', 'code_sent');

-- Codes sent to a contact on file, which a strict firm asks for besides the key (10).
CREATE TABLE key_code (
    firm_id     INTEGER NOT NULL,
    client_id   TEXT    NOT NULL,
    code_hash   BLOB    NOT NULL,                        -- SHA-256 of firm, client and code
    tries_left  INTEGER NOT NULL,
    expires_at  TEXT    NOT NULL,
    PRIMARY KEY (firm_id, client_id),
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;

-- Every change that staff, people and imports make to who sees what (29): anew, since user and client may be absent now,
-- and each row is chained to the one before.
CREATE TABLE new_activity (
    firm_id        INTEGER NOT NULL REFERENCES firm,
    number         INTEGER NOT NULL,                     -- from 1, without a gap
    at             TEXT    NOT NULL,
    actor_kind     TEXT    NOT NULL CHECK (actor_kind IN ('staff', 'portal_user')),
    actor          TEXT    NOT NULL,
    deed           TEXT    NOT NULL,
    portal_user_id INTEGER,                              -- these two are null where nobody or no client is concerned
    client_id      TEXT,
    before_origin  TEXT,                                 -- null: they were not linked
    before_barred  INTEGER NOT NULL DEFAULT 0,
    after_origin   TEXT,                                 -- null: they are not linked any more
    after_barred   INTEGER NOT NULL DEFAULT 0,
    evidence       TEXT,
    detail         TEXT,                                 -- in words: which settings changed, what an import brought
    reason         TEXT,
    undo_of        INTEGER,                              -- the activity that this takes back
    request_id     TEXT    NOT NULL,
    hash           BLOB,                                 -- SHA-256 of the hash before and of this row; set once
    PRIMARY KEY (firm_id, number),
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user,
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;
INSERT INTO new_activity (firm_id, number, at, actor_kind, actor, deed, portal_user_id, client_id, before_origin,
    after_origin, evidence, reason, undo_of, request_id)
SELECT firm_id, number, at, actor_kind, actor, CASE WHEN after_origin IS NULL THEN 'de_link' ELSE 'link' END,
    portal_user_id, client_id, before_origin, after_origin, evidence, reason, undo_of, request_id
FROM activity;
DROP TABLE activity;
ALTER TABLE new_activity RENAME TO activity;
CREATE INDEX activity_by_user ON activity (firm_id, portal_user_id, number);
CREATE INDEX activity_by_client ON activity (firm_id, client_id, number);

CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'rule 29: the activity log is append-only'); END;
CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'rule 29: the activity log is append-only'); END;

-- What desktops have to look at again, in the order of commits: the number comes from the firm's row.
CREATE TABLE change (
    firm_id        INTEGER NOT NULL REFERENCES firm,
    number         INTEGER NOT NULL,                     -- without a gap, as far back as they are kept
    at             TEXT    NOT NULL,
    portal_user_id INTEGER,                              -- with no client: the user; with one: how the two stand
    client_id      TEXT,                                 -- alone: the client; without either: the firm's settings
    PRIMARY KEY (firm_id, number)
) STRICT, WITHOUT ROWID;

-- The answers to requests that may be repeated.
CREATE TABLE answered (
    firm_id      INTEGER NOT NULL REFERENCES firm,
    caller       TEXT    NOT NULL,                       -- who asked: another's key is unrelated
    key          TEXT    NOT NULL,
    request_hash BLOB    NOT NULL,                       -- SHA-256: the same key with another request is refused
    status       INTEGER NOT NULL,
    body         BLOB    NOT NULL,
    etag         TEXT,
    at           TEXT    NOT NULL,
    PRIMARY KEY (firm_id, caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_by_time ON answered (firm_id, at);

-- Outgoing mail, queued in the transaction that causes it.
CREATE TABLE mail (
    firm_id     INTEGER NOT NULL REFERENCES firm,
    mail_id     TEXT    NOT NULL,                        -- UUID v7, and the left part of the Message-ID: a repeat is seen as one
    kind        TEXT    NOT NULL,                        -- what it is about
    recipient   TEXT    NOT NULL,                        -- an address that is stored, never one that was only typed
    subject     TEXT    NOT NULL,
    body        TEXT    NOT NULL,                        -- empty once sent or given up: it may hold a token
    queued_at   TEXT    NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,                                    -- null: sent, or given up
    sent_at     TEXT,
    problem     TEXT,                                    -- what the relay said last
    PRIMARY KEY (firm_id, mail_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_to_send ON mail (firm_id, next_try_at) WHERE next_try_at IS NOT NULL;

-- Links in mails that open one client without an account (7, 13).
CREATE TABLE one_click_link (
    firm_id       INTEGER NOT NULL,
    link_id       TEXT    NOT NULL,                      -- UUID v7
    token_hash    BLOB    NOT NULL UNIQUE,               -- SHA-256
    client_id     TEXT    NOT NULL,
    about         TEXT    NOT NULL CHECK (about IN ('invoice', 'statement', 'letter')),
    recipient     TEXT    NOT NULL,
    recipient_key TEXT    NOT NULL,
    sent_at       TEXT    NOT NULL,
    revoked_at    TEXT,
    PRIMARY KEY (firm_id, link_id),
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;
CREATE INDEX one_click_link_by_client ON one_click_link (firm_id, client_id, recipient_key);

-- Payment methods that portal users saved (19): the provider's token, never a number of a card or account.
CREATE TABLE saved_method (
    firm_id        INTEGER NOT NULL,
    method_id      TEXT    NOT NULL,
    portal_user_id INTEGER NOT NULL,
    provider_token TEXT    NOT NULL,
    label          TEXT    NOT NULL,                     -- what its owner sees: "Visa ending 4242"
    saved_at       TEXT    NOT NULL,
    removed_at     TEXT,
    PRIMARY KEY (firm_id, method_id),
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_method_by_user ON saved_method (firm_id, portal_user_id);

-- Payments made here, and the invoices they are for (30, 31). Until the PMS has posted them, rule 5 subtracts them.
CREATE TABLE payment (
    firm_id        INTEGER NOT NULL,
    payment_id     TEXT    NOT NULL,                     -- the submission's own key: a repeat is the same payment
    client_id      TEXT    NOT NULL,
    portal_user_id INTEGER,                              -- null without an account
    currency       TEXT    NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),  -- minor units, of all its parts
    purpose        TEXT,                                 -- of a payment for no invoice
    state          TEXT    NOT NULL CHECK (state IN ('submitted', 'paid', 'failed')),
    payer          TEXT    NOT NULL,                     -- the address that the receipt goes to
    submitted_at   TEXT    NOT NULL,
    settled_at     TEXT,
    posted_at      TEXT,                                 -- the PMS has it (33)
    PRIMARY KEY (firm_id, payment_id),
    FOREIGN KEY (firm_id, client_id) REFERENCES client,
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_by_client ON payment (firm_id, client_id);

CREATE TABLE payment_part (
    firm_id        INTEGER NOT NULL,
    payment_id     TEXT    NOT NULL,
    client_id      TEXT    NOT NULL,
    invoice_number TEXT    NOT NULL,
    balance        INTEGER NOT NULL,                     -- minor units, of the balance and of the late fee
    late_fee       INTEGER NOT NULL,
    PRIMARY KEY (firm_id, payment_id, client_id, invoice_number),
    FOREIGN KEY (firm_id, payment_id) REFERENCES payment,
    FOREIGN KEY (firm_id, client_id, invoice_number) REFERENCES invoice
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_part_by_invoice ON payment_part (firm_id, client_id, invoice_number);

-- Payment plans and their instalments (34).
CREATE TABLE plan (
    firm_id        INTEGER NOT NULL,
    plan_id        TEXT    NOT NULL,
    portal_user_id INTEGER NOT NULL,
    client_id      TEXT    NOT NULL,
    kind           TEXT    NOT NULL CHECK (kind IN ('recurring', 'autopay')),
    method_id      TEXT    NOT NULL,
    currency       TEXT    NOT NULL,
    amount         INTEGER,                              -- recurring: of each instalment; autopay: its cap, if any
    frequency      TEXT    NOT NULL CHECK (frequency IN ('weekly', 'two_weekly', 'monthly', 'quarterly', 'yearly')),
    starts_on      TEXT    NOT NULL,
    ends_on        TEXT,
    made_at        TEXT    NOT NULL,
    stopped_at     TEXT,
    stopped_why    TEXT CHECK (stopped_why IN ('by_user', 'de_link', 'ended')),
    PRIMARY KEY (firm_id, plan_id),
    FOREIGN KEY (firm_id, client_id) REFERENCES client,
    FOREIGN KEY (firm_id, portal_user_id) REFERENCES portal_user,
    FOREIGN KEY (firm_id, method_id) REFERENCES saved_method
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_by_pair ON plan (firm_id, portal_user_id, client_id);

CREATE TABLE instalment (
    firm_id     INTEGER NOT NULL,
    plan_id     TEXT    NOT NULL,
    due_on      TEXT    NOT NULL,
    amount      INTEGER,                                 -- changed for this one alone; null: as the plan says
    skipped     INTEGER NOT NULL DEFAULT 0,
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    payment_id  TEXT,                                    -- once paid
    PRIMARY KEY (firm_id, plan_id, due_on),
    FOREIGN KEY (firm_id, plan_id) REFERENCES plan,
    FOREIGN KEY (firm_id, payment_id) REFERENCES payment
) STRICT, WITHOUT ROWID;

-- Engagement letters (35).
CREATE TABLE letter (
    firm_id           INTEGER NOT NULL,
    letter_id         TEXT    NOT NULL,
    title             TEXT    NOT NULL,
    primary_client_id TEXT    NOT NULL,
    document          BLOB    NOT NULL,                  -- PDF
    digest            BLOB    NOT NULL,                  -- SHA-256 of the document
    sent_at           TEXT    NOT NULL,
    withdrawn_at      TEXT,
    PRIMARY KEY (firm_id, letter_id),
    FOREIGN KEY (firm_id, primary_client_id) REFERENCES client
) STRICT;

CREATE TABLE letter_client (                             -- the clients it covers, the primary one among them
    firm_id   INTEGER NOT NULL,
    letter_id TEXT    NOT NULL,
    client_id TEXT    NOT NULL,
    PRIMARY KEY (firm_id, letter_id, client_id),
    FOREIGN KEY (firm_id, letter_id) REFERENCES letter,
    FOREIGN KEY (firm_id, client_id) REFERENCES client
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_client_by_client ON letter_client (firm_id, client_id);

CREATE TABLE letter_signatory (
    firm_id     INTEGER NOT NULL,
    letter_id   TEXT    NOT NULL,
    email_key   TEXT    NOT NULL,
    email       TEXT    NOT NULL,
    signed_at   TEXT,
    signed_from TEXT,                                    -- the address of the signatory's computer
    signed_as   TEXT,                                    -- the name typed, and the words agreed to
    PRIMARY KEY (firm_id, letter_id, email_key),
    FOREIGN KEY (firm_id, letter_id) REFERENCES letter
) STRICT, WITHOUT ROWID;
