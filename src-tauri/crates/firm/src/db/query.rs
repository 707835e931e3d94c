//! One way to ask either engine: a statement whose parameters are `$1`, `$2` …, typed values for them, and rows that read
//! the same from both. sqlx's own queries are typed by the engine; its `Any` would hide what differs until production.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow};

use super::Transaction;
use super::transaction::Inner;
use crate::Error;

/// A value for a parameter. An absent one keeps its type, which PostgreSQL asks for.
#[derive(Debug, Clone)]
pub(crate) enum Value<'q> {
    Number(Option<i64>),
    Bool(Option<bool>),
    Text(Option<Cow<'q, str>>),
    Bytes(Option<Cow<'q, [u8]>>),
    Time(Option<DateTime<Utc>>),
    Date(Option<NaiveDate>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident, $value:ident => $into:expr;)*) => {$(
        impl<'q> From<$from> for Value<'q> {
            fn from($value: $from) -> Self {
                Self::$variant(Some($into))
            }
        }

        impl<'q> From<Option<$from>> for Value<'q> {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$value| $into))
            }
        }
    )*};
}

value_from! {
    i64 => Number, value => value;
    u32 => Number, value => i64::from(value);
    bool => Bool, value => value;
    &'q str => Text, value => Cow::Borrowed(value);
    &'q String => Text, value => Cow::Borrowed(value.as_str());
    String => Text, value => Cow::Owned(value);
    &'q [u8] => Bytes, value => Cow::Borrowed(value);
    Vec<u8> => Bytes, value => Cow::Owned(value);
    DateTime<Utc> => Time, value => value;
    NaiveDate => Date, value => value;
}

macro_rules! arguments {
    ($name:ident -> $arguments:ty) => {
        pub(super) fn $name(values: Vec<Value<'_>>) -> Result<$arguments, Error> {
            let mut arguments = <$arguments>::default();
            for value in values {
                let added = match value {
                    Value::Number(value) => arguments.add(value),
                    Value::Bool(value) => arguments.add(value),
                    Value::Text(value) => arguments.add(value.map(Cow::into_owned)),
                    Value::Bytes(value) => arguments.add(value.map(Cow::into_owned)),
                    Value::Time(value) => arguments.add(value),
                    Value::Date(value) => arguments.add(value),
                };
                added.map_err(sqlx::Error::Encode)?;
            }
            Ok(arguments)
        }
    };
}

arguments!(sqlite_arguments -> SqliteArguments);
arguments!(postgres_arguments -> PgArguments);

/// A row that reads the same from both engines; `#[derive(FromRow)]` and tuples make one.
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A statement with the values so far. `T` is what a row of its answer is read as.
pub(crate) struct Query<'q, T> {
    sql: &'static str,
    values: Vec<Value<'q>>,
    row: PhantomData<fn() -> T>,
}

/// A statement that each engine has to be asked in words of its own.
pub(crate) struct Either {
    pub(crate) on_sqlite: &'static str,
    pub(crate) on_postgres: &'static str,
}

impl Transaction {
    /// The words of the engine that this is of.
    pub(crate) fn its(&self, statement: Either) -> &'static str {
        match self.inner {
            Inner::Sqlite(_) => statement.on_sqlite,
            Inner::Postgres(_) => statement.on_postgres,
        }
    }
}

/// A statement that answers no rows.
pub(crate) fn query<'q>(sql: &'static str) -> Query<'q, ()> {
    query_as(sql)
}

/// A statement whose rows are read as `T`.
pub(crate) fn query_as<'q, T>(sql: &'static str) -> Query<'q, T> {
    Query { sql, values: Vec::new(), row: PhantomData }
}

/// A statement whose rows have one column.
pub(crate) fn query_scalar<'q, T>(sql: &'static str) -> Scalars<'q, T> {
    Scalars(query_as(sql))
}

impl<'q, T> Query<'q, T> {
    pub(crate) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it, and answers how many rows it wrote.
    pub(crate) async fn execute(self, tx: &mut Transaction) -> Result<u64, Error> {
        Ok(match &mut tx.inner {
            Inner::Sqlite(tx) => {
                let arguments = sqlite_arguments(self.values)?;
                sqlx::query_with(self.sql, arguments).execute(&mut **tx).await?.rows_affected()
            }
            Inner::Postgres(tx) => {
                let arguments = postgres_arguments(self.values)?;
                sqlx::query_with(self.sql, arguments).execute(&mut **tx).await?.rows_affected()
            }
        })
    }
}

impl<T: Row> Query<'_, T> {
    /// All rows.
    pub(crate) async fn fetch_all(self, tx: &mut Transaction) -> Result<Vec<T>, Error> {
        Ok(match &mut tx.inner {
            Inner::Sqlite(tx) => {
                let arguments = sqlite_arguments(self.values)?;
                sqlx::query_as_with(self.sql, arguments).fetch_all(&mut **tx).await?
            }
            Inner::Postgres(tx) => {
                let arguments = postgres_arguments(self.values)?;
                sqlx::query_as_with(self.sql, arguments).fetch_all(&mut **tx).await?
            }
        })
    }

    /// The row, if there is one.
    pub(crate) async fn fetch_optional(self, tx: &mut Transaction) -> Result<Option<T>, Error> {
        Ok(match &mut tx.inner {
            Inner::Sqlite(tx) => {
                let arguments = sqlite_arguments(self.values)?;
                sqlx::query_as_with(self.sql, arguments).fetch_optional(&mut **tx).await?
            }
            Inner::Postgres(tx) => {
                let arguments = postgres_arguments(self.values)?;
                sqlx::query_as_with(self.sql, arguments).fetch_optional(&mut **tx).await?
            }
        })
    }

    /// The row, which there has to be.
    pub(crate) async fn fetch_one(self, tx: &mut Transaction) -> Result<T, Error> {
        Ok(self.fetch_optional(tx).await?.ok_or(sqlx::Error::RowNotFound)?)
    }
}

/// A [`Query`] whose rows have one column.
pub(crate) struct Scalars<'q, T>(Query<'q, (T,)>);

impl<'q, T> Scalars<'q, T>
where
    (T,): Row,
{
    pub(crate) fn bind(self, value: impl Into<Value<'q>>) -> Self {
        Self(self.0.bind(value))
    }

    pub(crate) async fn fetch_all(self, tx: &mut Transaction) -> Result<Vec<T>, Error> {
        Ok(self.0.fetch_all(tx).await?.into_iter().map(|(value,)| value).collect())
    }

    pub(crate) async fn fetch_optional(self, tx: &mut Transaction) -> Result<Option<T>, Error> {
        Ok(self.0.fetch_optional(tx).await?.map(|(value,)| value))
    }

    pub(crate) async fn fetch_one(self, tx: &mut Transaction) -> Result<T, Error> {
        Ok(self.0.fetch_one(tx).await?.0)
    }
}
