//! The settings in print: the list of them, and what they are here. No secret is ever among it.

use super::{DatabaseUrl, Given, SETTINGS, Secrecy, Setting};

/// The one list of settings, as the table that stands in the README.
#[must_use]
pub fn list() -> String {
    let row = |setting: &Setting| {
        let default = setting.default.map(|default| format!("`{default}`")).unwrap_or_default();
        format!("| `{}` | {default} | {} |\n", setting.name, setting.meaning)
    };
    let rows: String = SETTINGS.iter().map(row).collect();
    format!("| setting | default | what it is |\n| --- | --- | --- |\n{rows}")
}

/// What every setting is here and where that came from, one a line.
#[must_use]
pub fn effective(given: &Given) -> String {
    let line = |setting: &Setting| match given.get(setting.name) {
        Some(value) => format!("{} = {}  ({})\n", setting.name, shown(setting, &value.text), value.source),
        None => format!("{} is not set\n", setting.name),
    };
    SETTINGS.iter().map(line).collect()
}

fn shown(setting: &Setting, text: &str) -> String {
    match setting.secrecy {
        Secrecy::Open => text.to_owned(),
        Secrecy::Secret => "***".to_owned(),
        Secrecy::MayHoldPassword => text.parse().map_or("***".to_owned(), |url: DatabaseUrl| url.to_string()),
    }
}
