//! How one letter that was typed differs from the right one.

use crate::Slip;

/// A slip, as it follows "what was typed has": "a small t for a capital T", "an O for a 0", "a space too many".
#[must_use]
pub fn slip(slip: Slip) -> String {
    match slip {
        Slip::LetterCase { typed, right } => format!("{} for {}", by_case(typed), by_case(right)),
        Slip::LookAlike { typed, right } => format!("{} for {}", one(typed), one(right)),
        Slip::ExtraSpace => "a space too many".to_owned(),
        Slip::MissingSpace => "a space too few".to_owned(),
        Slip::ExtraMark(mark) => format!("{} too many", one_mark(mark)),
        Slip::MissingMark(mark) => format!("{} too few", one_mark(mark)),
    }
}

/// Slips in the order of the text; those that are alike are told once, with how often.
pub(super) fn slips(slips: &[Slip]) -> Vec<String> {
    let mut told: Vec<(Slip, usize)> = Vec::new();
    for &slip in slips {
        match told.iter_mut().find(|(before, _)| *before == slip) {
            Some((_, times)) => *times += 1,
            None => told.push((slip, 1)),
        }
    }
    let says = |(one, times)| if times == 1 { slip(one) } else { format!("{} ({times} times)", slip(one)) };
    told.into_iter().map(says).collect()
}

fn by_case(letter: char) -> String {
    if letter.is_uppercase() { format!("a capital {letter}") } else { format!("a small {letter}") }
}

/// A letter or digit with the article that its name is spoken with.
fn one(letter: char) -> String {
    let vowel = "aefhilmnorsx8".contains(letter.to_ascii_lowercase());
    format!("{} {letter}", if vowel { "an" } else { "a" })
}

fn one_mark(mark: char) -> String {
    match mark {
        '-' | '‐' | '‑' => "a hyphen".to_owned(),
        '–' | '—' => "a dash".to_owned(),
        '_' => "an underscore".to_owned(),
        '.' => "a dot".to_owned(),
        '/' => "a slash".to_owned(),
        '#' => "a number sign".to_owned(),
        other => format!("a {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slip_is_told_in_plain_words() {
        assert_eq!(slip(Slip::LetterCase { typed: 't', right: 'T' }), "a small t for a capital T");
        assert_eq!(slip(Slip::LookAlike { typed: 'O', right: '0' }), "an O for a 0");
        assert_eq!(slip(Slip::LookAlike { typed: 'l', right: '1' }), "an l for a 1");
        assert_eq!(slip(Slip::LookAlike { typed: 'B', right: '8' }), "a B for an 8");
        assert_eq!(slip(Slip::ExtraSpace), "a space too many");
        assert_eq!(slip(Slip::MissingMark('-')), "a hyphen too few");
        assert_eq!(slip(Slip::ExtraMark('/')), "a slash too many");
    }

    #[test]
    fn what_happens_twice_is_told_once() {
        let twice = [Slip::ExtraSpace, Slip::MissingMark('-'), Slip::ExtraSpace];
        assert_eq!(slips(&twice), ["a space too many (2 times)", "a hyphen too few"]);
    }
}
