//! The questions, put to the real server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::place::Server;
use crate::sample::{Pair, Sample};

/// What one client asks, one request after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    ListFirstPage,
    SearchInfix,
    Open1,
    Open20,
    Open200,
    Link,
    DeLink,
    PageMiddle,
}

/// What sixteen clients ask at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowd {
    Mixed,
    Links,
}

/// How many clients a crowd has.
pub(crate) const CROWD: usize = 16;

impl Question {
    pub(crate) const ALL: [Self; 8] = [
        Self::ListFirstPage,
        Self::SearchInfix,
        Self::Open1,
        Self::Open20,
        Self::Open200,
        Self::Link,
        Self::DeLink,
        Self::PageMiddle,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ListFirstPage => "list_first_page",
            Self::SearchInfix => "search_infix",
            Self::Open1 => "open_1",
            Self::Open20 => "open_20",
            Self::Open200 => "open_200",
            Self::Link => "link",
            Self::DeLink => "de_link",
            Self::PageMiddle => "page_middle",
        }
    }

    /// Which of [`Sample::linked`] it opens.
    pub(crate) fn opens(self) -> Option<usize> {
        [Self::Open1, Self::Open20, Self::Open200].iter().position(|&open| open == self)
    }
}

impl Crowd {
    pub(crate) const ALL: [Self; 2] = [Self::Mixed, Self::Links];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mixed => "mixed_16",
            Self::Links => "links_16",
        }
    }
}

/// How long each request took.
pub(crate) async fn times(
    question: Question,
    server: &Server,
    sample: &Sample,
    rounds: usize,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    let mut linked = Vec::new();
    if question == Question::DeLink {
        for _ in 0..rounds {
            let pair = sample.stranger()?;
            server.put(&path(&pair)).await?;
            linked.push(pair);
        }
    }
    for turn in 0..rounds {
        let pair = match question {
            Question::Link => Some(sample.stranger()?),
            Question::DeLink => linked.pop(),
            _ => None,
        };
        let begun = Instant::now();
        match (question, &pair) {
            (Question::Link, Some(pair)) => server.put(&path(pair)).await?,
            (Question::DeLink, Some(pair)) => server.delete(&path(pair)).await?,
            _ => read(question, server, sample, turn).await?,
        };
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Puts a question that changes nothing.
async fn read(question: Question, server: &Server, sample: &Sample, turn: usize) -> Result<String> {
    let path = match (question, question.opens()) {
        (_, Some(which)) => format!("/portal-users/{}", sample.linked[which][turn % sample.linked[which].len()]),
        (Question::SearchInfix, _) => {
            let word: String = byte_serialize(sample.word(turn).as_bytes()).collect();
            format!("/portal-users?search={word}")
        }
        (Question::PageMiddle, _) => format!("/portal-users?row={}", sample.middle.0),
        _ => "/portal-users".to_owned(),
    };
    server.get(&path).await
}

/// How many requests a second the crowd got answered.
pub(crate) async fn crowd(crowd: Crowd, server: &Arc<Server>, sample: &Arc<Sample>, seconds: f64) -> Result<f64> {
    let turns = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let clients = (0..CROWD).map(|_| {
        let (server, sample, turns) = (Arc::clone(server), Arc::clone(sample), Arc::clone(&turns));
        tokio::spawn(async move {
            while begun.elapsed().as_secs_f64() < seconds {
                let turn = turns.fetch_add(1, Ordering::Relaxed);
                match crowd {
                    Crowd::Mixed => read(mixed(turn), &server, &sample, turn).await?,
                    Crowd::Links => server.put(&path(&sample.stranger()?)).await?,
                };
            }
            anyhow::Ok(())
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await??;
    }
    Ok(turns.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

/// Half of them search, a quarter list, a quarter open.
pub(crate) fn mixed(turn: usize) -> Question {
    match turn % 4 {
        0 | 2 => Question::SearchInfix,
        1 => Question::ListFirstPage,
        _ => Question::Open1,
    }
}

fn path((user, client): &Pair) -> String {
    let mut url = Url::parse("http://firm").expect("this is an address");
    url.path_segments_mut().expect("it has a path").extend(["portal-users", &user.to_string(), "links", client]);
    url.path().to_owned()
}
