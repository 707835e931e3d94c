use chrono::NaiveDate;

use crate::Money;

/// What a payment plan pays (rule 34), as far as staff are told which would stop (26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// What it pays each time.
    pub pays: Pays,
    /// How often.
    pub frequency: Frequency,
    /// The day of its first instalment.
    pub starts_on: NaiveDate,
}

/// What a plan pays each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// The same amount.
    Amount(Money),
    /// Whatever is invoiced, up to a cap if there is one.
    Invoices {
        /// No instalment is larger.
        cap: Option<Money>,
    },
}

/// How often a plan pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Every week.
    Weekly,
    /// Every second week.
    TwoWeekly,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year.
    Yearly,
}

impl Frequency {
    /// Every frequency.
    pub const ALL: [Self; 5] = [Self::Weekly, Self::TwoWeekly, Self::Monthly, Self::Quarterly, Self::Yearly];

    /// How it is written in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::TwoWeekly => "two_weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
        }
    }

    /// The frequency of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frequency| frequency.code() == code)
    }
}
