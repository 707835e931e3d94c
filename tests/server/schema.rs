//! The firm API is what its OpenAPI document says, for whoever calls: Schemathesis makes requests of it, right and wrong
//! ones, in every phase and with every check (`trust.md` B3, S21). What it finds it prints with a line that does it again.

use std::process::Command;

use contract::ClientsPage;
use firm::fixture::SLUG;
use serde_json::Value;

use crate::firm::{Engine, Firm, Serving, text};
use crate::soak::{size, soaking};

/// The firm beside the first one, whose staff have nothing of that one's.
const OTHER: &str = "further-01";

/// Who calls: a name, the firm, and the permissions; none for who has no token.
const CALLERS: [(&str, &str, Option<&str>); 7] = [
    ("nobody", SLUG, None),
    ("staff who see payments", SLUG, Some("payments.view")),
    ("staff who do not", SLUG, Some("access.review,import.run,firm.settings")),
    ("staff who import", SLUG, Some("payments.view,import.run")),
    ("staff who keep the settings", SLUG, Some("payments.view,firm.settings")),
    ("staff who review", SLUG, Some("payments.view,access.review")),
    ("another firm's staff", OTHER, Some("payments.view,access.review,import.run,firm.settings")),
];

/// Answers that a request in order may get from the operations that change something. That a body is as the schema says
/// is not all of it: whether a character shows (400), whether 1.0 is a whole number, whether an `Idempotency-Key` was used
/// before (422), which version a pair has (412) and that an undo needs one (428) no schema says. The check stays on for
/// the rest.
const CHANGES: &str = r#"
[[operations]]
include-method = ["PUT", "POST", "DELETE"]
exclude-path = ["/api/v1/imports", "/api/v1/key-rehearsal"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "409", "412", "422", "428", "503"]
"#;

/// Likewise of those that read by what is no plain text: an address, the `next` of a page (400), a number that is gone
/// (410).
const READS: &str = r#"
[[operations]]
include-path = ["/api/v1/access-check", "/api/v1/portal-users", "/api/v1/activity", "/api/v1/outbox", "/api/v1/snapshot"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "503"]

[[operations]]
include-path = "/api/v1/changes"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "410", "503"]
"#;

/// A client that there is: nothing that the API makes would be one, so nothing but refusals would be met.
fn settings(client: &str) -> String {
    let client = Value::from(client);
    format!(
        "[[operations]]\ninclude-path-regex = '^/api/v1/(clients|portal-users/\\{{id\\}}/links)/\\{{client\\}}'\n\
         parameters = {{ client = {client} }}\n{CHANGES}{READS}"
    )
}

fn some_client(serving: &Serving, token: &str) -> String {
    let mut wire = serving.connect();
    let head = "host: x\r\nconnection: close\r\nauthorization: Bearer";
    wire.send(&format!("GET /api/v1/clients?limit=1 HTTP/1.1\r\n{head} {token}\r\n\r\n"));
    let answer = wire.rest();
    let page: ClientsPage = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    page.clients[0].client_id.to_string()
}

/// All of them, when soaking; else the engines take turns, but whoever links and de-links does so on both.
fn callers(engine: Engine) -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
    let turn = usize::from(engine == Engine::Postgres);
    let takes = move |nth: usize| soaking() || nth == 1 || nth % 2 == turn;
    CALLERS.into_iter().enumerate().filter(move |(nth, _)| takes(*nth)).map(|(_, caller)| caller)
}

fn holds_for_every_caller(engine: Engine) {
    let schemathesis = xtask::setup::schemathesis().expect("`cargo xtask setup` installs it");
    let firm = Firm::invented_with(engine, 30, 1);
    let serving = Serving::of(&firm);
    let client = some_client(&serving, &firm.token_of(SLUG));
    let config = firm.folder.path().join("schemathesis.toml");
    std::fs::write(&config, settings(&client)).unwrap();
    let (examples, seed) = (size(2, 200).to_string(), std::env::var("PORTICO_SEED").unwrap_or_else(|_| "7".to_owned()));
    for (who, slug, permissions) in callers(engine) {
        let mut run = Command::new(&schemathesis);
        run.arg("--config-file").arg(&config).args(["run", &format!("{}/openapi.json", serving.api)]);
        run.args(["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"]);
        run.args(["--max-examples", &examples, "--seed", &seed, "--no-color", "--generation-database", "none"]);
        // To de-link and to lift a bar delete nothing: the pair goes on, with its version, and what is open then is asked
        // of it (`rules.md` 27). No other operation is a DELETE.
        run.args(["--exclude-checks", "use_after_free"]);
        // An event stream does not end; what it says is proved elsewhere.
        run.args(["--exclude-path", "/api/v1/changes/stream"]);
        // Where nothing is shown, nothing but refusals is: that is what is asked for.
        run.args(["--warnings", "off"]);
        if let Some(permissions) = permissions {
            let token = firm.token_with(slug, permissions);
            run.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        let output = run.current_dir(firm.folder.path()).env("NO_PROXY", "*").output().unwrap();
        let said = text(&output.stdout);
        assert!(output.status.success(), "{engine:?}, {who}, PORTICO_SEED={seed}:\n{said}{}", text(&output.stderr));
        let counts = said.lines().find(|line| line.contains(" generated, ")).unwrap_or_default();
        println!("B3 {engine:?}, {who}, {examples} examples: {}", counts.trim());
        assert!(counts.contains(" generated, "), "{said}");
    }
    let log = std::fs::read_to_string(&serving.log).unwrap();
    assert!(!log.contains("\"ERROR\""), "{log}");
}

#[test]
fn the_firm_api_is_as_its_document_says_for_every_caller_on_sqlite() {
    holds_for_every_caller(Engine::Sqlite);
}

#[test]
fn the_firm_api_is_as_its_document_says_for_every_caller_on_postgresql() {
    holds_for_every_caller(Engine::Postgres);
}
