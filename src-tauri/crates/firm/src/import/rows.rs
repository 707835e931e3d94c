//! One row of each file: its columns, and what each of them may hold.

use chrono::{Datelike, NaiveDate};
use domain::{ClientId, Currency, Email, InvoiceKind, Money};

use super::read::{Fields, Record};

/// No amount has so many minor units: ten million of the largest can be added up.
const MOST_MINOR: u64 = 1_000_000_000_000;

/// A row of `clients.csv`.
#[derive(Debug, Clone)]
pub struct ClientRecord {
    /// To the letter.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// Active in the PMS.
    pub active: bool,
    /// Meant to be in the portal.
    pub in_portal: bool,
    /// The firm's office that looks after the client; may be empty.
    pub office: String,
}

/// A row of `contacts.csv`.
#[derive(Debug, Clone)]
pub struct ContactRecord {
    /// Of which client.
    pub client_id: ClientId,
    /// The contact's name.
    pub name: String,
    /// The contact's address.
    pub email: Email,
    /// Whether invoices are sent to this contact.
    pub receives_invoices: bool,
}

/// A row of `invoices.csv`.
#[derive(Debug, Clone)]
pub struct InvoiceRecord {
    /// Of which client.
    pub client_id: ClientId,
    /// To the letter.
    pub number: String,
    /// Bill or debit memo.
    pub kind: InvoiceKind,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// When it is or was due.
    pub due_on: NaiveDate,
    /// What it was made out for.
    pub amount: Money,
    /// What is still to be paid.
    pub balance: Money,
    /// What comes on top of the balance.
    pub late_fee: Money,
}

impl Record for ClientRecord {
    const FILE: &'static str = "clients.csv";
    const COLUMNS: &'static [&'static str] = &["client_id", "name", "active", "in_portal", "office"];
    const SAME: &'static str = "client_id";

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let client_id = fields.parse("client_id", client_id);
        let name = fields.parse("name", name);
        let active = fields.parse("active", yes_or_no);
        let in_portal = fields.parse("in_portal", yes_or_no);
        let office = fields.parse("office", short_text);
        Some(Self { client_id: client_id?, name: name?, active: active?, in_portal: in_portal?, office: office? })
    }

    fn identity(&self) -> String {
        self.client_id.to_string()
    }

    fn client(&self) -> &ClientId {
        &self.client_id
    }
}

impl Record for ContactRecord {
    const FILE: &'static str = "contacts.csv";
    const COLUMNS: &'static [&'static str] = &["client_id", "name", "email", "receives_invoices"];
    const SAME: &'static str = "client_id, email and name";

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let client_id = fields.parse("client_id", client_id);
        let name = fields.parse("name", name);
        let email = fields.parse("email", |text| Email::new(text.trim()).map_err(|bad| bad.to_string()));
        let receives_invoices = fields.parse("receives_invoices", yes_or_no);
        Some(Self { client_id: client_id?, name: name?, email: email?, receives_invoices: receives_invoices? })
    }

    fn identity(&self) -> String {
        format!("{}\n{}\n{}", self.client_id, self.email.key(), self.name)
    }

    fn client(&self) -> &ClientId {
        &self.client_id
    }
}

impl Record for InvoiceRecord {
    const FILE: &'static str = "invoices.csv";
    const COLUMNS: &'static [&'static str] =
        &["client_id", "invoice_number", "issued_on", "due_on", "amount", "balance", "late_fee", "currency", "kind"];
    const SAME: &'static str = "client_id and invoice_number";

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let client_id = fields.parse("client_id", client_id);
        let number = fields.parse("invoice_number", invoice_number);
        let kind = fields.parse("kind", kind);
        let issued_on = fields.parse("issued_on", iso_date);
        let due_on = fields.parse("due_on", iso_date);
        let currency = fields.parse("currency", |text| Currency::from_code(text).map_err(|bad| bad.to_string()));
        let mut money = |column| currency.and_then(|currency| fields.parse(column, |text| amount(text, currency)));
        let (amount, balance, late_fee) = (money("amount"), money("balance"), money("late_fee"));
        if late_fee.is_some_and(|fee| fee.minor < 0) {
            fields.refuse("late_fee", "is negative");
        }
        Some(Self {
            client_id: client_id?,
            number: number?,
            kind: kind?,
            issued_on: issued_on?,
            due_on: due_on?,
            amount: amount?,
            balance: balance?,
            late_fee: late_fee?,
        })
    }

    fn identity(&self) -> String {
        format!("{}\n{}", self.client_id, self.number)
    }

    fn client(&self) -> &ClientId {
        &self.client_id
    }
}

fn client_id(text: &str) -> Result<ClientId, String> {
    ClientId::new(text).map_err(|bad| bad.to_string())
}

/// A name is stored in one form, however its letters were composed.
pub(crate) fn name(text: &str) -> Result<String, String> {
    some_text(text).map(|name| domain::composed(&name))
}

fn some_text(text: &str) -> Result<String, String> {
    match short_text(text)? {
        name if name.is_empty() => Err("is empty".to_owned()),
        name => Ok(name),
    }
}

fn short_text(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > 200 {
        Err("is longer than 200 characters".to_owned())
    } else if text.chars().any(char::is_control) {
        Err("has a control character in it".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// People type invoice numbers as keys, so nothing is trimmed off them.
fn invoice_number(text: &str) -> Result<String, String> {
    if text.trim() != text {
        return Err("begins or ends with a space".to_owned());
    }
    match some_text(text)? {
        number if number.chars().count() > 64 => Err("is longer than 64 characters".to_owned()),
        number => Ok(number),
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err("is neither true nor false (yes and no, 1 and 0 will do too)".to_owned()),
    }
}

fn kind(text: &str) -> Result<InvoiceKind, String> {
    match text {
        "invoice" => Ok(InvoiceKind::Invoice),
        "debit_memo" => Ok(InvoiceKind::DebitMemo),
        _ => Err("is neither invoice nor debit_memo".to_owned()),
    }
}

fn iso_date(text: &str) -> Result<NaiveDate, String> {
    // Written back, since the parser also takes signs and spaces.
    let date = text.parse().ok().filter(|date: &NaiveDate| date.to_string() == text);
    let date = date.filter(|date| (1..=9999).contains(&date.year()));
    date.ok_or_else(|| "is not an ISO date such as 2026-11-23".to_owned())
}

fn amount(text: &str, currency: Currency) -> Result<Money, String> {
    let money = Money::parse(text, currency).map_err(|bad| bad.to_string())?;
    if money.minor.unsigned_abs() < MOST_MINOR { Ok(money) } else { Err("is larger than any invoice".to_owned()) }
}
