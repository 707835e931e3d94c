//! A visitor of the portal's pages: what a browser sends and keeps, without the browser. Stories in a real one are in
//! `tests/pages/`.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Url};

/// Somebody who reads a firm's pages. It keeps cookies, and follows no redirect by itself.
#[derive(Clone)]
pub(crate) struct Reader {
    client: Client,
    origin: String,
    portal: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// A page that came back.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl Reader {
    pub(crate) fn new(origin: &str, slug: &str) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { client, origin: origin.to_owned(), portal: format!("/p/{slug}"), cookies: BTreeMap::new() }
    }

    /// A request as it is, with the cookies. The page is its name below the portal's address, or a path from a link.
    pub(crate) fn request(&self, method: Method, page: &str) -> RequestBuilder {
        let path = match page {
            "" => self.portal.clone(),
            path if path.starts_with('/') => path.to_owned(),
            page => format!("{}/{page}", self.portal),
        };
        let request = self.client.request(method, format!("{}{path}", self.origin));
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    /// A form as a browser sends it from a page of ours.
    pub(crate) fn form(&self, page: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = Url::parse_with_params(&self.origin, fields).unwrap().query().unwrap_or_default().to_owned();
        let request = self.request(Method::POST, page).header("content-type", "application/x-www-form-urlencoded");
        request.header("origin", &self.origin).header("sec-fetch-site", "same-origin").body(body)
    }

    pub(crate) async fn open(&mut self, page: &str) -> Seen {
        let request = self.request(Method::GET, page);
        self.take(request).await
    }

    /// Sends a form.
    pub(crate) async fn send(&mut self, page: &str, fields: &[(&str, &str)]) -> Seen {
        let request = self.form(page, fields);
        self.take(request).await
    }

    /// Sends a form and opens the page that it leads to.
    pub(crate) async fn goes_on(&mut self, page: &str, fields: &[(&str, &str)]) -> Seen {
        let led_to = self.send(page, fields).await.leads_to();
        self.open(&led_to).await
    }

    pub(crate) async fn signs_in(&mut self, email: &str, password: &str) -> Seen {
        self.send("sign-in", &[("email", email), ("password", password)]).await
    }

    /// Takes what comes back, cookies included.
    pub(crate) async fn take(&mut self, request: RequestBuilder) -> Seen {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Seen { status, headers, html: response.text().await.unwrap() }
    }
}

impl Seen {
    /// Where it leads, which it has to.
    pub(crate) fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.html);
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The page, which has to be one with this title.
    pub(crate) fn titled(self, title: &str) -> Self {
        assert!(self.html.contains(&format!("<h1>{title}</h1>")), "{} {}", self.status, self.html);
        self
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.html.contains(text)
    }
}
