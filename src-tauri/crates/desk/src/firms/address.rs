//! A server's address as somebody types it.

use reqwest::Url;

use super::server::NoServer;

/// The address in its one form, without what follows the host: `https://portico.example.com`. Without a scheme it is https.
///
/// # Errors
/// [`NoServer::BadAddress`]; [`NoServer::InTheClear`] if the token would go over a network for everybody to read.
pub(super) fn read(typed: &str) -> Result<String, NoServer> {
    let typed = typed.trim();
    let bad = || NoServer::BadAddress(typed.to_owned());
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&whole).map_err(|_| bad())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(bad)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_computer(host) => {}
        "http" => return Err(NoServer::InTheClear(typed.to_owned())),
        _ => return Err(bad()),
    }
    Ok(url.origin().ascii_serialization())
}

fn is_this_computer(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form_however_it_was_typed() {
        for (typed, read_as) in [
            (" portico.example.com ", "https://portico.example.com"),
            ("https://Portico.Example.com/anything?x", "https://portico.example.com"),
            ("portico.example.com:8443", "https://portico.example.com:8443"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(read(typed).unwrap(), read_as);
        }
    }

    /// Whoever sees the token is whoever it was given to.
    #[test]
    fn no_token_goes_over_a_network_in_the_clear() {
        for typed in ["http://portico.example.com", "http://192.168.1.7:8080", "http://127.0.0.1.example.com"] {
            assert!(matches!(read(typed), Err(NoServer::InTheClear(_))), "{typed}");
        }
        for typed in ["", "https://", "ftp://example.com", "https://dana:secret@example.com", "not an address"] {
            assert!(matches!(read(typed), Err(NoServer::BadAddress(_))), "{typed}");
        }
    }
}
