//! `config`.

use anyhow::Result;
use clap::Args;
use firm::config::{Flags, effective, list};

use crate::store::settings;
use crate::words::print;

#[derive(Args)]
pub(crate) struct Config {
    #[command(flatten)]
    flags: Flags,
    /// Print the list of all settings instead: what each is, and its default.
    #[arg(long)]
    list: bool,
}

impl Config {
    pub(crate) fn run(&self) -> Result<()> {
        if self.list {
            return print(&list());
        }
        let (given, config) = settings(&self.flags)?;
        print(&effective(&given))?;
        // Whatever would keep it from serving is said here too.
        config.serving()?;
        Ok(())
    }
}
