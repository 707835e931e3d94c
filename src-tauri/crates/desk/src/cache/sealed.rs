//! A file that is encrypted as it is written, and shown only as far as it is what was written. It has a key of its own,
//! which is used for nothing else, and says whose it is: with another key, for another purpose, cut off, put together
//! anew or changed in any bit, it is not read.

use std::io::{Error, ErrorKind, Read, Result, Write};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::keychain::Key;

/// How many bytes are encrypted at a time.
const CHUNK: usize = 256 << 10;
/// How many more they are then.
const TAG: usize = 16;

/// What encrypts a file in chunks. The nonce of each is its number and whether it is the last: no chunk can take the place
/// of another, and none can be missing. A key is for one file, so that no nonce comes twice.
struct Seal {
    key: LessSafeKey,
    purpose: String,
    chunk: u64,
}

impl Seal {
    fn new(key: &Key, purpose: String) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key.bytes()).expect("a key has 256 bits");
        Self { key: LessSafeKey::new(key), purpose, chunk: 0 }
    }

    fn nonce(&mut self, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        nonce[0] = u8::from(last);
        nonce[4..].copy_from_slice(&self.chunk.to_be_bytes());
        self.chunk += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    fn close(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<()> {
        let nonce = self.nonce(last);
        let closed = self.key.seal_in_place_append_tag(nonce, Aad::from(self.purpose.as_bytes()), chunk);
        closed.map_err(|_| Error::other("a chunk could not be encrypted"))
    }

    fn open<'a>(&mut self, chunk: &'a mut [u8], last: bool) -> Result<&'a [u8]> {
        let nonce = self.nonce(last);
        let opened = self.key.open_in_place(nonce, Aad::from(self.purpose.as_bytes()), chunk);
        opened.map(|opened| &*opened).map_err(|_| Error::new(ErrorKind::InvalidData, "this is not what was written"))
    }
}

/// Encrypts what is written to it. Without [`Sealing::end`] it is no whole file.
pub(super) struct Sealing<W> {
    to: W,
    seal: Seal,
    chunk: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    /// With this key, which no other file has, for this purpose.
    pub(super) fn new(to: W, key: &Key, purpose: String) -> Self {
        Self { to, seal: Seal::new(key, purpose), chunk: Vec::with_capacity(CHUNK + TAG) }
    }

    /// Writes what is left, as the last of it.
    pub(super) fn end(mut self) -> Result<W> {
        self.put(true)?;
        Ok(self.to)
    }

    fn put(&mut self, last: bool) -> Result<()> {
        self.seal.close(&mut self.chunk, last)?;
        self.to.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        // A full chunk waits for what comes after it: it may be the last.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.put(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Reads what was written through a [`Sealing`]. Nothing is shown of a chunk that is not what was written.
pub(super) struct Opening<R> {
    from: R,
    seal: Seal,
    /// How many bytes of the file were not read yet.
    left: u64,
    chunk: Vec<u8>,
    /// Which bytes of the chunk are open and were not read yet.
    open: std::ops::Range<usize>,
}

impl<R: Read> Opening<R> {
    /// A file of so many bytes.
    pub(super) fn new(from: R, length: u64, key: &Key, purpose: String) -> Self {
        Self { from, seal: Seal::new(key, purpose), left: length, chunk: vec![0; CHUNK + TAG], open: 0..0 }
    }

    /// Everything was read, and there is nothing more.
    pub(super) fn end(self) -> Result<()> {
        // There always is a last chunk, if an empty one.
        match self.left == 0 && self.open.is_empty() && self.seal.chunk > 0 {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::InvalidData, "there is more than was written")),
        }
    }

    fn next(&mut self) -> Result<()> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(CHUNK + TAG);
        self.left -= length as u64;
        self.from.read_exact(&mut self.chunk[..length])?;
        let opened = self.seal.open(&mut self.chunk[..length], self.left == 0)?.len();
        self.open = 0..opened;
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        if self.open.is_empty() && self.left > 0 {
            self.next()?;
        }
        let read = bytes.len().min(self.open.len());
        bytes[..read].copy_from_slice(&self.chunk[self.open.start..self.open.start + read]);
        self.open.start += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8], key: &Key, purpose: &str) -> Vec<u8> {
        let mut sealing = Sealing::new(Vec::new(), key, purpose.to_owned());
        sealing.write_all(content).unwrap();
        sealing.end().unwrap()
    }

    fn opened(bytes: &[u8], key: &Key, purpose: &str) -> Result<Vec<u8>> {
        let mut opening = Opening::new(bytes, bytes.len() as u64, key, purpose.to_owned());
        let mut content = Vec::new();
        opening.read_to_end(&mut content)?;
        opening.end()?;
        Ok(content)
    }

    #[test]
    fn what_was_written_is_read_whatever_its_length() {
        let key = Key::random();
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 100] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            assert_eq!(opened(&sealed(&content, &key, "ours"), &key, "ours").unwrap(), content);
        }
    }

    #[test]
    fn nothing_else_is_read() {
        let (key, content) = (Key::random(), vec![7; 2 * CHUNK + 100]);
        let sound = sealed(&content, &key, "ours");
        let is_refused = |bytes: &[u8]| opened(bytes, &key, "ours").is_err();
        assert!(!is_refused(&sound));
        assert!(opened(&sound, &Key::random(), "ours").is_err() && opened(&sound, &key, "theirs").is_err());
        for at in (0..sound.len()).step_by(9973).chain([sound.len() - 1]) {
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(is_refused(&flipped), "{at}");
        }
        let (first, rest) = sound.split_at(CHUNK + TAG);
        let (second, last) = rest.split_at(CHUNK + TAG);
        for put_together in [
            &[][..],
            first,
            &[first, second].concat(),
            &[second, first, last].concat(),
            &[first, last].concat(),
            &[&sound, last].concat(),
            &sound[..sound.len() - 1],
            &[&sound[..], &[0]].concat(),
        ] {
            assert!(is_refused(put_together), "{}", put_together.len());
        }
    }
}
