//! Numbers in conditions: sums of registers with whole weights, and what they count.

use super::build::LARGEST;
use crate::ir::Reg;
use crate::value::{Decimal, Duration, Unit};

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Things of a unit, or of none.
    Number(Option<String>),
    /// Minutes.
    Duration,
    /// A day.
    Date,
    /// A minute in time.
    Moment,
}

impl Kind {
    /// In an author's words.
    pub fn words(&self) -> String {
        match self {
            Kind::Number(None) => "a number".to_owned(),
            Kind::Number(Some(unit)) => format!("a number of {unit}"),
            Kind::Duration => "a duration".to_owned(),
            Kind::Date => "a date".to_owned(),
            Kind::Moment => "a moment".to_owned(),
        }
    }
}

/// Registers with their weights, none of them 0, in the order of registers.
#[derive(Debug, Clone, Default)]
pub struct Terms(Vec<(Reg, i64)>);

impl Terms {
    /// Adds to the weight of a register; a register that cancels goes. None past what 64 bits hold.
    pub fn add(&mut self, reg: Reg, weight: i64) -> Option<()> {
        let at = self.0.partition_point(|(other, _)| *other < reg);
        match self.0.get_mut(at).filter(|(other, _)| *other == reg) {
            Some((_, total)) => *total = total.checked_add(weight)?,
            None => self.0.insert(at, (reg, weight)),
        }
        if self.0.get(at).is_some_and(|(_, total)| *total == 0) {
            self.0.remove(at);
        }
        Some(())
    }

    fn multiply(&mut self, factor: i64) -> Option<()> {
        for (_, weight) in &mut self.0 {
            *weight = weight.checked_mul(factor)?;
        }
        Some(())
    }

    /// All of them.
    pub fn iter(&self) -> core::slice::Iter<'_, (Reg, i64)> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first register.
    pub fn first(&self) -> Option<Reg> {
        self.0.first().map(|(reg, _)| *reg)
    }

    /// Whether a register is among them.
    pub fn has(&self, reg: Reg) -> bool {
        self.0.iter().any(|(other, _)| *other == reg)
    }
}

/// A sum of registers with weights and a constant, all times ten to the power of `places`.
#[derive(Debug, Clone)]
pub struct Linear {
    /// Weights by register.
    pub terms: Terms,
    /// What is added.
    pub constant: i64,
    /// Places behind the point.
    pub places: u8,
    /// What it counts.
    pub kind: Kind,
    /// Where one of these is 0 the number stands for nothing, and no comparison with it holds.
    pub needs: Vec<Reg>,
    /// A literal `12 hours` may also be twelve of a fact whose unit is hours.
    pub written: Option<(Decimal, String)>,
}

impl Linear {
    /// A constant.
    pub fn constant(constant: i64, places: u8, kind: Kind) -> Linear {
        Linear {
            terms: Terms::default(),
            constant,
            places,
            kind,
            needs: Vec::new(),
            written: None,
        }
    }

    /// A register.
    pub fn register(reg: Reg, places: u8, kind: Kind) -> Linear {
        Linear {
            terms: Terms(vec![(reg, 1)]),
            constant: 0,
            places,
            kind,
            needs: Vec::new(),
            written: None,
        }
    }

    /// A number with a unit as written: elapsed time where the unit is one of time, else so many of the unit.
    /// None where it cannot be held exactly.
    pub fn quantity(number: Decimal, unit: Option<&str>) -> Option<Linear> {
        if number.digits.abs() > LARGEST {
            return None;
        }
        let Some(name) = unit else {
            return Some(Linear::constant(number.digits, number.places, Kind::Number(None)));
        };
        let written = Some((number, name.to_owned()));
        let linear = match Unit::from_name(name) {
            Some(unit) => Linear::constant(
                i64::from(Duration::of(number.at_places(0)?, unit)?.minutes),
                0,
                Kind::Duration,
            ),
            None => Linear::constant(number.digits, number.places, Kind::Number(Some(name.to_owned()))),
        };
        Some(Linear { written, ..linear })
    }

    /// How many calendar months it is, where it is a fixed number of months or years.
    pub fn months(&self) -> Option<i64> {
        let Kind::Number(Some(unit)) = &self.kind else {
            return None;
        };
        let each = match unit.as_str() {
            unit if same_unit(unit, "years") => 12,
            unit if same_unit(unit, "months") => 1,
            _ => return None,
        };
        self.terms.is_empty().then(|| self.constant.saturating_mul(each))
    }

    /// The same at more places; none past what 64 bits hold.
    fn at_places(&self, places: u8) -> Option<Linear> {
        let factor = 10i64.checked_pow(u32::from(places.checked_sub(self.places)?))?;
        let mut scaled = self.clone();
        scaled.places = places;
        scaled.constant = self.constant.checked_mul(factor)?;
        scaled.terms.multiply(factor)?;
        Some(scaled)
    }

    /// `self + sign * other`, of the given kind; a register that cancels goes. None past what 64 bits hold.
    pub fn plus(&self, other: &Linear, sign: i64, kind: Kind) -> Option<Linear> {
        let places = self.places.max(other.places);
        let mut sum = self.at_places(places)?;
        let other = other.at_places(places)?;
        sum.constant = sum.constant.checked_add(other.constant.checked_mul(sign)?)?;
        sum.needs.extend_from_slice(&other.needs);
        for (reg, weight) in other.terms.iter() {
            sum.terms.add(*reg, weight.checked_mul(sign)?)?;
        }
        Some(Linear {
            kind,
            written: None,
            ..sum
        })
    }

    /// Every weight and the constant times a factor.
    pub fn times(&self, factor: i64, kind: Kind) -> Option<Linear> {
        let mut scaled = self.clone();
        scaled.kind = kind;
        scaled.written = None;
        scaled.constant = scaled.constant.checked_mul(factor)?;
        scaled.terms.multiply(factor)?;
        Some(scaled)
    }

    /// Lets a literal take the unit of what it stands beside: `12 hours` beside a fact counted in hours, a bare `18` beside anything counted.
    pub fn beside(self, other: &Linear) -> Linear {
        match (&self.kind, &other.kind) {
            (Kind::Duration | Kind::Number(Some(_)), Kind::Number(Some(unit))) => match &self.written {
                Some((number, name)) if same_unit(name, unit) => {
                    Linear::constant(number.digits, number.places, other.kind.clone())
                }
                _ => self,
            },
            (Kind::Number(None), Kind::Number(_)) | (Kind::Number(_), Kind::Number(None)) => Linear {
                kind: other.kind.clone(),
                ..self
            },
            _ => self,
        }
    }
}

/// Singular and plural are one unit.
pub fn same_unit(a: &str, b: &str) -> bool {
    a.strip_suffix('s').unwrap_or(a) == b.strip_suffix('s').unwrap_or(b)
}
