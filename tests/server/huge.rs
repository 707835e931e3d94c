//! What is huge, or claims to be (`trust.md` B10): it is refused, whoever sends it and however, and the server grows by next
//! to nothing.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use firm::fixture::SLUG;

use crate::firm::{Engine, Firm, PATIENCE, Serving, text};

const MIB: usize = 1024 * 1024;
/// What the server may grow by.
const GROWTH: usize = 32 * MIB;
/// How many send the same at once.
const AT_ONCE: usize = 4;

/// The most memory that the server ever held, in bytes.
fn peak(serving: &Serving) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Something huge: its head, and a piece that is sent again and again.
struct Huge {
    what: &'static str,
    head: String,
    piece: Vec<u8>,
    times: usize,
    /// The statuses that it may be answered with; 0 for a connection that is closed without one.
    answers: &'static [u16],
}

/// Sends until the server has had enough, and what it answered.
fn send(serving: &Serving, huge: &Huge) -> u16 {
    let mut stream = TcpStream::connect(serving.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    let mut sent = stream.write_all(huge.head.as_bytes());
    for _ in 0..huge.times {
        if sent.is_err() {
            break;
        }
        sent = stream.write_all(&huge.piece);
    }
    let mut answer = Vec::new();
    // Hanging up on what was not read is a reset, which may overtake the answer.
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert!(error.kind() != std::io::ErrorKind::WouldBlock, "{}: the server does not hang up", huge.what);
    }
    text(&answer).split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
}

/// Zeros to a thousandth of their size: what a server that unpacks would choke on.
fn bomb() -> Vec<u8> {
    let packed = "import gzip,sys; sys.stdout.buffer.write(gzip.compress(bytes(60*1024*1024)))";
    let packed = std::process::Command::new("python3").args(["-c", packed]).output().unwrap();
    assert!(packed.status.success() && packed.stdout.len() > 10_000, "{}", text(&packed.stderr));
    packed.stdout
}

fn all(token: &str, importer: &str) -> Vec<Huge> {
    let head = |line: &str, token: &str, more: &str| {
        format!(
            "{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\n{more}\r\n"
        )
    };
    let change = |more: &str| head("PUT /api/v1/portal-users/1/links/1001", token, more);
    let import = |who: &str, more: &str| head("POST /api/v1/imports", who, more);
    let of_length = |length: usize| format!("content-length: {length}\r\n");
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let chunked = "transfer-encoding: chunked\r\n";
    let deep = "[".repeat(100_000);
    let nested = format!("{{\"clients_csv\":{deep}");
    let shallow = format!("{{\"reason\":{}", "[".repeat(60_000));
    let (bomb, repeated) = (bomb(), "search=a&".repeat(10_000 / 2));
    let packed = format!("content-encoding: gzip\r\n{}", of_length(bomb.len()));
    let huge = |what, head, piece: &[u8], times, answers| Huge { what, head, piece: piece.to_vec(), times, answers };
    vec![
        huge("10 MiB of body", change(&of_length(10 * MIB)), &vec![b' '; MIB], 10, &[0, 413]),
        huge("a claim of 4 GiB", change(&of_length(1 << 32)), b"", 0, &[413]),
        huge("a claim of 4 GiB to the import", import(importer, &of_length(1 << 32)), b"", 0, &[413]),
        huge("a claim beyond all numbers", change("content-length: 99999999999999999999\r\n"), b"", 0, &[400]),
        huge("1 GiB in chunks", change(chunked), &chunk, 16 * 1024, &[0, 413]),
        huge("1 GiB in chunks to the import", import("nobody", chunked), &chunk, 16 * 1024, &[0, 401]),
        huge("a chunk of 1 EiB", change(chunked) + "fffffffffffffff\r\n", &vec![b' '; MIB], 100, &[0, 413]),
        huge("1 MiB of header", change(&format!("x-large: {}\r\n", "x".repeat(MIB))), b"", 0, &[0, 431]),
        huge("10,000 headers", change(&"x: y\r\n".repeat(10_000)), b"", 0, &[0, 431]),
        huge("a long query", head(&format!("GET /api/v1/clients?{repeated}"), token, ""), b"", 0, &[400, 414, 431]),
        huge(
            "a longer query",
            head(&format!("GET /api/v1/clients?{0}{0}", repeated), token, ""),
            b"",
            0,
            &[0, 414, 431],
        ),
        huge("deep JSON", change(&of_length(deep.len())), deep.as_bytes(), 1, &[0, 413]),
        huge("deep JSON that fits", change(&of_length(shallow.len())), shallow.as_bytes(), 1, &[400]),
        huge("deep JSON to the import", import(importer, &of_length(nested.len())), nested.as_bytes(), 1, &[400]),
        huge("a packed bomb", change(&packed), &bomb, 1, &[400, 413, 415]),
    ]
}

fn is_refused_in_little_memory(engine: Engine) {
    let firm = Firm::invented(engine, 10);
    let (token, importer) = (firm.token_of(SLUG), firm.token_with(SLUG, "payments.view,import.run"));
    let serving = Serving::of(&firm);
    let all = all(&token, &importer);
    let small = Huge {
        what: "a small one",
        head: format!(
            "GET /api/v1/session HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
        ),
        piece: vec![],
        times: 0,
        answers: &[200],
    };
    assert_eq!(send(&serving, &small), 200);
    let before = peak(&serving);
    for huge in &all {
        let answers: Vec<u16> = thread::scope(|scope| {
            let sending: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| send(&serving, huge))).collect();
            sending.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| huge.answers.contains(answer)), "{}: {answers:?}", huge.what);
        let grown = peak(&serving) - before;
        assert!(grown <= GROWTH, "{}: the server grew by {} KiB", huge.what, grown / 1024);
    }
    assert_eq!(send(&serving, &small), 200, "it answers as before");
    let grown = (peak(&serving) - before) / 1024;
    println!("B10 {engine:?}: {} huge things, {AT_ONCE} at once each, all refused; it grew by {grown} KiB", all.len());
}

#[test]
fn what_is_huge_is_refused_in_little_memory_on_sqlite() {
    is_refused_in_little_memory(Engine::Sqlite);
}

#[test]
fn what_is_huge_is_refused_in_little_memory_on_postgresql() {
    is_refused_in_little_memory(Engine::Postgres);
}
