//! The firm's settings: what changed in them.

use super::sentence::{list, name};
use crate::{Colour, FirmSettings};

/// What a change of the settings did, as part of a sentence; empty where nothing changed.
#[must_use]
pub fn settings_change(before: (FirmSettings, Colour), after: (FirmSettings, Colour)) -> String {
    let ((before, colour_before), (after, colour)) = (before, after);
    let each = [
        ("payment history", before.payment_history, after.payment_history),
        ("the invoice number question", before.asks_invoice, after.asks_invoice),
        ("strict mode for keys", before.strict_keys, after.strict_keys),
        ("late fees", before.late_fees_shown, after.late_fees_shown),
    ];
    let turned = |on| if on { "on" } else { "off" };
    let changed = each.into_iter().filter(|(_, before, after)| before != after);
    let changed = changed.map(|(what, _, on)| format!("{what} turned {}", turned(on)));
    let hours = (before.cache_hours != after.cache_hours).then(|| {
        format!("desktops work for {} hours without contact instead of {}", after.cache_hours, before.cache_hours)
    });
    let coloured =
        (colour != colour_before).then(|| format!("the portal's colour is {colour} instead of {colour_before}"));
    list(&changed.chain(hours).chain(coloured).collect::<Vec<_>>())
}

/// Why the settings were not changed: they are not of the version that was looked at. Whoever looked at an older one is
/// told who was faster; nobody is blamed for a version that there never was.
#[must_use]
pub fn settings_moved(looked_at: i64, version: i64, changed_by: Option<&str>) -> String {
    match changed_by.map(name) {
        Some(who) if (0..version).contains(&looked_at) => format!("{who} has changed the settings"),
        _ => format!("The settings never had the version {looked_at}; they have {version}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changed_the_settings_is_named_and_nobody_where_nobody_did() {
        assert_eq!(settings_moved(1, 2, Some("Dana Osei")), "Dana Osei has changed the settings");
        for (looked_at, version, who) in [(3, 2, Some("Dana Osei")), (-1, 2, Some("Dana Osei")), (7, 0, None)] {
            let says = settings_moved(looked_at, version, who);
            assert_eq!(says, format!("The settings never had the version {looked_at}; they have {version}"));
        }
    }

    #[test]
    fn each_setting_that_changed_is_named() {
        let usual = Colour::USUAL;
        let settings_change = |before, after| settings_change((before, usual), (after, usual));
        let before = FirmSettings::default();
        let after = FirmSettings { payment_history: true, asks_invoice: false, ..before };
        assert_eq!(
            settings_change(before, after),
            "payment history turned on and the invoice number question turned off"
        );
        let hours = settings_change(before, FirmSettings { cache_hours: 24, ..before });
        assert_eq!(hours, "desktops work for 24 hours without contact instead of 72");
        assert_eq!(settings_change(before, before), "");
        let coloured = super::settings_change((before, usual), (before, Colour::BLACK));
        assert_eq!(coloured, "the portal's colour is #000000 instead of #1d4e6b");
    }
}
