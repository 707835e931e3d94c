use contract::{Problem, ProblemCode};

/// Why an act came to nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The backend refused, and said why.
    #[error("the backend refused: {}", .0.title)]
    Refused(Box<Problem>),
    /// No answer came, or none that a firm backend would give.
    #[error("no answer from the firm backend")]
    Unreachable,
    /// There is no backend to ask: the embedded firm could not be opened. The sentence says why.
    #[error("{0}")]
    NotOpened(String),
}

impl From<Error> for Problem {
    /// The one place where an error of the engine becomes what the window shows.
    fn from(error: Error) -> Self {
        let (code, title, next) = match error {
            Error::Refused(problem) => return *problem,
            Error::Unreachable => (
                ProblemCode::Unreachable,
                "The firm backend does not answer.".to_owned(),
                "Check the connection and look again: a change that was not confirmed may or may not have been made.",
            ),
            Error::NotOpened(why) => {
                (ProblemCode::NotOpened, why, "Mend what is said, then start Portico again. Nothing was changed.")
            }
        };
        Self {
            kind: "about:blank".to_owned(),
            status: 0,
            code,
            title,
            next: next.to_owned(),
            request_id: None,
            current: None,
        }
    }
}
