//! The desktop's engine: what the window's commands call. It knows no Tauri, so that tests can drive it like the shell
//! does. It speaks to the firm backend over the firm API, and only so, embedded or not. The encrypted cache, the search
//! over it and offline intents are not here yet: every call goes to the backend.

mod backend;
mod connect;
mod desk;
mod error;

pub use backend::Backend;
pub use connect::Connecting;
pub use desk::Desk;
pub use error::Error;
