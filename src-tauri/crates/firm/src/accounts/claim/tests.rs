use chrono::{SubsecRound, Utc};
use domain::KeyAnswer;

use super::*;
use crate::db::tests::Sample;
use crate::db::{query, query_as};

/// Rule 27: while staff have barred a user from a client, its right key opens nothing to the user; rule 10: and in the very
/// words of a wrong one.
#[tokio::test]
async fn a_barred_user_claims_nothing_with_the_right_key() {
    for (engine, sample) in Sample::on_both_engines().await {
        let mut tx = sample.write().await;
        let now = Utc::now().trunc_subsecs(3);
        let linked = "SELECT l.portal_user_id, l.client_id, min(i.invoice_number)
             FROM link l JOIN client c USING (firm_id, client_id) JOIN invoice i USING (firm_id, client_id)
                 JOIN contact k USING (firm_id, client_id)
             WHERE l.origin IS NOT NULL AND c.portal = 'open' AND k.listed
                 AND l.client_id NOT IN (SELECT client_id FROM key_tally)
             GROUP BY l.portal_user_id, l.client_id ORDER BY l.portal_user_id, l.client_id LIMIT 1";
        let (user, client, invoice): (i64, String, String) = query_as(linked).fetch_one(&mut tx).await.unwrap();
        let bar = "UPDATE link SET origin = NULL, barred = (1 = 1) WHERE portal_user_id = $1 AND client_id = $2";
        query(bar).bind(user).bind(&client).execute(&mut tx).await.unwrap();
        let given = |invoice_number| {
            let key = KeyTry { user: None, network: None, client_id: &client, invoice_number, code: None, now };
            Claim { user: PortalUserId::new(user), key, request_id: "test" }
        };
        let barred = claim(&mut tx, sample.firm, &given(&invoice)).await.unwrap().unwrap_err();
        assert_eq!(barred.why, KeyAnswer::NotAllowed, "{engine}");
        let wrong = claim(&mut tx, sample.firm, &given("no invoice")).await.unwrap().unwrap_err();
        assert_eq!(barred.code_asked, wrong.code_asked, "what the visitor is told");
        let lift = "UPDATE link SET barred = (1 = 0) WHERE portal_user_id = $1 AND client_id = $2";
        query(lift).bind(user).bind(&client).execute(&mut tx).await.unwrap();
        assert!(claim(&mut tx, sample.firm, &given(&invoice)).await.unwrap().is_ok(), "{engine}");
        // The sample firm has no relay: its mail is read in the outbox.
        let mails = crate::mail::outbox(&mut tx, sample.firm, None, 10).await.unwrap();
        let letter = mails[0].letter.as_ref().unwrap();
        assert!(letter.subject.contains("was opened") && !letter.body.is_empty(), "{engine}: {letter:?}");
    }
}
