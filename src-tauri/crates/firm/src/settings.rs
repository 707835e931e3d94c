//! The firm's settings that decide what its portals do (`rules.md` 9, 10, 33).

use contract::{FirmSettingsView, SettingsBody};
use domain::{Deed, FirmSettings, words};

use crate::db::activity::NewActivity;
use crate::db::changes::Changed;
use crate::db::firms::FirmRow;
use crate::db::{self, Transaction};
use crate::linking::By;
use crate::{Error, FirmId};

/// The settings as they stand.
pub(crate) async fn get(tx: &mut Transaction, firm: FirmId) -> Result<FirmSettingsView, Error> {
    Ok(view(&db::firms::get(tx, firm).await?))
}

fn view(firm: &FirmRow) -> FirmSettingsView {
    FirmSettingsView {
        version: firm.settings_version,
        settings: firm.settings(),
        portal_colour: firm.colour().to_string(),
        changed_by: firm.settings_changed_by.clone(),
        changed_at: firm.settings_changed_at,
    }
}

/// Changes what `body` gives and leaves the rest, if the settings still are of this version. Where they are so already,
/// nothing is written.
///
/// # Errors
/// [`Error::VersionRequired`] without a version, [`Error::SettingsMoved`] if they are of another one, [`Error::Invalid`]
/// if a setting is out of its bounds.
pub async fn change(
    tx: &mut Transaction,
    firm: FirmId,
    body: &SettingsBody,
    if_version: Option<i64>,
    by: &By<'_>,
) -> Result<FirmSettingsView, Error> {
    let row = db::firms::get(tx, firm).await?;
    match if_version {
        None => return Err(Error::VersionRequired),
        Some(version) if version != row.settings_version => {
            let who = row.settings_changed_by.as_deref();
            return Err(Error::SettingsMoved(words::settings_moved(version, row.settings_version, who)));
        }
        Some(_) => {}
    }
    let before = row.settings();
    let after = FirmSettings {
        payment_history: body.payment_history.unwrap_or(before.payment_history),
        asks_invoice: body.asks_invoice.unwrap_or(before.asks_invoice),
        strict_keys: body.strict_keys.unwrap_or(before.strict_keys),
        late_fees_shown: body.late_fees_shown.unwrap_or(before.late_fees_shown),
        cache_hours: body.cache_hours.unwrap_or(before.cache_hours),
    };
    if !FirmSettings::CACHE_HOURS.contains(&after.cache_hours) {
        let hours = FirmSettings::CACHE_HOURS;
        return Err(Error::Invalid(format!("`cache_hours` is from {} to {}.", hours.start(), hours.end())));
    }
    let colour = match &body.portal_colour {
        Some(text) => text.parse().map_err(|bad| Error::Invalid(format!("`portal_colour` {bad}.")))?,
        None => row.colour(),
    };
    if after == before && colour == row.colour() {
        return Ok(view(&row));
    }
    db::firms::put_settings(tx, firm, after, colour, by.actor.name, by.now).await?;
    let detail = words::settings_change((before, row.colour()), (after, colour));
    let activity = NewActivity { detail: Some(&detail), ..NewActivity::of(Deed::ChangeSettings, by) };
    db::activity::insert(tx, firm, &activity).await?;
    if after.late_fees_shown != before.late_fees_shown {
        db::changes::note_clients_with_late_fees(tx, firm, by.now).await?;
    }
    db::changes::note(tx, firm, &Changed::Firm, by.now).await?;
    get(tx, firm).await
}
