//! What the one-click link of a message opens (`rules.md` 7, 13). Programs that look into mail open links too: so opening one
//! changes nothing, and the visit begins with the person's own next step. The token leaves the address at once.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{REFERRER_POLICY, SET_COOKIE};
use axum::response::Response;
use maud::html;

use super::super::session;
use super::super::task::to_its_end;
use super::form::Link;
use super::frame::Page;
use super::house::House;
use crate::api::Backend;
use crate::api::extract::Query;
use crate::api::problem::ApiError;
use crate::{Error, Secret, db, one_click, visits};

/// With a token in the address: moves it into a cookie, and leads to this page without it. Then: says what the link opens.
pub(super) async fn show(
    house: House,
    State(backend): State<Backend>,
    Query(asked): Query<Link>,
) -> Result<Response, ApiError> {
    if !asked.token.is_empty() {
        return Ok(without_token(&house, &asked.token));
    }
    let Some(token) = &house.link else { return Ok(good_for_nothing(&house)) };
    let mut tx = backend.database.read(house.firm.id).await?;
    let Some(opens) = one_click::opens(&mut tx, house.firm.id, token, backend.clock.now()).await? else {
        return Ok(good_for_nothing(&house));
    };
    let client = db::clients::get(&mut tx, house.firm.id, opens.client.as_str()).await?;
    let client = client.ok_or(Error::NotFound("client"))?;
    Ok(Page::of(&house, "Bills from your mail").with(&html! {
        p { "This link shows what " strong { bdi { (client.name) } } ", Client ID " bdi { (client.client_id) } ", has to pay." }
        form method="post" action=(house.at("open")) { button { "Show the bills" } }
    }))
}

/// Only what could be a token is put into a cookie.
fn without_token(house: &House, token: &str) -> Response {
    let mut response = house.lead_to("open");
    let headers = response.headers_mut();
    if token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        headers.append(SET_COOKIE, session::link_opened(&Secret::presented(token)));
    } else {
        headers.append(SET_COOKIE, session::link_taken());
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The person's own step: a visit begins, bound to the link's client.
pub(super) async fn send(house: House, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let Some(token) = house.link.clone() else { return Ok(good_for_nothing(&house)) };
    let (firm, before) = (house.firm.id, house.visit.clone());
    let visit = to_its_end(async move {
        let mut tx = backend.database.write(firm).await?;
        let visit = visits::begin_by_link(&mut tx, firm, &token, before.as_ref(), backend.clock.now()).await?;
        tx.commit().await?;
        Ok(visit)
    })
    .await?;
    let Some(visit) = visit else { return Ok(good_for_nothing(&house)) };
    let mut response = house.lead_to("visit");
    response.headers_mut().append(SET_COOKIE, session::visit_begun(&visit));
    response.headers_mut().append(SET_COOKIE, session::link_taken());
    Ok(response)
}

/// One page for a link that is too old, was revoked, never was, or whose client's portal is closed.
fn good_for_nothing(house: &House) -> Response {
    Page::of(house, "This link opens nothing (any more)").with(&html! {
        p { "It may be too old, or " bdi { (house.name) } " has taken it back. A newer message may have one that works." }
        p { a.button href=(house.at("")) { "Other ways to your bills" } }
    })
}
