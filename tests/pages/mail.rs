//! What somebody finds in the mailbox.

/// The link of a message, whose lines may be broken for transport.
pub(crate) fn link(mail: &str) -> String {
    let mail = mail.replace("=\r\n", "").replace("=3D", "=");
    let from = mail.find("http://").expect("a link");
    mail[from..].split_whitespace().next().unwrap().to_owned()
}
