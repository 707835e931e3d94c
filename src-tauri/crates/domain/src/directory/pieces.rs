//! The pieces that a text is made of. There are few different ones among the texts of a firm, so that what is looked for is
//! looked for among them.

use std::ops::Range;

use memchr::memmem::Finder;

/// How many digits a piece has at most: numbers are nearly all different, and three digits are one of a thousand.
pub(super) const DIGITS: usize = 3;

/// What kind of piece a byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII letters, and all that is not ASCII.
    Letters,
    Digits,
    /// Whatever else can be seen.
    Signs,
    /// From an `@` on, whatever comes before the next space.
    Domain,
    /// In no piece.
    Space,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Kind::Letters,
        b'0'..=b'9' => Kind::Digits,
        b'@' => Kind::Domain,
        b'\t'..=b'\r' | b' ' => Kind::Space,
        _ => Kind::Signs,
    }
}

/// The longest stretches of one kind, spaces among them, by where they are. Where a text begins has nothing to do with how
/// it goes on, but for an `@` before it: so the stretches of a part of a text are those of the text, but that its first and
/// last may be cut.
fn stretches(text: &[u8]) -> impl Iterator<Item = (Kind, Range<usize>)> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let kind_of_stretch = kind(*rest.first()?);
        let goes_on = |&byte: &u8| match kind_of_stretch {
            Kind::Domain => kind(byte) != Kind::Space,
            other => kind(byte) == other,
        };
        let end = start + rest.iter().position(|byte| !goes_on(byte)).unwrap_or(rest.len());
        Some((kind_of_stretch, std::mem::replace(&mut start, end)..end))
    })
}

/// The stretches that are not spaces.
pub(super) fn runs(text: &[u8]) -> impl Iterator<Item = (Kind, &[u8])> {
    stretches(text).filter(|(kind, _)| *kind != Kind::Space).map(|(kind, run)| (kind, &text[run]))
}

/// Calls for each piece of a text: its runs, but of digits the [`DIGITS`] that begin at each place, fewer at the end; its
/// seams; and where a number begins, a space with its first digits. So whatever part of a run a search asks for, but a
/// longer number, it is a part of some piece, and so is a seam.
pub(super) fn each_piece(text: &[u8], mut found: impl FnMut(&[u8])) {
    for (kind, run) in runs(text) {
        if kind == Kind::Digits {
            (0..run.len()).for_each(|at| found(&run[at..run.len().min(at + DIGITS)]));
            found(&[b" ", &run[..run.len().min(DIGITS)]].concat());
        } else {
            found(run);
        }
    }
    seams(text).for_each(found);
}

/// Where one run goes over into the next: the last byte of the one and the first of the other.
pub(super) fn seams(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let follows_a_run = |start: &usize| *start > 0 && kind(text[start - 1]) != Kind::Space;
    let starts = stretches(text).filter(|(kind, _)| *kind != Kind::Space).map(|(_, run)| run.start);
    starts.filter(follows_a_run).map(|start| &text[start - 1..=start])
}

/// Whether a piece only tells of others: a seam, or where a number begins.
pub(super) fn is_of_others(piece: &[u8]) -> bool {
    piece.starts_with(b" ") || is_seam(piece)
}

/// Whether a piece is a seam.
fn is_seam(piece: &[u8]) -> bool {
    match *piece {
        [b'@', _] => false,
        [last, first] => ![kind(last), kind(first)].contains(&Kind::Space) && kind(last) != kind(first),
        _ => false,
    }
}

/// Whether a word is found, wherever it is, within one piece.
pub(super) fn is_within_a_piece(word: &[u8]) -> bool {
    let mut runs = runs(word);
    let first = runs.next();
    runs.next().is_none() && first.is_some_and(|(kind, run)| kind != Kind::Digits || run.len() <= DIGITS)
}

/// Whether the word stands in the text where a word, or a number, begins: where the kind of sign changes.
pub(super) fn begins_in(text: &[u8], word: &Finder<'_>) -> bool {
    word.find_iter(text).any(|at| at == 0 || kind(text[at - 1]) != kind(text[at]))
}

/// As [`begins_in`], of a piece, and so of all texts with it: a piece that begins within a number tells nothing.
pub(super) fn begins_in_piece(piece: &[u8], word: &Finder<'_>) -> bool {
    !is_seam(piece) && piece.first().is_some_and(|&first| kind(first) != Kind::Digits) && begins_in(piece, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut pieces = Vec::new();
        each_piece(text.as_bytes(), |piece| pieces.push(std::str::from_utf8(piece).unwrap().to_owned()));
        pieces
    }

    #[test]
    fn a_text_is_cut_where_the_kind_of_sign_changes() {
        assert_eq!(pieces("o'neil 李\n"), ["o", "'", "neil", "李", "o'", "'n"]);
        assert_eq!(
            pieces("a.b12@x.example c"),
            ["a", ".", "b", "12", "2", " 12", "@x.example", "c", "a.", ".b", "b1", "2@"]
        );
        assert_eq!(pieces("tr-10042"), ["tr", "-", "100", "004", "042", "42", "2", " 100", "r-", "-1"]);
        assert!(pieces(" \n").is_empty());
    }
}
