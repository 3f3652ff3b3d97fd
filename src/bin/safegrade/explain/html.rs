//! The document as one HTML page that needs nothing else: no script, no font, no picture, and no style to be read.

use std::collections::BTreeSet;

use super::document::{Block, Document, Item, Line, Piece, Row, Section, Style, Target};
use super::phrases::{self, may_be_followed};
use crate::words::Lang;

const STYLE: &str = include_str!("page.css");

/// Writes the document out.
pub fn print(document: &Document) -> String {
    let mut page = Page {
        lang: document.lang,
        ids: ids(&document.sections),
        out: String::new(),
    };
    page.whole(document);
    page.out
}

/// Text that HTML takes as nothing but text, between tags and in an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            character => out.push(character),
        }
    }
    out
}

/// Every place that may be led to: one rule alone has no definitions beside it.
fn ids(sections: &[Section]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for section in sections {
        found.insert(section.id.clone());
        for block in &section.blocks {
            match block {
                Block::Section(inner) => found.extend(ids(std::slice::from_ref(inner))),
                Block::List { items, .. } => found.extend(items.iter().filter_map(|item| item.id.clone())),
                Block::Table { rows, .. } => found.extend(rows.iter().filter_map(|row| row.id.clone())),
                Block::Paragraph(_) | Block::Signature { .. } => {}
            }
        }
    }
    found
}

struct Page {
    lang: Lang,
    ids: BTreeSet<String>,
    out: String,
}

impl Page {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn whole(&mut self, document: &Document) {
        let lang = code(document.lang);
        let title: String = document.title.0.iter().map(|piece| piece.text.as_str()).collect();
        // The policy says what the page shows, so nothing that it says may make the page do anything.
        self.put(&format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
            escaped(&title)
        ));
        if document.contents {
            let skip = escaped(phrases::SKIP.of(self.lang));
            self.put(&format!("<p class=\"skip\"><a href=\"#content\">{skip}</a></p>\n"));
        }
        self.put("<header>\n<h1>");
        self.line(&document.title);
        self.put("</h1>\n");
        self.blocks(&document.about, 1);
        self.put("</header>\n");
        if document.contents {
            self.contents(&document.sections);
        }
        self.put("<main id=\"content\">\n");
        for section in &document.sections {
            self.section(section, 2);
        }
        self.put("</main>\n</body>\n</html>\n");
    }

    fn contents(&mut self, sections: &[Section]) {
        let title = escaped(phrases::CONTENTS.of(self.lang));
        self.put(&format!(
            "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{title}</h2>\n<ol>\n"
        ));
        for section in sections {
            self.put("<li>");
            self.link(section);
            let inner: Vec<&Section> = section.blocks.iter().filter_map(group).collect();
            if !inner.is_empty() {
                self.put("\n<ul>\n");
                for section in inner {
                    self.put("<li>");
                    self.link(section);
                    self.put("</li>\n");
                }
                self.put("</ul>\n");
            }
            self.put("</li>\n");
        }
        self.put("</ol>\n</nav>\n");
    }

    fn link(&mut self, section: &Section) {
        self.put(&format!("<a href=\"#{}\">", escaped(&section.id)));
        self.line(&section.title);
        self.put("</a>");
    }

    fn section(&mut self, section: &Section, depth: usize) {
        let (tag, level) = (if section.card { "article" } else { "section" }, depth.min(6));
        let id = escaped(&section.id);
        // A section that has a label is a landmark: only the parts of the document are, or there would be dozens.
        let label = if section.card || depth == 2 {
            format!(" aria-labelledby=\"{id}-title\"")
        } else {
            String::new()
        };
        self.put(&format!("<{tag} id=\"{id}\"{label}>\n"));
        self.put(&format!("<h{level} id=\"{id}-title\">"));
        self.line(&section.title);
        self.put(&format!("</h{level}>\n"));
        self.blocks(&section.blocks, depth);
        self.put(&format!("</{tag}>\n"));
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match block {
                Block::Paragraph(line) => {
                    self.put("<p>");
                    self.line(line);
                    self.put("</p>\n");
                }
                Block::List { numbered, items } => self.list(items, if *numbered { "ol" } else { "ul" }),
                Block::Table { caption, head, rows } => self.table(caption, head, rows),
                Block::Section(section) => self.section(section, depth + 1),
                Block::Signature { line, blanks } => {
                    self.put("<div class=\"sign\">\n<p>");
                    self.line(line);
                    self.put("</p>\n<table>\n<caption>");
                    self.put(&escaped(phrases::SIGNED_BY.of(self.lang)));
                    self.put("</caption>\n<tbody>\n");
                    for blank in blanks {
                        self.put("<tr><th scope=\"row\">");
                        self.line(blank);
                        self.put("</th><td>&nbsp;</td></tr>\n");
                    }
                    self.put("</tbody>\n</table>\n</div>\n");
                }
            }
        }
    }

    fn list(&mut self, items: &[Item], tag: &str) {
        self.put(&format!("<{tag}>\n"));
        for item in items {
            self.put(&format!("<li{}>", id(item.id.as_deref())));
            self.line(&item.line);
            if !item.inner.is_empty() {
                self.put("\n");
                self.list(&item.inner, "ul");
            }
            self.put("</li>\n");
        }
        self.put(&format!("</{tag}>\n"));
    }

    /// On a narrow screen each row is a block of its own (`page.css`), which takes the meaning of a table away from some
    /// browsers: so the roles are said once more.
    fn table(&mut self, caption: &Line, head: &[Line], rows: &[Row]) {
        self.put("<table role=\"table\">\n<caption>");
        self.line(caption);
        self.put("</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">");
        for cell in head {
            self.put("<th role=\"columnheader\" scope=\"col\">");
            self.line(cell);
            self.put("</th>");
        }
        self.put("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
        for row in rows {
            self.put(&format!("<tr role=\"row\"{}>", id(row.id.as_deref())));
            for (index, cell) in row.cells.iter().enumerate() {
                let name: String = head
                    .get(index)
                    .map(|line| line.0.iter().map(|piece| piece.text.as_str()).collect())
                    .unwrap_or_default();
                let (open, close) = match index {
                    0 => ("<th role=\"rowheader\" scope=\"row\"".to_owned(), "</th>"),
                    _ if cell.is_empty() => ("<td role=\"cell\" class=\"empty\"".to_owned(), "</td>"),
                    _ => (format!("<td role=\"cell\" data-head=\"{}\"", escaped(&name)), "</td>"),
                };
                self.put(&format!("{open}>"));
                for (index, line) in cell.iter().enumerate() {
                    if index > 0 {
                        self.put("<br>");
                    }
                    self.line(line);
                }
                self.put(close);
            }
            self.put("</tr>\n");
        }
        self.put("</tbody>\n</table>\n");
    }

    fn line(&mut self, line: &Line) {
        for piece in &line.0 {
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: &Piece) {
        let text = escaped(&piece.text);
        let english = piece.english && self.lang != Lang::En;
        let lang = if english { " lang=\"en\"" } else { "" };
        let shown = match piece.style {
            Style::Plain if english => format!("<span lang=\"en\">{text}</span>"),
            Style::Plain => text,
            Style::Strong => format!("<strong{lang}>{text}</strong>"),
            Style::Term => format!("<em{lang}>{text}</em>"),
            Style::Code => format!("<code>{text}</code>"),
        };
        let href = match &piece.to {
            Some(Target::Here(id)) if self.ids.contains(id) => Some(format!("#{id}")),
            Some(Target::Address(address)) if may_be_followed(address) => Some(address.clone()),
            Some(Target::Here(_) | Target::Address(_)) | None => None,
        };
        match href {
            Some(href) => self.put(&format!("<a href=\"{}\">{shown}</a>", escaped(&href))),
            None => self.put(&shown),
        }
    }
}

/// A section within another that is no single rule, for the table of contents.
fn group(block: &Block) -> Option<&Section> {
    match block {
        Block::Section(section) if !section.card => Some(section),
        Block::Section(_)
        | Block::Paragraph(_)
        | Block::List { .. }
        | Block::Table { .. }
        | Block::Signature { .. } => None,
    }
}

fn id(id: Option<&str>) -> String {
    id.map(|id| format!(" id=\"{}\"", escaped(id))).unwrap_or_default()
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Cy => "cy",
    }
}
