//! The forms that settings have. Each answers what form it takes, and none repeats the text.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use url::Url;

use super::{DatabaseUrl, LogFormat};
use crate::Secret;
use crate::server::Proxies;

pub(super) fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

pub(super) fn secret(text: &str) -> Result<Secret, String> {
    Ok(Secret::presented(text))
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    Ok(PathBuf::from(text))
}

pub(super) fn database(text: &str) -> Result<DatabaseUrl, String> {
    text.parse()
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "give an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

pub(super) fn origin(text: &str) -> Result<Url, String> {
    let form = || "give an origin and nothing behind it, such as https://portal.example.com".to_owned();
    let url = Url::parse(text).map_err(|_| form())?;
    let host = url.host_str().ok_or_else(form)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        _ if !bare || url.password().is_some() => Err(form()),
        "https" => Ok(url),
        "http" if is_this_computer(host) => Ok(url),
        "http" => Err("clients sign in there: it has to begin with https://".to_owned()),
        _ => Err(form()),
    }
}

/// Whether this name or address means the computer itself.
pub(super) fn is_this_computer(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) fn proxies(text: &str) -> Result<Proxies, String> {
    text.parse()
}

pub(super) fn level(text: &str) -> Result<LevelFilter, String> {
    match text {
        "error" => Ok(LevelFilter::ERROR),
        "warn" => Ok(LevelFilter::WARN),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        _ => Err("it is error, warn, info, debug or trace".to_owned()),
    }
}

pub(super) fn format(text: &str) -> Result<LogFormat, String> {
    match text {
        "json" => Ok(LogFormat::Json),
        "text" => Ok(LogFormat::Text),
        _ => Err("it is json or text".to_owned()),
    }
}

pub(super) fn smtp_tls(text: &str) -> Result<bool, String> {
    match text {
        "required" => Ok(true),
        "none" => Ok(false),
        _ => Err("it is required or none".to_owned()),
    }
}

pub(super) fn email(text: &str) -> Result<domain::Email, String> {
    domain::Email::new(text).map_err(|_| "give one plain address, such as portal@example.com".to_owned())
}

pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        // As many as a semaphore counts.
        Ok(count @ 1..=0xffff_ffff) => Ok(count),
        _ => Err("give a whole number, 1 or more".to_owned()),
    }
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("give whole seconds, from 1 to 86400".to_owned()),
    }
}

pub(super) fn port(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(port @ 1..) => Ok(port),
        _ => Err("give a port, from 1 to 65535".to_owned()),
    }
}
