//! The document as Markdown that reads well unrendered too.

use super::document::{Block, Document, Item, Line, Piece, Section, Style, Target};
use super::phrases;
use crate::output::wrap;

/// Writes the document out.
pub fn print(document: &Document) -> String {
    let mut out = String::new();
    if !document.title.0.is_empty() {
        out.push_str(&format!("# {}\n", line(&document.title)));
    }
    blocks(&document.about, 1, &mut out);
    for part in &document.sections {
        section(part, 2, &mut out);
    }
    out.trim_start().to_owned()
}

fn section(section: &Section, depth: usize, out: &mut String) {
    out.push_str(&format!("\n{} {}\n", "#".repeat(depth), line(&section.title)));
    blocks(&section.blocks, depth, out);
}

fn blocks(blocks: &[Block], depth: usize, out: &mut String) {
    for block in blocks {
        if let Block::Section(inner) = block {
            section(inner, depth + 1, out);
            continue;
        }
        out.push('\n');
        match block {
            Block::Paragraph(text) => out.push_str(&wrap("", "", &line(text))),
            Block::List { numbered, items } => list(items, *numbered, "", out),
            // A table of long texts cannot be read in a terminal: each row is an entry of a list instead.
            Block::Table { caption, head, rows } => {
                out.push_str(&wrap("", "", &format!("{}:", line(caption))));
                out.push('\n');
                for row in rows {
                    for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                        let said = line(&Line::joined(cell, "; "));
                        let head = head.get(index).map(line).unwrap_or_default();
                        if index == 0 {
                            out.push_str(&wrap("- ", "  ", &said));
                        } else {
                            out.push_str(&wrap("  - ", "    ", &format!("{head}: {said}")));
                        }
                    }
                }
            }
            Block::Section(_) => {}
            Block::Signature { line: text, blanks } => {
                out.push_str(&wrap("", "", &line(text)));
                for blank in blanks {
                    out.push_str(&format!("\n{}: {}\n", line(blank), "_".repeat(30)));
                }
            }
        }
    }
}

fn list(items: &[Item], numbered: bool, indent: &str, out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        let first = if numbered {
            format!("{indent}{}. ", index + 1)
        } else {
            format!("{indent}- ")
        };
        let rest = " ".repeat(first.len());
        out.push_str(&wrap(&first, &rest, &line(&item.line)));
        list(&item.inner, false, &rest, out);
    }
}

fn line(line: &Line) -> String {
    line.0.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    // Asterisks beside a space, or around nothing, would be asterisks.
    let within = piece.text.trim();
    let text = match piece.style {
        Style::Strong | Style::Term if within.is_empty() => String::new(),
        Style::Plain => escaped(&piece.text),
        Style::Strong => format!("**{}**", escaped(within)),
        Style::Term => format!("*{}*", escaped(within)),
        // Names are letters, digits and `_`.
        Style::Code => format!("`{}`", piece.text.replace('`', "")),
    };
    match &piece.to {
        Some(Target::Address(address)) if phrases::may_be_followed(address) && piece.text == *address => {
            format!("<{}>", address_escaped(address))
        }
        Some(Target::Address(address)) if phrases::may_be_followed(address) => {
            format!("[{text}]({})", address_escaped(address))
        }
        Some(Target::Address(_) | Target::Here(_)) | None => text,
    }
}

/// An address that neither ends its link early nor begins a tag.
fn address_escaped(address: &str) -> String {
    address
        .chars()
        .map(|character| match character {
            '(' => "%28".to_owned(),
            ')' => "%29".to_owned(),
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            character if character.is_whitespace() => "%20".to_owned(),
            character => character.to_string(),
        })
        .collect()
}

/// Text that Markdown takes as nothing but text, wherever a line may be broken.
fn escaped(text: &str) -> String {
    let words = text.split(' ').enumerate();
    let words: Vec<String> = words.map(|(index, own)| word(own, index == 0)).collect();
    words.join(" ")
}

fn word(word: &str, first: bool) -> String {
    // What would begin a list, a heading or a quotation where it comes first in a line. Within a paragraph a number
    // does so only where it is 1.
    let digits = word.trim_end_matches(['.', ')']);
    let number = digits.parse::<u32>();
    if digits.len() + 1 == word.len() && number.is_ok_and(|number| first || number == 1) {
        let end = word.chars().last().unwrap_or_default();
        return format!("{digits}\\{end}");
    }
    let begins = word.chars().all(|c| matches!(c, '-' | '+' | '=' | '#'));
    let mut out = String::new();
    for (index, character) in word.chars().enumerate() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~'
        ) || (begins && index == 0)
        {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
