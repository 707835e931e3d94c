//! Invoices as the portals show them: the PMS's balance less what was paid here and is not posted there yet (`rules.md`
//! 5, 33). `domain` decides which of them show.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{ClientId, Currency, FirmSettings, Invoice, InvoiceKind, Money, Owed, PortalUserId};
use sqlx::FromRow;

use super::{Transaction, query_as, query_scalar};
use crate::{Error, FirmId};

/// An invoice with what a portal says of it.
#[derive(Debug)]
pub(crate) struct ShownInvoice {
    pub(crate) number: String,
    pub(crate) issued_on: NaiveDate,
    pub(crate) due_on: NaiveDate,
    /// What it was made out for.
    pub(crate) amount: Money,
    /// What decides whether it shows, and what is due.
    pub(crate) invoice: Invoice,
}

/// What decides whether an invoice shows, and whose it is.
#[derive(Debug, FromRow)]
struct DueRow {
    client_id: String,
    currency: String,
    balance: i64,
    late_fee: i64,
    kind: String,
    in_pms: bool,
}

#[derive(Debug, FromRow)]
struct InvoiceRow {
    #[sqlx(flatten)]
    due: DueRow,
    invoice_number: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    amount: i64,
}

/// What was paid here of an invoice `i` and is not posted yet. Nothing is looked for where the firm has no such payment. A
/// payment in another currency than the invoice's takes nothing off it: the numbers of two currencies have no difference.
/// (The cross join is one that SQLite leaves in this order: few payments are of one invoice, many are of one firm.)
macro_rules! paid {
    ($part:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM payment y
                     WHERE y.firm_id = $1 AND y.posted_at IS NULL AND y.state <> 'failed')
                 THEN coalesce((SELECT sum(p.",
            $part,
            ") FROM payment_part p CROSS JOIN payment y
                     WHERE p.firm_id = i.firm_id AND p.client_id = i.client_id AND p.invoice_number = i.invoice_number
                         AND y.firm_id = p.firm_id AND y.payment_id = p.payment_id AND y.state <> 'failed'
                         AND y.posted_at IS NULL AND y.currency = i.currency), 0)
                 ELSE 0 END"
        )
    };
}

/// Of the invoices `i` that are not settled, less what was paid here, what decides which show and `$more`: what shows is
/// among them.
macro_rules! select {
    ($more:literal, $from_and_where:literal) => {
        concat!(
            "SELECT i.client_id, i.currency, CAST(i.balance - ",
            $crate::db::invoices::paid!("balance"),
            " AS BIGINT) AS balance, CAST(i.late_fee - ",
            $crate::db::invoices::paid!("late_fee"),
            " AS BIGINT) AS late_fee, i.kind, i.in_pms",
            $more,
            " ",
            $from_and_where,
            " AND (i.balance <> 0 OR i.late_fee <> 0)"
        )
    };
}

/// How many of them, and how many late fees, the portal of each client shows; none of a client without any. `$3` is whether
/// late fees are shown. It is what [`domain::Owed::of`] comes to, here in SQL, since a snapshot asks for millions of them.
macro_rules! counted_by_client {
    ($from_and_where:literal) => {
        concat!(
            "SELECT due.client_id, count(*) AS invoices, count(*) FILTER (WHERE $3 AND due.late_fee > 0) AS late_fees
             FROM (",
            $crate::db::invoices::select!("", $from_and_where),
            ") due WHERE due.kind = 'invoice' AND due.in_pms
                 AND due.balance > CASE WHEN $3 THEN -due.late_fee ELSE 0 END GROUP BY due.client_id"
        )
    };
}

pub(super) use {counted_by_client, paid, select};

/// Those of all linked clients of a portal user.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
) -> Result<HashMap<ClientId, Vec<Invoice>>, Error> {
    let rows = query_as(select!(
        "",
        "FROM link l JOIN invoice i ON i.firm_id = l.firm_id AND i.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL"
    ));
    by_client(rows.bind(firm.get()).bind(user.get()).fetch_all(tx).await?)
}

/// What the portal of each of these clients (a JSON array of Client IDs) shows as owed; none of a client without any.
pub(crate) async fn owed_by(
    tx: &mut Transaction,
    firm: FirmId,
    clients: &str,
    settings: FirmSettings,
) -> Result<HashMap<String, Owed>, Error> {
    let rows: Vec<(String, i64, i64)> = query_as(counted_by_client!(
        "FROM json_each($2) c JOIN invoice i ON i.client_id = c.value WHERE i.firm_id = $1"
    ))
    .bind(firm.get())
    .bind(clients)
    .bind(settings.late_fees_shown)
    .fetch_all(tx)
    .await?;
    let count = |count| u32::try_from(count).map_err(|_| Error::Corrupt(format!("{count} invoices of a client")));
    let owed =
        |(client, invoices, late_fees)| Ok((client, Owed { invoices: count(invoices)?, late_fees: count(late_fees)? }));
    rows.into_iter().map(owed).collect()
}

fn by_client(rows: Vec<DueRow>) -> Result<HashMap<ClientId, Vec<Invoice>>, Error> {
    let mut all: HashMap<ClientId, Vec<Invoice>> = HashMap::new();
    for row in rows {
        let (client, invoice) = row.read()?;
        all.entry(client).or_default().push(invoice);
    }
    Ok(all)
}

/// Those of a client, by when they are due.
pub(crate) async fn of_client(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
) -> Result<Vec<ShownInvoice>, Error> {
    let rows: Vec<InvoiceRow> = query_as(concat!(
        select!(
            ", i.invoice_number, i.issued_on, i.due_on, i.amount",
            "FROM invoice i WHERE i.firm_id = $1 AND i.client_id = $2"
        ),
        " ORDER BY i.due_on, i.invoice_number"
    ))
    .bind(firm.get())
    .bind(client.as_str())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| Ok(row.read()?.1)).collect()
}

/// Those of all linked clients of a portal user, by when they are due.
pub(crate) async fn of_linked(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
) -> Result<Vec<(ClientId, ShownInvoice)>, Error> {
    let rows: Vec<InvoiceRow> = query_as(concat!(
        select!(
            ", i.invoice_number, i.issued_on, i.due_on, i.amount",
            "FROM link l JOIN invoice i ON i.firm_id = l.firm_id AND i.client_id = l.client_id
             WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL"
        ),
        " ORDER BY i.due_on, i.client_id, i.invoice_number"
    ))
    .bind(firm.get())
    .bind(user.get())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(InvoiceRow::read).collect()
}

/// Whether the client ever had an invoice.
pub(crate) async fn any(tx: &mut Transaction, firm: FirmId, client: &ClientId) -> Result<bool, Error> {
    let any = query_scalar("SELECT EXISTS (SELECT 1 FROM invoice WHERE firm_id = $1 AND client_id = $2)");
    any.bind(firm.get()).bind(client.as_str()).fetch_one(tx).await
}

/// Every number that the client's invoices ever had: keys to its portal (`rules.md` 9).
pub(crate) async fn numbers(tx: &mut Transaction, firm: FirmId, client: &str) -> Result<Vec<String>, Error> {
    let numbers = query_scalar("SELECT invoice_number FROM invoice WHERE firm_id = $1 AND client_id = $2");
    numbers.bind(firm.get()).bind(client).fetch_all(tx).await
}

/// Whether some client but this one has an invoice of this number.
pub(crate) async fn is_of_another(
    tx: &mut Transaction,
    firm: FirmId,
    client: &str,
    number: &str,
) -> Result<bool, Error> {
    let another = query_scalar(
        "SELECT EXISTS (SELECT 1 FROM invoice WHERE firm_id = $1 AND invoice_number = $3 AND client_id <> $2)",
    );
    another.bind(firm.get()).bind(client).bind(number).fetch_one(tx).await
}

impl DueRow {
    fn read(self) -> Result<(ClientId, Invoice), Error> {
        let currency = Currency::from_code(&self.currency)?;
        let money = |minor| Money { minor, currency };
        let kind = match self.kind.as_str() {
            "invoice" => InvoiceKind::Invoice,
            "debit_memo" => InvoiceKind::DebitMemo,
            other => return Err(Error::Corrupt(format!("the kind of invoice {other:?}"))),
        };
        let (balance, late_fee) = (money(self.balance), money(self.late_fee));
        Ok((ClientId::new(self.client_id)?, Invoice { kind, in_pms: self.in_pms, balance, late_fee }))
    }
}

impl InvoiceRow {
    fn read(self) -> Result<(ClientId, ShownInvoice), Error> {
        let (client, invoice) = self.due.read()?;
        let amount = Money { minor: self.amount, currency: invoice.balance.currency };
        let (number, issued_on, due_on) = (self.invoice_number, self.issued_on, self.due_on);
        Ok((client, ShownInvoice { number, issued_on, due_on, amount, invoice }))
    }
}
