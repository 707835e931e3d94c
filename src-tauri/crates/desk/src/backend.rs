use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use contract::Problem;

use crate::Error;

/// How long to wait for an answer before saying that none came: longer than the backend itself takes for any.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long a connection is kept while nobody asks anything. The backend closes one after ten seconds: a question that
/// goes out at that very moment would get no answer.
const IDLE: Duration = Duration::from_secs(5);

/// The firm backend, as one member of staff reaches it.
#[derive(Clone)]
pub struct Backend {
    client: Client,
    base: Url,
    token: String,
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
        let client =
            Client::builder().timeout(PATIENCE).pool_idle_timeout(IDLE).no_proxy().build().map_err(|error| {
                Error::NotOpened(format!("The connection to the firm backend could not be set up: {error}."))
            })?;
        Ok(Self { client, base, token: token.to_owned() })
    }

    /// Asks for what is at this path.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &[&str], query: &impl Serialize) -> Result<A, Error> {
        receive(self.request(Method::GET, path).query(query)).await
    }

    /// Changes what is at this path; with a version, only if it still is of this version.
    pub(crate) async fn change<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
        if_version: Option<i64>,
    ) -> Result<A, Error> {
        let mut request = self.request(method, path).json(body);
        if let Some(version) = if_version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        receive(request).await
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        // Each part is escaped by itself: a Client ID may hold a slash.
        url.path_segments_mut().expect("the base has a path").extend(path);
        self.client.request(method, url).bearer_auth(&self.token)
    }
}

/// What is not the answer that was asked for, nor a problem, did not come from a firm backend: a hotel's sign-in page,
/// say.
async fn receive<A: DeserializeOwned>(request: RequestBuilder) -> Result<A, Error> {
    let response = request.send().await.map_err(|error| unreachable(&error))?;
    if response.status().is_success() {
        return response.json().await.map_err(|error| unreachable(&error));
    }
    let problem: Problem = response.json().await.map_err(|error| unreachable(&error))?;
    Err(Error::Refused(Box::new(problem)))
}

fn unreachable(error: &reqwest::Error) -> Error {
    // Without its address: a path names people and clients.
    tracing::warn!(
        timeout = error.is_timeout(),
        connect = error.is_connect(),
        decode = error.is_decode(),
        "no answer from the firm backend"
    );
    Error::Unreachable
}
