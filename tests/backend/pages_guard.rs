//! What holds of every page: who gets to see it, what it may load, and whose forms it takes (`trust.md` S1, S11, S12, S22).

use std::collections::BTreeSet;

use firm::accounts::SESSION_IS_GOOD_FOR;
use reqwest::Method;

use super::one_click::{sent, visits};
use super::pages::resident;
use super::portal::{PASSWORD, spawn_firm_with_mail};
use super::visits::visitor;
use crate::support::{Reader, clients_csv, spawn_firm};

/// A page, what its form is sent with (none where it takes no form), and whether only who is signed in sees it.
struct Row {
    page: &'static str,
    is_read: bool,
    form: Option<Vec<(&'static str, &'static str)>>,
    needs_session: bool,
}

fn rows() -> Vec<Row> {
    let row = |page, is_read, form, needs_session| Row { page, is_read, form, needs_session };
    let key = || Some(vec![("client_id", "1003"), ("invoice_number", "0")]);
    let email = ("email", "somebody@example.com");
    let zeros = ("token", "00");
    let name = [("first_name", "Some"), ("last_name", "Body")];
    vec![
        row("", true, None, false),
        row("/p/harlow-pike/", true, None, false),
        row("sign-up", true, Some(vec![name[0], name[1], email, ("password", PASSWORD)]), false),
        row("check-mail", true, None, false),
        row("verification", true, Some(vec![email]), false),
        row("verify", true, Some(vec![zeros, ("password", PASSWORD)]), false),
        row("sign-in", true, Some(vec![email, ("password", PASSWORD)]), false),
        row("reset", true, Some(vec![zeros, ("new_password", PASSWORD)]), false),
        row("reset-request", false, Some(vec![email]), false),
        row("clients", true, None, true),
        row("clients/1002", true, None, true),
        row("claim", true, key(), true),
        row("pay", true, key(), false),
        row("visit", true, None, false),
        row("leave", false, Some(vec![]), false),
        row("open", true, Some(vec![]), false),
        row("no-such-page", true, None, false),
        // The last one: it ends what the others need.
        row("sign-out", false, Some(vec![]), true),
    ]
}

/// The routes as the code has them.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../../src-tauri/crates/firm/src/portal/pages/mod.rs");
    let routes = source.split(".route(\"/p/{slug}").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    routes.filter(|route| route != "/style.css").collect()
}

#[test]
fn every_page_has_its_row() {
    let route = |row: &Row| match row.page {
        "" => String::new(),
        "/p/harlow-pike/" => "/".to_owned(),
        "clients/1002" => "/clients/{client}".to_owned(),
        "no-such-page" => "/{page}".to_owned(),
        page => format!("/{page}"),
    };
    assert_eq!(rows().iter().map(route).collect::<BTreeSet<_>>(), routes());
}

/// Every page, seen by everybody: who is not signed in here is led to the sign-in where that is needed, and no page may load
/// or do anything but what is ours.
#[tokio::test]
async fn every_page_keeps_its_door_and_its_policy() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let with_cookie = |value: &str| {
        let mut reader = firm.reader();
        reader.cookies.insert("__Host-portico".to_owned(), value.to_owned());
        reader
    };
    let expired = resident(&firm, &relay, "long.ago@example.com").await;
    firm.clock.advance(SESSION_IS_GOOD_FOR);
    let (_, link) = sent(&firm, &relay, 1).await;
    let jane = resident(&firm, &relay, "jane@example.com").await;
    let mut of_another_firm = Reader::new(firm.base(), "other-firm");
    let at_other = firm.verified_at_other("jane2@example.com", PASSWORD).await;
    of_another_firm.signs_in(at_other, PASSWORD).await.leads_to();
    let visitors = [
        ("a stranger", firm.reader(), false),
        ("a forged cookie", with_cookie(&"0".repeat(64)), false),
        ("staff's token for a cookie", with_cookie(firm.token()), false),
        ("another firm's session", with_cookie(&of_another_firm.cookies["__Host-portico"]), false),
        ("an expired session", expired, false),
        ("a visitor by a key", visitor(&firm).await, false),
        ("a visitor by a one-click link", visits(&firm, &link).await, false),
        ("somebody without a link", resident(&firm, &relay, "unlinked@example.com").await, true),
        ("somebody linked", jane, true),
    ];
    for (name, reader, is_signed_in) in &visitors {
        for row in rows() {
            if row.is_read {
                let seen = reader.clone().open(row.page).await;
                let cell = format!("{name} reads {}: {}", row.page, seen.status);
                let led_to_sign_in = seen.status == 303 && seen.header("location").ends_with("/sign-in");
                assert_eq!(led_to_sign_in, row.needs_session && !is_signed_in, "{cell}");
                assert!(seen.status < 500, "{cell}");
                is_held(&cell, &seen);
            }
            if let Some(form) = &row.form {
                let seen = reader.clone().send(row.page, form).await;
                let cell = format!("{name} sends {}: {}", row.page, seen.status);
                let led_to_sign_in = seen.status == 303 && seen.header("location").ends_with("/sign-in");
                assert_eq!(led_to_sign_in, row.needs_session && !is_signed_in, "{cell}");
                assert!(seen.status < 500, "{cell}");
                is_held(&cell, &seen);
            }
        }
    }
}

/// A page has no script, no style of its own, nothing from elsewhere, and its policy says so.
fn is_held(cell: &str, seen: &crate::support::Seen) {
    assert!(seen.header("content-security-policy").starts_with("default-src 'none';"), "{cell}");
    assert!(!seen.header("content-security-policy").contains("unsafe"), "{cell}");
    assert_eq!(seen.header("cache-control"), "no-store", "{cell}");
    for word in ["<script", "<style", " style=", "onclick", "http://", "https://", "javascript:"] {
        assert!(!seen.has(word), "{cell}: {word}");
    }
}

/// What a browser says of where a form comes from.
type Headers = &'static [(&'static str, &'static str)];

/// S11: what another site has a browser send is refused: by each sign of it alone, and where there is none at all.
#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = resident(&firm, &relay, "jane@example.com").await;
    let form = "application/x-www-form-urlencoded";
    for row in rows() {
        let Some(fields) = &row.form else { continue };
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let signs: [(&str, Headers, u16); 7] = [
            ("its origin", &[("origin", "https://evil.example")], 403),
            ("a hidden origin", &[("origin", "null"), ("sec-fetch-site", "same-origin")], 403),
            ("another site", &[("sec-fetch-site", "cross-site")], 403),
            ("another host of ours", &[("sec-fetch-site", "same-site")], 403),
            ("nothing", &[], 403),
            ("what a person typed", &[("sec-fetch-site", "none")], 403),
            ("plain text", &[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")], 415),
        ];
        for (sign, headers, expected) in signs {
            let mut request = jane.request(Method::POST, row.page).body(body.clone());
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header("content-type", form);
            }
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let status = request.send().await.unwrap().status().as_u16();
            assert_eq!(status, expected, "{} from {sign}", row.page);
        }
    }
    let mut still = jane.clone();
    still.open("clients").await.titled("Your clients");
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
        let request = jane.request(method.clone(), "sign-out").header("x-http-method-override", "POST");
        assert_ne!(request.send().await.unwrap().status().as_u16(), 303, "{method}");
    }
    still.open("clients").await.titled("Your clients");
}

/// What the server decides cannot be sent by a form, nor one field twice.
#[tokio::test]
async fn fields_of_the_server_are_refused_in_forms_too() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = resident(&firm, &relay, "jane@example.com").await;
    for row in rows().into_iter().filter(|row| !["sign-out", "leave", "open"].contains(&row.page)) {
        let Some(fields) = row.form else { continue };
        for field in ["firm_id", "verified_at", "portal_user_id", "came_from", "origin", "key"] {
            let mut form = fields.clone();
            form.push((field, "1"));
            assert_eq!(jane.clone().send(row.page, &form).await.status, 422, "{} {field}", row.page);
        }
        let mut twice = fields.clone();
        twice.push(fields[0]);
        assert_eq!(jane.clone().send(row.page, &twice).await.status, 400, "{}", row.page);
    }
}

/// S12: whatever stands in a name or is typed into a form is shown as text.
#[tokio::test]
async fn names_are_text_and_nothing_else() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let payload = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let mut files = clients_csv();
    let row = format!("6006,\"{}\",true,true,\n", payload.replace('"', "\"\""));
    files.clients.extend_from_slice(row.as_bytes());
    files.contacts.extend_from_slice(b"6006,Jane,jane@example.com,true\n");
    let bill = "6006,\"<b>7</b>\",2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice\n";
    files.invoices.extend_from_slice(bill.as_bytes());
    firm.import(firm.firm, &files).await;
    let mut jane = resident(&firm, &relay, "jane@example.com").await;
    for page in ["clients", "clients/6006"] {
        let seen = jane.open(page).await;
        assert!(seen.has("&lt;script&gt;alert(1)") && seen.has("&lt;b&gt;7&lt;/b&gt;"), "{page}: {}", seen.html);
        for raw in ["<script", "<img", "<b>"] {
            assert!(!seen.has(raw), "{page} {raw}");
        }
    }
    for (page, field) in [("sign-up", "first_name"), ("sign-in", "email"), ("claim", "client_id"), ("verify", "token")]
    {
        let mut form = rows().into_iter().find(|row| row.page == page).unwrap().form.unwrap();
        form.retain(|(name, _)| *name != field);
        if page == "sign-up" {
            form.retain(|(name, _)| *name != "email");
            form.push(("email", "nonsense"));
        }
        form.push((field, payload));
        let seen = jane.clone().send(page, &form).await;
        assert!(!seen.has("<script") && !seen.has("<img"), "{page}: {}", seen.html);
        assert!(seen.has("&lt;script&gt;"), "{page}: {}", seen.html);
    }
    jane.open(&format!("verify?token={}", "%22%3E%3Cscript%3E")).await.titled("Verify your e-mail address");
}

/// B4: whatever is typed into whichever field, the answer is a page of ours that shows it as text, or leads on.
#[tokio::test]
async fn no_text_breaks_a_form() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = resident(&firm, &relay, "jane@example.com").await;
    let texts = [
        "",
        " ",
        "\u{0}",
        "\r\nBcc: a@b.co",
        "<script>alert(1)</script>",
        "\"><svg/onload=alert(1)>",
        "'; DROP TABLE firm; --",
        "\u{202e}evil",
        "Z\u{351}\u{36b}\u{343}a\u{32d}l",
        "\u{feff}\u{200b}",
        "👩‍👩‍👧‍👦",
        "İıſK",
        "../../etc/passwd",
        "%00%0a",
        "{{7*7}}",
        "-1",
        "1e309",
        "\u{e000}",
        "a\u{301}",
    ];
    let long = "x".repeat(20_000);
    let all = texts.into_iter().map(str::to_owned).chain([long]);
    let typing: Vec<_> = all.map(|text| tokio::spawn(types_everywhere(jane.clone(), text))).collect();
    for one in typing {
        one.await.unwrap();
    }
}

/// Types this text into each field of each form, beside what belongs into the others.
async fn types_everywhere(jane: Reader, text: String) {
    for row in rows().into_iter().filter(|row| row.page != "sign-out") {
        let fields = row.form.unwrap_or_default();
        for (nth, (field, _)) in fields.iter().enumerate() {
            let mut form = fields.clone();
            form[nth].1 = &text;
            let seen = jane.clone().send(row.page, &form).await;
            let cell = format!("{} {field} {text:.40}: {}", row.page, seen.status);
            assert!(seen.status < 500 && !seen.has("<svg"), "{cell}");
            assert!(seen.status == 303 || seen.has("<h1>"), "{cell}");
            is_held(&cell, &seen);
        }
    }
}

/// S22: no page leads anywhere but to another page of this portal, whatever is asked.
#[tokio::test]
async fn nothing_leads_to_another_site() {
    let firm = spawn_firm().await;
    for asked in ["next=https://evil.example", "next=//evil.example", "after=https://evil.example", "return=%2F%2Fevil"]
    {
        for row in rows().into_iter().filter(|row| row.is_read) {
            let request = firm.reader().request(Method::GET, &format!("{}?{asked}", row.page));
            let seen = firm.reader().take(request.header("host", "evil.example")).await;
            let location = seen.header("location");
            assert!(location.is_empty() || location.starts_with("/p/harlow-pike/"), "{} {asked}: {location}", row.page);
            assert!(!seen.has("evil"), "{} {asked}", row.page);
        }
    }
}

/// A portal that is not there is a page too.
#[tokio::test]
async fn a_portal_that_is_not_there_is_told_in_a_page() {
    let firm = spawn_firm().await;
    let seen = Reader::new(firm.base(), "no-such-firm").open("").await;
    assert!(seen.status == 404 && seen.has("<h1>"), "{} {}", seen.status, seen.html);
}

/// L4: when too many passwords wait, a page says so and when to come back, and nobody is signed in by it.
#[tokio::test]
async fn when_too_many_sign_in_at_once_a_page_says_when_to_come_back() {
    let firm = spawn_firm().await;
    for _ in 0..20 {
        let all: Vec<_> = (0..100)
            .map(|nth| {
                let mut reader = firm.reader();
                tokio::spawn(async move { reader.signs_in(&format!("{nth}@example.com"), PASSWORD).await })
            })
            .collect();
        let mut turned_away = 0;
        for one in all {
            let seen = one.await.unwrap().titled("Sign in");
            assert_eq!(seen.status == 503, seen.header("retry-after") == "2", "{}", seen.status);
            turned_away += u32::from(seen.status == 503);
        }
        if turned_away > 0 {
            return;
        }
    }
    panic!("nobody was turned away");
}
