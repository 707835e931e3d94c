use std::error::Error as StdError;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::Error as TlsError;
use tokio_rustls::rustls::crypto::ring;

use contract::{Problem, ProblemCode};

use crate::Error;

/// How long whoever is at the window waits for an answer before being told that none came.
pub(crate) const ANSWERS_WITHIN: Duration = Duration::from_secs(7);

/// How long to wait for the next bytes of an answer that nobody at the window waits for: longer than the backend itself
/// takes for any.
const SILENCE: Duration = Duration::from_secs(25);

/// How long such an answer may take in all: a large page over a slow network comes in minutes.
const LONGEST: Duration = Duration::from_mins(5);

/// How long an import may take; the backend itself gives it a quarter of an hour.
const HANDED_OVER_WITHIN: Duration = Duration::from_mins(20);

/// After how long a change that was not answered is sent again, and again.
const AGAIN_AFTER: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(600)];

/// How long a connection is kept while nobody asks anything. The backend closes one after ten seconds: a question that
/// goes out at that very moment would get no answer.
const IDLE: Duration = Duration::from_secs(5);

/// The most bytes of an answer: what never ends is no answer.
const LARGEST: usize = 128 << 20;

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
        let client = client(&base, Some(SILENCE))?;
        Ok(Self { client, base, token: token.to_owned() })
    }

    /// Asks for what is at this path, for somebody who waits.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &[&str], query: &impl Serialize) -> Result<A, Error> {
        let request = self.request(Method::GET, path).timeout(ANSWERS_WITHIN).query(query);
        Ok(receive(request).await.map_err(|none| none.error)?.answer)
    }

    /// As [`Backend::get`], of what everybody may see: it goes without the token, to whoever may be no backend at all.
    pub(crate) async fn get_public<A: DeserializeOwned>(&self, path: &[&str]) -> Result<A, Error> {
        receive_answer(self.client.get(self.url(path)).timeout(ANSWERS_WITHIN)).await
    }

    /// As [`Backend::get`], for who follows the backend: with its date, or how long to wait.
    pub(crate) async fn get_dated<A: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &impl Serialize,
    ) -> Result<Dated<A>, NoAnswer> {
        receive(self.request(Method::GET, path).timeout(LONGEST).query(query)).await
    }

    /// As [`Backend::get_dated`], for an answer of megabytes: it is read on a thread that answers nobody else. What nothing is
    /// made of was no answer.
    pub(crate) async fn get_large<A: DeserializeOwned + 'static, T: Send + 'static>(
        &self,
        path: &[&str],
        query: &impl Serialize,
        read: fn(A) -> Option<T>,
    ) -> Result<Dated<T>, NoAnswer> {
        let (body, date) = received(self.request(Method::GET, path).timeout(LONGEST).query(query)).await?;
        let answer = tokio::task::spawn_blocking(move || serde_json::from_slice(&body).ok().and_then(read)).await;
        let answer = answer.ok().flatten().ok_or_else(NoAnswer::of_another)?;
        Ok(Dated { answer, date })
    }

    /// Asks a question that has a body, for somebody who waits.
    pub(crate) async fn ask<A: DeserializeOwned>(&self, path: &[&str], body: &impl Serialize) -> Result<A, Error> {
        receive_answer(self.request(Method::POST, path).timeout(ANSWERS_WITHIN).json(body)).await
    }

    /// Changes what is at this path, for somebody who waits; with a version, only if it still is of this version. It has a
    /// key of its own, so that it is carried out once, and gets the first answer, though it is sent again where none came,
    /// and though somebody in between sends it twice.
    pub(crate) async fn change<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        if_version: Option<i64>,
    ) -> Result<A, Error> {
        let key = random_key();
        let send = || self.send_change(method.clone(), path, body, (if_version, &key));
        let sent = async {
            for pause in AGAIN_AFTER {
                match send().await {
                    Err(error) if is_undecided(&error) => tokio::time::sleep(pause).await,
                    answer => return answer,
                }
            }
            send().await
        };
        tokio::time::timeout(ANSWERS_WITHIN, sent).await.unwrap_or(Err(Error::Unreachable))
    }

    /// Changes what is at this path, on this version alone, and with this key: however often it is sent, it is carried out
    /// once, and gets the first answer. Nobody waits for it.
    pub(crate) async fn change_once<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        (version, key): (i64, &str),
    ) -> Result<A, Error> {
        self.send_change(method, path, body, (Some(version), key)).await
    }

    async fn send_change<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        (if_version, key): (Option<i64>, &str),
    ) -> Result<A, Error> {
        let mut request = self.request(method, path).timeout(SILENCE).json(body).header("idempotency-key", key);
        if let Some(version) = if_version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        receive_answer(request).await
    }

    /// Hands over something large, which the backend may think about for minutes. It is sent once, with a key of its own: what
    /// is not answered may have been taken.
    pub(crate) async fn hand_over<A: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<A, Error> {
        let client = client(&self.base, None)?;
        let request = client.request(Method::POST, self.url(path)).bearer_auth(&self.token);
        let request = request.timeout(HANDED_OVER_WITHIN).header("idempotency-key", random_key());
        receive_answer(request.json(body)).await
    }

    /// The stream of events at this path, which has no end of its own.
    pub(crate) async fn stream(&self, path: &[&str]) -> Result<Response, NoAnswer> {
        let response = self.request(Method::GET, path).send().await.map_err(|error| NoAnswer::of(&error))?;
        match response.status().is_success() {
            true if is_of_type(&response, "text/event-stream") => Ok(response),
            true => Err(NoAnswer::of_another()),
            false => Err(refused(response).await),
        }
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.client.request(method, self.url(path)).bearer_auth(&self.token)
    }

    /// Each part is escaped by itself: a Client ID may hold a slash.
    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("the base has a path").extend(path);
        url
    }
}

/// What reaches a backend, and waits so long for the next bytes of an answer. A proxy has no business between the
/// application and a backend inside it or inside the firm; and whoever points elsewhere is no firm backend, and is not told
/// what was asked.
fn client(base: &Url, silence: Option<Duration>) -> Result<Client, Error> {
    let client = with_tls(Client::builder().no_proxy().redirect(Policy::none()), base);
    let client = client.connect_timeout(SILENCE).pool_idle_timeout(IDLE);
    let client = match silence {
        Some(silence) => client.read_timeout(silence),
        None => client,
    };
    client
        .build()
        .map_err(|error| Error::NotOpened(format!("The connection to the firm backend could not be set up: {error}.")))
}

/// TLS as the operating system trusts it. What goes to this very computer in plain needs no certificates, and does not wait
/// until they are read.
fn with_tls(client: ClientBuilder, base: &Url) -> ClientBuilder {
    // Whoever was first has chosen the same.
    let _ = ring::default_provider().install_default();
    match base.scheme() {
        "https" => client,
        _ => client.tls_certs_only([]),
    }
}

/// What is not the answer that was asked for, nor a problem, did not come from a firm backend: a hotel's sign-in page,
/// say.
async fn receive<A: DeserializeOwned>(request: RequestBuilder) -> Result<Dated<A>, NoAnswer> {
    let (body, date) = received(request).await?;
    let answer = serde_json::from_slice(&body).map_err(|_| NoAnswer::of_another())?;
    Ok(Dated { answer, date })
}

/// The body of an answer, and its date. What ends before its end is no answer.
async fn received(request: RequestBuilder) -> Result<(Vec<u8>, Option<DateTime<Utc>>), NoAnswer> {
    let response = request.send().await.map_err(|error| NoAnswer::of(&error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let date = header(&response, DATE).and_then(|date| DateTime::parse_from_rfc2822(&date).ok());
    Ok((whole(response).await?, date.map(|date| date.to_utc())))
}

async fn receive_answer<A: DeserializeOwned>(request: RequestBuilder) -> Result<A, Error> {
    Ok(receive(request).await.map_err(|none| none.error)?.answer)
}

/// What is not a problem of ours is a proxy's word that the backend does not answer, or somebody else's altogether.
async fn refused(response: Response) -> NoAnswer {
    let retry_after = header(&response, RETRY_AFTER).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let is_a_proxys = response.status().is_server_error() || response.status() == StatusCode::TOO_MANY_REQUESTS;
    let body = match whole(response).await {
        Ok(body) => body,
        Err(none) => return NoAnswer { retry_after, ..none },
    };
    let error = match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => Error::Refused(Box::new(problem)),
        Err(_) if is_a_proxys => Error::Unreachable,
        Err(_) => Error::NotTheBackend,
    };
    NoAnswer { error, retry_after }
}

/// Whether it is not known what became of a change.
fn is_undecided(error: &Error) -> bool {
    error.is_no_answer() || matches!(error, Error::Refused(problem) if problem.code == ProblemCode::InFlight)
}

/// A key that no other change has.
pub(crate) fn random_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// The whole body, unpacked.
async fn whole(mut response: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(more) = response.chunk().await.map_err(|error| NoAnswer::of(&error))? {
        if body.len() + more.len() > LARGEST {
            return Err(NoAnswer::of_another());
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
    fn of_another() -> Self {
        tracing::warn!("what answers is no firm backend");
        Self { error: Error::NotTheBackend, retry_after: None }
    }

    fn of(error: &reqwest::Error) -> Self {
        // Without its address: a path names people and clients.
        tracing::warn!(
            timeout = error.is_timeout(),
            connect = error.is_connect(),
            decode = error.is_decode(),
            "no answer from the firm backend"
        );
        let error = if is_not_trusted(error) { Error::NotTrusted } else { Error::Unreachable };
        Self { error, retry_after: None }
    }
}

/// Whether TLS found nobody who proves to be the server.
fn is_not_trusted(error: &(dyn StdError + 'static)) -> bool {
    if let Some(TlsError::InvalidCertificate(_)) = error.downcast_ref() {
        return true;
    }
    // An error of input and output has what went wrong inside it, and names as its source only what comes after that.
    let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    inside.is_some_and(|inside| is_not_trusted(inside)) || error.source().is_some_and(is_not_trusted)
}
