use std::fmt;

/// The currency of an amount, by its ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// An amount in the minor units of its currency: cents for USD, whole yen for JPY, fils for KWD. Never a fraction of
/// them, so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// How many minor units; negative for a credit.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// Why a text is no amount or no currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAmount {
    /// Not a plain decimal number such as `1234.50`.
    #[error("is not a plain decimal number such as 1234.50")]
    NotANumber,
    /// More digits after the point than the currency has.
    #[error("has more digits after the point than {currency} has ({digits})")]
    TooFine {
        /// The currency's code.
        currency: &'static str,
        /// The digits that it has.
        digits: u32,
    },
    /// Beyond what can be counted.
    #[error("is too large")]
    TooLarge,
    /// Not an ISO 4217 code in use.
    #[error("is not an ISO 4217 currency code such as USD")]
    NotACurrency,
}

impl Currency {
    /// # Errors
    /// [`BadAmount::NotACurrency`] unless `code` is an ISO 4217 code in capital letters.
    pub fn from_code(code: &str) -> Result<Self, BadAmount> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or(BadAmount::NotACurrency)
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many digits stand after the point.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl Money {
    /// Reads a plain decimal number: digits, at most one point, a minus in front for a credit. No thousands
    /// separators, no sign of a currency, no exponent: what is ambiguous between countries is refused.
    ///
    /// # Errors
    /// [`BadAmount`] says what is wrong.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, BadAmount> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(BadAmount::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let places = currency.digits() as usize;
        if fraction.len() > places {
            return Err(BadAmount::TooFine { currency: currency.code(), digits: currency.digits() });
        }
        let minor: i64 = format!("{whole}{fraction:0<places$}").parse().map_err(|_| BadAmount::TooLarge)?;
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.currency.digits();
        let unit = 10_u64.pow(places);
        let (whole, fraction) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        if places == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction:0width$}", width = places as usize)
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd() -> Currency {
        Currency::from_code("USD").unwrap()
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_it_is_written(
            minor in -9_000_000_000_000_i64..9_000_000_000_000,
            code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
        ) {
            let money = Money { minor, currency: Currency::from_code(code).unwrap() };
            prop_assert_eq!(Money::parse(&money.to_string(), money.currency), Ok(money));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Money::parse(&text, usd());
        }
    }

    #[test]
    fn digits_after_the_point_are_those_of_the_currency() {
        assert_eq!(Money::parse("1234.5", usd()).unwrap().minor, 123_450);
        assert_eq!(Money::parse("0.1", usd()).unwrap().minor + Money::parse("0.2", usd()).unwrap().minor, 30);
        assert_eq!(Money::parse("7.000", Currency::from_code("JPY").unwrap()).unwrap().minor, 7);
        assert_eq!(Money::parse("1.234", Currency::from_code("KWD").unwrap()).unwrap().minor, 1234);
        assert!(matches!(Money::parse("1.234", usd()), Err(BadAmount::TooFine { .. })));
    }

    /// What a text comes to in a currency, in minor units.
    #[test]
    fn amounts_are_whole_minor_units_whatever_the_currency_and_the_size() {
        let refused = |digits| BadAmount::TooFine { currency: if digits == 0 { "JPY" } else { "USD" }, digits };
        let table = [
            ("USD", "0.1", Ok(10)),
            ("USD", "0.2", Ok(20)),
            ("USD", "0.30", Ok(30)),
            ("USD", "-0", Ok(0)),
            ("USD", "-0.00", Ok(0)),
            ("USD", "-0.01", Ok(-1)),
            ("USD", "00012.00", Ok(1_200)),
            ("USD", "0.010000000000000000000", Ok(1)),
            ("USD", "99999999999.99", Ok(9_999_999_999_999)),
            ("USD", "0.0000000000001", Err(refused(2))),
            ("USD", "0.30000000000000004", Err(refused(2))),
            ("USD", "92233720368547758.07", Ok(i64::MAX)),
            ("USD", "-92233720368547758.07", Ok(-i64::MAX)),
            ("USD", "92233720368547758.08", Err(BadAmount::TooLarge)),
            ("USD", "9223372036854775808", Err(BadAmount::TooLarge)),
            ("USD", "1e308", Err(BadAmount::NotANumber)),
            ("USD", "1E2", Err(BadAmount::NotANumber)),
            ("USD", "NaN", Err(BadAmount::NotANumber)),
            ("USD", "inf", Err(BadAmount::NotANumber)),
            ("USD", "0x10", Err(BadAmount::NotANumber)),
            ("USD", "1_000", Err(BadAmount::NotANumber)),
            ("JPY", "1200", Ok(1_200)),
            ("JPY", "1200.00", Ok(1_200)),
            ("JPY", "0.5", Err(refused(0))),
            ("JPY", "9223372036854775807", Ok(i64::MAX)),
            ("KWD", "1.234", Ok(1_234)),
            ("KWD", "1.2", Ok(1_200)),
            ("KWD", "9223372036854775.807", Ok(i64::MAX)),
        ];
        for (code, text, expected) in table {
            let currency = Currency::from_code(code).unwrap();
            assert_eq!(Money::parse(text, currency).map(|money| money.minor), expected, "{code} {text}");
        }
        assert_eq!(Money::parse(&format!("1{}", "0".repeat(308)), usd()), Err(BadAmount::TooLarge));
    }

    #[test]
    fn parts_of_a_cent_each_leave_an_exact_balance() {
        let cent = Money::parse("0.01", usd()).unwrap().minor;
        let mut balance = Money::parse("10.00", usd()).unwrap();
        for left in (0..1_000).rev() {
            balance.minor -= cent;
            assert_eq!(balance.minor, left);
        }
        assert_eq!(balance.to_string(), "0.00");
        let tenths: i64 = (0..10).map(|_| Money::parse("0.1", usd()).unwrap().minor).sum();
        assert_eq!(tenths, Money::parse("1", usd()).unwrap().minor);
    }

    #[test]
    fn what_is_ambiguous_is_refused() {
        for text in ["", "-", ".", "1,234.50", "$12", "1e3", "+5", " 1", "1.", ".5", "--1", "１"] {
            assert_eq!(Money::parse(text, usd()), Err(BadAmount::NotANumber), "{text:?}");
        }
        assert_eq!(Money::parse("99999999999999999999", usd()), Err(BadAmount::TooLarge));
        assert_eq!(Currency::from_code("usd"), Err(BadAmount::NotACurrency));
    }
}
