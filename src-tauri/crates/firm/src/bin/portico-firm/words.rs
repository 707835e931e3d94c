//! What the program says.

use std::io::{self, ErrorKind, Write};

use anyhow::Result;

/// An error and its causes, each said once: some causes repeat themselves in what they caused.
pub(crate) fn of(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        let cause = text.trim_end_matches('.');
        if !said.iter().any(|before| before.contains(cause)) {
            said.push(cause.to_owned());
        }
    }
    said.join(": ")
}

/// Prints to whoever reads; that they stop reading, as `head` does, is no failure.
pub(crate) fn print(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    #[test]
    fn a_cause_that_repeats_itself_is_said_once() {
        let inner = std::io::Error::other("(code: 14) unable to open");
        let error = anyhow::Error::new(inner).context("the database said: (code: 14) unable to open");
        let error = Err::<(), _>(error).context("It cannot be opened").unwrap_err();
        assert_eq!(super::of(&error), "It cannot be opened: the database said: (code: 14) unable to open");
    }
}
