//! A visitor of the portal with a browser: it keeps the cookie, and says where a request comes from.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// Somebody at a firm's portal.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    base: String,
    pub(crate) cookie: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Without what differs from one request to the next: ids, dates.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Browser {
    pub(crate) fn new(base: &str, slug: &str) -> Self {
        let client = super::http();
        Self { client, base: format!("{base}/p/{slug}/api"), cookie: None }
    }

    /// A request as it is, with the cookie if there is one.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header("cookie", format!("theme=dark; {cookie}")),
            None => request,
        }
    }

    /// Sends a form, as a page of ours does.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        Answer::of(request.header("sec-fetch-site", "same-origin").body(body.to_string())).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Signs in and keeps the cookie.
    pub(crate) async fn signs_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.post("/sign-in", &serde_json::json!({ "email": email, "password": password })).await;
        if let Some(cookie) = answer.cookie() {
            self.cookie = Some(cookie);
        }
        answer
    }

    /// The Client IDs that whoever is signed in sees; none if nobody is.
    pub(crate) async fn clients(&self) -> Option<Vec<String>> {
        let me = self.get("/me").await;
        let clients = (me.status == 200).then(|| me.body["clients"].as_array().unwrap().clone())?;
        Some(clients.iter().map(|client| client["client_id"].as_str().unwrap().to_owned()).collect())
    }
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let mut headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        let text = response.text().await.unwrap();
        let mut body: Value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        if let Some(id) = body.get_mut("request_id") {
            *id = Value::Null;
        }
        Self { status, headers, body }
    }

    fn cookie(&self) -> Option<String> {
        let (_, value) = self.headers.iter().find(|(name, _)| name == "set-cookie")?;
        value.split(';').next().map(str::to_owned)
    }
}
