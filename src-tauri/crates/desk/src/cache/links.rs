//! What is asked of a generation's links, a statement each, as [`super::statements`] does of the rest.

use chrono::{DateTime, Utc};
use contract::answers::KnownClient;
use contract::{CachedLink, PairState};
use domain::{ClientId, Origin, Owed, Portal, PortalUserId};
use sqlx::SqliteConnection;

use super::times::read_if_any;
use super::trouble::Trouble;

/// How a portal user stands to a client, and what of the client decides what that comes to.
#[derive(Debug, Clone)]
pub struct Tie {
    /// How they stand.
    pub link: CachedLink,
    /// The client.
    pub client: KnownClient,
    /// What its portal shows.
    pub owed: Owed,
    /// Until when its key is or was closed, if it ever was.
    pub key_closed_until: Option<DateTime<Utc>>,
}

struct LinkRow {
    portal_user_id: i64,
    client_id: String,
    version: i64,
    origin: Option<String>,
    barred: bool,
    made_by: Option<String>,
    made_at: Option<i64>,
    changed_by: Option<String>,
    changed_at: Option<i64>,
}

impl LinkRow {
    fn read(self) -> Result<CachedLink, Trouble> {
        let origin = |code: String| Origin::from_code(&code).ok_or(Trouble::Damaged);
        Ok(CachedLink {
            portal_user_id: PortalUserId::new(self.portal_user_id),
            client_id: ClientId::new(self.client_id)?,
            state: PairState {
                version: self.version,
                origin: self.origin.map(origin).transpose()?,
                barred: self.barred,
                changed_by: self.changed_by,
                changed_at: read_if_any(self.changed_at)?,
            },
            made_by: self.made_by,
            made_at: read_if_any(self.made_at)?,
        })
    }
}

pub(super) async fn links_of_users(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE portal_user_id IN (SELECT value FROM json_each($1)) ORDER BY portal_user_id, client_id"#,
        ids
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

/// The pairs that were followed after this number. (The cross join is one that SQLite leaves in this order: else all links
/// are read, to see which of them are among the few.)
pub(super) async fn touched_links(c: &mut SqliteConnection, after: i64) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT l.portal_user_id, l.client_id, l.version, l.origin, l.barred AS "barred: bool", l.made_by, l.made_at,
             l.changed_by, l.changed_at
         FROM touched t CROSS JOIN link l ON l.portal_user_id = t.portal_user_id AND l.client_id = t.client_id
         WHERE t.number > $1"#,
        after
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

pub(super) async fn links_of_client(c: &mut SqliteConnection, client: &str) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE client_id = $1 ORDER BY portal_user_id"#,
        client
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

pub(super) async fn link(c: &mut SqliteConnection, user: i64, client: &str) -> Result<Option<CachedLink>, Trouble> {
    let row = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE portal_user_id = $1 AND client_id = $2"#,
        user,
        client
    );
    row.fetch_optional(c).await?.map(LinkRow::read).transpose()
}

pub(super) async fn links_after(
    c: &mut SqliteConnection,
    user: i64,
    client: &str,
    limit: u32,
) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE (portal_user_id, client_id) > ($1, $2) ORDER BY portal_user_id, client_id LIMIT $3"#,
        user,
        client,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

struct TieRow {
    version: i64,
    origin: Option<String>,
    barred: bool,
    made_by: Option<String>,
    made_at: Option<i64>,
    changed_by: Option<String>,
    changed_at: Option<i64>,
    client_id: String,
    name: String,
    office: String,
    portal: String,
    invoices: u32,
    late_fees: u32,
    closed_until: Option<i64>,
}

/// All ties of a portal user in one statement, by Client ID: of somebody with hundreds of links each further one would
/// look hundreds of clients up again.
pub(super) async fn ties(c: &mut SqliteConnection, user: PortalUserId) -> Result<Vec<Tie>, Trouble> {
    let id = user.get();
    let rows = sqlx::query_as!(
        TieRow,
        r#"SELECT l.version, l.origin, l.barred AS "barred: bool", l.made_by, l.made_at, l.changed_by, l.changed_at,
             c.client_id, c.name, c.office, c.portal, c.invoices AS "invoices: u32", c.late_fees AS "late_fees: u32",
             k.closed_until AS "closed_until?"
         FROM link l JOIN client c ON c.client_id = l.client_id LEFT JOIN closed_key k ON k.client_id = l.client_id
         WHERE l.portal_user_id = $1 ORDER BY l.client_id"#,
        id
    );
    rows.fetch_all(c).await?.into_iter().map(|row| row.read(user)).collect()
}

impl TieRow {
    fn read(self, user: PortalUserId) -> Result<Tie, Trouble> {
        let Self { version, origin, barred, made_by, made_at, changed_by, changed_at, .. } = self;
        let link = LinkRow {
            portal_user_id: user.get(),
            client_id: self.client_id,
            version,
            origin,
            barred,
            made_by,
            made_at,
            changed_by,
            changed_at,
        };
        let link = link.read()?;
        let portal = Portal::from_code(&self.portal).ok_or(Trouble::Damaged)?;
        let (client_id, name, office) = (link.client_id.clone(), self.name, self.office);
        Ok(Tie {
            link,
            client: KnownClient { client_id, name, office, portal },
            owed: Owed { invoices: self.invoices, late_fees: self.late_fees },
            key_closed_until: read_if_any(self.closed_until)?,
        })
    }
}
