-- What opening a portal user reads, at the firm's size: of each linked client what is still owed, and where the address is
-- listed as a contact. Numbers in brackets are rules.

-- The invoices that may show (5), with all that decides whether they do: most of a firm's are settled, and are not in it.
CREATE INDEX invoice_unsettled ON invoice (firm_id, client_id, kind, in_pms, currency, balance, late_fee)
    WHERE balance <> 0 OR late_fee <> 0;

-- The payments that the PMS does not know of yet (33): where there are none, no invoice is asked for its own.
CREATE INDEX payment_unposted ON payment (firm_id, client_id) WHERE posted_at IS NULL AND state <> 'failed';

-- The keys that are closed now (10): each took ten wrong ones, so they are few among all that were ever tried.
CREATE INDEX key_tally_closed ON key_tally (firm_id, closed_until, client_id) WHERE closed_until IS NOT NULL;

-- Anew, with what a suggested link says (21), so that contacts of linked clients are passed over unread.
DROP INDEX contact_by_email;
CREATE INDEX contact_by_email ON contact (firm_id, email_key, client_id, receives_invoices) WHERE listed;
