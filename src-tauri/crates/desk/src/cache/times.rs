//! Instants as the cache keeps them: microseconds since 1970, which is as exact as any backend's database.

use chrono::{DateTime, Utc};

use super::trouble::Trouble;

pub(super) fn write(time: DateTime<Utc>) -> i64 {
    time.timestamp_micros()
}

pub(super) fn read(micros: i64) -> Result<DateTime<Utc>, Trouble> {
    DateTime::from_timestamp_micros(micros).ok_or(Trouble::Damaged)
}

pub(super) fn read_if_any(micros: Option<i64>) -> Result<Option<DateTime<Utc>>, Trouble> {
    micros.map(read).transpose()
}
