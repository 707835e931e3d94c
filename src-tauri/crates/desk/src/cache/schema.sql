-- What a desktop keeps of its firm, in one generation of the cache: everything that the backend's snapshot holds, as it
-- stands at one number. There are no migrations: a file of another form is thrown away and read anew from the backend.
-- Times are microseconds since 1970, in UTC. Nothing refers to anything else by a foreign key: while a first sync is under
-- way, a link may come before its client.

-- What this file is; one row.
CREATE TABLE cache (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    form INTEGER NOT NULL,             -- counts the forms of this schema
    firm TEXT NOT NULL,                -- whose cache it is: the firm's slug,
    staff TEXT NOT NULL,               -- the member of staff,
    device TEXT NOT NULL,              -- and the computer
    generation INTEGER NOT NULL,       -- counts the first syncs
    whole INTEGER NOT NULL,            -- 0 while the first sync is under way: nobody reads it then
    number INTEGER,                    -- the firm's change number that everything stands at; while not whole, the lowest of
                                       -- the pages read so far; none before the first
    contact_server INTEGER,            -- when the backend was last heard, by its clock,
    contact_local INTEGER,             -- and by the clock of this computer
    seen INTEGER                       -- the latest time known to have been reached, by the backend's clock
) STRICT;

-- The directory that was made of this file and is kept beside it, so that a start need not gather it anew. No row while
-- there is none.
CREATE TABLE directory_file (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    number INTEGER NOT NULL,           -- the firm's change number that the directory is of
    key TEXT NOT NULL                  -- what that one file is encrypted with, in hexadecimal digits
) STRICT;

-- What has changed since then, by the number that it was followed to: what the directory has to take on top.
CREATE TABLE touched (
    portal_user_id INTEGER NOT NULL,   -- 0 where it is about a client alone
    client_id TEXT NOT NULL,           -- empty where it is about a portal user alone
    number INTEGER NOT NULL,
    PRIMARY KEY (portal_user_id, client_id)
) STRICT, WITHOUT ROWID;

-- How far the first sync has read each kind of records.
CREATE TABLE reading (
    kind TEXT NOT NULL PRIMARY KEY,
    after TEXT,                        -- where the next page begins; none at the beginning
    done INTEGER NOT NULL,             -- 1 after the last page
    records INTEGER NOT NULL,          -- how many have come
    total INTEGER                      -- how many there were when the first page was read; none before
) STRICT, WITHOUT ROWID;

CREATE TABLE portal_user (
    portal_user_id INTEGER NOT NULL PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,               -- as written at sign-up
    email_key TEXT NOT NULL,           -- what addresses are compared by
    created_at INTEGER NOT NULL,
    verified_at INTEGER,
    last_sign_in_at INTEGER            -- told once a day at most
) STRICT;

CREATE TABLE client (
    client_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    office TEXT NOT NULL,
    look_key TEXT NOT NULL,            -- what Client IDs that people take for each other have in common
    portal TEXT NOT NULL,              -- 'open', 'client_inactive' or 'not_in_portal'
    invoices INTEGER NOT NULL,         -- how many unpaid ones its portal shows
    late_fees INTEGER NOT NULL         -- how many of them have a late fee that shows
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    client_id TEXT NOT NULL,
    place INTEGER NOT NULL,            -- among the client's contacts, from 0
    name TEXT NOT NULL,
    email TEXT NOT NULL,               -- as the PMS writes it
    email_key TEXT NOT NULL,           -- empty where it is no address that could be compared
    receives_invoices INTEGER NOT NULL,
    PRIMARY KEY (client_id, place)
) STRICT, WITHOUT ROWID;

-- How a portal user stands to a client: linked where there is an origin, barred, or neither any more.
CREATE TABLE link (
    portal_user_id INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    version INTEGER NOT NULL,          -- counts the pair's changes: what an intent is decided on
    origin TEXT,
    barred INTEGER NOT NULL,
    made_by TEXT,
    made_at INTEGER,
    changed_by TEXT,
    changed_at INTEGER,
    PRIMARY KEY (portal_user_id, client_id)
) STRICT, WITHOUT ROWID;

-- The keys that are or were closed by wrong tries; without a row a key is open.
CREATE TABLE closed_key (
    client_id TEXT NOT NULL PRIMARY KEY,
    closed_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL,
    payment_history INTEGER NOT NULL,
    asks_invoice INTEGER NOT NULL,
    strict_keys INTEGER NOT NULL,
    late_fees_shown INTEGER NOT NULL,
    cache_hours INTEGER NOT NULL,      -- how long the cache may be used without contact
    portal_colour TEXT NOT NULL,       -- the firm's own, on its portal's pages
    changed_by TEXT,
    changed_at INTEGER
) STRICT;

-- How old the firm's data is.
CREATE TABLE as_of (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    data_as_of INTEGER                 -- when the newest import was taken; none before the first
) STRICT;
