//! Import from the PMS: what is taken, what is refused and where, and what an import does to what was there.

use crate::support::{by, clients_csv, spawn_firm};
use chrono::TimeDelta;
use contract::{ActivityPage, ClientsPage, ImportAnswer, ImportBody, Session};
use domain::{Access, Portal};
use firm::import::{Export, ExportFiles, Import, Imported, Summary, import};

const CONTACTS: &str = "client_id,name,email,receives_invoices\n";
const INVOICES: &str = "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n";
const CLIENTS: &str = "client_id,name,active,in_portal,office\n";

fn files(clients: &str, contacts: &str, invoices: &str) -> ExportFiles {
    ExportFiles {
        clients: format!("{CLIENTS}{clients}").into(),
        contacts: format!("{CONTACTS}{contacts}").into(),
        invoices: format!("{INVOICES}{invoices}").into(),
    }
}

/// What is wrong with these files, as a person reads it.
fn complaints(files: &ExportFiles) -> Vec<String> {
    Export::read(files).expect_err("the files are not sound").iter().map(ToString::to_string).collect()
}

fn taken(imported: Imported) -> Summary {
    match imported {
        Imported::Taken(summary) => summary,
        Imported::NeedsConfirmation { .. } => panic!("{imported:?}"),
    }
}

#[test]
fn a_bad_row_is_named_by_file_line_and_column_and_every_one_is() {
    let files = files(
        "1001,Ann,true,true,\n\
         \" 1002\",Bob,maybe,true,Boston\n\
         1001,Again,true,true,\n\
         1003,,true,1,\n\
         1004,Too,true,true\n",
        "",
        "",
    );
    assert_eq!(
        complaints(&files),
        [
            "clients.csv, line 3, column client_id: begins or ends with a space",
            "clients.csv, line 3, column active: is neither true nor false (yes and no, 1 and 0 will do too)",
            "clients.csv, line 4: has the same client_id as line 2",
            "clients.csv, line 5, column name: is empty",
            "clients.csv, line 6: has 4 fields, but the first line has 5",
        ]
    );
}

#[test]
fn contacts_and_invoices_are_checked_likewise_and_against_the_clients() {
    let files = files(
        "1001,Ann,true,true,\n",
        "1001,Ann,ann@example.com,true\n\
         1001,Ann,not an address,true\n\
         1001,Ann,ANN@example.com,false\n\
         9999,Zed,zed@example.com,true\n",
        "1001,1,2026-01-01,2026-01-31,100.00,100.00,0.00,USD,invoice\n\
         1001,2,2026-1 -12,2026-02-30,1e3,5.001,-1.00,USD,memo\n\
         1001,3,2026-01-01,2026-01-31,100.00,100.00,0.00,usd,invoice\n\
         1001,1,2026-01-01,2026-01-31,100.00,100.00,0.00,USD,invoice\n",
    );
    assert_eq!(
        complaints(&files),
        [
            "contacts.csv, line 3, column email: is not an e-mail address such as jane@example.com",
            "contacts.csv, line 4: has the same client_id, email and name as line 2",
            "invoices.csv, line 3, column kind: is neither invoice nor debit_memo",
            "invoices.csv, line 3, column issued_on: is not an ISO date such as 2026-11-23",
            "invoices.csv, line 3, column due_on: is not an ISO date such as 2026-11-23",
            "invoices.csv, line 3, column amount: is not a plain decimal number such as 1234.50",
            "invoices.csv, line 3, column balance: has more digits after the point than USD has (2)",
            "invoices.csv, line 3, column late_fee: is negative",
            "invoices.csv, line 4, column currency: is not an ISO 4217 currency code such as USD",
            "invoices.csv, line 5: has the same client_id and invoice_number as line 2",
            "contacts.csv, line 5, column client_id: is no client in clients.csv (letter case matters)",
        ]
    );
}

#[test]
fn columns_come_in_any_order_and_unknown_ones_are_named_and_ignored() {
    let mut sound = clients_csv();
    sound.clients =
        b"\xef\xbb\xbfoffice,fax,in_portal,active,name,client_id\r\nBoston,1,YES,1,\"A \"\"B\"\"\r\nC\",7\r\n".to_vec();
    (sound.contacts, sound.invoices) = (CONTACTS.into(), INVOICES.into());
    assert_eq!(complaints(&sound), ["clients.csv, line 2, column name: has a control character in it"]);
    sound.clients =
        b"\xef\xbb\xbfoffice,fax,in_portal,active,name,client_id\r\nBoston,1,YES,1,\"A \"\"B\"\", C\",7\r\n".to_vec();
    assert_eq!(Export::read(&sound).unwrap().ignored_columns, ["clients.csv: fax"]);
}

/// A quote that is never closed would swallow the rest of the file, and nobody would miss the rows.
#[test]
fn a_quote_that_is_never_closed_is_refused_in_any_column() {
    let mut cut = clients_csv();
    cut.contacts = b"client_id,name,email,receives_invoices,notes\n\
        1002,Jane,jane@example.com,true,\"called on Monday\n\
        1003,Jane,jane@example.com,false,\n"
        .to_vec();
    assert_eq!(complaints(&cut), ["contacts.csv, line 2: has a quote that is never closed"]);
}

#[test]
fn missing_or_doubled_columns_and_other_encodings_are_refused() {
    let mut bad = files("", "", "");
    bad.clients = b"client_id,name,active,active\n".to_vec();
    assert_eq!(
        complaints(&bad),
        [
            "clients.csv, line 1, column active: is there twice",
            "clients.csv, line 1, column in_portal: is missing",
            "clients.csv, line 1, column office: is missing",
        ]
    );
    bad.clients = [CLIENTS.as_bytes(), b"1,Caf\xe9,true,true,\n"].concat();
    assert_eq!(complaints(&bad), ["clients.csv, line 2, column name: is not UTF-8: export the file as UTF-8"]);
    bad.clients = Vec::new();
    assert_eq!(complaints(&bad).len(), 5);
}

#[tokio::test]
async fn an_import_says_what_it_took() {
    let firm = spawn_firm().await;
    firm.clock.advance(TimeDelta::hours(1));
    let summary = taken(firm.import(firm.firm, &clients_csv()).await);
    let same = Summary {
        clients: 5,
        new_clients: 0,
        turned_inactive: 0,
        contacts: 3,
        contacts_gone: 0,
        invoices: 5,
        invoices_closed: 0,
    };
    assert_eq!(summary, same, "importing again changes nothing");
    let session: Session = firm.staff.get("/session").await;
    assert_eq!(session.data_as_of, Some(firm.clock.now()), "and is stamped with its own time (rule 2)");
}

/// `rules.md` 2 and 6.
#[tokio::test]
async fn a_client_gone_from_the_file_turns_inactive_keeps_its_links_and_comes_back() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.staff.de_link(jane, "1003", "").await;
    let mut without = clients_csv();
    without.clients =
        String::from_utf8(without.clients).unwrap().replace("1002,Smith Family Trust,true,true,Boston\n", "").into();
    let only = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.lines().filter(|line| !line.starts_with("1002")).map(|line| format!("{line}\n")).collect::<String>()
    };
    (without.contacts, without.invoices) = (only(without.contacts).into(), only(without.invoices).into());

    let export = Export::read(&without).unwrap();
    let now = firm.clock.now();
    let mut order = Import { export: &export, as_of: now, by: by("The PMS", now), confirmed: false };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let asked = import(&mut tx, firm.firm, &order).await.unwrap();
    assert_eq!(asked, Imported::NeedsConfirmation { turning_inactive: 1, active: 4 }, "25 % of the clients (rule 2)");
    order.confirmed = true;
    let summary = taken(import(&mut tx, firm.firm, &order).await.unwrap());
    assert_eq!((summary.turned_inactive, summary.contacts_gone, summary.invoices_closed), (1, 1, 4));
    tx.commit().await.unwrap();

    let detail = firm.staff.detail(jane).await;
    assert_eq!((detail.links[0].portal, detail.access), (Portal::ClientInactive, Access::NoOpenPortal));
    taken(firm.import(firm.firm, &clients_csv()).await);
    let detail = firm.staff.detail(jane).await;
    assert_eq!((detail.links[0].portal, detail.access), (Portal::Open, Access::CanSignIn));
    assert_eq!(detail.abilities[1].title, "See and pay 2 unpaid invoices, 1 late fee");
}

/// `rules.md` 2: an unconfirmed import takes nothing at all.
#[tokio::test]
async fn an_import_that_waits_for_confirmation_has_changed_nothing() {
    let firm = spawn_firm().await;
    let empty = files("1001,Renamed,true,true,\n", "", "");
    let asked = firm.import(firm.firm, &empty).await;
    assert_eq!(asked, Imported::NeedsConfirmation { turning_inactive: 3, active: 4 });
    let page: ClientsPage = firm.staff.get("/clients?search=").await;
    assert_eq!(page.total, 5);
    assert!(page.clients.iter().all(|client| client.name.text != "Renamed"));
}

/// `rules.md` 2: up to 2 % goes without asking.
#[tokio::test]
async fn two_percent_may_turn_inactive_unasked_and_not_one_client_more() {
    let firm = spawn_firm().await;
    let rows =
        |inactive: usize| (0..100).map(|n| format!("{n},Client {n},{},true,\n", n >= inactive)).collect::<String>();
    taken(firm.import(firm.other_firm, &files(&rows(0), "", "")).await);
    assert_eq!(taken(firm.import(firm.other_firm, &files(&rows(2), "", "")).await).turned_inactive, 2);
    taken(firm.import(firm.other_firm, &files(&rows(0), "", "")).await);
    let asked = firm.import(firm.other_firm, &files(&rows(3), "", "")).await;
    assert_eq!(asked, Imported::NeedsConfirmation { turning_inactive: 3, active: 100 });
}

#[tokio::test]
async fn files_older_than_those_imported_before_or_from_the_future_are_refused() {
    let firm = spawn_firm().await;
    let export = Export::read(&clients_csv()).unwrap();
    let now = firm.clock.now();
    for (as_of, why) in [(now - TimeDelta::hours(1), "newer ones"), (now + TimeDelta::hours(1), "future")] {
        let order = Import { export: &export, as_of, by: by("The PMS", now), confirmed: false };
        let mut tx = firm.database.write(firm.firm).await.unwrap();
        let refusal = import(&mut tx, firm.firm, &order).await.unwrap_err().to_string();
        assert!(refusal.contains(why), "{refusal}");
    }
}

/// `rules.md` 21: a contact that appears later is a suggestion, never a silent link.
#[tokio::test]
async fn a_contact_that_appears_later_is_suggested_and_not_linked() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let mut later = clients_csv();
    later.contacts.extend_from_slice(b"1001,Jane Smith,JANE@EXAMPLE.COM,true\n");
    taken(firm.import(firm.firm, &later).await);
    let detail = firm.staff.detail(jane).await;
    assert_eq!(detail.links.len(), 2);
    assert_eq!(detail.suggestions.len(), 1);
    assert_eq!(detail.suggestions[0].client_id.as_str(), "1001");
    assert_eq!(detail.suggestions[0].because, "lists this e-mail as contact for invoices");
}

/// The same import over the API: a dry run says what would happen and writes nothing, then it happens.
#[tokio::test]
async fn an_import_over_the_api_is_foretold_taken_and_recorded() {
    let firm = spawn_firm().await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let files = clients_csv();
    let mut body = ImportBody {
        clients_csv: text(files.clients) + "1006,New Client,true,true,Boston\n",
        contacts_csv: text(files.contacts),
        invoices_csv: text(files.invoices),
        as_of: None,
        confirm: false,
        dry_run: true,
    };
    let count = async || firm.staff.get::<ClientsPage>("/clients?search=").await.total;
    let foretold: ImportAnswer = firm.staff.post("/imports", &body).await;
    assert_eq!((foretold.taken, foretold.clients, foretold.new_clients, count().await), (false, 6, 1, 5));
    body.dry_run = false;
    let taken: ImportAnswer = firm.staff.post("/imports", &body).await;
    assert_eq!(ImportAnswer { taken: false, dry_run: true, ..taken.clone() }, foretold, "as it was foretold");
    assert!(taken.taken && count().await == 6);
    let log: ActivityPage = firm.staff.get("/activity?action=import&limit=1").await;
    assert_eq!(log.entries[0].says, "Dana Osei took an import: 6 clients, 1 of them new");
}

#[tokio::test]
async fn an_import_over_the_api_asks_before_it_closes_portals_and_names_bad_rows() {
    let firm = spawn_firm().await;
    let body = |clients: &str, confirm: bool, dry_run: bool| ImportBody {
        clients_csv: format!("client_id,name,active,in_portal,office\n{clients}"),
        contacts_csv: "client_id,name,email,receives_invoices\n".to_owned(),
        invoices_csv: "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n".to_owned(),
        as_of: None,
        confirm,
        dry_run,
    };
    let one = "1001,Smith,true,true,\n";
    let asked: ImportAnswer = firm.staff.post("/imports", &body(one, false, false)).await;
    let doubt = asked.needs_confirmation.unwrap();
    assert_eq!((asked.taken, doubt.turning_inactive, doubt.active), (false, 3, 4));
    let foretold: ImportAnswer = firm.staff.post("/imports", &body(one, false, true)).await;
    assert!(foretold.needs_confirmation.is_some() && foretold.turned_inactive == 3, "both are foretold");
    let taken: ImportAnswer = firm.staff.post("/imports", &body(one, true, false)).await;
    assert!(taken.taken && taken.turned_inactive == 3);
    let bad: ImportAnswer = firm.staff.post("/imports", &body("1001,Smith,perhaps,true,\n", true, false)).await;
    assert!(!bad.taken);
    assert_eq!((bad.bad_rows[0].line, bad.bad_rows[0].column.as_deref()), (2, Some("active")));
}

/// What no engine stores, or what could not be added up, is named like any other bad row.
#[tokio::test]
async fn dates_beyond_the_calendar_and_amounts_beyond_reason_are_bad_rows() {
    let firm = spawn_firm().await;
    let body = |issued: &str, amount: &str| ImportBody {
        clients_csv: "client_id,name,active,in_portal,office\n1001,Smith,true,true,\n".to_owned(),
        contacts_csv: "client_id,name,email,receives_invoices\n".to_owned(),
        invoices_csv: format!(
            "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
             1001,1,{issued},2026-11-23,{amount},1.00,0.00,USD,invoice\n"
        ),
        as_of: None,
        confirm: true,
        dry_run: false,
    };
    for (issued, amount, column) in [
        ("-0001-01-01", "1.00", "issued_on"),
        ("+12026-01-01", "1.00", "issued_on"),
        ("2026-11-23", "10000000000.00", "amount"),
        ("2026-11-23", "-10000000000.00", "amount"),
    ] {
        let bad: ImportAnswer = firm.staff.post("/imports", &body(issued, amount)).await;
        assert_eq!(bad.bad_rows.len(), 1, "{issued} {amount}: {bad:?}");
        assert_eq!(bad.bad_rows[0].column.as_deref(), Some(column), "{issued} {amount}");
    }
    let largest: ImportAnswer = firm.staff.post("/imports", &body("9999-12-31", "9999999999.99")).await;
    assert!(largest.taken, "{largest:?}");
    let late = ImportBody { as_of: Some(chrono::DateTime::<chrono::Utc>::MAX_UTC), ..body("2026-11-23", "1.00") };
    let request = firm.staff.request(reqwest::Method::POST, "/imports").json(&late);
    assert_eq!(firm.staff.refusal(request).await.0.as_u16(), 400);
}
