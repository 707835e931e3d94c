//! The log tells what happened and names nobody (`trust.md` S27).

use serde_json::Value;

use crate::firm::{Firm, Serving};

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
