//! What is due, when payments were made here that the PMS has not posted (`rules.md` 5, 33; `trust.md` B11).

use contract::PortalView;
use domain::{ClientId, FirmSettings, Owed};

use super::money::{JANE, Part, client, pay, settle};
use super::{Sample, Transaction, clients, invoices};
use crate::db::asked::as_json;
use crate::view::portal_of;
use crate::{FirmId, facts};

/// Of client 1002: a balance of $ 95.37 and a late fee of $ 25; a balance of $ 110.43; besides those a debit memo.
const WITH_FEE: &str = "20008";
const WITHOUT: &str = "20009";
const DUE: [(&str, i64); 2] = [(WITH_FEE, 9_537 + 2_500), (WITHOUT, 11_043)];

async fn view(tx: &mut Transaction, firm: FirmId, client: &ClientId) -> PortalView {
    portal_of(tx, firm, client).await.unwrap()
}

/// What is due, invoice by invoice in the order of their numbers; that the totals and the support desk's count agree is
/// checked on the way, and that what desktops are told does.
async fn due(sample: &Sample, tx: &mut Transaction, client: &ClientId) -> Vec<(String, i64)> {
    let view = view(tx, sample.firm, client).await;
    let mut due: Vec<_> = view.invoices.iter().map(|one| (one.number.clone(), one.due.minor)).collect();
    let total: i64 = due.iter().map(|(_, minor)| minor).sum();
    assert_eq!(view.totals.iter().map(|total| total.minor).sum::<i64>(), total);
    let found = clients::get(tx, sample.firm, client.as_str()).await.unwrap().unwrap();
    let facts = facts::of_client(tx, sample.firm, &found, chrono::Utc::now()).await.unwrap().facts;
    assert_eq!(facts.portal.owed.invoices as usize, due.len());
    let shown = invoices::of_client(tx, sample.firm, client).await.unwrap();
    for late_fees_shown in [true, false] {
        let settings = FirmSettings { late_fees_shown, ..FirmSettings::default() };
        let counted = invoices::owed_by(tx, sample.firm, &as_json(&[client]), settings).await.unwrap();
        let owed = Owed::of(shown.iter().map(|one| &one.invoice), settings);
        assert_eq!(counted.get(client.as_str()).copied().unwrap_or_default(), owed, "as desktops are told");
    }
    due.sort();
    due
}

fn owed<const N: usize>(due: [(&str, i64); N]) -> Vec<(String, i64)> {
    due.map(|(number, minor)| (number.to_owned(), minor)).into()
}

fn part(invoice: &str, balance: i64, late_fee: i64) -> Part<'_> {
    Part { invoice, balance, late_fee }
}

/// Rules 5 and 33: a payment counts from its submission until it fails or the PMS has it.
#[tokio::test]
async fn what_is_due_is_the_balance_less_what_was_paid_here_and_is_not_posted() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let mut tx = sample.write().await;
        assert_eq!(due(&sample, &mut tx, &trust).await, owed(DUE), "{engine}");
        pay(&mut tx, firm, "first", &trust, &[part(WITH_FEE, 537, 500), part(WITHOUT, 43, 0)]).await;
        let less = owed([(WITH_FEE, 9_000 + 2_000), (WITHOUT, 11_000)]);
        assert_eq!(due(&sample, &mut tx, &trust).await, less, "{engine}: submitted");
        let shown = view(&mut tx, firm, &trust).await.invoices;
        let shown = shown.iter().find(|one| one.number == WITH_FEE).unwrap();
        let late_fee = shown.late_fee.as_ref().map(|fee| fee.minor);
        assert_eq!((shown.amount.minor, shown.balance.minor, late_fee), (9_537, 9_000, Some(2_000)), "{engine}");
        settle(&mut tx, firm, "first", "failed", false).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, owed(DUE), "{engine}: failed");
        settle(&mut tx, firm, "first", "paid", false).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, less, "{engine}: paid, and not posted");
        settle(&mut tx, firm, "first", "paid", true).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, owed(DUE), "{engine}: posted, so in the PMS's balance");
    }
}

/// Rule 5: what nothing is due on does not show, and shows again if the payment fails.
#[tokio::test]
async fn an_invoice_that_was_paid_in_full_here_does_not_show() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let mut tx = sample.write().await;
        pay(&mut tx, firm, "balance", &trust, &[part(WITH_FEE, 9_537, 0)]).await;
        let left = owed([(WITH_FEE, 2_500), (WITHOUT, 11_043)]);
        assert_eq!(due(&sample, &mut tx, &trust).await, left, "{engine}: the late fee is still due");
        pay(&mut tx, firm, "fee", &trust, &[part(WITH_FEE, 0, 2_500)]).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, owed([(WITHOUT, 11_043)]), "{engine}");
        pay(&mut tx, firm, "other", &trust, &[part(WITHOUT, 11_043, 0)]).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, [], "{engine}");
        assert_eq!(view(&mut tx, firm, &trust).await.totals, [], "{engine}");
        settle(&mut tx, firm, "other", "failed", false).await;
        assert_eq!(due(&sample, &mut tx, &trust).await, owed([(WITHOUT, 11_043)]), "{engine}: it failed");
    }
}

/// Rule 5: cents are not taken off yen.
#[tokio::test]
async fn a_payment_in_another_currency_takes_nothing_off() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust) = (sample.firm, client("1002"));
        let mut tx = sample.write().await;
        pay(&mut tx, firm, "euros", &trust, &[part(WITH_FEE, 537, 500)]).await;
        let exchange = "UPDATE payment SET currency = 'EUR' WHERE firm_id = $1 AND payment_id = 'euros'";
        super::query(exchange).bind(firm.get()).execute(&mut tx).await.unwrap();
        assert_eq!(due(&sample, &mut tx, &trust).await, owed(DUE), "{engine}");
    }
}

/// B11: a thousand times a cent is ten dollars, and the next client's balance is its own.
#[tokio::test]
async fn a_thousand_payments_of_a_cent_leave_the_balance_exact() {
    for (engine, sample) in Sample::on_both_engines().await {
        let (firm, trust, realty) = (sample.firm, client("1002"), client("1003"));
        let mut tx = sample.write().await;
        let untouched = due(&sample, &mut tx, &realty).await;
        for nth in 0..1_000 {
            let id = format!("cent {nth}");
            pay(&mut tx, firm, &id, &trust, &[part(WITHOUT, 1, 0)]).await;
        }
        let left = owed([DUE[0], (WITHOUT, 10_043)]);
        assert_eq!(due(&sample, &mut tx, &trust).await, left, "{engine}");
        assert_eq!(due(&sample, &mut tx, &realty).await, untouched, "{engine}");
        let jane = sample.user(JANE).await;
        let of_jane = super::invoices::of_user(&mut tx, firm, jane).await.unwrap();
        let balances = of_jane[&trust].iter().map(|invoice| invoice.balance.minor);
        assert_eq!(balances.filter(|balance| *balance == 10_043).count(), 1, "{engine}: the account shows the same");
    }
}
