//! Importing from the desk (`rules.md` 2), into a firm on its server: by the same firm API as into one's own.

use std::fs::File;
use std::io::Write;

use contract::{ClientsQuery, DeskConnection, Problem, ProblemCode};
use desk::{Backend, Desk, ExportFiles};
use domain::Permission;

use crate::offline::until;
use crate::place::Desktop;
use crate::support::{TestFirm, beginning, spawn_firm};

/// An export with these lines of clients, written at the time at which test firms stand.
fn export(clients: &str) -> ExportFiles {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let mut file = File::create(folder.path().join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.set_modified(beginning().into()).unwrap();
    };
    write("clients.csv", &format!("client_id,name,active,in_portal,office\n{clients}"));
    write("contacts.csv", "client_id,name,email,receives_invoices\n");
    write("invoices.csv", "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n");
    ExportFiles::read(folder.path()).unwrap()
}

/// The clients that the firm has, and one more.
fn one_more() -> ExportFiles {
    export(
        "1001,\"Smith, Jane\",true,true,\n1002,Smith Family Trust,true,true,\n1003,100% Realty_Group,true,true,\n\
         A/5 ø,Café Søren,true,false,\n2001,Newcomer & Sons,true,true,\n",
    )
}

fn desk(firm: &TestFirm, token: &str, desktop: &Desktop) -> Desk {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(firm.base(), token), Some(desktop.keeping()));
    desk
}

#[tokio::test]
async fn an_import_is_seen_in_the_lists_of_whoever_took_it() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let desk = desk(&firm, firm.token(), &desktop);
    until(&desk, |desk| desk.standing().connection == DeskConnection::Live && desk.standing().number.is_some()).await;
    let before = desk.standing().number;
    let foreseen = desk.check_import(&one_more()).await.unwrap();
    assert!(!foreseen.taken && foreseen.new_clients == 1, "{foreseen:?}");
    assert_eq!(desk.standing().number, before, "a look changes nothing");
    assert!(desk.take_import(&one_more(), false).await.unwrap().taken);
    until(&desk, |desk| desk.standing().number > before).await;
    let found = desk.clients(ClientsQuery { search: "newcomer".to_owned(), limit: None }).await.unwrap();
    assert_eq!(found.clients[0].client_id.as_str(), "2001");
}

#[tokio::test]
async fn bad_rows_and_an_export_cut_short_are_told_and_nothing_is_taken() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let desk = desk(&firm, firm.token(), &desktop);
    let bad = desk.take_import(&export("1001,Smith,maybe,true,\n"), false).await.unwrap();
    assert!(!bad.taken, "{bad:?}");
    let row = &bad.bad_rows[0];
    assert_eq!((row.file.as_str(), row.line, row.column.as_deref()), ("clients.csv", 2, Some("active")));
    let cut = export("1001,\"Smith, Jane\",true,true,\n");
    let asked = desk.take_import(&cut, false).await.unwrap();
    assert!(!asked.taken && asked.needs_confirmation.is_some(), "{asked:?}");
    assert!(desk.take_import(&cut, true).await.unwrap().taken);
}

#[tokio::test]
async fn whoever_may_not_import_is_told_and_nothing_is_taken() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let staff = firm.staff_with("Vera Viewer", &[Permission::PaymentsView]).await;
    let desk = desk(&firm, staff.token.as_deref().unwrap(), &desktop);
    for refused in [desk.check_import(&one_more()).await, desk.take_import(&one_more(), false).await] {
        let problem = Problem::from(refused.unwrap_err());
        assert_eq!(problem.code, ProblemCode::Forbidden);
        assert!(!problem.next.is_empty());
    }
}
