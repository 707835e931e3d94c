-- Who sent a one-click link (rules.md 13); empty where that was not recorded.
ALTER TABLE one_click_link ADD COLUMN sent_by TEXT NOT NULL DEFAULT '';
