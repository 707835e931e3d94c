//! What was done is in the log, and the log leads back to whom it was done to.

use crate::desk::{Desk, MANAGER, linked};

/// `rules.md` 29: from a change made in the window to its entry, with the state before and after and the reason, and from
/// there to the person and the client.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_made_in_the_window_is_in_the_log_which_leads_to_its_user_and_its_client() {
    let desk = Desk::open().await;
    desk.open_user("jane smith", "Jane Smith").await;
    desk.click(&linked("Smith, Jane")).await;
    desk.find(&format!("{MANAGER}//form//input[not(@role='combobox')]")).await.send_keys("moved away").await.unwrap();
    desk.click(&format!("{MANAGER}//button[normalize-space()='De-link'][ancestor::form]")).await;
    desk.is_gone(&linked("Smith, Jane")).await;

    desk.click("//nav//a[normalize-space()='Activity']").await;
    let newest = "//table[@aria-label='Activity']//tbody/tr[1][contains(., 'de-linked')]";
    desk.find(&format!("{newest}[contains(., '“moved away”') or .//q[.='moved away']]")).await;
    desk.find(&format!("{newest}/td[6][normalize-space()!='']")).await;
    desk.find(&format!("{newest}/td[7][normalize-space()!='']")).await;
    desk.click(&format!("{newest}//a[normalize-space()='Smith, Jane']")).await;
    desk.find("//h2[normalize-space()='Smith, Jane'] | //h1[normalize-space()='Smith, Jane']").await;

    desk.click("//nav//a[normalize-space()='Activity']").await;
    desk.click(&format!("{newest}//a[normalize-space()='Jane Smith']")).await;
    desk.find(&format!("{MANAGER}//h2[normalize-space()='Jane Smith']")).await;
    desk.find(&format!("{MANAGER}//*[contains(text(), '“moved away”')]")).await;
}
