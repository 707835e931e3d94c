//! Eight who link and de-link without a pause (`trust.md` L3): everybody is answered, and nobody is told that the database
//! is locked, not even while an administrator's commands write to it too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use contract::LinkAnswer;
use firm::fixture::SLUG;
use reqwest::StatusCode;

use crate::faults::{Caller, some_clients, verified, versions};
use crate::firm::{Engine, Firm, Serving};
use crate::soak::{Dice, size};

const WRITERS: usize = 8;
const USERS: usize = 200;

/// Writes until told to stop; how long each took, and how many changed something.
async fn write(
    caller: Caller,
    clients: Arc<Vec<String>>,
    mut dice: Dice,
    stop: Arc<AtomicBool>,
) -> (Vec<Duration>, i64) {
    let (mut took, mut changed) = (Vec::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let user = i64::try_from(dice.below(USERS as u64)).unwrap() + 1;
        let client = &clients[usize::try_from(dice.below(clients.len() as u64)).unwrap()];
        let key = uuid::Uuid::now_v7().to_string();
        let begun = Instant::now();
        let answer = caller.change(user, client, dice.below(2) == 0, &key).await;
        took.push(begun.elapsed());
        let (status, body) = answer.expect("an answer");
        assert_eq!(status, StatusCode::OK, "{body}");
        changed += i64::from(serde_json::from_str::<LinkAnswer>(&body).unwrap().changed);
    }
    (took, changed)
}

async fn everybody_is_answered(engine: Engine) {
    let firm = Firm::invented(engine, USERS);
    let serving = Serving::of(&firm);
    let caller = Caller::of(&serving, &firm.token_of(SLUG));
    let clients = some_clients(&caller).await;
    let (before, _) = caller.state().await;
    let (mut dice, stop) = (Dice::of_test("everybody_who_writes"), Arc::new(AtomicBool::new(false)));
    let begun = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|nth| tokio::spawn(write(caller.clone(), Arc::clone(&clients), dice.split(nth as u64), Arc::clone(&stop))))
        .collect();
    let seconds = size(3, 60);
    let mut commands = 0;
    while begun.elapsed() < Duration::from_secs(seconds) {
        // Another process, which has a lock of the database's own to wait for.
        tokio::task::block_in_place(|| firm.token_of(SLUG));
        commands += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let (mut took, mut changed) = (Vec::new(), 0);
    for writer in writers {
        let (times, changes) = writer.await.unwrap();
        took.extend(times);
        changed += changes;
    }
    let elapsed = begun.elapsed().as_secs_f64();
    took.sort_unstable();
    let (all, p99, longest) = (took.len(), took[took.len() * 99 / 100], took[took.len() - 1]);
    let (after, _) = caller.state().await;
    assert_eq!(versions(&after) - versions(&before), changed, "each change once, and none lost");
    drop(serving);
    verified(&firm);
    let rate = f64::from(u32::try_from(all).unwrap()) / elapsed;
    println!(
        "L3 {engine:?}: {WRITERS} writers for {seconds} s beside {commands} commands: {all} changes, {rate:.0} a second, \
         p99 {p99:?}, longest {longest:?}, no error"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_writes_is_answered_on_sqlite() {
    everybody_is_answered(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_writes_is_answered_on_postgresql() {
    everybody_is_answered(Engine::Postgres).await;
}
