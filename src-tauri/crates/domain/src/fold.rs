//! The one folding rule of search: what the firm's database, the desktop's cache and the marks in a row all use, so
//! that a search finds the same everywhere.

use std::collections::BTreeSet;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

/// Folds a text for search: compatibility forms are unified (NFKD), letter case is dropped by full case folding, and
/// accents are dropped on Latin, Greek and Cyrillic letters only, since in other scripts a mark makes another letter.
/// Latin letters that do not decompose are spelled out (`ø` as `o`, `æ` as `ae`), and apostrophes and dashes are plain.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let folded = CaseMapper::new().fold_string(&decomposed).into_owned();
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(&folded);
    let mut stripped = String::with_capacity(decomposed.len());
    let mut drops_marks = false;
    for c in decomposed.chars() {
        if is_mark(c) {
            if !drops_marks {
                stripped.push(c);
            }
        } else {
            drops_marks = has_accents(c);
            spell_out(c, &mut stripped);
        }
    }
    composed(&stripped)
}

/// A text that an older version folded, as this one folds it: plain apostrophes and dashes came later.
#[must_use]
pub fn fold_anew(folded: String) -> String {
    if folded.contains(|c| plain_sign(c).is_some()) { fold(&folded) } else { folded }
}

/// The one form in which names and reasons are stored (NFC): who composes letters and who does not write the same name. It
/// changes nothing that can be seen.
#[must_use]
pub fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The most characters of a search: what is longer was not typed by a person, and each word costs a look at every row.
pub const LONGEST_SEARCH: usize = 200;

/// The words of a search, folded, each of them once; each must be found, in any order.
#[must_use]
pub fn search_words(search: &str) -> Vec<String> {
    let words: BTreeSet<String> = fold(search).split_whitespace().map(str::to_owned).collect();
    words.into_iter().collect()
}

/// Where any of the folded `words` stands in `text`: half-open ranges in UTF-16 code units (what a window counts in),
/// ascending, never touching. A letter whose folded form is only partly covered counts as covered.
#[must_use]
pub fn find_all(text: &str, words: &[String]) -> Vec<(u32, u32)> {
    let found = found_in(&fold(text), words);
    if found.is_empty() {
        return Vec::new();
    }
    // What folds letter by letter is found where it is.
    if text.is_ascii() {
        let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        return join(found.into_iter().map(|(start, end)| (at(start), at(end))));
    }
    let pieces = pieces(text);
    let folded: String = pieces.iter().map(|piece| piece.folded.as_str()).collect();
    join(found_in(&folded, words).into_iter().filter_map(|range| original(range, &pieces)))
}

/// Where any of the words stands in a folded text, in bytes, ascending.
fn found_in(folded: &str, words: &[String]) -> Vec<(usize, usize)> {
    let words = words.iter().filter(|word| !word.is_empty());
    let mut found: Vec<(usize, usize)> =
        words.flat_map(|word| folded.match_indices(word.as_str()).map(|(at, hit)| (at, at + hit.len()))).collect();
    found.sort_unstable();
    found
}

/// A letter with its marks, the smallest piece that folds on its own.
struct Piece {
    utf16: (u32, u32),
    folded: String,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut written = String::new();
    let mut start = 0;
    let mut end = 0;
    for c in text.chars() {
        if !written.is_empty() && !continues(c) {
            pieces.push(Piece { utf16: (start, end), folded: fold(&written) });
            written.clear();
            start = end;
        }
        written.push(c);
        end += u32::from(c.len_utf16() == 2) + 1;
    }
    pieces.push(Piece { utf16: (start, end), folded: fold(&written) });
    pieces
}

/// Whether a character belongs to the letter before it: a mark, or a vowel or final of a Hangul syllable.
fn continues(c: char) -> bool {
    is_mark(c) || matches!(c, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}')
}

fn original((start, end): (usize, usize), pieces: &[Piece]) -> Option<(u32, u32)> {
    let mut at = 0;
    let mut covered: Option<(u32, u32)> = None;
    for piece in pieces {
        let next = at + piece.folded.len();
        if at < end && next > start {
            covered = Some((covered.map_or(piece.utf16.0, |(first, _)| first), piece.utf16.1));
        }
        at = next;
    }
    covered
}

fn join(ranges: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn is_mark(c: char) -> bool {
    const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();
    GeneralCategoryGroup::Mark.contains(CATEGORY.get(c))
}

fn has_accents(c: char) -> bool {
    const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();
    matches!(SCRIPT.get(c), Script::Latin | Script::Greek | Script::Cyrillic)
}

/// Latin letters and signs that Unicode does not decompose, as people type them on a keyboard without them. Full case folding has
/// already made `ss` of `ß` and small letters of capitals.
fn spell_out(c: char, out: &mut String) {
    match c {
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ŋ' => out.push_str("ng"),
        _ => out.push(plain_sign(c).unwrap_or(c)),
    }
}

/// Apostrophes and dashes as they are on every keyboard.
fn plain_sign(c: char) -> Option<char> {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{02BB}' => Some('\''),
        '\u{2010}'..='\u{2015}' => Some('-'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        /// The short way for ASCII marks what the long way does: an `é` at the end takes the long one.
        #[test]
        fn plain_texts_are_marked_like_others(text in "[a-cA-C .@]{0,20}", words in prop::collection::vec("[a-c]{1,3}", 0..3)) {
            prop_assert_eq!(find_all(&text, &words), find_all(&format!("{text}é"), &words));
        }

        #[test]
        fn letter_case_makes_no_difference(text in "[a-zA-Zäöüéñøłß ]*") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text.to_lowercase()));
        }

        /// Marks are whole characters, in order and apart, whatever the text and the words.
        #[test]
        fn marks_are_sound(text in "\\PC{0,30}", words in prop::collection::vec("\\PC{1,3}", 0..3)) {
            let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
            let units = text.encode_utf16().count();
            let mut last = None;
            for (start, end) in find_all(&text, &words) {
                prop_assert!(start < end && end as usize <= units);
                prop_assert!(last.is_none_or(|last| last < start));
                last = Some(end);
            }
        }
    }

    #[test]
    fn case_and_accents_fold_on_latin_greek_and_cyrillic() {
        assert_eq!(fold("Ana SOFÍA"), "ana sofia");
        assert_eq!(fold("Łukasz Żółć"), "lukasz zolc");
        assert_eq!(fold("Søren Ærø Straße"), "soren aero strasse");
        assert_eq!(fold("ΆΓΓΕΛΟΣ"), fold("αγγελος"));
        assert_eq!(fold("Алёна"), fold("алена"));
        assert_eq!(fold("İstanbul"), fold("ıstanbul"));
        assert_eq!(fold("ＡＢＣ ﬁ"), "abc fi");
        assert_eq!(fold("O’Neil–D‘Aubigné"), "o'neil-d'aubigne");
        assert_eq!(fold_anew("o’neil\nann".to_owned()), "o'neil\nann");
    }

    #[test]
    fn marks_of_other_scripts_stay() {
        assert_ne!(fold("ガ"), fold("カ"));
        assert_ne!(fold("कि"), fold("क"));
        assert_eq!(fold("각"), "각");
    }

    #[test]
    fn marks_stand_where_the_letters_are() {
        let marks = |text: &str, search: &str| find_all(text, &search_words(search));
        assert_eq!(marks("Ana Sofía Smith", "smith sofia"), [(4, 9), (10, 15)]);
        assert_eq!(marks("Zoë Smithson", "zoe"), [(0, 3)]);
        assert_eq!(marks("Kenji 健二", "健"), [(6, 7)]);
        assert_eq!(marks("𝒥ane 😀 Doe", "doe"), [(9, 12)]);
        assert_eq!(marks("Straße", "ss"), [(4, 5)]);
        assert_eq!(marks("Ann O’Neil", "o'n"), [(4, 7)]);
        assert_eq!(marks("banana", "an nan"), [(1, 5)]);
        assert_eq!(marks("50% off_now", "% _"), [(2, 3), (7, 8)]);
        assert_eq!(marks("anything", ""), []);
    }
}
