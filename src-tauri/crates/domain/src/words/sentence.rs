//! What every sentence is put together from: names, counts, dates, lists.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use icu_properties::props::BidiClass;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use crate::visible::turns_direction;

/// A name for use in a sentence. One with right-to-left letters is set apart, so that it does not turn what stands
/// around it; characters that turn direction themselves are shown as unreadable.
pub(super) fn name(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    const DIRECTION: CodePointMapDataBorrowed<'static, BidiClass> = CodePointMapData::<BidiClass>::new();
    let turns = |c| matches!(DIRECTION.get(c), BidiClass::RightToLeft | BidiClass::ArabicLetter);
    let text = if text.contains(turns_direction) {
        Cow::Owned(text.replace(turns_direction, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    };
    if text.chars().any(turns) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { text }
}

/// A count with its noun: "1 open portal", "3 open portals".
pub(super) fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

/// The things of a list, in a sentence: "a, b and c".
pub(super) fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// A part of a sentence as a sentence of its own.
pub(super) fn sentence(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(std::iter::once('.')).collect()
}

/// The day of a moment: "3 Aug 2026". Days are those of UTC, as everywhere where nobody's own clock is known.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}

/// A moment to the minute: "3 Aug 2026, 14:05 UTC".
pub(super) fn minute(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M UTC").to_string()
}

/// A moment to the minute, never earlier than it is: what ends then has ended.
pub(super) fn minute_after(at: DateTime<Utc>) -> String {
    minute(at + TimeDelta::milliseconds(59_999))
}

/// How old something is, in the unit that says it best.
pub(super) fn age(age: TimeDelta) -> String {
    match (age.num_hours(), age.num_days()) {
        (..=0, _) => "less than an hour".to_owned(),
        (hours @ ..=47, _) => counted(hours, "hour"),
        (_, days) => counted(days, "day"),
    }
}

/// How long something is good for, in the largest unit of which it is two or more whole ones: "60 days", "24 hours".
#[must_use]
pub fn good_for(time: TimeDelta) -> String {
    let (minutes, hours, days) = (time.num_minutes(), time.num_hours(), time.num_days());
    match time {
        _ if days > 1 && TimeDelta::days(days) == time => counted(days, "day"),
        _ if hours > 1 && TimeDelta::hours(hours) == time => counted(hours, "hour"),
        _ => counted(minutes, "minute"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_whole_units() {
        for (minutes, said) in [(10, "10 minutes"), (60, "60 minutes"), (90, "90 minutes"), (120, "2 hours")] {
            assert_eq!(good_for(TimeDelta::minutes(minutes)), said);
        }
        assert_eq!(good_for(TimeDelta::hours(24)), "24 hours");
        assert_eq!(good_for(TimeDelta::days(60)), "60 days");
    }

    #[test]
    fn things_are_listed_as_people_list_them() {
        let of = |things: &[&str]| list(&things.iter().map(|thing| (*thing).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["a"]), "a");
        assert_eq!(of(&["a", "b"]), "a and b");
        assert_eq!(of(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn times_read_as_people_write_them() {
        let at: DateTime<Utc> = "2026-08-03T14:05:59Z".parse().unwrap();
        assert_eq!((day(at).as_str(), minute(at).as_str()), ("3 Aug 2026", "3 Aug 2026, 14:05 UTC"));
        assert_eq!(minute_after(at), "3 Aug 2026, 14:06 UTC");
        assert_eq!(minute_after(at - TimeDelta::seconds(59)), "3 Aug 2026, 14:05 UTC", "a full minute is itself");
        assert_eq!(age(TimeDelta::minutes(59)), "less than an hour");
        assert_eq!(age(TimeDelta::hours(1)), "1 hour");
        assert_eq!(age(TimeDelta::hours(47)), "47 hours");
        assert_eq!(age(TimeDelta::hours(48)), "2 days");
    }
}
