//! What the firm backend must do, on whichever database the program that includes this runs.

mod accounts;
mod api;
mod firms;
mod import;
mod mail;
mod portal;
mod portal_limits;
mod portal_strangers;
