//! What is to be paid, of one client and of all that a user is linked to: the one way in which a [`PortalView`] and a
//! [`UserPortal`] become HTML. Staff are shown the same view models (`rules.md` 4, 5, 12).

use chrono::{DateTime, NaiveDate, Utc};
use contract::{Amount, PortalView, UnpaidInvoice, UserPortal};
use maud::{Markup, html};

use super::address::client_page;

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
                ul.bills { @for invoice in &view.invoices { li { h3 { (number(invoice)) } (lines(invoice)) } } }
                (total(&view.totals))
            }
            (age(view.data_as_of))
        }
    }
}

/// All linked clients of a user in one list, and what is to be paid of them in another: each bill says whose it is.
#[must_use]
pub fn merged(view: &UserPortal, slug: &str) -> Markup {
    html! {
        ul.clients {
            @for client in &view.clients {
                li {
                    a href=(client_page(slug, &client.client_id)) { bdi { (client.name) } }
                    span.hint { "Client ID " bdi { (client.client_id) } " · " (client.owes) }
                }
            }
        }
        section.client aria-labelledby="to-pay" {
            h2 id="to-pay" { "What is to be paid" }
            @if view.invoices.is_empty() {
                p { "Nothing is to be paid." }
            } @else {
                ul.bills {
                    @for bill in &view.invoices {
                        li {
                            h3 { bdi { (bill.client) } }
                            p.hint { "Client ID " bdi { (bill.client_id) } " · " (number(&bill.invoice)) }
                            (lines(&bill.invoice))
                        }
                    }
                }
                (total(&view.totals))
            }
            (age(view.data_as_of))
        }
    }
}

fn number(invoice: &UnpaidInvoice) -> Markup {
    html! { "Invoice " bdi { (invoice.number) } }
}

fn lines(invoice: &UnpaidInvoice) -> Markup {
    html! {
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

fn total(totals: &[Amount]) -> Markup {
    html! {
        p.total {
            "To be paid in all: "
            @for (nth, total) in totals.iter().enumerate() { @if nth > 0 { ", " } strong { (total.says) } }
        }
    }
}

/// When the data was taken from the PMS (2).
fn age(as_of: Option<DateTime<Utc>>) -> Markup {
    html! {
        @if let Some(as_of) = as_of {
            p.hint { "As of " time datetime=(as_of.to_rfc3339()) { (as_of.format("%-d %B %Y, %H:%M UTC")) } }
        }
    }
}

fn line(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn day(day: NaiveDate) -> Markup {
    html! { time datetime=(day) { (day.format("%-d %B %Y")) } }
}
