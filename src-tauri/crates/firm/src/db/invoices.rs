//! Invoices as the portals show them: the PMS's balance less what was paid here and is not posted there yet (`rules.md`
//! 5, 33). `domain` decides which of them show.

use chrono::NaiveDate;
use domain::{ClientId, Currency, Invoice, InvoiceKind, Money, PortalUserId};
use sqlx::FromRow;

use super::{Transaction, query_as, query_scalar};
use crate::{Error, FirmId};

/// An invoice with what a portal says of it.
#[derive(Debug)]
pub(crate) struct ShownInvoice {
    pub(crate) client_id: ClientId,
    pub(crate) number: String,
    pub(crate) issued_on: NaiveDate,
    pub(crate) due_on: NaiveDate,
    /// What it was made out for.
    pub(crate) amount: Money,
    /// What decides whether it shows, and what is due.
    pub(crate) invoice: Invoice,
}

#[derive(Debug, FromRow)]
struct InvoiceRow {
    client_id: String,
    invoice_number: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    currency: String,
    amount: i64,
    balance: i64,
    late_fee: i64,
    kind: String,
    in_pms: bool,
}

/// The invoices `i` that are not settled, less what was paid here: what shows is among them. A payment in another currency
/// than the invoice's takes nothing off it: the numbers of two currencies have no difference.
macro_rules! select {
    ($from_and_where:literal) => {
        concat!(
            "SELECT i.client_id, i.invoice_number, i.issued_on, i.due_on, i.currency, i.amount,
                 CAST(i.balance - coalesce((SELECT sum(p.balance) FROM payment_part p
                     JOIN payment y ON y.firm_id = p.firm_id AND y.payment_id = p.payment_id
                     WHERE p.firm_id = i.firm_id AND p.client_id = i.client_id
                         AND p.invoice_number = i.invoice_number AND y.state <> 'failed' AND y.posted_at IS NULL
                         AND y.currency = i.currency), 0)
                     AS BIGINT) AS balance,
                 CAST(i.late_fee - coalesce((SELECT sum(p.late_fee) FROM payment_part p
                     JOIN payment y ON y.firm_id = p.firm_id AND y.payment_id = p.payment_id
                     WHERE p.firm_id = i.firm_id AND p.client_id = i.client_id
                         AND p.invoice_number = i.invoice_number AND y.state <> 'failed' AND y.posted_at IS NULL
                         AND y.currency = i.currency), 0)
                     AS BIGINT) AS late_fee,
                 i.kind, i.in_pms ",
            $from_and_where,
            " AND (i.balance <> 0 OR i.late_fee <> 0) ORDER BY i.due_on, i.client_id, i.invoice_number"
        )
    };
}

/// Those of all linked clients of a portal user, by when they are due.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
) -> Result<Vec<ShownInvoice>, Error> {
    let rows: Vec<InvoiceRow> = query_as(select!(
        "FROM link l JOIN invoice i ON i.firm_id = l.firm_id AND i.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL"
    ))
    .bind(firm.get())
    .bind(user.get())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(InvoiceRow::read).collect()
}

/// Those of a client, by when they are due.
pub(crate) async fn of_client(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
) -> Result<Vec<ShownInvoice>, Error> {
    let rows: Vec<InvoiceRow> = query_as(select!("FROM invoice i WHERE i.firm_id = $1 AND i.client_id = $2"))
        .bind(firm.get())
        .bind(client.as_str())
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(InvoiceRow::read).collect()
}

/// Those of each of these clients (a JSON array of Client IDs).
pub(crate) async fn of_clients(tx: &mut Transaction, firm: FirmId, clients: &str) -> Result<Vec<ShownInvoice>, Error> {
    let rows: Vec<InvoiceRow> =
        query_as(select!("FROM json_each($2) c JOIN invoice i ON i.client_id = c.value WHERE i.firm_id = $1"))
            .bind(firm.get())
            .bind(clients)
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

impl InvoiceRow {
    fn read(self) -> Result<ShownInvoice, Error> {
        let currency = Currency::from_code(&self.currency)?;
        let money = |minor| Money { minor, currency };
        let kind = match self.kind.as_str() {
            "invoice" => InvoiceKind::Invoice,
            "debit_memo" => InvoiceKind::DebitMemo,
            other => return Err(Error::Corrupt(format!("the kind of invoice {other:?}"))),
        };
        let (balance, late_fee) = (money(self.balance), money(self.late_fee));
        Ok(ShownInvoice {
            client_id: ClientId::new(self.client_id)?,
            number: self.invoice_number,
            issued_on: self.issued_on,
            due_on: self.due_on,
            amount: money(self.amount),
            invoice: Invoice { kind, in_pms: self.in_pms, balance, late_fee },
        })
    }
}
