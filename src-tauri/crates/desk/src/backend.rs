use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use contract::Problem;

use crate::Error;

/// How long to wait for an answer before saying that none came: longer than the backend itself takes for any.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long a connection is kept while nobody asks anything. The backend closes one after ten seconds: a question that
/// goes out at that very moment would get no answer.
const IDLE: Duration = Duration::from_secs(5);

/// The most bytes of an answer: what never ends is no answer.
const LARGEST: usize = 64 << 20;

/// The firm backend, as one member of staff reaches it.
#[derive(Clone)]
pub struct Backend {
    client: Client,
    base: Url,
    token: String,
}

/// An answer, and when the backend gave it by its own clock, if it said so.
#[derive(Debug)]
pub(crate) struct Dated<A> {
    pub(crate) answer: A,
    pub(crate) date: Option<DateTime<Utc>>,
}

/// Why no answer came, and how long whoever is in between asks to be left alone.
#[derive(Debug)]
pub(crate) struct NoAnswer {
    pub(crate) error: Error,
    pub(crate) retry_after: Option<Duration>,
}

impl Backend {
    /// The backend at this address, such as `http://127.0.0.1:8080`, with this bearer token. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::NotOpened`] if the address is none.
    pub fn new(address: &str, token: &str) -> Result<Self, Error> {
        let bad_address = || Error::NotOpened(format!("{address} is not the address of a firm backend."));
        let mut base = Url::parse(address).map_err(|_| bad_address())?;
        base.path_segments_mut().map_err(|()| bad_address())?.pop_if_empty().extend(["api", "v1"]);
        // A proxy has no business between the application and a backend inside it or inside the firm.
        let client = Client::builder().connect_timeout(PATIENCE).pool_idle_timeout(IDLE).no_proxy().build().map_err(
            |error| Error::NotOpened(format!("The connection to the firm backend could not be set up: {error}.")),
        )?;
        Ok(Self { client, base, token: token.to_owned() })
    }

    /// Asks for what is at this path.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &[&str], query: &impl Serialize) -> Result<A, Error> {
        Ok(self.get_dated(path, query).await.map_err(|none| none.error)?.answer)
    }

    /// As [`Backend::get`], for who follows the backend: with its date, or how long to wait.
    pub(crate) async fn get_dated<A: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &impl Serialize,
    ) -> Result<Dated<A>, NoAnswer> {
        receive(self.request(Method::GET, path).timeout(PATIENCE).query(query)).await
    }

    /// Changes what is at this path; with a version, only if it still is of this version.
    pub(crate) async fn change<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        if_version: Option<i64>,
    ) -> Result<A, Error> {
        self.send_change(method, path, body, (if_version, None)).await
    }

    /// As [`Backend::change`], on this version alone, and with this key: however often it is sent, it is carried out once,
    /// and gets the first answer.
    pub(crate) async fn change_once<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        (version, key): (i64, &str),
    ) -> Result<A, Error> {
        self.send_change(method, path, body, (Some(version), Some(key))).await
    }

    async fn send_change<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        (if_version, key): (Option<i64>, Option<&str>),
    ) -> Result<A, Error> {
        let mut request = self.request(method, path).timeout(PATIENCE).json(body);
        if let Some(version) = if_version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        Ok(receive(request).await.map_err(|none| none.error)?.answer)
    }

    /// The stream of events at this path, which has no end of its own.
    pub(crate) async fn stream(&self, path: &[&str]) -> Result<Response, NoAnswer> {
        let asked = tokio::time::timeout(PATIENCE, self.request(Method::GET, path).send());
        let response = asked.await.map_err(|_| NoAnswer::at_all())?.map_err(|error| NoAnswer::of(&error))?;
        match response.status().is_success() && is_of_type(&response, "text/event-stream") {
            true => Ok(response),
            false => Err(refused(response).await),
        }
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        // Each part is escaped by itself: a Client ID may hold a slash.
        url.path_segments_mut().expect("the base has a path").extend(path);
        self.client.request(method, url).bearer_auth(&self.token)
    }
}

/// What is not the answer that was asked for, nor a problem, did not come from a firm backend: a hotel's sign-in page,
/// say. What ends before its end is no answer either.
async fn receive<A: DeserializeOwned>(request: RequestBuilder) -> Result<Dated<A>, NoAnswer> {
    let response = request.send().await.map_err(|error| NoAnswer::of(&error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let date = header(&response, DATE).and_then(|date| DateTime::parse_from_rfc2822(&date).ok());
    let body = whole(response).await?;
    match serde_json::from_slice(&body) {
        Ok(answer) => Ok(Dated { answer, date: date.map(|date| date.to_utc()) }),
        Err(_) => Err(NoAnswer::at_all()),
    }
}

async fn refused(response: Response) -> NoAnswer {
    let retry_after = header(&response, RETRY_AFTER).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let body = match whole(response).await {
        Ok(body) => body,
        Err(none) => return NoAnswer { retry_after, ..none },
    };
    let problem: Option<Problem> = serde_json::from_slice(&body).ok();
    let error = problem.map_or(Error::Unreachable, |problem| Error::Refused(Box::new(problem)));
    NoAnswer { error, retry_after }
}

/// The whole body, unpacked.
async fn whole(mut response: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(more) = response.chunk().await.map_err(|error| NoAnswer::of(&error))? {
        if body.len() + more.len() > LARGEST {
            return Err(NoAnswer::at_all());
        }
        body.extend_from_slice(&more);
    }
    Ok(body)
}

fn header(response: &Response, name: reqwest::header::HeaderName) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

fn is_of_type(response: &Response, expected: &str) -> bool {
    header(response, CONTENT_TYPE).is_some_and(|found| found.starts_with(expected))
}

impl NoAnswer {
    fn at_all() -> Self {
        Self { error: Error::Unreachable, retry_after: None }
    }

    fn of(error: &reqwest::Error) -> Self {
        // Without its address: a path names people and clients.
        tracing::warn!(
            timeout = error.is_timeout(),
            connect = error.is_connect(),
            decode = error.is_decode(),
            "no answer from the firm backend"
        );
        Self::at_all()
    }
}
