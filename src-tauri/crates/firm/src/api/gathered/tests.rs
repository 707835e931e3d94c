use domain::{Origin, Permissions};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::*;
use crate::db::tests::Sample;
use crate::db::{query, query_scalar};
use crate::mail;
use crate::portal::{PortalSetup, Portals};
use crate::{Clock, audit};

type Answers = Vec<JoinHandle<Result<Answered, ApiError>>>;

fn backend(sample: &Sample) -> Backend {
    let PortalSetup { hashing, bell, .. } = PortalSetup::default();
    let origin = mail::Origin::new("http://127.0.0.1").unwrap();
    let (_, stopping) = watch::channel(false);
    Backend::new(sample.database.clone(), Clock::system(), Portals { origin, hashing, bell }, stopping)
}

/// Clients that portal user 1 is not linked to.
async fn strangers(sample: &Sample) -> Vec<String> {
    let clients = query_scalar(
        "SELECT client_id FROM client c WHERE firm_id = $1 AND NOT EXISTS (SELECT 1 FROM link l
             WHERE l.firm_id = c.firm_id AND l.portal_user_id = 1 AND l.client_id = c.client_id)
         ORDER BY client_id LIMIT 6",
    );
    clients.bind(sample.firm.get()).fetch_all(&mut sample.read().await).await.unwrap()
}

/// Staff link portal user 1.
fn change(firm: FirmId, client: &str) -> PairChange {
    let (name, request_id) = ("Dana".to_owned(), "a-request".to_owned());
    PairChange {
        staff: Staff { firm, name, permissions: Permissions::all(), request_id },
        user: PortalUserId::new(1),
        client: ClientId::new(client).unwrap(),
        act: Act::Link(Origin::Staff),
        if_version: None,
        confirmed: false,
        reason: None,
        asked: None,
    }
}

/// Has all these clients linked while somebody else has the turn, and comes back when all but the first are gathered.
async fn gathered(backend: &Backend, firm: FirmId, clients: &[String]) -> Answers {
    let turn = backend.database.write(firm).await.unwrap();
    let mut answers = Vec::new();
    for (nth, client) in clients.iter().enumerate() {
        let (change, of_task) = (change(firm, client), backend.clone());
        answers.push(tokio::spawn(async move { carry_out(&of_task, change).await }));
        // The first one is taken, and waits for the turn; the others wait for it.
        while waiting(backend, firm) != Some(nth) {
            tokio::task::yield_now().await;
        }
    }
    drop(turn);
    answers
}

fn waiting(backend: &Backend, firm: FirmId) -> Option<usize> {
    backend.gathered.0.lock().unwrap().get(&firm).map(Vec::len)
}

async fn verified(sample: &Sample) -> bool {
    let verdict = audit::verify(&sample.database, sample.firm, None, &mut |_| {}).await.unwrap();
    matches!(verdict, audit::Verdict::Verified { .. })
}

#[tokio::test]
async fn changes_that_wait_are_committed_together() {
    for (engine, sample) in Sample::on_both_engines().await {
        let backend = backend(&sample);
        let commits = backend.database.commits();
        let before = *commits.borrow();
        for answer in gathered(&backend, sample.firm, &strangers(&sample).await).await {
            assert!(answer.await.unwrap().is_ok(), "{engine}");
        }
        assert_eq!(*commits.borrow() - before, 2, "{engine}: the first one, and the five that waited for it");
        assert_eq!(waiting(&backend, sample.firm), None, "{engine}: nobody is left to carry out more");
        assert!(verified(&sample).await, "{engine}");
    }
}

/// One of several breaks the transaction of all: the others are written all the same, each for itself.
#[tokio::test]
async fn a_change_that_breaks_holds_up_no_other() {
    for (engine, sample) in Sample::on_both_engines().await {
        let clients = strangers(&sample).await;
        let breaks: &[&str] = match engine {
            "SQLite" => &["CREATE TRIGGER breaks BEFORE INSERT ON link WHEN NEW.evidence IS NULL AND NEW.client_id =
                     (SELECT client_id FROM breaking) BEGIN SELECT RAISE(ABORT, 'it breaks'); END"],
            _ => &[
                "CREATE FUNCTION breaks() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
                     IF NEW.client_id = (SELECT client_id FROM breaking) THEN RAISE 'it breaks'; END IF;
                     RETURN NEW; END $$",
                "CREATE TRIGGER breaks BEFORE INSERT ON link FOR EACH ROW EXECUTE FUNCTION breaks()",
            ],
        };
        let mut tx = sample.write().await;
        query("CREATE TABLE breaking (client_id TEXT)").execute(&mut tx).await.unwrap();
        query("INSERT INTO breaking VALUES ($1)").bind(&clients[3]).execute(&mut tx).await.unwrap();
        for statement in breaks {
            query(statement).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let backend = backend(&sample);
        for (nth, answer) in gathered(&backend, sample.firm, &clients).await.into_iter().enumerate() {
            let answer = answer.await.unwrap();
            assert_eq!(answer.is_ok(), nth != 3, "{engine}: {nth}");
            assert!(answer.is_ok_and(|answer| answer.status == 200) || nth == 3, "{engine}: {nth}");
        }
        assert!(verified(&sample).await, "{engine}");
    }
}

/// Where nothing can be written, nobody waits for that twice: all who wait are told with the first.
#[tokio::test]
async fn all_who_wait_are_told_where_nothing_can_be_written() {
    for (engine, sample) in Sample::on_both_engines().await {
        let backend = backend(&sample);
        let clients = strangers(&sample).await;
        let answers = gathered(&backend, sample.firm, &clients[..1]).await;
        for answer in answers {
            assert!(answer.await.unwrap().is_ok(), "{engine}: as long as it is there");
        }
        sample.database.close().await;
        let ask = |nth: usize| carry_out(&backend, change(sample.firm, &clients[nth]));
        let (one, other, third) = tokio::join!(ask(1), ask(2), ask(3));
        assert!(
            one.is_err_and(|error| error.is_ours() && !error.is_internal()),
            "{engine}: away, and it may come back"
        );
        assert!(other.is_err() && third.is_err(), "{engine}");
        assert_eq!(waiting(&backend, sample.firm), None, "{engine}");
    }
}
