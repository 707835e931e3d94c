//! The firm's settings: what changed in them.

use super::sentence::list;
use crate::FirmSettings;

/// What a change of the settings turned on and off, as part of a sentence; empty where nothing changed.
#[must_use]
pub fn settings_change(before: FirmSettings, after: FirmSettings) -> String {
    let each = [
        ("payment history", before.payment_history, after.payment_history),
        ("the invoice number question", before.asks_invoice, after.asks_invoice),
        ("strict mode for keys", before.strict_keys, after.strict_keys),
        ("late fees", before.late_fees_shown, after.late_fees_shown),
    ];
    let turned = |on| if on { "on" } else { "off" };
    let changed = each.into_iter().filter(|(_, before, after)| before != after);
    list(&changed.map(|(what, _, on)| format!("{what} turned {}", turned(on))).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_that_changed_is_named() {
        let before = FirmSettings::default();
        let after = FirmSettings { payment_history: true, asks_invoice: false, ..before };
        assert_eq!(
            settings_change(before, after),
            "payment history turned on and the invoice number question turned off"
        );
        assert_eq!(settings_change(before, before), "");
    }
}
