//! What the firm backend must do, on whichever database the program that includes this runs.

mod accounts;
mod api;
mod audit;
mod busy;
mod changes;
mod closing;
mod de_link_at_once;
mod firms;
mod gathered;
mod gone;
mod import;
mod key_guessing;
mod lists;
mod locked;
mod locked_claims;
mod mail;
mod matrix;
mod others;
mod portal;
mod portal_limits;
mod portal_matrix;
mod portal_strangers;
mod repeats;
mod settings;
mod support_desk;
mod unicode;
