//! Settings, definitions and points as their author wrote them: what the compiled policy no longer needs to know.
//!
//! Read off the standard layout, where every item begins at the start of a line and nothing else does.

use std::collections::BTreeMap;

use safegrade::format;
use safegrade::source::SourceFile;

use crate::words;

/// What was read off.
#[derive(Debug, Default)]
pub struct Items {
    /// Settings: name and value.
    pub settings: Vec<(String, String)>,
    /// Definitions: name and condition.
    pub lets: Vec<(String, String)>,
    /// By score: what adds points.
    pub points: BTreeMap<String, Vec<String>>,
}

impl Items {
    /// Reads a policy's items.
    pub fn of(source: &SourceFile) -> Items {
        let mut items = Items::default();
        let text = format(source).0.unwrap_or_default();
        let mut item: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = without_comment(line);
            if line.trim().is_empty() {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                items.take(&item);
                item.clear();
            }
            item.push(line.trim().to_owned());
        }
        items.take(&item);
        items
    }

    fn take(&mut self, lines: &[String]) {
        let Some((word, rest)) = lines.first().and_then(|line| line.split_once(' ')) else {
            return;
        };
        match word {
            "setting" | "let" => {
                let whole = lines.join(" ");
                let Some((head, value)) = whole.split_once('=') else {
                    return;
                };
                let name = head.trim().rsplit(' ').next().unwrap_or_default().to_owned();
                let list = if word == "let" {
                    &mut self.lets
                } else {
                    &mut self.settings
                };
                list.push((name, value.trim().to_owned()));
            }
            "score" => {
                let name = rest.split([' ', '\t']).next().unwrap_or_default().to_owned();
                let points = lines
                    .iter()
                    .filter(|line| line.starts_with("add ") || line.starts_with("subtract "));
                self.points.insert(name, points.cloned().collect());
            }
            _ => {}
        }
    }

    /// A condition for reading: settings by their values, names of several words in italics.
    pub fn plain(&self, condition: &str) -> String {
        let mut out = String::new();
        let mut word = String::new();
        for character in condition.chars().map(Some).chain([None]) {
            match character {
                Some(character) if character.is_ascii_alphanumeric() || character == '_' => word.push(character),
                other => {
                    self.put(&word, &mut out);
                    word.clear();
                    out.extend(other);
                }
            }
        }
        out
    }

    fn put(&self, word: &str, out: &mut String) {
        if matches!(word, "unless" | "after") {
            let length = out.trim_end().len();
            out.truncate(length);
            out.push_str(", ");
            out.push_str(word);
        } else if let Some((_, value)) = self.settings.iter().find(|(name, _)| name == word) {
            out.push_str(value);
        } else if word.contains('_') {
            out.push_str(&format!("*{}*", words::name(word)));
        } else {
            out.push_str(word);
        }
    }
}

/// The line up to a comment; a `#` within quotation marks is none.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted => return line.get(..at).unwrap_or(line),
            _ => {}
        }
    }
    line
}
