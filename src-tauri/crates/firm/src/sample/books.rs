//! The sample firm's practice management system, as its three export files.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::names;
use super::people::Person;
use crate::import::ExportFiles;

/// How many clients the sample firm has.
pub(super) const CLIENTS: usize = 400;

/// Clients that the people of the sample's stories meet, by their place.
const NAMED: &[(usize, &str)] = &[
    (0, "Smith, Jane"),
    (1, "Smith Family Trust"),
    (2, "Jane Smith Realty Group"),
    (3, "Smith Family Holdings"),
    (4, "Smith Family Dental PC"),
    (5, "Smith Family Farms"),
    (186, "Smith Lakehouse LLC"),
];

/// Client IDs with letters: pairs that differ in nothing but letter case, or in O and 0, l and 1 (`rules.md` 42).
const LETTERED: &[&str] = &[
    "TR-1040", "TR-1O40", "LB-77", "lb-77", "EST-001", "EST-00l", "Est-001", "KO-O8", "KO-08", "Ab-204", "AB-204",
    "X-I1l", "X-l11", "№ 12/a", "№ 12/A",
];

/// Clients that were active and are not any more: some say so in the file, some are gone from it.
const TURNED_INACTIVE: [usize; 7] = [5, 40, 90, 140, 190, 240, 290];

/// The client at this place, as the Client ID names it.
pub(super) fn client_id(place: usize) -> String {
    let lettered_from = CLIENTS - LETTERED.len();
    match place.checked_sub(lettered_from) {
        Some(lettered) => LETTERED[lettered].to_owned(),
        None => (1001 + place).to_string(),
    }
}

fn place_of(client: &str) -> usize {
    (0..CLIENTS).find(|&place| client_id(place) == client).expect("the sample's people name clients that it has")
}

/// An invoice number that this client has.
pub(super) fn first_invoice(client: &str) -> String {
    invoice_number(place_of(client), 0)
}

fn invoice_number(place: usize, invoice: usize) -> String {
    (20_001 + place * 7 + invoice).to_string()
}

/// A client's contacts: name, address, whether invoices go there, and whether only the recent file lists them.
struct Contact {
    name: String,
    email: String,
    receives_invoices: bool,
    recent: bool,
}

/// What the PMS knows.
pub(super) struct Books {
    contacts: Vec<Vec<Contact>>,
}

impl Books {
    /// Books whose contacts are these people, and for every client somebody who has no account.
    pub(super) fn of(people: &[Person]) -> Self {
        let mut contacts: Vec<Vec<Contact>> = (0..CLIENTS).map(|place| vec![accountless_contact(place)]).collect();
        for (index, person) in people.iter().enumerate() {
            let mut list = |client: &String, recent| {
                contacts[place_of(client)].push(Contact {
                    name: format!("{} {}", person.first, person.last),
                    email: person.email.clone(),
                    receives_invoices: index % 3 == 0,
                    recent,
                });
            };
            person.contact_of.iter().for_each(|client| list(client, false));
            person.listed_later_by.iter().for_each(|client| list(client, true));
        }
        Self { contacts }
    }

    /// The files as they were taken at this time. The `recent` ones have what changed since the old ones.
    pub(super) fn files(&self, as_of: DateTime<Utc>, recent: bool) -> ExportFiles {
        let places: Vec<usize> = (0..CLIENTS).filter(|&place| !(recent && is_gone(place))).collect();
        ExportFiles {
            clients: clients_csv(&places, recent),
            contacts: self.contacts_csv(&places, recent),
            invoices: invoices_csv(&places, as_of.date_naive(), recent),
        }
    }

    fn contacts_csv(&self, places: &[usize], recent: bool) -> Vec<u8> {
        let mut rows = vec![row(["client_id", "name", "email", "receives_invoices"])];
        for &place in places {
            for contact in self.contacts[place].iter().filter(|contact| recent || !contact.recent) {
                let receives = contact.receives_invoices.to_string();
                rows.push(row([&client_id(place), &contact.name, &contact.email, &receives]));
            }
        }
        csv(rows)
    }
}

fn accountless_contact(place: usize) -> Contact {
    let ((given, latin), (family, family_latin)) = names::name(place * 5 + 3);
    Contact {
        name: format!("{given} {family}"),
        email: format!("{latin}.{family_latin}{place}@accounts.example"),
        receives_invoices: place.is_multiple_of(2),
        recent: false,
    }
}

fn is_gone(place: usize) -> bool {
    TURNED_INACTIVE[4..].contains(&place)
}

fn clients_csv(places: &[usize], recent: bool) -> Vec<u8> {
    let mut rows = vec![row(["client_id", "name", "active", "in_portal", "office"])];
    for &place in places {
        let inactive = place % 45 == 44 || (recent && TURNED_INACTIVE.contains(&place));
        let in_portal = place % 50 != 30;
        let office = ["Boston", "Hartford", "Providence"][place % 3];
        rows.push(row([
            &client_id(place),
            &client_name(place),
            &(!inactive).to_string(),
            &in_portal.to_string(),
            office,
        ]));
    }
    csv(rows)
}

fn client_name(place: usize) -> String {
    if let Some((_, name)) = NAMED.iter().find(|(named, _)| *named == place) {
        return (*name).to_owned();
    }
    let ((given, _), (family, _)) = names::name(place * 7 + 1);
    match place % 10 {
        0 => format!("{family}, {given}"),
        1 => format!("{family} Family Trust"),
        2 => format!("{family} Dental PC"),
        3 => format!("{family} & Daughters LLC"),
        4 => format!("{family} Farms"),
        5 => format!("{given} {family} Consulting"),
        6 => format!("{family} Realty Group"),
        7 => format!("Estate of {given} {family}"),
        8 => format!("{family} Logistics Inc."),
        _ => format!("{family} Foundation"),
    }
}

fn invoices_csv(places: &[usize], as_of: NaiveDate, recent: bool) -> Vec<u8> {
    let mut rows = vec![row([
        "client_id",
        "invoice_number",
        "issued_on",
        "due_on",
        "amount",
        "balance",
        "late_fee",
        "currency",
        "kind",
    ])];
    for &place in places {
        // The oldest invoice of every third client is settled and gone from the recent file; its number is still a key.
        let first = usize::from(recent && place % 3 == 0);
        for invoice in first..=1 + place % 5 {
            rows.push(invoice_row(place, invoice, as_of));
        }
    }
    csv(rows)
}

fn invoice_row(place: usize, invoice: usize, as_of: NaiveDate) -> Vec<String> {
    let days = |days: usize| TimeDelta::days(i64::try_from(days).unwrap_or(0));
    let issued = as_of - days(20 + invoice * 31 + place % 17);
    let cents = 9_500 + place * 37 + invoice * 12_550;
    let (balance, late_fee, kind) = match (place + invoice) % 6 {
        0 => (0, 0, "invoice"),
        1 => (cents, 2_500, "invoice"),
        2 => (cents / 2, 0, "invoice"),
        3 if invoice > 1 => (cents, 0, "debit_memo"),
        _ => (cents, 0, "invoice"),
    };
    let dollars = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
    vec![
        client_id(place),
        invoice_number(place, invoice),
        issued.to_string(),
        (issued + days(30)).to_string(),
        dollars(cents),
        dollars(balance),
        dollars(late_fee),
        "USD".to_owned(),
        kind.to_owned(),
    ]
}

fn row<const N: usize>(fields: [&str; N]) -> Vec<String> {
    fields.map(str::to_owned).into()
}

fn csv(rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("rows of one width are written to memory");
    }
    writer.into_inner().expect("memory does not fail")
}
