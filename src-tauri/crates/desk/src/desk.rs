mod clients;
mod imports;
mod own_firm;
mod pairs;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::{
    AccessCheck, AccessCheckQuery, ClientId, ClientsPage, ClientsQuery, DeskStanding, Intent, IntentAnswer, IntentBody,
    IntentForeseen, KeyRehearsal, KeyRehearsalBody, LinkAnswer, LinkBody, LinkChange, LinksBatch, LinksBatchAnswer,
    PortalUserCounts, PortalUserDetail, PortalUsersPage, PortalUsersQuery, Session, TableTaken, UserPortal,
    UsersExport, UsersTable, WhoCanGetIn,
};
use domain::PortalUserId;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connect::Connection;
use crate::keeper::Wiped;
use crate::kept::Kept;
use crate::tables::{About, CopiedTable, copied, export};
use crate::{Error, standing};

/// How long the end of the program waits for what is being read and written.
const CLOSES_WITHIN: Duration = Duration::from_secs(2);

/// What the window can have done: one function for each of its commands.
///
/// Lists and searches are answered from what is kept on this computer, whether the backend answers or not; whatever is
/// about one user or client is asked of the backend while it answers, and answered from what is kept while it does not.
#[derive(Clone)]
pub struct Desk {
    connection: Connection,
}

impl Desk {
    pub(crate) fn over(connection: Connection) -> Self {
        Self { connection }
    }

    /// How the desk stands to its firm's backend.
    #[must_use]
    pub fn standing(&self) -> DeskStanding {
        standing::of(self.connection.now())
    }

    /// Who is at the desk, of which firm, and how old its data is.
    ///
    /// # Errors
    /// Any [`Error`]; this is the first thing a window asks, so it is where a firm that could not be opened shows.
    pub async fn session(&self) -> Result<Session, Error> {
        self.connection.connected().await?.session().await
    }

    /// A page of portal users.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where nothing is kept and no answer comes.
    pub async fn portal_users(&self, query: PortalUsersQuery) -> Result<PortalUsersPage, Error> {
        let kept = |kept: Arc<Kept>| {
            let asked = query.clone();
            async move { kept.portal_users(asked).await }
        };
        self.kept_first(kept, &["portal-users"], &query).await
    }

    /// How many portal users are in each state.
    ///
    /// # Errors
    /// As [`Desk::portal_users`].
    pub async fn portal_user_counts(&self) -> Result<PortalUserCounts, Error> {
        let kept = |kept: Arc<Kept>| async move { kept.portal_user_counts().await };
        self.kept_first(kept, &["portal-users", "counts"], &()).await
    }

    /// Finds clients by name or Client ID.
    ///
    /// # Errors
    /// As [`Desk::portal_users`].
    pub async fn clients(&self, query: ClientsQuery) -> Result<ClientsPage, Error> {
        let kept = |kept: Arc<Kept>| {
            let asked = query.clone();
            async move { kept.clients(asked).await }
        };
        self.kept_first(kept, &["clients"], &query).await
    }

    /// Everything that the link manager shows of a portal user.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such portal user.
    pub async fn portal_user(&self, id: PortalUserId) -> Result<PortalUserDetail, Error> {
        let kept = |kept: Arc<Kept>| async move { kept.portal_user(id).await };
        self.asked_first(&["portal-users", &id.to_string()], &(), kept).await
    }

    /// The portal as this user sees it, merged of all linked clients, without a trace (`rules.md` 12). Invoices are not kept on
    /// a desktop: while the backend does not answer only how many there are is told.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such portal user.
    pub async fn user_portal(&self, id: PortalUserId) -> Result<UserPortal, Error> {
        let kept = |kept: Arc<Kept>| async move { kept.user_portal(id).await };
        self.asked_first(&["portal-users", &id.to_string(), "portal"], &(), kept).await
    }

    /// Whether a person can do something, step by step, with what would help (`rules.md` 40).
    ///
    /// # Errors
    /// [`Error::Refused`] if the address is none, or there is no such client.
    pub async fn access_check(&self, query: AccessCheckQuery) -> Result<AccessCheck, Error> {
        let asked = query.clone();
        let kept = |kept: Arc<Kept>| async move { kept.access_check(&asked).await };
        self.asked_first(&["access-check"], &query, kept).await
    }

    /// Everybody who can get into a client's portal, and by which way (`rules.md` 41).
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client.
    pub async fn who_can_get_in(&self, client: ClientId) -> Result<WhoCanGetIn, Error> {
        let asked = client.clone();
        let kept = |kept: Arc<Kept>| async move { kept.who_can_get_in(&asked).await };
        self.asked_first(&["clients", client.as_str(), "who-can-get-in"], &(), kept).await
    }

    /// Rehearses a key that a caller reads out; while the backend does not answer, its Client ID alone (`rules.md` 42).
    ///
    /// # Errors
    /// [`Error::Refused`] if what was typed is too long.
    pub async fn key_rehearsal(&self, asked: KeyRehearsalBody) -> Result<KeyRehearsal, Error> {
        let connected = self.connection.connected().await?;
        let backend = connected.backend.clone();
        let answer = async { backend.ask(&["key-rehearsal"], &asked).await };
        let again = asked.clone();
        let kept = |kept: Arc<Kept>| async move { kept.key_rehearsal(&again).await };
        connected.asked_first(answer, kept).await
    }

    /// Links a portal user to a client.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client, or if the pair has moved.
    pub async fn link(&self, change: LinkChange) -> Result<LinkAnswer, Error> {
        self.change_link(Method::PUT, change).await
    }

    /// De-links a portal user from a client, at once (`rules.md` 24).
    ///
    /// # Errors
    /// As [`Desk::link`].
    pub async fn de_link(&self, change: LinkChange) -> Result<LinkAnswer, Error> {
        self.change_link(Method::DELETE, change).await
    }

    /// Links and de-links several, each done or refused for itself; with `dry_run` it only tells what would happen.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if no answer comes: some of them may be done or none, and may be sent again.
    pub async fn links_batch(&self, batch: LinksBatch) -> Result<LinksBatchAnswer, Error> {
        let connected = self.connection.to_change().await?;
        let answer: LinksBatchAnswer = connected.backend.change(Method::POST, &["links:batch"], &batch, None).await?;
        let last = answer.results.iter().rev().find(|result| result.changed);
        if let Some((last, state)) =
            last.and_then(|last| Some((last, last.state.as_ref()?))).filter(|_| !answer.dry_run)
        {
            connected.has_seen(last.portal_user_id, &last.client_id, state.version).await;
        }
        Ok(answer)
    }

    /// A table of portal users as other programs paste it; at most 10,000 of them.
    ///
    /// # Errors
    /// [`Error::Refused`] if there are more; [`Error::NotCached`] and its like where nothing is kept to read it from.
    pub async fn copied_users(&self, table: &UsersTable) -> Result<CopiedTable, Error> {
        copied(self.listed().await?, table).await
    }

    /// Writes a table of portal users into a file, for its owner's eyes alone, with who exported it, when, and what it is
    /// of.
    ///
    /// # Errors
    /// [`Error::NotHandedOver`] if the file cannot be written; else as [`Desk::copied_users`].
    pub async fn export_users(&self, asked: &UsersExport, path: &Path) -> Result<TableTaken, Error> {
        let kept = self.listed().await?;
        let (firm, staff) = match self.session().await {
            Ok(session) => (session.firm.name, session.staff),
            Err(_) => ("the firm".to_owned(), "whoever is at this computer".to_owned()),
        };
        let (at, data_as_of, last_heard) = (kept.now(), kept.data_as_of().await?, kept.cache().last_contact());
        let about = About { firm, staff, at, data_as_of, last_heard };
        let rows = export(Arc::clone(&kept), &about, asked, path).await?;
        tracing::info!(rows, format = ?asked.format, "portal users were exported");
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(TableTaken { rows: i64::try_from(rows).unwrap_or(i64::MAX), file, cancelled: false })
    }

    async fn listed(&self) -> Result<Arc<Kept>, Error> {
        self.connection.connected().await?.listed().await.ok_or(Error::NotCached)
    }

    /// What was decided while the backend did not answer, and what became of it, in the order in which it was decided.
    ///
    /// # Errors
    /// [`Error::IntentsDamaged`] and [`Error::IntentsOfNewerPortico`] where it cannot be read; else as
    /// [`crate::Cache::read`]: where nothing of the firm may be shown, nothing of it is either.
    pub async fn intents(&self) -> Result<Vec<Intent>, Error> {
        self.connection.connected().await?.intents().await?.list().await
    }

    /// What is known here of a pair before something is decided about it offline: the paths before and after (27), and
    /// what is not looked at.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client here; else as [`crate::Cache::read`].
    pub async fn foresee_intent(&self, body: IntentBody) -> Result<IntentForeseen, Error> {
        let connected = self.connection.connected().await?;
        connected.intents().await?.foresee(body.what, body.portal_user_id, &body.client_id).await
    }

    /// Decides something about a pair while the backend does not answer (`rules.md` 45). It is on the disk, encrypted, before
    /// this answers. One decision waits for a pair: this one takes the place of the one before.
    ///
    /// # Errors
    /// [`Error::NotOffline`] if the backend answers; [`Error::Refused`] if there is no such user or client here, if it is the
    /// user's last link and nobody has confirmed that (28), if the reason is none, or if what was decided before is being
    /// carried out; [`Error::DiskFull`]; else as [`Desk::intents`].
    pub async fn intend(&self, body: IntentBody) -> Result<IntentAnswer, Error> {
        let connected = self.connection.to_change().await?;
        match connected.is_offline().await? {
            true => connected.intents().await?.intend(body).await,
            false => Err(Error::NotOffline),
        }
    }

    /// Sends what waits, now that staff have confirmed it, and tells what became of it. What is not answered is sent again
    /// by itself. Each is carried out once, or refused with both states.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if the backend does not answer: nothing is confirmed then. Else as [`Desk::intents`].
    pub async fn confirm_intents(&self, ids: &[i64]) -> Result<Vec<Intent>, Error> {
        self.connection.to_change().await?.intents().await?.confirm(ids).await
    }

    /// Takes back what waits to be confirmed.
    ///
    /// # Errors
    /// [`Error::Refused`] if it was confirmed already; else as [`Desk::intents`].
    pub async fn withdraw_intent(&self, id: i64) -> Result<(), Error> {
        self.connection.to_change().await?.intents().await?.withdraw(id).await
    }

    /// Puts away what was carried out or refused, once staff have seen it.
    ///
    /// # Errors
    /// [`Error::Refused`] if it still waits; else as [`Desk::intents`].
    pub async fn dismiss_intent(&self, id: i64) -> Result<(), Error> {
        self.connection.to_change().await?.intents().await?.dismiss(id).await
    }

    /// Throws away what was decided offline and cannot be read any more, once staff have been told so, and begins anew.
    ///
    /// # Errors
    /// [`Error::IntentsOfNewerPortico`]: that is sound.
    pub async fn discard_unreadable_intents(&self) -> Result<(), Error> {
        self.connection.to_change().await?.intents().await?.discard_unreadable().await
    }

    /// Closes what is kept here, for the end of the program. What does not end within a moment is left to the operating
    /// system: everything that was acknowledged is on the disk.
    pub async fn close(&self) {
        if let Some(Ok(connected)) = self.connection.now() {
            let _ = tokio::time::timeout(CLOSES_WITHIN, connected.close()).await;
        }
    }

    /// Takes away everything that is kept of the firm on this computer, what was decided offline too, keys first: for signing
    /// out (`rules.md` 46).
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if the keychain does not answer: nothing is taken away then; or if a file could not be removed,
    /// which is unreadable without its key.
    pub async fn wipe(&self) -> Result<(), Error> {
        self.take_keys_away().await?.whole()
    }

    /// As [`Desk::wipe`], and tells whether the keys at least are gone.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if they are not.
    pub(crate) async fn take_keys_away(&self) -> Result<Wiped, Error> {
        self.connection.to_change().await?.wipe().await
    }

    /// As [`Desk::wipe`], and begins to read everything anew.
    ///
    /// # Errors
    /// As [`Desk::wipe`].
    pub(crate) async fn wipe_and_read_anew(&self) -> Result<(), Error> {
        let connected = self.connection.to_change().await?;
        let wiped = connected.wipe().await?;
        connected.keep_anew();
        wiped.whole()
    }

    async fn change_link(&self, method: Method, change: LinkChange) -> Result<LinkAnswer, Error> {
        let LinkChange { portal_user_id, client_id, reason, undo_of, if_version, confirmed } = change;
        let user = portal_user_id.to_string();
        let path = ["portal-users", &user, "links", client_id.as_str()];
        let body = LinkBody { reason, undo_of, confirmed };
        let connected = self.connection.to_change().await?;
        let answer: LinkAnswer = connected.backend.change(method, &path, &body, if_version).await?;
        connected.has_seen(portal_user_id, &client_id, answer.state.version).await;
        Ok(answer)
    }

    /// From the backend alone: it is not kept on this computer.
    async fn ask_backend<A: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &(impl Serialize + Sync),
    ) -> Result<A, Error> {
        let connected = self.connection.connected().await?;
        match connected.is_away().await {
            true => Err(Error::Unreachable),
            false => connected.backend.get(path, query).await,
        }
    }

    /// From what is kept; from the backend where that cannot be.
    async fn kept_first<A, Answering>(
        &self,
        kept: impl Fn(Arc<Kept>) -> Answering,
        path: &[&str],
        query: &(impl Serialize + Sync),
    ) -> Result<A, Error>
    where
        A: DeserializeOwned,
        Answering: Future<Output = Result<A, Error>>,
    {
        let connected = self.connection.connected().await?;
        connected.kept_first(kept, connected.backend.get(path, query)).await
    }

    /// From the backend while it answers; else from what is kept.
    async fn asked_first<A, Answering>(
        &self,
        path: &[&str],
        query: &(impl Serialize + Sync),
        kept: impl FnOnce(Arc<Kept>) -> Answering,
    ) -> Result<A, Error>
    where
        A: DeserializeOwned,
        Answering: Future<Output = Result<A, Error>>,
    {
        let connected = self.connection.connected().await?;
        connected.asked_first(connected.backend.get(path, query), kept).await
    }
}
