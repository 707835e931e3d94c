//! What the firm backend must do, on whichever database the program that includes this runs.

mod accounts;
mod api;
mod audit;
mod firms;
mod import;
mod unicode;
