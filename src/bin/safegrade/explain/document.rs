//! A document before it has a form: what is said, without a word of Markdown or HTML.
//!
//! Text goes in as it is and is escaped in one place for each form, `markdown.rs` and `html.rs`.

use std::collections::BTreeSet;

use super::phrases::Phrase;
use crate::words::Lang;

/// How a piece of a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As the text around it.
    Plain,
    /// What a line is about.
    Strong,
    /// A word that the policy gives a meaning.
    Term,
    /// A name as the policy's author writes it.
    Code,
}

/// Where a piece leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A place in the document.
    Here(String),
    /// An address. Whether it may be followed is for the form to say.
    Address(String),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// How it is shown.
    pub style: Style,
    /// Where it leads.
    pub to: Option<Target>,
    /// English within a Welsh document, so that it is read out as English.
    pub english: bool,
}

/// Running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(pub Vec<Piece>);

impl Line {
    /// Plain text in the document's language.
    pub fn text(text: impl Into<String>) -> Line {
        Line::styled(text, Style::Plain)
    }

    /// Text in a style.
    pub fn styled(text: impl Into<String>, style: Style) -> Line {
        Line(vec![Piece {
            text: text.into(),
            style,
            to: None,
            english: false,
        }])
    }

    /// A fixed phrase whose `{0}`, `{1}` stand for these lines, in whichever order its language wants.
    pub fn of(lang: Lang, phrase: Phrase, parts: &[&Line]) -> Line {
        let mut line = Line::default();
        for (index, part) in phrase.of(lang).split('{').enumerate() {
            let (place, after) = match part.split_once('}') {
                Some((place, after)) if index > 0 => (place.parse::<usize>().ok(), after),
                _ => (None, part),
            };
            if let Some(part) = place.and_then(|place| parts.get(place)) {
                line.extend(part);
            }
            line.push(after);
        }
        line
    }

    /// Adds plain text.
    pub fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.extend(&Line::text(text));
        }
    }

    /// Adds a line.
    pub fn extend(&mut self, line: &Line) {
        self.0.extend(line.0.iter().cloned());
    }

    /// The same with text after it.
    pub fn and(mut self, text: &str) -> Line {
        self.push(text);
        self
    }

    /// The same, leading somewhere.
    pub fn to(mut self, target: &Target) -> Line {
        for piece in &mut self.0 {
            piece.to = Some(target.clone());
        }
        self
    }

    /// The same in English, whatever the document's language.
    pub fn in_english(mut self, english: bool) -> Line {
        for piece in &mut self.0 {
            piece.english = english;
        }
        self
    }

    /// The same in a style.
    pub fn shown(mut self, style: Style) -> Line {
        for piece in &mut self.0 {
            piece.style = style;
        }
        self
    }

    /// With a capital at the start.
    pub fn capital(mut self) -> Line {
        if let Some(first) = self.0.first_mut() {
            first.text = crate::words::capital(&first.text);
        }
        self
    }

    fn targets<'d>(&'d self, found: &mut BTreeSet<&'d str>) {
        found.extend(self.0.iter().filter_map(|piece| match &piece.to {
            Some(Target::Here(id)) => Some(id.as_str()),
            Some(Target::Address(_)) | None => None,
        }));
    }

    /// Lines in a row.
    pub fn joined(lines: &[Line], between: &str) -> Line {
        let mut all = Line::default();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                all.push(between);
            }
            all.extend(line);
        }
        all
    }
}

/// An entry of a list, with entries of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Its text.
    pub line: Line,
    /// What belongs to it.
    pub inner: Vec<Item>,
    /// Its name for those who lead here.
    pub id: Option<String>,
}

impl From<Line> for Item {
    fn from(line: Line) -> Item {
        Item {
            line,
            ..Item::default()
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name for those who lead here.
    pub id: Option<String>,
    /// One for each column; the first is what the row is about. A cell is some lines, one below the other.
    pub cells: Vec<Vec<Line>>,
}

/// A part of the document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Paragraph(Line),
    /// A list; numbered where order matters.
    List {
        /// Whether order matters.
        numbered: bool,
        /// Its entries.
        items: Vec<Item>,
    },
    /// A table.
    Table {
        /// What it shows.
        caption: Line,
        /// What its columns hold.
        head: Vec<Line>,
        /// Its rows.
        rows: Vec<Row>,
    },
    /// A part with a heading of its own.
    Section(Section),
    /// Where it is signed: what is signed, and the blanks.
    Signature {
        /// What is signed.
        line: Line,
        /// What is written into the blanks.
        blanks: Vec<Line>,
    },
}

impl Block {
    /// A list whose order means nothing.
    pub fn list(items: Vec<Item>) -> Block {
        Block::List { numbered: false, items }
    }
}

/// A part of the document with a heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name for those who lead here.
    pub id: String,
    /// Its heading.
    pub title: Line,
    /// One rule, gate or other thing that is kept together on paper.
    pub card: bool,
    /// What it holds.
    pub blocks: Vec<Block>,
}

impl Section {
    /// Every place in the document that the section leads to.
    pub fn targets(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for block in &self.blocks {
            match block {
                Block::Paragraph(line) | Block::Signature { line, .. } => line.targets(&mut found),
                Block::List { items, .. } => items.iter().for_each(|item| item.targets(&mut found)),
                Block::Table { rows, .. } => {
                    let lines = rows.iter().flat_map(|row| row.cells.iter().flatten());
                    lines.for_each(|line| line.targets(&mut found));
                }
                Block::Section(section) => found.extend(section.targets()),
            }
        }
        found
    }
}

impl Item {
    fn targets<'d>(&'d self, found: &mut BTreeSet<&'d str>) {
        self.line.targets(found);
        self.inner.iter().for_each(|item| item.targets(found));
    }
}

/// The whole.
#[derive(Debug)]
pub struct Document {
    /// Whether it is long enough to want a table of contents.
    pub contents: bool,
    /// Its language.
    pub lang: Lang,
    /// Its title.
    pub title: Line,
    /// What stands under the title.
    pub about: Vec<Block>,
    /// Its parts.
    pub sections: Vec<Section>,
}
