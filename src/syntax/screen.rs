//! What is looked at before the grammar sees a text: size, nesting, and characters that deceive the eye.
//!
//! The nesting limit stands here because a parser in WebAssembly has no stack guard:
//! a bracket too many would be a trap and not a message.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// The largest policy text, in bytes. A policy of 5,000 lines has about 200,000.
const MOST_BYTES: usize = 4 << 20;
/// How deep brackets may nest.
const MOST_NESTING: usize = 64;
/// After so many characters the rest is not worth listing.
const MOST_CHARACTERS: usize = 50;

/// Whether the text may go to the grammar; what stops it is in the sink.
pub fn screen(text: &str, sink: &mut Diagnostics) -> bool {
    if text.len() > MOST_BYTES {
        let message = format!("the file has {} bytes; a policy may have {MOST_BYTES}", text.len());
        sink.push(
            Diagnostic::new(Code::TooLarge, Span::default(), message)
                .help("split the policy, or check that this is a policy file"),
        );
        return false;
    }
    let mut found = 0;
    let mut within = Within::Rules;
    let mut open: Vec<usize> = Vec::new();
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if found >= MOST_CHARACTERS {
            break;
        }
        let span = Span::new(at, at + character.len_utf8());
        if hides(character) && !(character == '\u{feff}' && at == 0) {
            found += 1;
            let message = format!("a hidden character, {}", code_point(character));
            sink.push(
                Diagnostic::new(Code::HiddenCharacter, span, message)
                    .help("it can make a rule read otherwise than it works; delete it")
                    .edit(span, ""),
            );
            continue;
        }
        match within {
            Within::Rules => match character {
                '"' => within = Within::Words,
                '#' => within = Within::Comment,
                '(' => {
                    open.push(at);
                    if open.len() > MOST_NESTING {
                        let message = format!("brackets nest deeper than {MOST_NESTING}");
                        sink.push(
                            Diagnostic::new(Code::TooDeep, span, message)
                                .help("name a part of the condition with `let`"),
                        );
                        return false;
                    }
                }
                ')' => {
                    open.pop();
                }
                _ if !character.is_ascii() && character != '\u{feff}' => {
                    found += 1;
                    sink.push(look_alike(character, span));
                }
                _ => {}
            },
            Within::Words => match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' | '\n' | '\r' => within = Within::Rules,
                _ => {}
            },
            Within::Comment => {
                if matches!(character, '\n' | '\r') {
                    within = Within::Rules;
                }
            }
        }
        if matches!(character, '\n' | '\r') {
            escaped = false;
        }
    }
    found == 0
}

#[derive(Clone, Copy)]
enum Within {
    Rules,
    Words,
    Comment,
}

/// Controls, marks that reorder text (Unicode's bidirectional controls) and letters without width.
fn hides(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn look_alike(character: char, span: Span) -> Box<Diagnostic> {
    let plain = match character {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => " ",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '‘' | '’' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '…' => "..",
        '≤' => "<=",
        '≥' => ">=",
        'а' | 'α' => "a",
        'с' => "c",
        'ԁ' => "d",
        'е' | 'ε' => "e",
        'һ' => "h",
        'і' | 'ι' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'ո' => "n",
        'о' | 'ο' => "o",
        'р' | 'ρ' => "p",
        'ԛ' => "q",
        'ѕ' => "s",
        'т' | 'τ' => "t",
        'υ' => "u",
        'ѵ' | 'ν' => "v",
        'ԝ' => "w",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        _ => "",
    };
    let message = format!(
        "`{character}` ({}) is outside the plain alphabet",
        code_point(character)
    );
    let diagnostic = Diagnostic::new(Code::LookAlike, span, message);
    if plain.is_empty() {
        return diagnostic.help(
            "names are made of the letters a to z, digits and `_`; other letters may stand between quotation marks",
        );
    }
    diagnostic
        .help(format!(
            "it looks like `{plain}` but is another character; write `{plain}`"
        ))
        .edit(span, plain)
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
