//! What the firm backend must do, on whichever database the program that includes this runs.

mod accounts;
mod api;
mod changes;
mod closing;
mod firms;
mod import;
mod lists;
mod matrix;
mod repeats;
mod settings;
mod support_desk;
