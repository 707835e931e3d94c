//! The records that a page of the snapshot holds column by column.

use std::iter::Peekable;

use domain::ClientId;

use crate::{
    CachedClient, CachedContact, CachedKey, CachedLink, CachedPortalUser, CachedRecord, ClientColumns, ClientPage,
    ContactColumns, KeyColumns, LinkColumns, PairState, PortalUserColumns, RecordColumns,
};

/// These columns as records; none where they are not of one length, or there are contacts of clients that are not there.
#[must_use]
pub fn records(columns: RecordColumns) -> Option<Vec<CachedRecord>> {
    match columns {
        RecordColumns::PortalUser(users) => portal_users(users),
        RecordColumns::Client(page) => clients(page),
        RecordColumns::Link(pairs) => links(pairs),
        RecordColumns::Key(closed) => keys(closed),
        RecordColumns::Settings(settings) => Some(vec![CachedRecord::Settings(settings)]),
        RecordColumns::AsOf(as_of) => Some(vec![CachedRecord::AsOf(as_of)]),
    }
}

/// Of each row what `$row` says, by the names of its columns; none where they are not of one length.
macro_rules! rows {
    ($columns:expr, $of:ident { $first:ident $(, $further:ident)* } => $row:expr) => {{
        let $of { $first $(, $further)* } = $columns;
        let even = true $(&& $further.len() == $first.len())*;
        $(let mut $further = $further.into_iter();)*
        let row = |$first| {
            $(let $further = $further.next()?;)*
            $row
        };
        if even { $first.into_iter().map(row).collect::<Option<Vec<_>>>() } else { None }
    }};
}

fn portal_users(columns: PortalUserColumns) -> Option<Vec<CachedRecord>> {
    rows!(columns, PortalUserColumns { id, first_name, last_name, email, created_at, verified_at, last_sign_in_at } => {
        let user = CachedPortalUser { id, first_name, last_name, email, created_at, verified_at, last_sign_in_at };
        Some(CachedRecord::PortalUser(user))
    })
}

fn clients(ClientPage { clients, contacts }: ClientPage) -> Option<Vec<CachedRecord>> {
    let mut all = contacts_by_client(contacts)?.into_iter().peekable();
    let clients = rows!(clients, ClientColumns { client_id, name, office, portal, invoices, late_fees } => {
        let contacts = contacts_of(&client_id, &mut all);
        let client = CachedClient { client_id, name, office, portal, invoices, late_fees, contacts };
        Some(CachedRecord::Client(client))
    });
    clients.filter(|_| all.peek().is_none())
}

fn contacts_by_client(columns: ContactColumns) -> Option<Vec<(ClientId, CachedContact)>> {
    rows!(columns, ContactColumns { client_id, name, email, receives_invoices } => {
        Some((client_id, CachedContact { name, email, receives_invoices: receives_invoices.0 }))
    })
}

fn contacts_of(
    client: &ClientId,
    all: &mut Peekable<impl Iterator<Item = (ClientId, CachedContact)>>,
) -> Vec<CachedContact> {
    let mut contacts = Vec::new();
    while let Some((_, contact)) = all.next_if(|(of, _)| of == client) {
        contacts.push(contact);
    }
    contacts
}

fn links(columns: LinkColumns) -> Option<Vec<CachedRecord>> {
    rows!(columns, LinkColumns {
        portal_user_id, client_id, version, origin, barred, made_by, made_at, changed_by, changed_at
    } => {
        let (changed_by, changed_at) = (changed_by.or_else(|| made_by.clone()), changed_at.or(made_at));
        let state = PairState { version, origin, barred: barred.0, changed_by, changed_at };
        Some(CachedRecord::Link(CachedLink { portal_user_id, client_id, state, made_by, made_at }))
    })
}

fn keys(columns: KeyColumns) -> Option<Vec<CachedRecord>> {
    rows!(columns, KeyColumns { client_id, closed_until } => {
        Some(CachedRecord::Key(CachedKey { client_id, closed_until: Some(closed_until) }))
    })
}

#[cfg(test)]
mod tests {
    use domain::Portal;

    use super::*;
    use crate::Flag;

    fn id(text: &str) -> ClientId {
        ClientId::new(text).unwrap()
    }

    /// Two clients, of whom the second one has these contacts.
    fn page(contacts: &[&str]) -> ClientPage {
        let of = |client: &str| contacts.iter().map(|_| id(client)).collect();
        let texts = || contacts.iter().map(|&contact| contact.to_owned()).collect();
        ClientPage {
            clients: ClientColumns {
                client_id: vec![id("1"), id("2")],
                name: vec!["One".to_owned(), "Two".to_owned()],
                office: vec![String::new(), String::new()],
                portal: vec![Portal::Open, Portal::NotInPortal],
                invoices: vec![0, 3],
                late_fees: vec![0, 1],
            },
            contacts: ContactColumns {
                client_id: of("2"),
                name: texts(),
                email: texts(),
                receives_invoices: vec![Flag(true); contacts.len()],
            },
        }
    }

    #[test]
    fn contacts_are_those_of_their_client() {
        let read = records(RecordColumns::Client(page(&["a@b.example", "c@d.example"]))).unwrap();
        let [CachedRecord::Client(one), CachedRecord::Client(two)] = &read[..] else { panic!("{read:?}") };
        let emails: Vec<_> = two.contacts.iter().map(|contact| contact.email.as_str()).collect();
        assert_eq!((one.contacts.len(), emails), (0, vec!["a@b.example", "c@d.example"]));
        assert_eq!((two.name.as_str(), two.invoices, two.late_fees), ("Two", 3, 1));
    }

    /// What does not fit together is never taken for a firm's records.
    #[test]
    fn columns_that_do_not_fit_together_are_none() {
        let mut short = page(&[]);
        short.clients.late_fees.pop();
        let mut long = page(&[]);
        long.clients.office.push(String::new());
        let mut contacts = page(&["a@b.example"]);
        contacts.contacts.email.clear();
        let mut of_nobody = page(&["a@b.example"]);
        of_nobody.contacts.client_id = vec![id("3")];
        for (case, page) in [("short", short), ("long", long), ("contacts", contacts), ("of nobody", of_nobody)] {
            assert_eq!(records(RecordColumns::Client(page)), None, "{case}");
        }
    }
}
