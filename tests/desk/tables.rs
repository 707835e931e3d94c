//! Tables that leave Portico: exactly the view, in its order, and never a formula.

use std::path::Path;

use contract::{ExportFormat, UserColumn, UserFilter, UserSort, UsersExport, UsersTable};
use desk::{Desk, Error};

use crate::offline::desk_at;
use crate::place::Desktop;
use crate::support::{TestFirm, spawn_firm};

fn table(search: &str) -> UsersTable {
    UsersTable {
        search: search.to_owned(),
        filter: UserFilter::All,
        sort: UserSort::Name,
        descending: true,
        only: None,
        except: Vec::new(),
        columns: vec![UserColumn::Name, UserColumn::LinkCount, UserColumn::Access, UserColumn::Email],
    }
}

async fn people(firm: &TestFirm) {
    firm.user("=HYPERLINK(1)", "Smith", "jane@example.com").await;
    firm.user("Ann", "O\"Smith, <b>", "ann@example.com").await;
    firm.unverified_user("Una", "Verified", "una@example.com").await;
}

async fn exported(desk: &Desk, table: UsersTable, format: ExportFormat, path: &Path) -> i64 {
    let taken = desk.export_users(&UsersExport { table, format }, path).await.unwrap();
    let beside = path.parent().unwrap().read_dir().unwrap().count();
    assert_eq!(beside, 1, "nothing else is left beside the file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    taken.rows
}

#[tokio::test]
async fn an_export_is_the_view_and_says_what_it_is_of() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    assert_eq!(exported(&desk, table("smith"), ExportFormat::Csv, &path).await, 2);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
    assert_eq!(lines[1..5], ["Search,smith", "Filter,All", "Order,\"Name, Z first\"", "Rows,2"]);
    assert!(lines[5].starts_with("Exported by,") && lines[6].starts_with("Exported at,2"), "{lines:?}");
    assert!(lines[7].starts_with("Clients as of,2") && lines[8].starts_with("Portal users as of,2"), "{lines:?}");
    let rows = [
        "Name,Number of clients,Access,E-mail",
        "\"Ann O\"\"Smith, <b>\",0,Must claim a client,ann@example.com",
        "'=HYPERLINK(1) Smith,2,Can sign in,jane@example.com",
        "",
    ];
    assert_eq!(lines[10..], rows);
    // Once more over the file that is there, and in the other form.
    assert_eq!(exported(&desk, table(""), ExportFormat::Csv, &path).await, 3);
    std::fs::remove_file(&path).unwrap();
    let path = folder.path().join("users.xlsx");
    assert_eq!(exported(&desk, table(""), ExportFormat::Xlsx, &path).await, 3);
    assert!(std::fs::read(&path).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn what_is_chosen_is_copied_as_cells() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    let everybody = desk.copied_users(&table("")).await.unwrap();
    assert_eq!(everybody.rows, 3);
    assert!(
        everybody.text.contains("\n'=HYPERLINK(1) Smith\t2\tCan sign in\tjane@example.com\n"),
        "{}",
        everybody.text
    );
    assert!(everybody.html.contains("<td>Ann O&quot;Smith, &lt;b&gt;</td>"), "{}", everybody.html);
    let page = desk.portal_users(contract::PortalUsersQuery::default()).await.unwrap();
    let una = page.rows.iter().find(|row| row.name.text == "Una Verified").unwrap().id;
    let chosen = UsersTable { only: Some(vec![una]), ..table("smith") };
    let chosen = desk.copied_users(&chosen).await.unwrap();
    assert_eq!(chosen.text.lines().nth(1), Some("Una Verified\t0\tE-mail not verified\tuna@example.com"));
    let others = UsersTable { except: vec![una], ..table("") };
    assert_eq!(desk.copied_users(&others).await.unwrap().rows, 2);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_told_and_leaves_nothing() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    let folder = tempfile::tempdir().unwrap();
    let asked = UsersExport { table: table(""), format: ExportFormat::Csv };
    let nowhere = folder.path().join("no such folder").join("users.csv");
    let error = desk.export_users(&asked, &nowhere).await.unwrap_err();
    assert!(matches!(error, Error::NotHandedOver(_)), "{error}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
