//! The configuration file: TOML, one key a setting, nothing nested.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::{SETTINGS, Secrecy};
use crate::Error;

/// How alike two names have to be for one to be proposed for the other.
const ALIKE: f64 = 0.75;

/// The file's keys and what they say. Whatever is refused is refused without repeating a value, which may be a secret.
pub(super) fn read(file: &Path) -> Result<BTreeMap<String, String>, Error> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(Error::io(format!("The configuration {shown} cannot be read")))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        Error::Config(format!("{shown}, line {line}: {}", error.message()))
    })?;
    table.into_iter().map(|(key, value)| Ok((known(file, &key)?, in_text(file, &key, value)?))).collect()
}

fn known(file: &Path, key: &str) -> Result<String, Error> {
    let names = || {
        SETTINGS.iter().flat_map(|setting| {
            let by_file = (setting.secrecy != Secrecy::Open).then(|| format!("{}_file", setting.name));
            std::iter::once(setting.name.to_owned()).chain(by_file)
        })
    };
    if names().any(|name| name == key) {
        return Ok(key.to_owned());
    }
    let likeness = |name: &String| strsim::jaro_winkler(name, key);
    let nearest = names().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|name| likeness(name) > ALIKE);
    let hint = match nearest {
        Some(name) => format!("Did you mean {name}?"),
        None => "portico-firm config --list shows all.".to_owned(),
    };
    Err(Error::Config(format!("{}: there is no setting {key:?}. {hint}", file.display())))
}

fn in_text(file: &Path, key: &str, value: Value) -> Result<String, Error> {
    let refused = || {
        let form = "give a text in quotes, a number, or a list of texts";
        Error::Config(format!("{}, {key}: {form}.", file.display()))
    };
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(",")).ok_or_else(refused)
        }
        _ => Err(refused()),
    }
}
