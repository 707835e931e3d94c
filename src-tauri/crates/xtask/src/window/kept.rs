//! A child process, with all that it starts in turn, that ends with its owner.
//!
//! The program runs in a process group of its own beside a shell that waits for the end of its standard input, of
//! which the owner holds the other end. When the owner lets go, be it by `end`, by drop or by its own death however
//! sudden, the shell kills the group. It does so too when the program ends by itself, so a shell that still runs
//! means a program that still runs.

use std::{fs, process::Stdio, time::Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    time::{sleep, timeout},
};

use super::{PATIENCE, PAUSE};

const KEEPER: &str = r#"{ "$@" </dev/null; kill -KILL 0; } & cat >/dev/null; kill -KILL 0"#;

pub(super) struct Kept {
    program: &'static str,
    shell: Child,
    group: u32,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Kept {
    /// Starts `program` with what `dress` adds to it: arguments, environment, output.
    pub(super) fn start(program: &'static str, dress: impl FnOnce(&mut Command)) -> Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "keeper", program]);
        dress(&mut command);
        command.process_group(0).stdin(Stdio::piped());
        let mut shell = command.spawn().with_context(|| format!("cannot start {program}"))?;
        let group = shell.id().context("a process that was just started has an id")?;
        let stdout = shell.stdout.take().map(BufReader::new);
        Ok(Self { program, shell, group, stdout })
    }

    /// Waits for the first line that the program prints, which says where it can be reached.
    pub(super) async fn first_line(&mut self) -> Result<String> {
        let program = self.program;
        let stdout = self.stdout.as_mut().context("the program's output is not a pipe")?;
        let mut line = String::new();
        let read = timeout(PATIENCE, stdout.read_line(&mut line));
        read.await.with_context(|| format!("{program} did not say that it is ready"))??;
        ensure!(!line.is_empty(), "{program} ended at once; is it installed?");
        Ok(line.trim().to_owned())
    }

    /// Whether the program still runs.
    pub(super) fn is_running(&mut self) -> Result<bool> {
        Ok(self.shell.try_wait()?.is_none())
    }

    /// Ends the program and all that it started, and waits until they are gone.
    pub(super) async fn end(mut self) -> Result<()> {
        drop(self.shell.stdin.take());
        self.shell.wait().await?;
        let deadline = Instant::now() + PATIENCE;
        while is_alive(self.group)? {
            ensure!(Instant::now() < deadline, "{} does not end.", self.program);
            sleep(PAUSE).await;
        }
        Ok(())
    }
}

/// Whether a process of this group runs. Those that ended and were not yet collected by their parent do not count.
fn is_alive(group: u32) -> Result<bool> {
    for entry in fs::read_dir("/proc").context("cannot list processes")? {
        // Whatever is not a process, or has just ended, has no such file.
        let Ok(stat) = fs::read_to_string(entry?.path().join("stat")) else { continue };
        if is_alive_in(group, &stat)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads `pid (name) state parent group …`, where the name may hold anything.
fn is_alive_in(group: u32, stat: &str) -> Result<bool> {
    let Some((_, rest)) = stat.rsplit_once(')') else { return Ok(false) };
    let [state, _parent, of_group, ..] = rest.split_whitespace().collect::<Vec<_>>()[..] else {
        bail!("cannot read the state of a process: {stat}")
    };
    Ok(of_group.parse() == Ok(group) && !["Z", "X"].contains(&state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_counts_for_its_group_until_it_has_ended() -> Result<()> {
        assert!(is_alive_in(7, "12 (a ) b) S 1 7 7 0")?);
        assert!(!is_alive_in(8, "12 (a ) b) S 1 7 7 0")?);
        assert!(!is_alive_in(7, "12 (sh) Z 1 7 7 0")?);
        Ok(())
    }

    #[tokio::test]
    async fn what_a_kept_program_started_ends_with_it() -> Result<()> {
        let mut kept = Kept::start("sh", |command| {
            command.args(["-c", "sleep 600 & echo ready; wait"]).stdout(Stdio::piped());
        })?;
        assert_eq!(kept.first_line().await?, "ready");
        let group = kept.group;
        assert!(is_alive(group)?);
        kept.end().await?;
        assert!(!is_alive(group)?);
        Ok(())
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_an_error() -> Result<()> {
        let mut kept = Kept::start("no-such-program", |command| {
            command.stdout(Stdio::piped()).stderr(Stdio::null());
        })?;
        assert!(kept.first_line().await.is_err());
        Ok(())
    }
}
