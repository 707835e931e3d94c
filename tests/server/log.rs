//! The log tells what happened and names nobody (`trust.md` S27).

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use firm::fixture::SLUG;
use serde_json::{Value, json};

use crate::firm::{Engine, Firm, Serving, until};

/// What a request can carry. None of it may be in the log, nor begin a line of its own there.
const CANARIES: [&str; 5] = ["canary", "CANARY", "jane@", "\u{1b}", "hunter2"];

#[test]
fn the_log_names_nobody_and_has_one_event_a_line() {
    let firm = Firm::new();
    let token = firm.token();
    let serving = Serving::with(&firm, &["--log-level", "trace"]);
    let head = |first: &str, bearer: &str, more: &str| {
        format!(
            "{first} HTTP/1.1\r\nhost: canary.example.com\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\
             user-agent: canary \u{7f}\r\nx-forwarded-for: jane@canary.example\r\ncookie: session=hunter2\r\n{more}\r\n"
        )
    };
    let plain = |first: &str| head(first, &token, "user-agent: canary\r\n");
    let body = "{\"reason\":\"canary \\u001b[31m \\n jane@canary.example\"}";
    let with_body = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    let requests = [
        plain("GET /api/v1/portal-users?search=jane@canary.example&filter=%0A%1B[31mcanary"),
        plain("GET /api/v1/portal-users/canary%0A%7B%22level%22:%22ERROR%22%7D%1b[0m"),
        plain("GET /canary/jane@canary.example/%0d%0acanary"),
        plain("CANARY /api/v1/session"),
        plain("GET /api/v1/session"),
        plain("PUT /api/v1/portal-users/17/links/canary%20LLP"),
        head("GET /api/v1/session", "canary-hunter2", ""),
        head("DELETE /api/v1/portal-users/1/links/1001", &token, &with_body) + body,
    ];
    for request in &requests {
        let mut wire = serving.connect();
        // The one that holds a control character is refused before any handler sees it.
        wire.send(&request.replace("user-agent: canary \u{7f}\r\n", ""));
        assert!(wire.rest().starts_with("HTTP/1.1 "), "{request}");
        let mut wire = serving.connect();
        wire.send(request);
        wire.rest();
    }

    let log = std::fs::read_to_string(&serving.log).unwrap();
    for canary in CANARIES.into_iter().chain([token.as_str()]) {
        assert!(!log.contains(canary), "{canary:?} is in\n{log}");
    }
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered: Vec<_> = events.iter().filter(|event| event["fields"]["message"] == "answered").collect();
    assert!(answered.len() >= requests.len(), "{log}");
    for event in answered {
        let fields = &event["fields"];
        assert!(fields["took_us"].is_number() && fields["status"].is_number(), "{event}");
        assert!(fields["request_id"].is_string() && fields["route"].is_string(), "{event}");
    }
    assert!(log.contains("/api/v1/portal-users/{id}/links/{client}"), "{log}");
}

/// Whether a text has something in it that a log must not: an address, a token, a name of these tests, or what a terminal
/// would obey. Every server of every test here is held to it when it ends.
pub(crate) fn names_somebody(log: &str) -> Option<&str> {
    let is_secret = |word: &str| word.len() >= 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = log.split(|c: char| !c.is_alphanumeric());
    let secret = words.into_iter().find(|word| is_secret(word));
    let known = ["@", "\u{1b}", "Dana Osei", "Harlow", "canary", "Canary"];
    secret.or_else(|| known.into_iter().find(|known| log.contains(known)))
}

/// A mail server that refuses every message and quotes it in full, colours and all.
fn quoting_relay() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(refuse(&stream))));
    port
}

fn refuse(mut stream: &TcpStream) -> std::io::Result<()> {
    let (mut said, mut in_data) = (String::new(), false);
    stream.write_all(b"220 relay\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        said.push_str(line.strip_suffix('=').unwrap_or(&line));
        match line.as_str() {
            "DATA" => in_data = true,
            "." => {
                in_data = false;
                let plain = said.replace("=3D", "=");
                let token: String = plain.split("token=").nth(1).unwrap_or_default().chars().take(64).collect();
                write!(stream, "554 5.7.1 \u{1b}[31m{{\"level\":\"ERROR\"}} token={token}\r\n")?;
                said.clear();
                continue;
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n"),
            _ if in_data => continue,
            _ if line.starts_with("RCPT TO") && line.contains("other") => {
                write!(stream, "550 5.1.1 {line} \u{1b}[0m unknown\r\n")?;
                continue;
            }
            _ => {}
        }
        stream.write_all(if in_data { b"354 go on\r\n" } else { b"250 ok\r\n" })?;
    }
    Ok(())
}

/// Everything that a person types at a portal, and what comes of it by mail.
fn what_a_person_types_stays_out_of_the_log(engine: Engine, format: &str) {
    let firm = Firm::invented(engine, 10);
    let port = quoting_relay().to_string();
    let serving = Serving::with(
        &firm,
        &[
            &["--log-level", "trace", "--log-format", format, "--smtp-host", "127.0.0.1", "--smtp-port", &port][..],
            &["--smtp-tls", "none", "--mail-from", "portal@firm.example", "--public-url", "http://127.0.0.1:1"],
        ]
        .concat(),
    );
    let token = "c0ffee00".repeat(8);
    let account = |email: &str| json!({ "email": email, "first_name": "Canary", "last_name": "Canary", "password": "canary in the coal" });
    let key = json!({ "client_id": "canary\u{1b}[31m\nline", "invoice_number": "canary" });
    let mut account_with_key = account("canary.other@canary.example");
    account_with_key["key"] = key.clone();
    let email = json!({ "email": "canary@canary.example" });
    let typed = [
        ("sign-up", account("canary@canary.example")),
        ("sign-up", account_with_key),
        ("sign-up", json!({ "canary@canary.example": "\n{\"level\":\"ERROR\"}" })),
        ("verification", email.clone()),
        ("reset-request", email),
        ("verify", json!({ "token": token, "password": "canary in the coal" })),
        ("reset", json!({ "token": token, "new_password": "canary in the coal" })),
        ("sign-in", json!({ "email": "canary@canary.example", "password": "canary in the coal" })),
        ("sign-in", json!({ "email": "canary\r\n@canary.example", "password": "canary" })),
        ("key", key.clone()),
        ("claim", key),
    ];
    for (path, body) in &typed {
        let body = body.to_string();
        let mut wire = serving.connect();
        wire.send(&format!(
            "POST /p/{SLUG}/api/{path}?canary@canary.example HTTP/1.1\r\nhost: canary.example\r\nconnection: close\r\n\
             cookie: __Host-portico={token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
        let answer = wire.rest();
        let taken = answer.starts_with("HTTP/1.1 202 ") || *path != "sign-up" || body.len() < 100;
        assert!(answer.starts_with("HTTP/1.1 ") && taken, "{path}: {answer}");
    }
    types_into_pages(&serving, &token);
    let log = || std::fs::read_to_string(&serving.log).unwrap();
    until("that the relay refuses both", || log().matches("took no mail").count() >= 2);
    let log = log();
    assert_eq!(names_somebody(&log), None, "{log}");
    assert!(!log.contains("c0ffee"), "{log}");
    let begins_in_order = |line: &str| match format {
        "json" => serde_json::from_str::<Value>(line).is_ok_and(|event| event["level"].is_string()),
        _ => line.starts_with("20") && line.contains('Z'),
    };
    assert!(log.lines().all(begins_in_order), "one event a line: {log}");
}

/// The same in the portal's pages, whose addresses hold the tokens of messages too (`trust.md` S8).
fn types_into_pages(serving: &Serving, token: &str) {
    let cookies: String = ["", "-visit", "-link"].map(|name| format!("__Host-portico{name}={token}; ")).concat();
    let asks = |first: &str, more: &str| {
        let mut wire = serving.connect();
        wire.send(&format!(
            "{first} HTTP/1.1\r\nhost: canary.example\r\nconnection: close\r\ncookie: {cookies}\r\n\
             origin: http://127.0.0.1:1\r\n{more}"
        ));
        let answer = wire.rest();
        assert!(answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 5"), "{first}: {answer}");
    };
    for page in ["", "/open", "/verify", "/reset", "/visit", "/sign-up", "/clients/canary", "/canary"] {
        asks(&format!("GET /p/{SLUG}{page}?token={token}&after=canary@canary.example"), "\r\n");
    }
    let form = format!(
        "email=canary@canary.example&password=canary+in+the+coal&client_id=canary%1b&invoice_number=canary&token={token}"
    );
    let typed =
        format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}", form.len());
    for page in ["sign-in", "sign-up", "verify", "reset", "reset-request", "pay", "claim", "open", "leave"] {
        asks(&format!("POST /p/{SLUG}/{page}?token={token}"), &typed);
    }
}

#[test]
fn what_a_person_types_stays_out_of_the_log_on_sqlite() {
    what_a_person_types_stays_out_of_the_log(Engine::Sqlite, "json");
    what_a_person_types_stays_out_of_the_log(Engine::Sqlite, "text");
}

#[test]
fn what_a_person_types_stays_out_of_the_log_on_postgresql() {
    what_a_person_types_stays_out_of_the_log(Engine::Postgres, "json");
    what_a_person_types_stays_out_of_the_log(Engine::Postgres, "text");
}
