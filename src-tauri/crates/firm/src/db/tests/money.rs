//! What nothing of ours writes yet, and much already reads: one-click links, saved methods, plans and payments, put
//! into the sample firm as whoever will write them must.

use chrono::{DateTime, NaiveDate, Utc};
use contract::ActorKind;
use domain::{ClientId, PortalUserId};

use super::{Act, Actor, By, FirmId, LinkOrder, Sample, Transaction, query, query_scalar};

/// Jane is linked to 1001, 1002 and 1003; Ana to 1002 alone.
pub(super) const JANE: &str = "jane.smith@example.com";
pub(super) const ANA: &str = "ana.sofia@example.com";

pub(super) fn client(id: &str) -> ClientId {
    ClientId::new(id).unwrap()
}

/// To the millisecond, as a time is kept.
pub(super) fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00.123Z".parse().unwrap()
}

/// An order of Dana's to do this now.
pub(super) fn order(user: PortalUserId, client: &ClientId, act: Act, now: DateTime<Utc>) -> LinkOrder<'_> {
    let by = By { actor: Actor { kind: ActorKind::Staff, name: "Dana Osei" }, reason: None, now, request_id: "test" };
    LinkOrder { user, client, act, if_version: None, confirmed: false, evidence: None, by }
}

impl Sample {
    /// The portal user with this address.
    pub(super) async fn user(&self, email: &str) -> PortalUserId {
        let user = query_scalar("SELECT portal_user_id FROM portal_user WHERE firm_id = $1 AND email_key = $2");
        PortalUserId::new(user.bind(self.firm.get()).bind(email).fetch_one(&mut self.read().await).await.unwrap())
    }
}

/// A one-click link of an invoice e-mail.
pub(super) struct SentLink<'a> {
    pub(super) id: &'a str,
    pub(super) client: &'a ClientId,
    /// As written; its key is its small letters, which is right for the addresses of these tests.
    pub(super) to: &'a str,
    pub(super) sent_at: DateTime<Utc>,
    pub(super) revoked_at: Option<DateTime<Utc>>,
}

pub(super) async fn send_link(tx: &mut Transaction, firm: FirmId, link: &SentLink<'_>) {
    query(
        "INSERT INTO one_click_link
             (firm_id, link_id, token_hash, client_id, about, recipient, recipient_key, sent_at, revoked_at)
         VALUES ($1, $2, $3, $4, 'invoice', $5, $6, $7, $8)",
    )
    .bind(firm.get())
    .bind(link.id)
    .bind(link.id.as_bytes())
    .bind(link.client.as_str())
    .bind(link.to)
    .bind(link.to.to_lowercase())
    .bind(link.sent_at)
    .bind(link.revoked_at)
    .execute(tx)
    .await
    .unwrap();
}

/// A monthly plan of $ 50 by a method saved for it.
pub(super) async fn make_plan(tx: &mut Transaction, firm: FirmId, id: &str, user: PortalUserId, client: &ClientId) {
    let (now, starts_on) = (Utc::now(), NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
    query(
        "INSERT INTO saved_method (firm_id, method_id, portal_user_id, provider_token, label, saved_at)
         VALUES ($1, $2, $3, $4, 'Visa ending 4242', $5)",
    )
    .bind(firm.get())
    .bind(format!("method of {id}"))
    .bind(user.get())
    .bind(format!("token of {id}"))
    .bind(now)
    .execute(tx)
    .await
    .unwrap();
    query(
        "INSERT INTO plan (firm_id, plan_id, portal_user_id, client_id, kind, method_id, currency, amount, frequency,
             starts_on, made_at)
         VALUES ($1, $2, $3, $4, 'recurring', $5, 'USD', 5000, 'monthly', $6, $7)",
    )
    .bind(firm.get())
    .bind(id)
    .bind(user.get())
    .bind(client.as_str())
    .bind(format!("method of {id}"))
    .bind(starts_on)
    .bind(now)
    .execute(tx)
    .await
    .unwrap();
}

/// What a payment puts towards an invoice, in cents.
pub(super) struct Part<'a> {
    pub(super) invoice: &'a str,
    pub(super) balance: i64,
    pub(super) late_fee: i64,
}

/// A payment without an account, submitted and not posted.
pub(super) async fn pay(tx: &mut Transaction, firm: FirmId, id: &str, client: &ClientId, parts: &[Part<'_>]) {
    let amount: i64 = parts.iter().map(|part| part.balance + part.late_fee).sum();
    query(
        "INSERT INTO payment (firm_id, payment_id, client_id, currency, amount, state, payer, submitted_at)
         VALUES ($1, $2, $3, 'USD', $4, 'submitted', 'payer@example.com', $5)",
    )
    .bind(firm.get())
    .bind(id)
    .bind(client.as_str())
    .bind(amount)
    .bind(Utc::now())
    .execute(tx)
    .await
    .unwrap();
    for part in parts {
        query(
            "INSERT INTO payment_part (firm_id, payment_id, client_id, invoice_number, balance, late_fee)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(firm.get())
        .bind(id)
        .bind(client.as_str())
        .bind(part.invoice)
        .bind(part.balance)
        .bind(part.late_fee)
        .execute(tx)
        .await
        .unwrap();
    }
}

/// What becomes of a payment: `state`, and whether the PMS has it.
pub(super) async fn settle(tx: &mut Transaction, firm: FirmId, id: &str, state: &str, posted: bool) {
    let now = Utc::now();
    query("UPDATE payment SET state = $3, settled_at = $4, posted_at = $5 WHERE firm_id = $1 AND payment_id = $2")
        .bind(firm.get())
        .bind(id)
        .bind(state)
        .bind(now)
        .bind(posted.then_some(now))
        .execute(tx)
        .await
        .unwrap();
}
