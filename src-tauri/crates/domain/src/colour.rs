use std::fmt;
use std::str::FromStr;

/// A colour as the web writes it, `#1d4e6b`: that of a firm on its portal's pages. What is read on it, and what it is read on, is
/// chosen so that everybody can (WCAG 2.2, 1.4.3: a contrast of 4.5 to 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Why a text is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a colour such as #1d4e6b")]
pub struct BadColour;

impl Colour {
    /// Paper.
    pub const WHITE: Self = Self([255; 3]);
    /// Ink.
    pub const BLACK: Self = Self([0; 3]);
    /// What a firm has that never chose one.
    pub const USUAL: Self = Self([0x1d, 0x4e, 0x6b]);
    /// The least contrast of a text.
    const READABLE: f64 = 4.5;

    /// Black or white: whichever is read better on this colour. One of the two always can be.
    #[must_use]
    pub fn text_on_it(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// This colour, made as dark as it takes to be read on white.
    #[must_use]
    pub fn as_text_on_white(self) -> Self {
        let mut darker = self;
        while darker.contrast(Self::WHITE) < Self::READABLE {
            darker = Self(darker.0.map(|channel| channel - channel.div_ceil(20)));
        }
        darker
    }

    /// Between 1 and 21, as WCAG 2.2 reckons it.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Colour {
    type Err = BadColour;

    fn from_str(text: &str) -> Result<Self, BadColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(BadColour)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(BadColour);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| BadColour)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_colour_a_firm_has_everybody_can_read_it(channels: [u8; 3]) {
            let colour = Colour(channels);
            prop_assert_eq!(colour.to_string().parse(), Ok(colour));
            prop_assert!(colour.contrast(colour.text_on_it()) >= Colour::READABLE);
            prop_assert!(colour.as_text_on_white().contrast(Colour::WHITE) >= Colour::READABLE);
        }
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for text in ["", "#fff", "1d4e6b", "#1d4e6g", "#1d4e6b;", "#+d4e6b", "red", "#1d4e6b}body{display:none"] {
            assert_eq!(text.parse::<Colour>(), Err(BadColour), "{text}");
        }
        assert_eq!("#1D4E6B".parse(), Ok(Colour::USUAL));
    }

    #[test]
    fn contrast_is_as_wcag_reckons_it() {
        assert!((Colour::WHITE.contrast(Colour::BLACK) - 21.0).abs() < 1e-9);
        assert_eq!(Colour::USUAL.as_text_on_white(), Colour::USUAL, "what can be read stays as it is");
        assert_eq!("#ffd400".parse::<Colour>().map(Colour::text_on_it), Ok(Colour::BLACK));
    }
}
