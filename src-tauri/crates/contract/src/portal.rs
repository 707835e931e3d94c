use chrono::{DateTime, NaiveDate, Utc};
use domain::{Access, ClientId, Portal, PortalUserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A client's portal as the client sees it: what the portal page is made from too. Looking at it leaves no trace
/// (`rules.md` 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalView {
    /// Of which client.
    pub client_id: ClientId,
    /// That client's name.
    pub client: String,
    /// Whether it is open; a closed one shows nothing.
    pub portal: Portal,
    /// What stands in the place of everything else where it is closed.
    pub notice: Option<String>,
    /// The unpaid invoices, by when they are due (5).
    pub invoices: Vec<UnpaidInvoice>,
    /// What is due in all, for each currency.
    pub totals: Vec<Amount>,
    /// When the data was taken from the PMS.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// An unpaid invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct UnpaidInvoice {
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// When it is or was due.
    pub due_on: NaiveDate,
    /// What it was made out for.
    pub amount: Amount,
    /// What is still to be paid of it.
    pub balance: Amount,
    /// What comes on top of that; none where there is none or the firm shows none (33).
    pub late_fee: Option<Amount>,
    /// Both together.
    pub due: Amount,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Amount {
    /// In the currency's minor units.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// As it is written: `1,234.50 USD`.
    pub says: String,
}

/// The portal as one signed-in user sees it: all linked clients whose portals are open, merged, and always which is which.
/// The page after signing in is made from it too, and looking at it leaves no trace (`rules.md` 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct UserPortal {
    /// Whose it is.
    pub portal_user_id: PortalUserId,
    /// First and last name.
    pub name: String,
    /// What a sign-in leads to; anything but [`Access::CanSignIn`] shows nothing.
    pub access: Access,
    /// What stands in the place of everything else where nothing shows.
    pub notice: Option<String>,
    /// The linked clients whose portals are open, by name.
    pub clients: Vec<PortalClient>,
    /// Their unpaid invoices in one list, by when they are due (5).
    pub invoices: Vec<ClientInvoice>,
    /// What is due in all, for each currency.
    pub totals: Vec<Amount>,
    /// When the data was taken from the PMS.
    pub data_as_of: Option<DateTime<Utc>>,
    /// What was not looked at, since it is not kept on a desktop: nothing where the backend answers (45).
    pub not_checked: Vec<String>,
}

/// A client whose portal a user sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalClient {
    /// Its Client ID.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// How much there is to pay, in words: `2 unpaid invoices, 1 late fee`.
    pub owes: String,
}

/// An unpaid invoice, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientInvoice {
    /// Of which client.
    pub client_id: ClientId,
    /// That client's name.
    pub client: String,
    /// The invoice.
    pub invoice: UnpaidInvoice,
}
