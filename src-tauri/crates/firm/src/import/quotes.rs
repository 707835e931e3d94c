//! Where a file breaks the rules of quoting (RFC 4180, 2.5 to 2.7). The reader itself forgives it: after a quote that is
//! never closed it would take the rest of the file for one field, and nobody would notice what is missing.

/// The line, counted from 1, on which the quoting first goes wrong, and how; none if it is sound.
pub(super) fn first_wrong(bytes: &[u8]) -> Option<(u64, &'static str)> {
    let mut place = Place::Start;
    let mut line = 1;
    let mut opened_on = 1;
    for &byte in bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) {
        place = match (place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, _) => Place::Quoted,
            (_, b',' | b'\r' | b'\n') => Place::Start,
            (Place::Start, b'"') => {
                opened_on = line;
                Place::Quoted
            }
            // Two quotes in a quoted field stand for one.
            (Place::Closed, b'"') => Place::Quoted,
            (Place::Closed, _) => return Some((line, "has something between a closing quote and the next comma")),
            (Place::Plain, b'"') => return Some((line, "has a quote inside a field that does not begin with one")),
            (Place::Start | Place::Plain, _) => Place::Plain,
        };
        line += u64::from(byte == b'\n');
    }
    (place == Place::Quoted).then_some((opened_on, "has a quote that is never closed"))
}

/// Where in a field a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At its beginning.
    Start,
    /// In one without quotes.
    Plain,
    /// Between its quotes.
    Quoted,
    /// Behind its closing quote, unless another quote follows.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_quoting_is_let_through() {
        for sound in ["", "a,b\r\n1,2\r\n", "\u{feff}\"a\",\"b \"\"c\"\" d\"\n\"two\nlines\",\"\"", "a,\"\"\"\"\n"] {
            assert_eq!(first_wrong(sound.as_bytes()), None, "{sound:?}");
        }
    }

    #[test]
    fn what_breaks_it_is_told_with_its_line() {
        let wrong = |text: &str| first_wrong(text.as_bytes()).unwrap();
        assert_eq!(wrong("a,b\n1,\"called\n2,3\n"), (2, "has a quote that is never closed"));
        assert_eq!(wrong("a\n\"A\" x\n").0, 2);
        assert_eq!(wrong("a\nx\"y\n").0, 2);
    }
}
