use contract::{LinkAnswer, LinkBody, PortalUserDetail, PortalUsersPage, Problem};
use domain::PortalUserId;
use reqwest::{Client, Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Somebody who calls the firm API, with a token or without.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) client: Client,
    pub(crate) base: String,
    pub(crate) token: Option<String>,
}

impl Visitor {
    /// The same visitor with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request to a path below `/api/v1`.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        expect(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// The problem that a request is refused with, and its status.
    pub(crate) async fn refusal(&self, request: reqwest::RequestBuilder) -> (StatusCode, Problem) {
        let response = request.send().await.unwrap();
        let status = response.status();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        assert_eq!(kind, contract::PROBLEM_JSON, "{status} {text}");
        let problem: Problem = serde_json::from_str(&text).unwrap();
        assert_eq!(problem.status, status.as_u16());
        assert_eq!(problem.request_id.as_deref(), Some(id.as_str()));
        assert!(!problem.title.is_empty() && !problem.next.is_empty());
        (status, problem)
    }

    pub(crate) async fn link(&self, user: PortalUserId, client: &str) -> LinkAnswer {
        expect(self.link_request(Method::PUT, user, client).send().await.unwrap()).await
    }

    pub(crate) async fn de_link(&self, user: PortalUserId, client: &str, reason: &str) -> LinkAnswer {
        let body = LinkBody { reason: Some(reason.to_owned()), confirmed: true, ..LinkBody::default() };
        let request = self.link_request(Method::DELETE, user, client).json(&body);
        expect(request.send().await.unwrap()).await
    }

    pub(crate) fn link_request(&self, method: Method, user: PortalUserId, client: &str) -> reqwest::RequestBuilder {
        self.request(method, &format!("/portal-users/{user}/links/{client}"))
    }

    /// What a request answers, which has to be a success.
    pub(crate) async fn send<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> T {
        expect(request.send().await.unwrap()).await
    }

    /// Posts a body and reads the answer.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> T {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn detail(&self, user: PortalUserId) -> PortalUserDetail {
        self.get(&format!("/portal-users/{user}")).await
    }

    pub(crate) async fn search(&self, search: &str) -> PortalUsersPage {
        let request = self.request(Method::GET, "/portal-users").query(&[("search", search)]);
        expect(request.send().await.unwrap()).await
    }
}

async fn expect<T: DeserializeOwned>(response: Response) -> T {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}
