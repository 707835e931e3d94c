//! Gathering what was said about each setting, and by whom.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{DatabaseUrl, Flags, SETTINGS, Secrecy, Setting, file};
use crate::Error;

/// What is said about each setting.
pub struct Given(BTreeMap<&'static str, Value>);

/// What is said about a setting. It may be a secret, so it has no `Debug`.
pub struct Value {
    /// What.
    pub text: String,
    /// By whom.
    pub source: Source,
}

/// Who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A flag.
    Flag(String),
    /// A variable of the environment.
    Environment(String),
    /// The configuration file.
    File(PathBuf, String),
    /// Nobody.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Environment(variable) => f.write_str(variable),
            Self::File(file, key) => write!(f, "{key} in {}", file.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Given {
    /// Gathers: flags before the environment, before the file, before the default. An empty variable says nothing.
    ///
    /// # Errors
    /// [`Error::Config`] if the file has a key that is none, or a password comes as a flag; [`Error::Io`] if a file
    /// cannot be read.
    pub fn gather(flags: &Flags, environment: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let keys = flags.file.as_deref().map(file::read).transpose()?.unwrap_or_default();
        let variables = |name: &str| match environment(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Err(_)) => Err(Error::Config(format!("{name} is not UTF-8."))),
        };
        let mut given = BTreeMap::new();
        for setting in &SETTINGS {
            let by_file = flags.file.as_deref().map(|file| from_file(setting, file, &keys));
            let value = match from_flag(setting, flags)? {
                Some(value) => Some(value),
                None => match from_environment(setting, variables)? {
                    Some(value) => Some(value),
                    None => by_file.transpose()?.flatten().or_else(|| by_default(setting)),
                },
            };
            given.extend(value.map(|value| (setting.name, value)));
        }
        Ok(Self(given))
    }

    /// What is said about the setting of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn read<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let refused = |form| Error::Config(format!("{name} (from {}) cannot be used: {form}.", value.source));
        parse(&value.text).map(Some).map_err(refused)
    }

    /// As [`Given::read`], for a setting that has a default.
    pub(super) fn needed<T>(&self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Error> {
        self.read(name, parse)?.ok_or_else(|| Error::Config(format!("{name} is not set.")))
    }
}

fn from_flag(setting: &Setting, flags: &Flags) -> Result<Option<Value>, Error> {
    let Some(text) = flags.values.get(setting.name).cloned() else { return Ok(None) };
    let flag = setting.flag().unwrap_or_default();
    let url: Result<DatabaseUrl, _> = text.parse();
    if setting.secrecy == Secrecy::MayHoldPassword && url.is_ok_and(|url| url.has_password()) {
        let variable = setting.variable();
        return Err(Error::Config(format!(
            "--{flag} holds a password, and every user of this computer can read flags. Give it as {variable}, in the \
             configuration file, or in a file that {variable}_FILE names."
        )));
    }
    Ok(Some(Value { text, source: Source::Flag(flag) }))
}

fn from_environment(
    setting: &Setting,
    variables: impl Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Option<Value>, Error> {
    let (name, file_name) = (setting.variable(), format!("{}_FILE", setting.variable()));
    let by_file = if setting.secrecy == Secrecy::Open { None } else { variables(&file_name)? };
    match (variables(&name)?, by_file) {
        (Some(_), Some(_)) => Err(both(&name, &file_name)),
        (Some(text), None) => Ok(Some(Value { text, source: Source::Environment(name) })),
        (None, Some(file)) => {
            let text = secret_in(Path::new(&file), &file_name)?;
            Ok(Some(Value { text, source: Source::Environment(file_name) }))
        }
        (None, None) => Ok(None),
    }
}

fn from_file(setting: &Setting, file: &Path, keys: &BTreeMap<String, String>) -> Result<Option<Value>, Error> {
    let file_name = format!("{}_file", setting.name);
    let source = |key: &str| Source::File(file.to_owned(), key.to_owned());
    match (keys.get(setting.name), keys.get(&file_name)) {
        (Some(_), Some(_)) => Err(both(setting.name, &file_name)),
        (Some(text), None) => Ok(Some(Value { text: text.clone(), source: source(setting.name) })),
        (None, Some(secret)) => {
            Ok(Some(Value { text: secret_in(Path::new(secret), &file_name)?, source: source(&file_name) }))
        }
        (None, None) => Ok(None),
    }
}

fn by_default(setting: &Setting) -> Option<Value> {
    setting.default.map(|default| Value { text: default.to_owned(), source: Source::Default })
}

fn both(name: &str, file_name: &str) -> Error {
    Error::Config(format!("{name} and {file_name} say the same thing: set one of them."))
}

fn secret_in(file: &Path, name: &str) -> Result<String, Error> {
    let what = format!("{}, which {name} names, cannot be read", file.display());
    let text = std::fs::read_to_string(file).map_err(Error::io(what))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
