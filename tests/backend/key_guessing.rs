//! A month of guessing at keys, with the clock moved (`rules.md` 10; `trust.md` S6): many networks and many verified
//! accounts go through invoice numbers one after the other, and come no further than the limits' sums say.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{KeyAnswer, KeyTally, Limits, PortalUserId};
use firm::accounts::{self, Claim};
use firm::keys::{KeyRefused, KeyTry, show_key};

use super::portal::spawn_firm_with_mail;
use crate::support::{Dice, FakeRelay, Mailbox, TestFirm, size};

/// Invoices a client, and the numbers that they are among: one guess in 2,500 is right.
const INVOICES: u64 = 40;
const NUMBERS: u64 = 100_000;

/// A wrong key that was looked at, and whether a code was asked for besides: then nobody learns anything by it.
struct Wrong {
    at: DateTime<Utc>,
    account: Option<PortalUserId>,
    network: String,
    client: usize,
    strict: bool,
}

/// Whoever guesses, and what came of it.
struct Guesser {
    accounts: Vec<PortalUserId>,
    networks: u64,
    /// The next number that is tried of each client.
    next: Vec<u64>,
    tries: u64,
    wrong: Vec<Wrong>,
    opened: Vec<usize>,
}

fn client_id(client: usize) -> String {
    format!("G-{client}")
}

/// A contact of its own for each client, and invoices with numbers that nobody knows.
async fn settle(firm: &TestFirm, clients: usize, dice: &mut Dice) -> Vec<String> {
    let mut files = crate::support::clients_csv();
    let mut known = Vec::new();
    let add = |file: &mut Vec<u8>, row: std::fmt::Arguments<'_>| file.extend_from_slice(row.to_string().as_bytes());
    for client in 0..clients {
        let id = client_id(client);
        add(&mut files.clients, format_args!("{id},Guessed {client},true,true,Boston\n"));
        add(&mut files.contacts, format_args!("{id},Some Contact,contact{client}@example.com,true\n"));
        let mut numbers = std::collections::BTreeSet::new();
        while (numbers.len() as u64) < INVOICES {
            numbers.insert(dice.below(NUMBERS));
        }
        let mut rows = String::new();
        for number in &numbers {
            writeln!(rows, "{id},{number},2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice").unwrap();
        }
        files.invoices.extend_from_slice(rows.as_bytes());
        known.push(numbers.first().unwrap().to_string());
    }
    firm.import(firm.firm, &files).await;
    known
}

/// One try, as a claim where there is an account, else without one.
async fn try_once(firm: &TestFirm, user: Option<PortalUserId>, key: KeyTry<'_>) -> Result<(), KeyRefused> {
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let tried = match user {
        Some(user) => {
            accounts::claim(&mut tx, firm.firm, &Claim { user, key, request_id: "test" }).await.unwrap().map(drop)
        }
        None => show_key(&mut tx, firm.firm, &key).await.unwrap().map(drop),
    };
    tx.commit().await.unwrap();
    tried
}

impl Guesser {
    async fn guess(&mut self, firm: &TestFirm) {
        self.tries += 1;
        let client = usize::try_from(self.tries).unwrap() % self.next.len();
        let (id, number) = (client_id(client), self.next[client].to_string());
        let account = (!self.tries.is_multiple_of(3))
            .then(|| self.accounts[usize::try_from(self.tries).unwrap() % self.accounts.len()]);
        let network = format!("10.{}.{}.0/24", self.tries % self.networks / 256, self.tries % self.networks % 256);
        let key = KeyTry {
            user: None,
            network: Some(&network),
            client_id: &id,
            invoice_number: &number,
            code: None,
            now: firm.clock.now(),
        };
        match try_once(firm, account, key).await {
            Ok(()) => self.opened.push(client),
            Err(KeyRefused { why: KeyAnswer::WrongInvoice, code_asked }) => {
                self.wrong.push(Wrong { at: key.now, account, network: network.clone(), client, strict: code_asked });
                // A guess at the code too, where one is asked for.
                if code_asked && self.tries.is_multiple_of(10) {
                    let guessed = KeyTry { code: Some("123456"), ..key };
                    assert!(try_once(firm, account, guessed).await.is_err(), "neither key nor code is right");
                }
            }
            Err(KeyRefused { why: KeyAnswer::TooMany | KeyAnswer::KeyClosed, .. }) => return,
            // The right number, and a code that goes to the client's contacts and to nobody else.
            Err(KeyRefused { why: KeyAnswer::CodeSent, code_asked: true }) => {}
            Err(refused) => panic!("{refused:?}"),
        }
        self.next[client] += 1;
    }
}

/// The most that fall into any stretch of this length, which begins with one of them.
fn most_within(times: &[DateTime<Utc>], length: TimeDelta) -> usize {
    let (mut most, mut first) = (0, 0);
    for (last, time) in times.iter().enumerate() {
        while *time - times[first] >= length {
            first += 1;
        }
        most = most.max(last - first + 1);
    }
    most
}

fn most_of_any<K: Ord>(wrong: &[Wrong], length: TimeDelta, of: impl Fn(&Wrong) -> Option<K>) -> usize {
    let mut times: BTreeMap<K, Vec<DateTime<Utc>>> = BTreeMap::new();
    for one in wrong {
        if let Some(key) = of(one) {
            times.entry(key).or_default().push(one.at);
        }
    }
    times.values().map(|times| most_within(times, length)).max().unwrap_or_default()
}

/// Whoever has the right pair gets in within a day, from an account and a network of their own, while it goes on.
async fn rightful_user_gets_in(firm: &TestFirm, relay: &FakeRelay, guesser: &mut Guesser, number: &str) {
    let user = Some(firm.user("Rightful", "Owner", "rightful@example.com").await);
    let id = client_id(0);
    // Every two hours: while the key is closed the right one counts as wrong, and an account has twenty a day.
    for _ in 0..=12 {
        let now = firm.clock.now();
        let key = KeyTry {
            user: None,
            network: Some("192.0.2.0/24"),
            client_id: &id,
            invoice_number: number,
            code: None,
            now,
        };
        let told = relay.about("contact0@example.com", "Your code").len();
        match try_once(firm, user, key).await {
            Ok(()) => return,
            Err(KeyRefused { why: KeyAnswer::CodeSent, .. }) => {
                firm.setup.bell.ring();
                let mail = relay.mail("contact0@example.com", "Your code", told + 1).await;
                let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
                try_once(firm, user, KeyTry { code: Some(&code), ..key }).await.expect("the key and its code");
                return;
            }
            Err(KeyRefused { why: KeyAnswer::KeyClosed, .. }) => {}
            Err(refused) => panic!("{refused:?}"),
        }
        for _ in 0..20 {
            firm.clock.advance(TimeDelta::minutes(6));
            guesser.guess(firm).await;
        }
    }
    panic!("a day has passed");
}

#[tokio::test]
async fn a_month_of_guessing_at_keys_comes_no_further_than_the_sums_say() {
    let mut dice = Dice::of_test("a_month_of_guessing");
    let (firm, relay) = spawn_firm_with_mail().await;
    let clients = usize::try_from(size(20, 200)).unwrap();
    let known = settle(&firm, clients, &mut dice).await;
    let mut accounts = Vec::new();
    for nth in 0..size(20, 1000) {
        accounts.push(firm.user("Guessing", "Person", &format!("guess{nth}@example.net")).await);
    }
    let (days, an_hour) = (i64::try_from(size(2, 30)).unwrap(), size(12, 40));
    let networks = size(50, 1000);
    let next = (0..clients).map(|_| dice.below(NUMBERS)).collect();
    let mut guesser = Guesser { accounts, networks, next, tries: 0, wrong: vec![], opened: vec![] };
    let step = TimeDelta::hours(1) / i32::try_from(an_hour).unwrap();
    for _ in 0..u64::try_from(days).unwrap() * 24 * an_hour {
        guesser.guess(&firm).await;
        firm.clock.advance(step);
    }
    let (day, hour) = (Limits::LONG, Limits::SHORT);
    // What tells a guesser anything: a wrong key is a wrong key only where no code is asked for.
    let telling = most_of_any(&guesser.wrong, day, |wrong| (!wrong.strict).then_some(()));
    assert!(telling <= Limits::FIRM_LONG as usize + 1, "{telling} a day in the firm");
    let of_a_client = most_of_any(&guesser.wrong, day, |wrong| Some(wrong.client));
    assert!(of_a_client <= KeyTally::WRONG_THAT_CLOSE as usize, "{of_a_client} a day at one client");
    let of_an_account = most_of_any(&guesser.wrong, hour, |wrong| wrong.account);
    assert!(of_an_account <= Limits::ACCOUNT_SHORT as usize, "{of_an_account} an hour by one account");
    let of_an_account = most_of_any(&guesser.wrong, day, |wrong| wrong.account);
    assert!(of_an_account <= Limits::ACCOUNT_LONG as usize, "{of_an_account} a day by one account");
    let of_a_network = most_of_any(&guesser.wrong, hour, |wrong| Some(wrong.network.clone()));
    assert!(of_a_network <= Limits::NETWORK_SHORT as usize, "{of_a_network} an hour from one network");
    let told = guesser.wrong.iter().filter(|wrong| !wrong.strict).count();
    println!(
        "S6: {} tries in {days} days by {} accounts from {networks} networks at {clients} clients: {told} told the guesser \
         anything, at most {telling} in a day; {} clients opened",
        guesser.tries,
        guesser.accounts.len(),
        guesser.opened.len(),
    );
    // One in 2,500, at most 81 a day: 1 a month is to be expected, and 7 once in 100,000 months.
    assert!(guesser.opened.len() <= 7, "{:?}", guesser.opened);
    firm.setup.bell.ring();
    for client in &guesser.opened {
        relay.mail(&format!("contact{client}@example.com"), "was opened", 1).await;
    }
    rightful_user_gets_in(&firm, &relay, &mut guesser, &known[0]).await;
    firm.verify_log().await;
}
