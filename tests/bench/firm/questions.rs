//! What is asked, and how it is timed: the same of the server and of the bare database.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

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
const CROWD: usize = 16;

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

/// Who is asked.
pub(crate) trait Asked: Send + Sync + 'static {
    /// Puts a question that changes nothing.
    fn read(&self, question: Question, sample: &Sample, turn: usize) -> impl Future<Output = Result<()>> + Send;

    fn link(&self, pair: &Pair) -> impl Future<Output = Result<()>> + Send;

    /// De-links, whatever that ends.
    fn de_link(&self, pair: &Pair) -> impl Future<Output = Result<()>> + Send;

    /// How many times a question is put, of so many.
    fn rounds(&self, _question: Question, of: usize) -> usize {
        of
    }
}

/// How long each answer took.
pub(crate) async fn times(
    question: Question,
    asked: &impl Asked,
    sample: &Sample,
    rounds: usize,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for turn in 0..asked.rounds(question, rounds) {
        let pair = match question {
            Question::Link | Question::DeLink => Some(sample.stranger()?),
            _ => None,
        };
        if let (Question::DeLink, Some(pair)) = (question, &pair) {
            asked.link(pair).await?;
        }
        let begun = Instant::now();
        match (question, &pair) {
            (Question::Link, Some(pair)) => asked.link(pair).await?,
            (Question::DeLink, Some(pair)) => asked.de_link(pair).await?,
            _ => asked.read(question, sample, turn).await?,
        }
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// How many answers a second the crowd got.
pub(crate) async fn crowd(crowd: Crowd, asked: &Arc<impl Asked>, sample: &Arc<Sample>, seconds: f64) -> Result<f64> {
    let turns = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let clients = (0..CROWD).map(|_| {
        let (asked, sample, turns) = (Arc::clone(asked), Arc::clone(sample), Arc::clone(&turns));
        tokio::spawn(async move {
            while begun.elapsed().as_secs_f64() < seconds {
                let turn = turns.fetch_add(1, Ordering::Relaxed);
                match crowd {
                    Crowd::Mixed => asked.read(mixed(turn), &sample, turn).await?,
                    Crowd::Links => asked.link(&sample.stranger()?).await?,
                }
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
fn mixed(turn: usize) -> Question {
    match turn % 4 {
        0 | 2 => Question::SearchInfix,
        1 => Question::ListFirstPage,
        _ => Question::Open1,
    }
}
