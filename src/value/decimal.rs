//! Fixed decimals: a whole number of units of the last decimal place.

/// A number as written: `digits / 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The digits without the point.
    pub digits: i64,
    /// How many of them stand behind the point, at most 6.
    pub places: u8,
}

/// The most places behind the point that a number may have.
const MOST_PLACES: usize = 6;

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn whole(digits: i64) -> Decimal {
        Decimal { digits, places: 0 }
    }

    /// Reads `-12`, `36.6`; nothing else: no exponent, no sign `+`, no separators, no spaces.
    /// `None` also where it has more digits than 64 bits hold or more than six places.
    #[must_use]
    pub fn parse(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        if whole.is_empty() || fraction.len() > MOST_PLACES {
            return None;
        }
        let mut digits = 0i64;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
        }
        let digits = if text.starts_with('-') {
            digits.checked_neg()?
        } else {
            digits
        };
        Some(Decimal {
            digits,
            places: u8::try_from(fraction.len()).ok()?,
        })
    }

    /// The digits at another number of places; `None` where that would lose a digit or overflow.
    #[must_use]
    pub fn at_places(self, places: u8) -> Option<i64> {
        if places >= self.places {
            let factor = 10i64.checked_pow(u32::from(places - self.places))?;
            return self.digits.checked_mul(factor);
        }
        let factor = 10i64.checked_pow(u32::from(self.places - places))?;
        (self.digits % factor == 0).then_some(self.digits / factor)
    }
}

impl core::fmt::Display for Decimal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.places == 0 {
            return write!(f, "{}", self.digits);
        }
        let factor = 10u64.pow(u32::from(self.places));
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs();
        write!(
            f,
            "{sign}{}.{:0width$}",
            digits / factor,
            digits % factor,
            width = usize::from(self.places)
        )
    }
}
