#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::*;

/// What the settings come to with these flags, variables, and this file.
fn given(flags: &[(&'static str, &str)], variables: &[(&str, &str)], file: Option<&str>) -> Result<Given, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = file.map(|text| {
        let path = folder.path().join("portico.toml");
        std::fs::write(&path, text).unwrap();
        path
    });
    let values = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let variables: BTreeMap<_, _> = variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
    Given::gather(&Flags { file: path, values }, |name| variables.get(name).cloned())
}

fn config(file: &str) -> Result<Config, Error> {
    Config::read(&given(&[], &[], Some(file))?)
}

fn refusal(config: Result<Config, Error>) -> String {
    config.unwrap_err().to_string()
}

#[test]
fn the_readme_has_the_list_of_the_code() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../README.md")).unwrap();
    assert!(readme.replace("\r\n", "\n").contains(&list()), "put the output of portico-firm config --list there");
}

#[test]
fn the_defaults_are_those_of_the_embedded_firm() {
    assert_eq!(config("").unwrap().limits, Limits::default());
}

#[test]
fn a_flag_goes_before_the_environment_before_the_file_before_the_default() {
    let file = Some("listen = \"127.0.0.1:3\"\nmax_connections = 30\nlog_level = \"warn\"\n");
    let variables = [("PORTICO_LISTEN", "127.0.0.1:2"), ("PORTICO_MAX_CONNECTIONS", "20")];
    let given = given(&[("listen", "127.0.0.1:1")], &variables, file).unwrap();
    let config = Config::read(&given).unwrap();
    assert_eq!(config.listen.port(), 1);
    assert_eq!(config.limits.connections, 20);
    assert_eq!(config.log_level, LevelFilter::WARN);
    assert_eq!(config.limits.largest_body, 65536);
    let shown = effective(&given);
    for line in [
        "listen = 127.0.0.1:1  (--listen)",
        "max_connections = 20  (PORTICO_MAX_CONNECTIONS)",
        "largest_body_bytes = 65536  (default)",
        "public_url is not set",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
    }
    assert!(shown.contains("log_level = warn  (log_level in "), "{shown}");
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    assert!(refusal(config("listn = \"127.0.0.1:1\"")).contains("no setting \"listn\". Did you mean listen?"));
    assert!(refusal(config("colour = \"red\"")).contains("config --list shows all"));
    // A key in the wrong form is no secret; its value may be one.
    let form = refusal(config("smtp_password = { value = \"hunter2\" }"));
    assert!(form.contains("smtp_password: give a text") && !form.contains("hunter2"), "{form}");
    let torn = refusal(config("listen = \"127.0.0.1:1\"\nsmtp_password = \"hunter2\n"));
    assert!(torn.contains("line 2") && !torn.contains("hunter2"), "{torn}");
}

#[test]
fn no_secret_is_ever_shown() {
    let variables = [
        ("PORTICO_DATABASE", "postgres://portico:hunter2@db.example.com/portico?sslpassword=hunter3&sslmode=require"),
        ("PORTICO_SMTP_PASSWORD", "hunter4"),
    ];
    let given =
        given(&[], &variables, Some("smtp_host = \"localhost\"\nsmtp_user = \"u\"\nmail_from = \"a@b.example\""));
    let given = given.unwrap();
    let config = Config::read(&given).unwrap();
    for shown in [effective(&given), format!("{config:?}"), format!("{}", config.database().unwrap())] {
        assert!(!shown.contains("hunter"), "{shown}");
    }
    let Some(DatabaseUrl::Postgres(url)) = &config.database else { panic!("{config:?}") };
    assert!(url.reveal().contains("portico:hunter2@"));
    assert!(
        effective(&given).contains("postgres://portico:***@db.example.com/portico?sslpassword=***&sslmode=require")
    );
    let unreadable = super::tests::given(&[], &[("PORTICO_DATABASE", "mysql://u:hunter5@h/d")], None).unwrap();
    assert!(!effective(&unreadable).contains("hunter") && !refusal(Config::read(&unreadable)).contains("hunter"));
}

#[test]
fn a_password_is_no_flag() {
    for url in ["postgres://u:hunter2@h/d", "postgres://u@h/d?password=hunter2"] {
        let refused = given(&[("database", url)], &[], None).map(|_| ()).unwrap_err().to_string();
        assert!(refused.contains("every user of this computer can read flags"), "{refused}");
        assert!(refused.contains("PORTICO_DATABASE_FILE") && !refused.contains("hunter2"), "{refused}");
    }
    assert!(given(&[("database", "postgres://u@h/d")], &[], None).is_ok());
    assert!(SETTINGS.iter().all(|setting| setting.name.contains("password") == setting.flag().is_none()));
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "hunter2 \n").unwrap();
    let path = secret.to_str().unwrap();
    let by_variable = given(&[], &[("PORTICO_SMTP_PASSWORD_FILE", path)], None).unwrap();
    assert_eq!(by_variable.get("smtp_password").unwrap().text, "hunter2 ");
    let by_key = given(&[], &[], Some(&format!("smtp_password_file = '{path}'"))).unwrap();
    assert_eq!(by_key.get("smtp_password").unwrap().text, "hunter2 ");
    let twice = [("PORTICO_SMTP_PASSWORD_FILE", path), ("PORTICO_SMTP_PASSWORD", "x")];
    assert!(given(&[], &twice, None).is_err());
    let missing = given(&[], &[("PORTICO_DATABASE_FILE", "/nowhere")], None).map(|_| ()).unwrap_err().to_string();
    assert!(missing.contains("/nowhere, which PORTICO_DATABASE_FILE names, cannot be read"), "{missing}");
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    for (file, why) in [
        ("listen = \"portal.example.com\"", "give an IP address and a port"),
        ("max_connections = 0", "1 or more"),
        ("header_timeout_seconds = \"soon\"", "whole seconds"),
        ("public_url = \"http://portal.example.com\"", "https://"),
        ("public_url = \"https://portal.example.com/p\"", "nothing behind it"),
        ("behind_proxy = [\"10.0.0.5\", \"the proxy\"]", "10.0.0.0/24"),
        ("tls_key = \"key.pem\"", "set both or neither"),
        ("smtp_host = \"mail.example.com\"", "needs mail_from"),
        ("smtp_host = \"mail.example.com\"\nmail_from = \"a@b.example\"\nsmtp_tls = \"none\"", "in the clear"),
        ("smtp_host = \"localhost\"\nmail_from = \"a@b.example\"\nsmtp_user = \"u\"", "set both or neither"),
    ] {
        let refused = refusal(config(file));
        assert!(refused.contains(why), "{file}: {refused}");
    }
    let said = refusal(config("listen = \"portal.example.com\""));
    assert!(said.contains("listen (from listen in ") && said.contains("portico.toml"), "{said}");
    assert!(config("public_url = \"http://localhost:8080\"\nbehind_proxy = [\"10.0.0.5\", \"fd00::/8\"]").is_ok());
}

#[test]
fn in_the_clear_it_listens_on_loopback_only() {
    let open = config("listen = \"0.0.0.0:8080\"").unwrap().serving().err().unwrap().to_string();
    assert!(open.contains("is not a loopback address") && open.contains("tls_certificate"), "{open}");
    assert!(config("listen = \"0.0.0.0:8080\"\nbehind_proxy = \"10.0.0.5\"").unwrap().serving().is_ok());
    assert!(config("listen = \"[::1]:8080\"").unwrap().serving().is_ok());
    let tls = config("tls_certificate = \"/no/cert.pem\"\ntls_key = \"/no/key.pem\"").unwrap();
    let missing = tls.serving().err().unwrap().to_string();
    assert!(missing.contains("tls_certificate: /no/cert.pem cannot be used"), "{missing}");
    assert_eq!(tls.tls.unwrap().key, PathBuf::from("/no/key.pem"));
}
