//! Amounts of money, wherever somebody reads them: in the window, in pages, in mails. What machines read back is written
//! without separators, by [`Money`] itself.

use crate::Money;

/// An amount with its thousands apart and its currency: `1,234.50 USD`.
#[must_use]
pub fn amount(money: Money) -> String {
    let written = money.to_string();
    let (whole, fraction) =
        written.split_once('.').map_or((written.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut says = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            says.push(',');
        }
        says.push(digit);
    }
    if let Some(fraction) = fraction {
        says.push('.');
        says.push_str(fraction);
    }
    format!("{says} {}", money.currency.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn thousands_stand_apart_in_every_currency() {
        let says = |minor, code| amount(Money { minor, currency: Currency::from_code(code).unwrap() });
        assert_eq!(says(5, "USD"), "0.05 USD");
        assert_eq!(says(99_999, "USD"), "999.99 USD");
        assert_eq!(says(123_450, "USD"), "1,234.50 USD");
        assert_eq!(says(-123_456_789, "USD"), "-1,234,567.89 USD");
        assert_eq!(says(100_000, "JPY"), "100,000 JPY");
        assert_eq!(says(1_234_567, "KWD"), "1,234.567 KWD");
    }
}
