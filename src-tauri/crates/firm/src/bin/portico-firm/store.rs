//! The database that a command works on, and the firms in it.

use anyhow::{Context, Result, bail};
use clap::Args;
use firm::config::{Config, DatabaseFlags, DatabaseUrl, Flags, Given};
use firm::{Database, Error, FirmId, find_firm};

/// How many firms are named to somebody who mistyped one.
const FIRMS_NAMED: usize = 20;

/// Where the firm's data is.
#[derive(Args)]
pub(crate) struct Store {
    #[command(flatten)]
    flags: DatabaseFlags,
}

impl Store {
    pub(crate) fn url(&self) -> Result<DatabaseUrl> {
        Ok(settings(&self.flags.0)?.1.database()?.clone())
    }

    pub(crate) async fn open(&self) -> Result<Database> {
        open(&self.url()?).await
    }

    pub(crate) async fn open_or_make(&self) -> Result<Database> {
        let url = self.url()?;
        url.open_or_make().await.with_context(|| cannot_be_opened(&url))
    }
}

/// What was said about each setting, and the settings.
pub(crate) fn settings(flags: &Flags) -> Result<(Given, Config)> {
    let given = Given::gather(flags, |variable| std::env::var_os(variable))?;
    let config = Config::read(&given)?;
    Ok((given, config))
}

pub(crate) async fn open(url: &DatabaseUrl) -> Result<Database> {
    url.open().await.with_context(|| cannot_be_opened(url))
}

pub(crate) fn cannot_be_opened(url: &DatabaseUrl) -> String {
    format!("The database {url} cannot be opened")
}

/// The firm of this slug; if there is none, says which there are.
pub(crate) async fn find(database: &Database, slug: &str) -> Result<FirmId> {
    match find_firm(database, slug).await {
        Ok(firm) => Ok(firm),
        Err(Error::NotFound(_)) => {
            let slugs = firm::slugs(database).await?;
            if slugs.is_empty() {
                bail!("There is no firm with the slug {slug:?}, and no other: make one with portico-firm firm create.");
            }
            let more = if slugs.len() > FIRMS_NAMED { ", …" } else { "" };
            let named = slugs[..slugs.len().min(FIRMS_NAMED)].join(", ");
            bail!("There is no firm with the slug {slug:?}; there are: {named}{more}");
        }
        Err(error) => Err(error.into()),
    }
}
