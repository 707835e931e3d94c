//! The questions, put to the real server.

use anyhow::Result;
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::place::Server;
use crate::questions::{Asked, Question};
use crate::sample::{Pair, Sample};

impl Asked for Server {
    async fn read(&self, question: Question, sample: &Sample, turn: usize) -> Result<()> {
        let path = match (question, question.opens()) {
            (_, Some(which)) => format!("/portal-users/{}", sample.linked[which][turn % sample.linked[which].len()]),
            (Question::SearchInfix, _) => {
                let word: String = byte_serialize(sample.word(turn).as_bytes()).collect();
                format!("/portal-users?search={word}")
            }
            (Question::PageMiddle, _) => format!("/portal-users?row={}", sample.middle.0),
            _ => "/portal-users".to_owned(),
        };
        self.get(&path).await
    }

    async fn link(&self, pair: &Pair) -> Result<()> {
        self.put(&path(pair)).await
    }

    async fn de_link(&self, pair: &Pair) -> Result<()> {
        self.delete(&path(pair)).await
    }
}

fn path((user, client): &Pair) -> String {
    let mut url = Url::parse("http://firm").expect("this is an address");
    url.path_segments_mut().expect("it has a path").extend(["portal-users", &user.to_string(), "links", client]);
    url.path().to_owned()
}
