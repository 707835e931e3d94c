//! Many rows of a table at once, for whoever fills a database by the million. `COPY` would be PostgreSQL's own way, but
//! it refuses tables with row-level security; so there a statement takes a list for each column, and on SQLite, where a
//! statement costs no round trip, a row.

use std::borrow::Cow;

use sqlx::Arguments;
use sqlx::postgres::PgArguments;

use super::query::{Value, sqlite_arguments};
use super::transaction::{Inner, Transaction};
use crate::Error;

/// How many rows wait until they are written together.
const TOGETHER: usize = 2_000;

/// How many rows one statement takes on SQLite, where each goes to another thread and back.
const AT_ONCE: usize = 8;

/// A table and its columns, in the order of [`row!`].
pub(crate) struct Table {
    on_sqlite: &'static str,
    /// [`AT_ONCE`] rows in one statement.
    some_on_sqlite: &'static str,
    on_postgres: &'static str,
}

/// The places of a row's values: one for the first column, and one for each further.
macro_rules! one {
    ($($further:ident)*) => { concat!("(?", $(place!($further),)* ")") };
}

macro_rules! place {
    ($column:ident) => {
        ", ?"
    };
}

macro_rules! tables {
    ($($constant:ident = $table:literal {
        1 $first:ident $first_type:ident $(, $number:literal $column:ident $type:ident)*
    })*) => {$(
        pub(crate) const $constant: Table = Table {
            on_sqlite: concat!(
                "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($column),)* ") VALUES ",
                one!($($column)*)
            ),
            some_on_sqlite: concat!(
                "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($column),)* ") VALUES ",
                one!($($column)*), ", ", one!($($column)*), ", ", one!($($column)*), ", ", one!($($column)*), ", ",
                one!($($column)*), ", ", one!($($column)*), ", ", one!($($column)*), ", ", one!($($column)*)
            ),
            on_postgres: concat!(
                "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($column),)*
                ") SELECT * FROM unnest($1::", stringify!($first_type), "[]",
                $(", $", $number, "::", stringify!($type), "[]",)* ")"
            ),
        };
    )*};
}

tables! {
    CLIENTS = "client" {
        1 firm_id bigint, 2 client_id text, 3 name text, 4 office text, 5 portal text, 6 name_key text,
        7 search_key text, 8 look_key text, 9 import_id bigint, 10 changed_in bigint
    }
    CONTACTS = "contact" {
        1 firm_id bigint, 2 client_id text, 3 email_key text, 4 name text, 5 email text, 6 receives_invoices boolean,
        7 listed boolean, 8 import_id bigint, 9 changed_in bigint
    }
    INVOICES = "invoice" {
        1 firm_id bigint, 2 client_id text, 3 invoice_number text, 4 kind text, 5 issued_on date, 6 due_on date,
        7 currency text, 8 amount bigint, 9 balance bigint, 10 late_fee bigint, 11 in_pms boolean, 12 import_id bigint,
        13 changed_in bigint
    }
    PORTAL_USERS = "portal_user" {
        1 firm_id bigint, 2 portal_user_id bigint, 3 email text, 4 email_key text, 5 first_name text,
        6 last_name text, 7 name_key text, 8 search_key text, 9 password_hash text, 10 came_from text,
        11 created_at timestamptz, 12 verified_at timestamptz, 13 last_sign_in_at timestamptz
    }
    LINKS = "link" {
        1 firm_id bigint, 2 portal_user_id bigint, 3 client_id text, 4 version bigint, 5 origin text, 6 barred boolean,
        7 evidence text, 8 made_by text, 9 made_at timestamptz, 10 changed_by text, 11 changed_at timestamptz
    }
    ACTIVITY = "activity" {
        1 firm_id bigint, 2 number bigint, 3 at timestamptz, 4 actor_kind text, 5 actor text, 6 deed text,
        7 portal_user_id bigint, 8 client_id text, 9 before_origin text, 10 before_barred boolean,
        11 after_origin text, 12 after_barred boolean, 13 evidence text, 14 reason text, 15 undo_of bigint,
        16 request_id text, 17 hash bytea
    }
    KEY_TALLIES = "key_tally" {
        1 firm_id bigint, 2 client_id text, 3 wrong_in_a_row bigint, 4 closed_until timestamptz
    }
    KEY_ATTEMPTS = "key_attempt" {
        1 firm_id bigint, 2 number bigint, 3 at timestamptz, 4 portal_user_id bigint, 5 client_id_given text,
        6 answer text
    }
}

/// A row: a value for each column of its table.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
pub(crate) use row;

/// Rows on their way into a table.
pub(crate) struct Bulk {
    table: Table,
    waiting: Vec<Vec<Value<'static>>>,
}

impl Bulk {
    pub(crate) fn into(table: Table) -> Self {
        Self { table, waiting: Vec::with_capacity(TOGETHER) }
    }

    /// Adds a row, and writes those that wait once they are many.
    pub(crate) async fn push(&mut self, tx: &mut Transaction, row: Vec<Value<'static>>) -> Result<(), Error> {
        self.waiting.push(row);
        if self.waiting.len() < TOGETHER { Ok(()) } else { self.write(tx).await }
    }

    /// Writes what still waits.
    pub(crate) async fn finish(mut self, tx: &mut Transaction) -> Result<(), Error> {
        self.write(tx).await
    }

    async fn write(&mut self, tx: &mut Transaction) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.waiting);
        match &mut tx.inner {
            Inner::Sqlite(tx) => {
                let mut rows = rows.into_iter();
                while !rows.as_slice().is_empty() {
                    let whole = rows.len() >= AT_ONCE;
                    let sql = if whole { self.table.some_on_sqlite } else { self.table.on_sqlite };
                    let values = rows.by_ref().take(if whole { AT_ONCE } else { 1 }).flatten().collect();
                    sqlx::query_with(sql, sqlite_arguments(values)?).execute(&mut **tx).await?;
                }
            }
            Inner::Postgres(tx) if !rows.is_empty() => {
                sqlx::query_with(self.table.on_postgres, columns(rows)?).execute(&mut **tx).await?;
            }
            Inner::Postgres(_) => {}
        }
        Ok(())
    }
}

/// The rows as a list a column.
fn columns(rows: Vec<Vec<Value<'static>>>) -> Result<PgArguments, Error> {
    let width = rows.first().map_or(0, Vec::len);
    let mut columns: Vec<Column> = rows.first().into_iter().flatten().map(Column::like).collect();
    for row in rows {
        debug_assert_eq!(row.len(), width, "rows of one table have its columns");
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value)?;
        }
    }
    let mut arguments = PgArguments::default();
    for column in columns {
        column.add_to(&mut arguments)?;
    }
    Ok(arguments)
}

macro_rules! column {
    ($($variant:ident($type:ty) = $owned:expr;)*) => {
        /// The values of one column, which are all of one type.
        enum Column {
            $($variant(Vec<Option<$type>>),)*
        }

        impl Column {
            /// An empty one for values such as this.
            fn like(value: &Value<'_>) -> Self {
                match value {
                    $(Value::$variant(_) => Self::$variant(Vec::with_capacity(TOGETHER)),)*
                }
            }

            fn push(&mut self, value: Value<'_>) -> Result<(), Error> {
                match (self, value) {
                    $((Self::$variant(values), Value::$variant(value)) => values.push(value.map($owned)),)*
                    (_, value) => return Err(Error::Corrupt(format!("{value:?} in a column of another type"))),
                }
                Ok(())
            }

            fn add_to(self, arguments: &mut PgArguments) -> Result<(), Error> {
                let added = match self {
                    $(Self::$variant(values) => arguments.add(values),)*
                };
                Ok(added.map_err(sqlx::Error::Encode)?)
            }
        }
    };
}

column! {
    Number(i64) = |value| value;
    Bool(bool) = |value| value;
    Text(String) = Cow::into_owned;
    Bytes(Vec<u8>) = Cow::into_owned;
    Time(chrono::DateTime<chrono::Utc>) = |value| value;
    Date(chrono::NaiveDate) = |value| value;
}
