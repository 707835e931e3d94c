//! What the firms hold that are measured.

use std::fmt;

use anyhow::Result;

use crate::place::firm;

/// How much of everything a firm has, besides contacts and a tail of users with 200 links.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirmSize {
    pub(crate) users: usize,
    clients: usize,
    links: usize,
    invoices: usize,
}

impl FirmSize {
    /// The size by which the figures are judged: a client for most users, and five links for four of them.
    pub(crate) fn judged(users: usize) -> Self {
        Self { users, clients: users * 6 / 10, links: users * 5 / 4, invoices: users * 4 }
    }

    /// Twice the links and more clients than users, as the backend's own figures are measured with.
    pub(crate) fn crowded(users: usize) -> Self {
        Self { users, clients: users * 3 / 2, links: users * 5 / 2, invoices: users * 10 }
    }

    /// Fills an empty database with such a firm.
    pub(crate) fn invent(self, url: &str) -> Result<()> {
        let [users, clients, links, invoices] =
            [self.users, self.clients, self.links, self.invoices].map(|count| count.to_string());
        let size = ["--users", &users, "--clients", &clients, "--links", &links, "--invoices", &invoices];
        firm(&[&["fixture", "--database", url, "--further-firms", "0"][..], &size[..]].concat())?;
        Ok(())
    }
}

impl fmt::Display for FirmSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { users, clients, links, invoices } = self;
        write!(f, "{users} users, {clients} clients, {links} links, {invoices} invoices")
    }
}
