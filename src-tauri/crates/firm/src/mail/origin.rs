use std::fmt;

use crate::Error;

/// The origin under which people reach the portals, as the firm's IT configured it: `https://portal.example.com`. Links in
/// messages are made from it, and never from what a request says of its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Takes a scheme and a host, with a port perhaps, and nothing after it but one slash.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is anything else.
    pub fn new(text: &str) -> Result<Self, Error> {
        let origin = text.strip_suffix('/').unwrap_or(text);
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            let form = "An origin is a scheme and a host, such as https://portal.example.com.";
            return Err(Error::Invalid(form.to_owned()));
        }
        Ok(Self(origin.to_ascii_lowercase()))
    }

    /// Whether a request that names this origin comes from pages of ours.
    pub(crate) fn is(&self, named: &str) -> bool {
        self.0 == named
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_else() {
        for good in
            ["https://portal.example.com", "https://Portal.example.com/", "http://127.0.0.1:8080", "http://[::1]"]
        {
            assert!(Origin::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "portal.example.com",
            "https://",
            "https://a/b",
            "https://a?b",
            "https://u@a",
            "ftp://a",
            "https://a\r\nb",
        ] {
            assert!(Origin::new(bad).is_err(), "{bad:?}");
        }
    }
}
