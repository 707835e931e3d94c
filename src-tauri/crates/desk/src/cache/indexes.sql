-- Made once all pages have been read: by then sorting everything is far cheaper than keeping order row by row.
CREATE INDEX portal_user_by_email ON portal_user (email_key);
CREATE INDEX contact_by_email ON contact (email_key, client_id);
CREATE INDEX link_by_client ON link (client_id, portal_user_id);
CREATE INDEX client_by_look ON client (look_key);
