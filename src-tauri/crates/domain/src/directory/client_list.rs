use super::Directory;
use super::list::{is_few, number};
use crate::{ClientId, fold};

/// More Client IDs than these that begin alike are not put in order: the first of them are met soon, by name.
const MANY: usize = 4096;

/// The first clients that answer a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundClients {
    /// The client whose Client ID was typed first, then those whose Client ID or name begins with it, then by name.
    pub clients: Vec<ClientId>,
    /// All that answer.
    pub total: usize,
}

impl Directory {
    /// At most `limit` clients that have all these words. `typed` is the search as it was typed.
    #[must_use]
    pub fn find_clients(&self, words: &[String], typed: &str, limit: usize) -> FoundClients {
        let matching = self.clients_with(words);
        let total = matching.as_ref().map_or(self.client_count(), |clients| clients.count_ones(..));
        let answers = |client: &u32| matching.as_ref().is_none_or(|clients| clients.contains(*client as usize));
        let exact = self.clients.find(typed).filter(answers);
        let starting = if typed.is_empty() { Vec::new() } else { self.starting(typed, limit, answers) };
        let by_name: Box<dyn Iterator<Item = u32>> = match &matching {
            Some(clients) if is_few(total, self.client_count()) => {
                let mut clients: Vec<u32> = clients.ones().map(number).collect();
                clients.sort_unstable_by_key(|&client| self.clients.key(client));
                Box::new(clients.into_iter())
            }
            _ => Box::new(self.clients.in_order().filter(answers)),
        };
        let mut found: Vec<u32> = Vec::new();
        for client in exact.into_iter().chain(starting).chain(by_name) {
            if found.len() == limit {
                break;
            }
            if !found.contains(&client) {
                found.push(client);
            }
        }
        FoundClients { clients: found.into_iter().map(|client| self.client_id(client)).collect(), total }
    }

    /// The first of those who answer and whose Client ID or name begins with what was typed, by name.
    fn starting(&self, typed: &str, limit: usize, answers: impl Fn(&u32) -> bool + Copy) -> Vec<u32> {
        let name = fold(typed);
        let (id, name) = (typed.as_bytes(), name.as_bytes());
        let mut starting: Vec<u32> = self.clients.with_id_from(typed).filter(answers).take(MANY + 1).collect();
        if starting.len() > MANY {
            let begins = |client: &u32| {
                self.clients.id(*client).starts_with(id) || self.clients.text.get(*client).starts_with(name)
            };
            return self.clients.in_order().filter(answers).filter(begins).take(limit).collect();
        }
        starting.extend(self.clients.with_name_from(name).filter(answers).take(limit));
        starting.sort_unstable_by_key(|&client| self.clients.key(client));
        starting.dedup();
        starting
    }

    pub(super) fn client_id(&self, client: u32) -> ClientId {
        let text = String::from_utf8(self.clients.id(client).into_owned()).expect("it was put in as a text");
        ClientId::new(text).expect("it was put in as a Client ID")
    }
}
