use std::fmt;
use std::str::FromStr;

/// The last row of a log as it was verified, `NUMBER:DIGEST` in words: kept elsewhere, it shows whether the log was cut
/// or rewritten since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The row's number.
    pub number: i64,
    /// The digest in it.
    pub digest: Vec<u8>,
}

/// Why a text is no [`Head`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a head is a number, a colon and 64 hexadecimal digits, as verify-activity prints it")]
pub struct BadHead;

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.number)?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = BadHead;

    fn from_str(text: &str) -> Result<Self, BadHead> {
        let (number, digest) = text.trim().split_once(':').ok_or(BadHead)?;
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(BadHead)?;
        if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(BadHead);
        }
        let byte = |at: usize| u8::from_str_radix(&digest[at..at + 2], 16).map_err(|_| BadHead);
        Ok(Self { number, digest: (0..64).step_by(2).map(byte).collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_it_is_written() {
        let head = Head { number: 41, digest: (0..32).collect() };
        assert_eq!(head.to_string().parse(), Ok(head));
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let digest = "0".repeat(64);
        for text in ["", "41", ":", "0:", &digest, &format!("0:{digest}"), &format!("1:{digest}0"), "1:é"] {
            assert_eq!(text.parse::<Head>(), Err(BadHead), "{text:?}");
        }
        assert_eq!(format!("1:{}", "é".repeat(32)).parse::<Head>(), Err(BadHead), "64 bytes, but no digits");
    }
}
