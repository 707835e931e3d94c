//! Where the pages are: addresses are made here and nowhere else, always on our own origin (`trust.md` S22).

use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ClientId;

use super::house::House;

impl House {
    /// A page of this portal by its name; the three doors by an empty one.
    pub(super) fn at(&self, page: &str) -> String {
        if page.is_empty() { format!("/p/{}", self.slug) } else { format!("/p/{}/{page}", self.slug) }
    }

    /// Leads on to a page of this portal.
    pub(super) fn lead_to(&self, page: &str) -> Response {
        let location = HeaderValue::from_str(&self.at(page)).expect("a slug and a page's name are plain letters");
        (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
    }
}

/// The page of one linked client.
pub(super) fn client_page(slug: &str, client: &ClientId) -> String {
    format!("/p/{slug}/clients/{}", escaped(client.as_str()))
}

/// A text as one part of a path: everything but plain letters, digits and `-`, `_` as its bytes.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_one_part_of_a_path() {
        assert_eq!(escaped("A/5 ø"), "A%2F5%20%C3%B8");
        assert_eq!(escaped("..?#1-2_b"), "%2E%2E%3F%231-2_b");
    }
}
