//! What is to be paid of one client: the one way in which a [`PortalView`] becomes HTML. Staff are shown the same view model
//! (`rules.md` 4, 5, 12).

use chrono::NaiveDate;
use contract::{PortalView, UnpaidInvoice};
use maud::{Markup, html};

/// The client with its unpaid invoices; which client it is stands above them.
#[must_use]
pub fn bills(view: &PortalView) -> Markup {
    html! {
        section.client aria-label=(format!("{}, Client ID {}", view.client, view.client_id)) {
            h2 { bdi { (view.client) } }
            p.hint { "Client ID " bdi { (view.client_id) } }
            @if let Some(notice) = &view.notice {
                p { (notice) }
            } @else if view.invoices.is_empty() {
                p { "Nothing is to be paid." }
            } @else {
                ul.bills { @for invoice in &view.invoices { (bill(invoice)) } }
                p.total {
                    "To be paid in all: "
                    @for (nth, total) in view.totals.iter().enumerate() {
                        @if nth > 0 { ", " }
                        strong { (total.says) }
                    }
                }
            }
            @if let Some(as_of) = view.data_as_of {
                p.hint { "As of " time datetime=(as_of.to_rfc3339()) { (as_of.format("%-d %B %Y, %H:%M UTC")) } }
            }
        }
    }
}

fn bill(invoice: &UnpaidInvoice) -> Markup {
    html! {
        li {
            h3 { "Invoice " bdi { (invoice.number) } }
            dl {
                (line("Issued", &day(invoice.issued_on)))
                (line("Due", &day(invoice.due_on)))
                (line("Made out for", &html! { (invoice.amount.says) }))
                (line("Still to be paid of it", &html! { (invoice.balance.says) }))
                @if let Some(fee) = &invoice.late_fee { (line("Late fee", &html! { (fee.says) })) }
                (line("To be paid", &html! { strong { (invoice.due.says) } }))
            }
        }
    }
}

fn line(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn day(day: NaiveDate) -> Markup {
    html! { time datetime=(day) { (day.format("%-d %B %Y")) } }
}
