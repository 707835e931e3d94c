use std::ops::AddAssign;

use crate::{FirmSettings, Money};

/// What an invoice of the PMS is to the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceKind {
    /// A bill that can be paid.
    Invoice,
    /// An entry for the books; it never shows (rule 5), but its number is a key like any other (9).
    DebitMemo,
}

/// The facts of an invoice that decide whether it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoice {
    /// Bill or debit memo.
    pub kind: InvoiceKind,
    /// Still in the PMS's export; an invoice gone from it is closed (rule 2).
    pub in_pms: bool,
    /// What the PMS says is still to be paid, without the late fee.
    pub balance: Money,
    /// Comes on top of the balance.
    pub late_fee: Money,
}

impl Invoice {
    /// Rule 5: every unpaid invoice shows, however old. What nothing is due on and debit memos never show.
    #[must_use]
    pub fn shows(&self, settings: FirmSettings) -> bool {
        self.kind == InvoiceKind::Invoice && self.in_pms && self.due(settings) > 0
    }

    /// What is due, in minor units: the late fee comes on top of the balance, which is negative for a credit. A firm
    /// that does not show late fees (rule 33) asks for none.
    #[must_use]
    pub fn due(&self, settings: FirmSettings) -> i64 {
        self.balance.minor.saturating_add(self.late_fee_shown(settings))
    }

    fn late_fee_shown(&self, settings: FirmSettings) -> i64 {
        if settings.late_fees_shown { self.late_fee.minor } else { 0 }
    }
}

/// How many invoices and late fees a portal shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owed {
    /// Invoices that show.
    pub invoices: u32,
    /// Those of them with a late fee.
    pub late_fees: u32,
}

impl Owed {
    /// What shows of the given invoices.
    #[must_use]
    pub fn of<'a>(invoices: impl IntoIterator<Item = &'a Invoice>, settings: FirmSettings) -> Self {
        let mut owed = Self::default();
        for invoice in invoices.into_iter().filter(|invoice| invoice.shows(settings)) {
            owed += Self { invoices: 1, late_fees: u32::from(invoice.late_fee_shown(settings) > 0) };
        }
        owed
    }
}

impl AddAssign for Owed {
    fn add_assign(&mut self, more: Self) {
        self.invoices += more.invoices;
        self.late_fees += more.late_fees;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    fn invoice(kind: InvoiceKind, in_pms: bool, balance: i64, late_fee: i64) -> Invoice {
        let currency = Currency::from_code("USD").unwrap();
        let money = |minor| Money { minor, currency };
        Invoice { kind, in_pms, balance: money(balance), late_fee: money(late_fee) }
    }

    fn late_fees(late_fees_shown: bool) -> FirmSettings {
        FirmSettings { late_fees_shown, ..FirmSettings::default() }
    }

    /// Rule 5.
    #[test]
    fn unpaid_invoices_and_late_fees_show_and_nothing_else() {
        let shows =
            |kind, in_pms, balance, late_fee| invoice(kind, in_pms, balance, late_fee).shows(FirmSettings::default());
        let bill = InvoiceKind::Invoice;
        assert!(shows(bill, true, 100, 0));
        assert!(shows(bill, true, 0, 5), "a late fee alone is still owed");
        assert!(!shows(bill, true, 0, 0));
        assert!(!shows(bill, true, -100, 0), "a credit is not owed");
        assert!(!shows(bill, true, -100, 5), "nor is a late fee that a credit covers");
        assert!(!shows(bill, false, 100, 0), "closed by an import");
        assert!(!shows(InvoiceKind::DebitMemo, true, 100, 5));
    }

    #[test]
    fn only_what_shows_is_counted() {
        let all = [
            invoice(InvoiceKind::Invoice, true, 100, 5),
            invoice(InvoiceKind::Invoice, true, 100, 0),
            invoice(InvoiceKind::Invoice, true, 0, 5),
            invoice(InvoiceKind::Invoice, true, 0, 0),
            invoice(InvoiceKind::DebitMemo, true, 100, 5),
        ];
        assert_eq!(Owed::of(&all, late_fees(true)), Owed { invoices: 3, late_fees: 2 });
        assert_eq!(Owed::of(&all, late_fees(false)), Owed { invoices: 2, late_fees: 0 });
    }

    proptest! {
        /// Rule 33: a firm that does not show late fees shows what it would show if there were none.
        #[test]
        fn late_fees_that_are_not_shown_count_for_nothing(balance in -200_i64..200, late_fee in 0_i64..200) {
            let with = invoice(InvoiceKind::Invoice, true, balance, late_fee);
            let without = invoice(InvoiceKind::Invoice, true, balance, 0);
            prop_assert_eq!(Owed::of([&with], late_fees(false)), Owed::of([&without], late_fees(true)));
        }
    }
}
