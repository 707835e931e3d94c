//! The firm API over HTTP: links and their activity, the link manager, and every refusal of what was asked.

use crate::support::{TestFirm, spawn_firm};
use chrono::TimeDelta;
use contract::{ActivityAction, ActivityPage, ActorKind, LinkAnswer, ProblemCode, Session};
use domain::{Access, Origin, Standing};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// `rules.md` 20, 23, 29.
#[tokio::test]
async fn a_link_and_a_de_link_are_each_recorded_with_who_when_and_why() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;

    let linked = firm.staff.link(jane, "1001").await;
    assert!(linked.changed && linked.state.origin == Some(Origin::Staff) && linked.state.version == 1);
    assert_eq!(linked.says, "Linked Smith, Jane");
    firm.clock.advance(TimeDelta::minutes(5));
    let de_linked = firm.staff.de_link(jane, "1001", " left the family office ").await;
    assert!(de_linked.changed && de_linked.state.origin.is_none() && de_linked.state.version == 2);

    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={jane}")).await;
    let (linked, not_linked) = (Some(Standing::linked(Origin::Staff)), Some(Standing::default()));
    let [newest, oldest] = log.entries.as_slice() else { panic!("two entries: {log:?}") };
    assert_eq!((newest.action, newest.before, newest.after), (ActivityAction::DeLink, linked, not_linked));
    assert_eq!((oldest.action, oldest.before, oldest.after), (ActivityAction::Link, not_linked, linked));
    assert_eq!(newest.reason.as_deref(), Some("left the family office"));
    assert_eq!((newest.actor.as_str(), newest.actor_kind), ("Dana Osei", ActorKind::Staff));
    assert_eq!(newest.at - oldest.at, TimeDelta::minutes(5));
    assert_eq!(Some(newest.number), de_linked.activity);
    assert!(!newest.request_id.is_empty() && newest.request_id != oldest.request_id);
}

/// `rules.md` 23.
#[tokio::test]
async fn linking_twice_is_one_link_and_one_activity() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let (first, second) = (firm.staff.link(jane, "1001").await, firm.staff.link(jane, "1001").await);
    assert!(first.changed && !second.changed);
    assert_eq!((second.activity, &second.state), (None, &first.state));
    assert_eq!(firm.staff.detail(jane).await.links.len(), 1);
    let log: ActivityPage = firm.staff.get("/activity?client_id=1001").await;
    assert_eq!(log.entries.len(), 1);
}

/// `rules.md` 23.
#[tokio::test]
async fn de_linking_what_is_not_linked_succeeds_and_changes_nothing() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let answer = firm.staff.de_link(jane, "1001", "").await;
    assert!(!answer.changed && answer.activity.is_none() && answer.state.version == 0);
    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={jane}")).await;
    assert!(log.entries.is_empty());
}

/// `rules.md` 23 under contention: eight at once, one link, one activity, and nobody is turned away.
#[tokio::test]
async fn eight_who_link_the_same_pair_at_once_make_one_link() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    for round in 0..10 {
        let act = |staff: crate::support::Visitor, link: bool| async move {
            if link { staff.link(jane, "1001").await } else { staff.de_link(jane, "1001", "").await }
        };
        let all: Vec<_> = (0..8).map(|_| tokio::spawn(act(firm.staff.clone(), round % 2 == 0))).collect();
        let mut changed = 0;
        for one in all {
            changed += usize::from(one.await.unwrap().changed);
        }
        assert_eq!(changed, 1, "round {round}");
    }
    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={jane}")).await;
    assert_eq!(log.entries.len(), 10);
}

/// `rules.md` 26.
#[tokio::test]
async fn undoing_a_de_link_restores_the_link_with_its_origin() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let before = firm.staff.detail(jane).await;
    assert_eq!(before.links[0].origin, Origin::Contact, "linked when the address was verified (21)");
    firm.clock.advance(TimeDelta::hours(1));
    let client = before.links[0].client_id.as_str();
    let gone = firm.staff.de_link(jane, client, "by mistake").await;
    let undo = firm
        .staff
        .link_request(Method::PUT, jane, client)
        .header("if-match", format!("\"{}\"", gone.state.version))
        .json(&json!({ "undo_of": gone.activity }));
    let response = undo.send().await.unwrap();
    assert_eq!(response.headers()["etag"], "\"3\"");
    assert_eq!(response.status(), StatusCode::OK);
    let after = firm.staff.detail(jane).await;
    assert_eq!((after.links[0].origin, after.links[0].made_at), (Origin::Contact, before.links[0].made_at));
    assert!(after.history[0].says.starts_with("Dana Osei took back the de-link of"), "{:?}", after.history[0]);
}

#[tokio::test]
async fn an_undo_without_a_version_is_asked_for_one() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let linked = firm.staff.link(jane, "1001").await;
    let undo = firm.staff.link_request(Method::DELETE, jane, "1001").json(&json!({ "undo_of": linked.activity }));
    let (status, problem) = firm.staff.refusal(undo).await;
    assert_eq!((status, problem.code), (StatusCode::PRECONDITION_REQUIRED, ProblemCode::VersionRequired));
}

#[tokio::test]
async fn an_undo_after_somebody_else_changed_the_pair_is_refused_and_shows_how_it_stands() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let linked = firm.staff.link(jane, "1001").await;
    firm.another_staff.de_link(jane, "1001", "").await;
    let undo = firm
        .staff
        .link_request(Method::DELETE, jane, "1001")
        .header("if-match", format!("\"{}\"", linked.state.version))
        .json(&json!({ "undo_of": linked.activity }));
    let (status, problem) = firm.staff.refusal(undo).await;
    assert_eq!((status, problem.code), (StatusCode::PRECONDITION_FAILED, ProblemCode::Moved));
    let current = problem.current.unwrap();
    assert_eq!((current.version, current.origin, current.changed_by.as_deref()), (2, None, Some("Marc Lindqvist")));
    assert!(problem.title.contains("Marc Lindqvist has de-linked Smith, Jane"), "{}", problem.title);
}

/// Nobody is blamed for what nobody did.
#[tokio::test]
async fn a_version_that_the_pair_never_had_is_refused_without_naming_anybody() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let request = firm.staff.link_request(Method::PUT, jane, "1001").header("if-match", "\"7\"");
    let (_, problem) = firm.staff.refusal(request).await;
    assert_eq!(problem.code, ProblemCode::Moved);
    assert!(problem.title.contains("Smith, Jane never was linked"), "{}", problem.title);
    firm.another_staff.link(jane, "1001").await;
    let too_new = firm.staff.link_request(Method::DELETE, jane, "1001").header("if-match", "\"2\"");
    let (status, problem) = firm.staff.refusal(too_new.json(&json!({ "confirmed": true }))).await;
    assert_eq!((status, problem.code), (StatusCode::PRECONDITION_FAILED, ProblemCode::Moved));
    assert_eq!(problem.title, "The link to Smith, Jane never had the version 2; it has 1. Nothing was changed.");
    assert_eq!(problem.current.unwrap().version, 1);
}

/// The right version does not make an undo of something that is not the last thing that happened.
#[tokio::test]
async fn only_the_last_change_of_a_pair_can_be_undone() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let first = firm.staff.link(jane, "1001").await;
    firm.staff.de_link(jane, "1001", "").await;
    let again = firm.staff.link(jane, "1001").await;
    let undo = firm
        .staff
        .link_request(Method::DELETE, jane, "1001")
        .header("if-match", format!("\"{}\"", again.state.version))
        .json(&json!({ "undo_of": first.activity }));
    let (_, problem) = firm.staff.refusal(undo).await;
    assert_eq!(problem.code, ProblemCode::Moved);
    let (number, newest) = (first.activity.unwrap(), again.activity.unwrap());
    let says = format!("Activity {number} is not what happened to Smith, Jane last: that is activity {newest}.");
    assert!(problem.title.starts_with(&says), "{}", problem.title);
    let undo_other = firm
        .staff
        .link_request(Method::PUT, jane, "1001")
        .header("if-match", format!("\"{}\"", again.state.version))
        .json(&json!({ "undo_of": newest }));
    let (_, problem) = firm.staff.refusal(undo_other).await;
    assert!(problem.title.starts_with(&format!("Activity {newest} did not de-link Smith, Jane.")), "{}", problem.title);
}

/// Rule 26: taken back one after the other, each change brings back how the two stood before it, and who made the link when.
/// (On what evidence is not shown here: the database's own tests look at it.)
#[tokio::test]
async fn several_changes_of_a_pair_are_undone_one_after_the_other() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let undo = async |method, done: &LinkAnswer, version: i64| -> LinkAnswer {
        let undo = firm.staff.link_request(method, jane, "1002").header("if-match", format!("\"{version}\""));
        firm.staff.send(undo.json(&json!({ "undo_of": done.activity }))).await
    };
    let made = async || {
        let mut links = firm.staff.detail(jane).await.links.into_iter();
        let link = links.find(|link| link.client_id.as_str() == "1002").expect("they are linked");
        (link.origin_label, link.made_at)
    };
    let at_first = made().await;
    firm.clock.advance(TimeDelta::minutes(5));
    let taken = firm.staff.de_link(jane, "1002", "").await;
    let linked = firm.staff.link(jane, "1002").await;
    let again = firm.staff.de_link(jane, "1002", "").await;
    let back = undo(Method::PUT, &again, again.state.version).await;
    assert_eq!(back.state.origin, Some(Origin::Staff));
    let by_staff = made().await;
    assert!(by_staff.0.contains("Dana Osei") && by_staff.1 == firm.clock.now(), "{by_staff:?}");
    let back = undo(Method::DELETE, &linked, back.state.version).await;
    assert_eq!(back.state.origin, None);
    let back = undo(Method::PUT, &taken, back.state.version).await;
    assert_eq!(back.state.origin, Some(Origin::Contact));
    assert_eq!(made().await, at_first, "as it was at first");
    firm.verify_log().await;
}

/// RFC 9110: a 401 names how to sign in.
#[tokio::test]
async fn who_is_not_signed_in_is_told_how_to() {
    let firm = spawn_firm().await;
    let answer = firm.anonymous.request(Method::GET, "/portal-users").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["www-authenticate"]), (401, &"Bearer".parse().unwrap()));
}

#[tokio::test]
async fn what_cannot_be_read_names_its_field() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let get = |path: &str| firm.staff.request(Method::GET, path);
    let put = |body: Value| firm.staff.link_request(Method::PUT, jane, "1001").json(&body);
    for (request, field) in [
        (get("/portal-users?limit=many"), "`limit` takes a whole number from 1 to 200, such as 50, not `many`."),
        (get("/portal-users?filter=nobody"), "`filter` takes one of `all`, "),
        (get("/portal-users?descending=yes"), "`descending` takes `true` or `false`"),
        (
            get("/activity?from=yesterday"),
            "`from` takes a day and time, such as 2026-11-23T09:00:00Z, not `yesterday`.",
        ),
        (get("/activity?before=x"), "before"),
        (get("/outbox?before=zzz"), "before"),
        (get("/access-check?email=a@example.com"), "`action` is needed"),
        (get("/portal-users?serach=ana"), "no parameter `serach` here: this address takes `search`, "),
        (get("/session?firm=other"), "no parameter `firm` here: this address takes none."),
        (put(json!({ "reason": 7 })), "reason"),
        (put(json!({ "undo_of": "x" })), "undo_of"),
        (put(json!({ "first_name": "Eve" })), "first_name"),
    ] {
        let (_, problem) = firm.staff.refusal(request).await;
        assert!(problem.title.contains(field), "{field}: {}", problem.title);
    }
}

/// Outside the API too: whoever called is told where to look.
#[tokio::test]
async fn where_there_is_nothing_the_way_to_the_api_is_told() {
    let firm = spawn_firm().await;
    let (status, problem) = firm.anonymous.refusal(firm.anonymous.request(Method::GET, "/nowhere")).await;
    assert_eq!((status, problem.code), (StatusCode::NOT_FOUND, ProblemCode::NotFound));
    assert!(problem.next.contains("/api/v1/openapi.json"), "{}", problem.next);
}

#[tokio::test]
async fn the_document_is_served_as_it_is_made() {
    let firm = spawn_firm().await;
    let served: Value = firm.anonymous.get("/openapi.json").await;
    assert_eq!(served, serde_json::to_value(firm::api::open_api()).unwrap());
}

/// `rules.md` 1, 15, 25.
#[tokio::test]
async fn the_access_of_a_user_is_what_a_sign_in_leads_to() {
    let firm = spawn_firm().await;
    let access = async |user| firm.staff.detail(user).await.access;
    let unverified = firm.unverified_user("Una", "Verified", "una@example.com").await;
    assert_eq!(access(unverified).await, Access::NotVerified);
    let user = firm.user("Vera", "Fied", "vera@example.com").await;
    assert_eq!(access(user).await, Access::MustClaim);
    firm.staff.link(user, "1004").await;
    assert_eq!(access(user).await, Access::NoOpenPortal);
    firm.staff.link(user, "1001").await;
    assert_eq!(access(user).await, Access::CanSignIn);
    firm.staff.de_link(user, "1001", "").await;
    assert_eq!(access(user).await, Access::NoOpenPortal);
}

#[tokio::test]
async fn the_link_manager_shows_origins_suggestions_abilities_and_history() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "JANE@example.com").await;
    firm.staff.de_link(jane, "1003", "wrong Jane").await;
    let detail = firm.staff.detail(jane).await;
    assert_eq!(detail.email, "JANE@example.com", "as written");
    assert_eq!(detail.links.len(), 1);
    assert!(detail.links[0].de_link.last && detail.links[0].de_link.says.contains("next sign-in will ask"));
    assert_eq!(detail.suggestions[0].client_id.as_str(), "1003");
    assert_eq!(detail.suggestions[0].because, "lists this e-mail as contact");
    let abilities: Vec<_> = detail.abilities.iter().map(|a| (a.allowed, a.title.as_str())).collect();
    assert_eq!(
        abilities,
        [(true, "Sign in"), (true, "See and pay 2 unpaid invoices, 1 late fee"), (false, "See payment history")]
    );
    assert_eq!(detail.abilities[2].detail, "the firm has payment history turned off");
    let says: Vec<_> = detail.history.iter().map(|entry| entry.says.as_str()).collect();
    assert_eq!(says[0], "Dana Osei de-linked 1003 100% Realty_Group “wrong Jane”");
    assert_eq!(says[says.len() - 1], "Account created by the user");
    assert_eq!(says.len(), 5, "{says:?}");
}

#[tokio::test]
async fn the_session_names_the_firm_the_staff_and_the_age_of_the_data() {
    let firm = spawn_firm().await;
    let session: Session = firm.staff.get("/session").await;
    assert_eq!((session.firm.name.as_str(), session.staff.as_str()), ("Harlow & Pike LLP", "Dana Osei"));
    assert_eq!((session.firm.sample, session.data_as_of), (false, Some(crate::support::beginning())));
    let other: Session = firm.staff_of_another_firm.get("/session").await;
    assert_eq!(other.data_as_of, None);
}

async fn refused(firm: &TestFirm, request: reqwest::RequestBuilder) -> (u16, ProblemCode) {
    let (status, problem) = firm.staff.refusal(request).await;
    (status.as_u16(), problem.code)
}

#[tokio::test]
async fn bad_input_is_refused_in_words_and_changes_nothing() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let get = |path: &str| firm.staff.request(Method::GET, path);
    let put = || firm.staff.link_request(Method::PUT, jane, "1001");
    let typed = |text: String| put().header("content-type", "application/json").body(text);
    use ProblemCode::{Invalid, NotFound};
    let cases = [
        (get("/nothing-here"), 404, NotFound),
        (get("/portal-users/abc"), 404, NotFound),
        (get("/portal-users/99999999999999999999"), 404, NotFound),
        (get("/portal-users/-1"), 404, NotFound),
        (get("/portal-users?limit=many"), 400, Invalid),
        (get("/portal-users?filter=nobody"), 400, Invalid),
        (get("/portal-users?after=garbage"), 400, Invalid),
        (get("/portal-users?sort=last_sign_in&after=1.99999999999999999999.x"), 400, Invalid),
        (get("/portal-users?after=1.0.x&row=3"), 400, Invalid),
        (get("/portal-users?row=-1"), 400, Invalid),
        (get("/snapshot?kind=portal_user&after=zzz"), 400, Invalid),
        (get("/snapshot?kind=link&after=zzz"), 400, Invalid),
        (get("/activity?before=x"), 400, Invalid),
        (get("/outbox?before=zzz"), 400, Invalid),
        (get("/activity?from=%2B200000-01-01T00:00:00Z"), 400, Invalid),
        (get("/activity?to=-200000-01-01T00:00:00Z"), 400, Invalid),
        (get("/changes?after=9223372036854775807"), 410, ProblemCode::Gone),
        (get("/changes?after=-9223372036854775808"), 410, ProblemCode::Gone),
        (firm.staff.request(Method::POST, "/portal-users"), 405, Invalid),
        (firm.staff.link_request(Method::PUT, jane, "no-such-client"), 404, NotFound),
        (firm.staff.link_request(Method::PUT, jane, "%20"), 404, NotFound),
        (firm.staff.link_request(Method::PUT, jane, "%FF"), 404, NotFound),
        (typed("{".into()), 400, Invalid),
        (typed("[]".into()), 422, Invalid),
        (typed(r#"{"first_name":"Eve"}"#.into()), 422, Invalid),
        (typed(r#"{"reason":7}"#.into()), 422, Invalid),
        (typed(format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000))), 422, Invalid),
        (typed(format!(r#"{{"reason":"{}"}}"#, "x".repeat(70_000))), 413, Invalid),
        (put().json(&json!({ "reason": "x".repeat(501) })), 400, Invalid),
        (put().json(&json!({ "reason": "two\nlines" })), 400, Invalid),
        (put().header("if-match", "3"), 400, Invalid),
        (put().header("if-match", "\"x\""), 400, Invalid),
        (put().header("content-type", "text/plain").body("reason"), 415, Invalid),
        (firm.staff.link_request(Method::DELETE, jane, "1001").body(r#"{"undo_of":1}"#), 415, Invalid),
        (get(&format!("/portal-users?search={}", "x".repeat(201))), 400, Invalid),
        (get(&format!("/clients?search={}", "x".repeat(201))), 400, Invalid),
    ];
    for (number, (request, status, code)) in cases.into_iter().enumerate() {
        assert_eq!(refused(&firm, request).await, (status, code), "case {number}");
    }
    assert!(firm.staff.detail(jane).await.links.is_empty());
}

/// A body that was not read must not be taken for none: an undo would be carried out as a plain de-link.
#[tokio::test]
async fn a_body_without_its_content_type_is_refused_and_changes_nothing() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let linked = firm.staff.link(jane, "1001").await;
    let undo = json!({ "undo_of": linked.activity }).to_string();
    let request = firm.staff.link_request(Method::DELETE, jane, "1001").body(undo);
    assert_eq!(refused(&firm, request).await, (415, ProblemCode::Invalid));
    assert_eq!(firm.staff.detail(jane).await.links.len(), 1);
}

/// A Client ID may hold anything that a PMS writes.
#[tokio::test]
async fn a_client_id_with_a_slash_and_letters_beyond_ascii_can_be_linked() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    firm.staff.link(jane, "A%2F5%20%C3%B8").await;
    assert_eq!(firm.staff.detail(jane).await.links[0].client_id.as_str(), "A/5 ø");
}

#[tokio::test]
async fn a_link_is_still_there_after_a_restart() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    firm.staff.link(jane, "1001").await;
    let firm = firm.restarted().await;
    let detail = firm.staff.detail(jane).await;
    assert_eq!(detail.links[0].client_id.as_str(), "1001");
}
