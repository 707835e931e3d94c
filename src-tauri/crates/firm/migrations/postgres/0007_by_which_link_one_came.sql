-- The one-click link by which somebody came who signed up (rules.md 20); null: by a key, or by neither. It links only while it
-- is good, which is asked when the address is verified.
ALTER TABLE portal_user ADD COLUMN came_by_link TEXT;
