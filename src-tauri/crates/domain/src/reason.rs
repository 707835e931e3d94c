use crate::composed;

/// The most characters of a reason.
const LONGEST: usize = 500;

/// Why a text is no reason to be kept beside a change (rule 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// It is too long.
    #[error("A reason has {LONGEST} characters at most.")]
    TooLong,
    /// It would not stand in one line.
    #[error("A reason is one line, without control characters.")]
    NotOneLine,
}

/// A reason as it is kept: without space around it; none if nothing else is left.
///
/// # Errors
/// [`BadReason`].
pub fn reason(text: Option<&str>) -> Result<Option<String>, BadReason> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > LONGEST => Err(BadReason::TooLong),
        Some(text) if text.contains(breaks) => Err(BadReason::NotOneLine),
        text => Ok(text.map(composed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        assert_eq!(reason(None), Ok(None));
        assert_eq!(reason(Some(" \n ")), Ok(None));
        assert_eq!(reason(Some(" asked by phone\n")), Ok(Some("asked by phone".to_owned())));
        assert_eq!(reason(Some("e\u{301}")), Ok(Some("é".to_owned())));
        assert_eq!(reason(Some("a\nb")), Err(BadReason::NotOneLine));
        assert_eq!(reason(Some("a\u{2028}b")), Err(BadReason::NotOneLine));
        assert_eq!(reason(Some(&"é".repeat(501))), Err(BadReason::TooLong));
        assert!(reason(Some(&"é".repeat(500))).is_ok());
    }
}
