//! The people of the sample firm, what each of them did, and when.

use chrono::{DateTime, TimeDelta, Utc};

use super::books::{CLIENTS, client_id, first_invoice};
use super::names;

/// An invented person with an account.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) email: String,
    /// Clients that list the person as a contact from the beginning.
    pub(super) contact_of: Vec<String>,
    /// Clients that came to do so later.
    pub(super) listed_later_by: Vec<String>,
    /// How many days ago the account was made.
    joined: i64,
    /// The client from whose portal the person came, by its key.
    came_from: Option<String>,
    unverified: bool,
    claims: Vec<String>,
    /// Keys that are wrong.
    wrong_claims: Vec<(String, String)>,
    linked_by_staff: Vec<(String, &'static str)>,
    de_linked_by_staff: Vec<(String, &'static str)>,
    /// Clients that staff closed access to (`rules.md` 27).
    closed_by_staff: Vec<(String, &'static str)>,
    /// How many days ago the last sign-in was.
    signed_in: Option<i64>,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    SignUp { key: Option<String> },
    Verify,
    SignIn,
    Claim { client: String, invoice: String },
    StaffLinks { client: String, staff: &'static str, reason: &'static str },
    StaffDeLinks { client: String, staff: &'static str, reason: &'static str },
    StaffCloses { client: String, staff: &'static str, reason: &'static str },
    Import { recent: bool, hours_old: i64 },
    WrongKey { client: String, invoice: String },
}

const DANA: &str = "Dana Osei";
const MARC: &str = "Marc Lindqvist";

/// What the firm did, and visitors without an account: two imports, and ten wrong keys in a row for one client, which
/// closed its key.
pub(super) fn firm_deeds(now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Option<usize>, Deed)> {
    let mut deeds = vec![
        (now - TimeDelta::days(1190), None, Deed::Import { recent: false, hours_old: 2 }),
        (now - TimeDelta::hours(19), None, Deed::Import { recent: true, hours_old: 1 }),
    ];
    for minute in 0..10 {
        let key = Deed::WrongKey { client: client_id(7), invoice: (90_000 + minute).to_string() };
        deeds.push((now - TimeDelta::minutes(150 - minute), None, key));
    }
    deeds
}

impl Person {
    /// What this person did and what was done to the account, each with its time.
    pub(super) fn deeds(&self, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Deed)> {
        let joined = now - TimeDelta::days(self.joined) - TimeDelta::minutes(self.joined * 37 % 480 + 30);
        let mut deeds = vec![(joined, Deed::SignUp { key: self.came_from.clone() })];
        if self.unverified {
            return deeds;
        }
        deeds.push((joined + TimeDelta::minutes(4), Deed::Verify));
        deeds.push((joined + TimeDelta::minutes(6), Deed::SignIn));
        let right = self.claims.iter().map(|client| (client.clone(), first_invoice(client)));
        for (minutes, (client, invoice)) in (8..).zip(self.wrong_claims.iter().cloned().chain(right)) {
            deeds.push((joined + TimeDelta::minutes(minutes), Deed::Claim { client, invoice }));
        }
        for (client, reason) in &self.linked_by_staff {
            let deed = Deed::StaffLinks { client: client.clone(), staff: DANA, reason };
            deeds.push((joined + TimeDelta::hours(9), deed));
        }
        for (client, reason) in &self.de_linked_by_staff {
            let deed = Deed::StaffDeLinks { client: client.clone(), staff: MARC, reason };
            deeds.push((joined + TimeDelta::hours(14), deed));
        }
        for (client, reason) in &self.closed_by_staff {
            let deed = Deed::StaffCloses { client: client.clone(), staff: DANA, reason };
            deeds.push((joined + TimeDelta::hours(14), deed));
        }
        if let Some(days) = self.signed_in {
            let at = now - TimeDelta::days(days) - TimeDelta::minutes(self.joined * 53 % 300 + 5);
            deeds.push((at.max(joined + TimeDelta::hours(15)), Deed::SignIn));
        }
        deeds.retain(|(at, _)| *at <= now);
        deeds
    }
}

/// Everybody: those with a story, and the many.
pub(super) fn people() -> Vec<Person> {
    let mut people = storied();
    people.extend((0..names::PEOPLE.min(487)).map(one_of_many));
    people
}

fn person(first: &str, last: &str, email: &str, joined: i64, signed_in: Option<i64>) -> Person {
    Person {
        first: first.to_owned(),
        last: last.to_owned(),
        email: email.to_owned(),
        joined,
        signed_in,
        ..Person::default()
    }
}

/// The people who show one thing each.
fn storied() -> Vec<Person> {
    let client = client_id;
    vec![
        Person {
            contact_of: vec![client(1)],
            claims: vec![client(0)],
            linked_by_staff: vec![(client(2), "asked by phone")],
            listed_later_by: vec![client(186)],
            ..person("Jane", "Smith", "jane.smith@example.com", 640, Some(3))
        },
        Person { contact_of: vec![client(1)], ..person("Ana Sofía", "Smith", "ana.sofia@example.com", 210, Some(0)) },
        Person {
            contact_of: vec![client(3)],
            unverified: true,
            ..person("John", "O’Brien-Smith", "jobrien@example.org", 12, None)
        },
        Person {
            contact_of: vec![client(1), client(10)],
            de_linked_by_staff: vec![(client(1), "left the family office"), (client(10), "left the family office")],
            ..person("Kenji", "Smith 健二", "kenji@smithfam.example", 400, Some(112))
        },
        Person { contact_of: vec![client(4)], ..person("Mary-Ann", "Smith", "mas@example.com", 500, Some(11)) },
        Person {
            contact_of: vec![client(5)],
            ..person("Rashid", "al-Khatib", "rashid@smithfam.example", 700, Some(320))
        },
        Person {
            contact_of: vec![client(1)],
            claims: vec![client(4)],
            ..person("Zoë", "Smithson", "zoe@example.com", 300, Some(5))
        },
        // A bookkeeper for sixty clients.
        Person {
            contact_of: (0..60).map(|nth| client(20 + nth * 5)).collect(),
            ..person("Priya", "Raghunathan", "priya@ledgerhands.example", 900, Some(1))
        },
        // One address across unrelated clients.
        Person {
            contact_of: vec![client(60), client(123), client(211), client(333)],
            ..person("Front", "Office", "office@sharedbooks.example", 450, Some(9))
        },
        // Still a contact for invoices, but kept out of one client by staff.
        Person {
            contact_of: vec![client(80), client(81)],
            closed_by_staff: vec![(client(80), "divorce: counsel asked to keep the books apart")],
            ..person("Ingrid", "Halvorsen", "ingrid@example.net", 260, Some(15))
        },
        // Two accounts that look alike.
        Person { contact_of: vec![client(70)], ..person("Mike", "Jensen", "mike@example.com", 340, Some(20)) },
        person("Mıke", "Jensen", "mıke@example.com", 2, Some(1)),
        // Typed a small letter, a letter O and an l, another client's invoice, and a client that is inactive.
        Person {
            wrong_claims: vec![
                ("tr-1040".to_owned(), first_invoice("TR-1040")),
                ("EST-O01".to_owned(), first_invoice("EST-001")),
                ("TR-1O40".to_owned(), first_invoice("TR-1040")),
                (client(44), first_invoice(&client(44))),
            ],
            ..person("Theo", "Marchetti", "theo.marchetti@example.net", 1, Some(0))
        },
    ]
}

/// One of the many: a name, an address, and one of twenty lots.
fn one_of_many(place: usize) -> Person {
    let ((first, latin), (last, family_latin)) = names::name(place);
    let domain = ["example.com", "example.net", "example.org", "post.example", "mail.example"][place % 5];
    let email = format!("{latin}.{family_latin}@{domain}");
    let joined = 20 + i64::try_from(place * 61 % 1000).unwrap_or(0);
    let seen = i64::try_from(place * 29 % 300).unwrap_or(0).min(joined - 1);
    // The first eight clients belong to the stories.
    let client = |nth: usize| client_id(8 + (place * 13 + nth * 29) % (CLIENTS - 8));
    let open_client = |nth: usize| client_id(open_place(8 + place * 13 + nth * 29));
    let person = person(first, last, &email, joined, Some(seen));
    match place % 20 {
        0 => Person { contact_of: vec![client(0)], unverified: true, ..person },
        1 => Person { contact_of: vec![client(0)], joined: joined + 420, signed_in: Some(380 + seen), ..person },
        2 if place % 40 == 2 => person,
        2 => Person {
            contact_of: vec![open_client(0)],
            de_linked_by_staff: vec![(open_client(0), "no longer works there")],
            ..person
        },
        3 => Person { contact_of: vec![client_id([40, 90, 140, 190, 240, 290][place / 20 % 6])], ..person },
        4 => Person { claims: vec![open_client(0)], ..person },
        5 => Person { came_from: Some(open_client(0)), ..person },
        6 => Person { linked_by_staff: vec![(client(0), ""), (client(1), "signed authority on file")], ..person },
        7 | 8 => Person { contact_of: vec![client(0), client(1), client(2)], ..person },
        9 => Person { contact_of: vec![client(0)], listed_later_by: vec![client(1)], ..person },
        _ => Person { contact_of: vec![client(0)], ..person },
    }
}

/// A client near this place whose key works: open from the beginning, and not the one whose key strangers closed.
fn open_place(place: usize) -> usize {
    let works = |place: &usize| *place > 7 && place % 45 != 44 && place % 50 != 30;
    (place..).map(|place| place % CLIENTS).find(works).unwrap_or(8)
}
