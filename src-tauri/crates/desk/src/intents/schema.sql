-- What one member of staff has decided on this computer while the backend did not answer, and what became of it. Unlike
-- the cache it is no copy of anything: it is never thrown away but by signing out, or by staff who are told that it cannot
-- be read. Times are microseconds since 1970, in UTC.

-- What this file is; one row. Every form of this schema has this table as it is here.
CREATE TABLE intents_file (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    form INTEGER NOT NULL,             -- counts the forms of this schema
    firm TEXT NOT NULL,                -- whose intents they are: the firm's slug,
    staff TEXT NOT NULL,               -- the member of staff,
    device TEXT NOT NULL               -- and the computer
) STRICT;

CREATE TABLE intent (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- in the order in which they were decided, and never given again
    idempotency_key TEXT NOT NULL UNIQUE, -- made with the decision: however often it is sent, it is carried out once
    what TEXT NOT NULL,                -- 'link', 'de_link' or 'close_access'
    portal_user_id INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    reason TEXT,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,       -- by the backend's clock, as far as it was known
    decided_on TEXT NOT NULL,          -- how the pair stood, with its version: contract::PairState in JSON
    told TEXT,                         -- what staff were told, to the letter, and have wanted: that it is the last link
    paths TEXT,                        -- of closing access, what was told of the paths: contract::IntentPaths in JSON
    confirmed INTEGER NOT NULL,        -- 1 as soon as staff have confirmed it: from then on it may have been carried out
    outcome TEXT                       -- what the backend answered: contract::IntentStanding in JSON; none until then
) STRICT;

-- At most one waits for a pair.
CREATE UNIQUE INDEX intent_that_waits ON intent (portal_user_id, client_id) WHERE outcome IS NULL;
