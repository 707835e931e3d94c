//! The settings as flags of a command, made from [`SETTINGS`]: no second list to keep.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::PathBufValueParser;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::{SETTINGS, Setting};

/// The flag and the variable that name the configuration file.
const FILE: &str = "config";
const FILE_VARIABLE: &str = "PORTICO_CONFIG";

/// What was said by flags, for a command that heeds every setting.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// The configuration file.
    pub file: Option<PathBuf>,
    /// The settings by name.
    pub values: BTreeMap<&'static str, String>,
}

/// What was said by flags, for a command that only needs the database.
#[derive(Debug, Clone, Default)]
pub struct DatabaseFlags(pub Flags);

fn has_flag(setting: &&Setting) -> bool {
    setting.flag().is_some()
}

fn is_database(setting: &&Setting) -> bool {
    setting.name == "database"
}

fn augment(command: Command, which: fn(&&Setting) -> bool) -> Command {
    let file = Arg::new(FILE)
        .long(FILE)
        .env(FILE_VARIABLE)
        .value_name("FILE")
        .value_parser(PathBufValueParser::new())
        .help("The configuration file, in TOML");
    let flags = SETTINGS.iter().filter(which).filter_map(|setting| {
        let default = setting.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        let help = format!("{} [env: {}]{default}", setting.meaning, setting.variable());
        Some(Arg::new(setting.name).long(setting.flag()?).value_name("VALUE").help(help))
    });
    command.arg(file).args(flags)
}

fn matched(matches: &ArgMatches, which: fn(&&Setting) -> bool) -> Flags {
    let value = |setting: &Setting| Some((setting.name, matches.get_one::<String>(setting.name)?.clone()));
    Flags {
        file: matches.get_one::<PathBuf>(FILE).cloned(),
        values: SETTINGS.iter().filter(which).filter_map(value).collect(),
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        augment(command, has_flag)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(matched(matches, has_flag))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for DatabaseFlags {
    fn augment_args(command: Command) -> Command {
        augment(command, is_database)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for DatabaseFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(matched(matches, is_database)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
