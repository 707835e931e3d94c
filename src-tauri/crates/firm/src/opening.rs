//! Staff open a client's key that wrong tries had closed (`rules.md` 10).

use contract::KeyOpened;
use domain::{ClientId, Deed, KeyTally, words};

use crate::db::activity::NewActivity;
use crate::db::changes::Changed;
use crate::db::{self, Transaction};
use crate::linking::By;
use crate::{Error, FirmId};

/// Opens the key, if it is closed, and records who did. Wrong tries count anew.
///
/// # Errors
/// [`Error::NotFound`] if there is no such client in this firm.
pub async fn open_key(tx: &mut Transaction, firm: FirmId, client: &ClientId, by: &By<'_>) -> Result<KeyOpened, Error> {
    let found = db::clients::get(tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    if !db::keys::tally(tx, firm, client.as_str()).await?.is_closed(by.now) {
        let says = words::deed_answer(Deed::OpenKey, &found.name, false);
        return Ok(KeyOpened { changed: false, activity: None, says });
    }
    db::keys::put_tally(tx, firm, client.as_str(), KeyTally::default()).await?;
    let activity = NewActivity { client: Some(client), ..NewActivity::of(Deed::OpenKey, by) };
    let number = db::activity::insert(tx, firm, &activity).await?;
    db::changes::note(tx, firm, &Changed::Client(client.clone()), by.now).await?;
    let says = words::deed_answer(Deed::OpenKey, &found.name, true);
    Ok(KeyOpened { changed: true, activity: Some(number), says })
}
