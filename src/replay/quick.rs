//! Reading the usual spellings of a field straight from the bytes of a row, before anybody looked for its end.
//!
//! Finding fields and checking UTF-8 cost more than grading. Most fields are one of a few words, a small number or a
//! moment, and those are known by their bytes; whatever is not goes the careful way, so that each meaning is in one place.

use super::columns::Target;
use crate::ir::{self, FactKind};
use crate::value::Moment;

/// What is recognised at once.
#[derive(Debug, Clone)]
pub(super) enum Quick {
    /// One of these words.
    Words(Vec<Word>),
    /// A whole number in that range.
    Whole(i32, i32),
    /// `YYYY-MM-DD HH:MM`
    Moment,
    /// Nothing.
    Nothing,
}

/// A word and the value or mark that it stands for.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its first eight bytes, as a number.
    head: u64,
    /// The bits of them that count, where it is shorter.
    mask: u64,
    /// What comes after them.
    tail: Vec<u8>,
    length: usize,
    value: i32,
}

/// The bytes of a moment as it is usually written.
const MOMENT: usize = 16;

impl Quick {
    /// The usual spellings of a column.
    pub(super) fn new(target: Target<'_>) -> Quick {
        match target {
            Target::Now | Target::Slot(_, FactKind::Moment) => Quick::Moment,
            Target::Slot(
                _,
                FactKind::Number {
                    low, high, places: 0, ..
                },
            ) => Quick::Whole(*low, *high),
            Target::Slot(_, FactKind::YesNo) => Quick::words(target, ["no", "yes", "", "unknown"].into_iter()),
            Target::Slot(_, FactKind::OneOf(options)) => {
                let names = options.iter().map(|option| option.name.as_str());
                Quick::words(target, names.chain(["", "unknown"]))
            }
            Target::Options(..) => Quick::words(target, ["none", "", "unknown"].into_iter()),
            Target::Slot(
                _,
                FactKind::Number { .. }
                | FactKind::Duration { .. }
                | FactKind::Date
                | FactKind::AnyOf(_)
                | FactKind::List(_),
            )
            | Target::List(_)
            | Target::Recorded
            | Target::Ignored => Quick::Nothing,
        }
    }

    /// Words that put one and the same into every slot of a target.
    fn words<'w>(target: Target<'_>, words: impl Iterator<Item = &'w str>) -> Quick {
        let read = |word: &str| {
            let mut found = None;
            target.read(word, |_, value| found = Some(value)).ok()?;
            let mut head = [0; 8];
            let mut mask = [0; 8];
            for ((head, mask), byte) in head.iter_mut().zip(&mut mask).zip(word.bytes()) {
                (*head, *mask) = (byte, u8::MAX);
            }
            Some(Word {
                head: u64::from_le_bytes(head),
                mask: u64::from_le_bytes(mask),
                tail: word.bytes().skip(head.len()).collect(),
                length: word.len(),
                value: found?,
            })
        };
        Quick::Words(words.filter_map(read).collect())
    }

    /// The value or mark at the start of a row's rest, and its length; none unless the field surely ends there.
    #[inline]
    pub(super) fn read(&self, rest: &[u8], ends: impl Fn(u8) -> bool) -> Option<(i32, usize)> {
        let ends = |at: usize| rest.get(at).is_some_and(|byte| ends(*byte));
        match self {
            Quick::Words(words) => {
                let head = u64::from_le_bytes(*rest.first_chunk()?);
                let word = words.iter().find(|word| {
                    (head ^ word.head) & word.mask == 0
                        && (word.tail.is_empty() || rest.get(8..).is_some_and(|rest| rest.starts_with(&word.tail)))
                        && ends(word.length)
                })?;
                Some((word.value, word.length))
            }
            Quick::Whole(low, high) => {
                let minus = usize::from(rest.first() == Some(&b'-'));
                // More than nine digits might not fit.
                let digits = rest
                    .get(minus..)?
                    .iter()
                    .take(9)
                    .take_while(|byte| byte.is_ascii_digit());
                let (size, length) = digits.fold((0, minus), |(size, length), digit| {
                    (size * 10 + i32::from(digit - b'0'), length + 1)
                });
                let value = if length == 0 {
                    ir::NOT_ASKED
                } else if length == minus {
                    return None;
                } else {
                    let value = if minus == 1 { -size } else { size };
                    Some(value).filter(|value| low <= value && value <= high)?
                };
                ends(length).then_some((value, length))
            }
            Quick::Moment => {
                if ends(0) {
                    return Some((ir::NOT_ASKED, 0));
                }
                let moment = Moment::parse_usual(rest.first_chunk::<MOMENT>().filter(|_| ends(MOMENT))?)?;
                Some((moment.minutes, MOMENT))
            }
            Quick::Nothing => None,
        }
    }
}
