//! The settings through the real program: from flags, from the environment, from a file. (Their forms are tested beside
//! the code.)

use std::process::Command;

use crate::firm::{Firm, PORTICO_FIRM, Serving, text};

#[test]
fn config_prints_what_holds_and_where_it_comes_from_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portico.toml");
    std::fs::write(
        &file,
        "database = \"postgres://portico:hunter2@db/portico\"\nlisten = \"127.0.0.1:3\"\nmax_connections = 7\n\
         public_url = \"https://portal.example.com\"\nbehind_proxy = \"127.0.0.1\"\nsmtp_host = \"mail.example.com\"\nsmtp_user = \"portico\"\nmail_from = \"portal@example.com\"\n",
    )
    .unwrap();
    let printed = Command::new(PORTICO_FIRM)
        .args(["config", "--listen", "127.0.0.1:1"])
        .env("PORTICO_CONFIG", &file)
        .env("PORTICO_LISTEN", "127.0.0.1:2")
        .env("PORTICO_LOG_LEVEL", "warn")
        .env("PORTICO_SMTP_PASSWORD", "hunter3")
        .output()
        .unwrap();
    let (printed, said) = (text(&printed.stdout), text(&printed.stderr));
    assert_eq!(said, "");
    assert!(!printed.contains("hunter"), "{printed}");
    for line in [
        "listen = 127.0.0.1:1  (--listen)".to_owned(),
        "log_level = warn  (PORTICO_LOG_LEVEL)".to_owned(),
        format!("max_connections = 7  (max_connections in {})", file.display()),
        format!("database = postgres://portico:***@db/portico  (database in {})", file.display()),
        "smtp_password = ***  (PORTICO_SMTP_PASSWORD)".to_owned(),
        "header_timeout_seconds = 10  (default)".to_owned(),
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in\n{printed}");
    }
}

#[test]
fn a_password_as_a_flag_is_refused_and_not_repeated() {
    let refused =
        Command::new(PORTICO_FIRM).args(["serve", "--database", "postgres://u:hunter2@h/d"]).output().unwrap();
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && !said.contains("hunter2"), "{said}");
    assert!(said.contains("every user of this computer can read flags"), "{said}");
    let none = Command::new(PORTICO_FIRM).args(["serve", "--smtp-password", "x"]).output().unwrap();
    assert!(text(&none.stderr).contains("unexpected argument '--smtp-password'"), "{}", text(&none.stderr));
}

#[test]
fn in_the_clear_it_listens_beyond_loopback_only_behind_a_proxy() {
    let firm = Firm::new();
    let open = firm.run(&["serve", "--listen", "0.0.0.0:0"]);
    let why = text(&open.stderr);
    assert!(!open.status.success());
    for words in ["is not a loopback address", "in the clear", "tls_certificate", "behind_proxy"] {
        assert!(why.contains(words), "{why}");
    }
    let serving = Serving::with(&firm, &["--listen", "0.0.0.0:0", "--behind-proxy", "10.0.0.5,10.1.0.0/16"]);
    let mut here = serving.connect();
    here.send("GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(here.rest().ends_with("ready\n"), "this computer itself may ask");
}
