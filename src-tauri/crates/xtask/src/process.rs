//! Running other programs: their output is shown as it comes, and a failure is an error in words.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::tree;

/// A call of `program` from the project's root.
pub fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(tree::root());
    command
}

/// A call of npm in the window's folder.
pub fn npm() -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(tree::ui());
    npm
}

/// Runs to the end, output shown.
///
/// # Errors
/// When the program cannot be started or reports a failure.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    ensure!(status.success(), "{} failed ({status}).", line(command));
    Ok(())
}

/// Runs to the end, standard output shown line by line and kept. Answers whether it succeeded, and the output.
///
/// # Errors
/// When the program cannot be started or its output is not text.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let mut kept = String::new();
    let stdout = child.stdout.take().expect("standard output was asked for as a pipe");
    for text in BufReader::new(stdout).lines() {
        let text = text.with_context(|| format!("cannot read what {} says", line(command)))?;
        println!("{text}");
        kept.push_str(&text);
        kept.push('\n');
    }
    Ok((child.wait()?.success(), kept))
}

/// What the program prints, if it can be started and succeeds. Nothing is shown.
pub fn answer(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command line as a person would type it.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_else(|| command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("{} could not be started; is it installed?", line(command))
}
