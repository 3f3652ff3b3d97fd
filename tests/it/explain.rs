//! The document of a policy, as a page: sound, complete in itself, and never more than the policy's words.

use std::collections::BTreeSet;
use std::process::Command;

/// What `safegrade explain` writes.
fn explain(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_safegrade"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("explain")
        .args(arguments)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn policies() -> Vec<String> {
    let folder = format!("{}/demo/policies", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("the policies");
    let mut policies: Vec<String> = entries
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect();
    for name in ["club", "bare", "retired", "hostile", "wording"] {
        policies.push(format!("tests/cli/{name}.rules"));
    }
    policies
}

/// The tags that the page is made of; none of them runs, loads or sends anything.
const TAGS: [&str; 34] = [
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "article", "div",
    "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "em", "strong", "span", "code", "br", "table", "caption",
    "thead", "tbody", "tr", "th", "td",
];
const ATTRIBUTES: [&str; 9] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "role",
    "scope",
    "data-head",
];

struct Tag {
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
}

/// Every tag of a page, read as strictly as it is written: attributes in double quotes, and no sign of a tag in a text.
fn tags(page: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let (head, rest) = page.split_once("<style>").expect("a style");
    let (style, rest) = rest.split_once("</style>").expect("its end");
    assert!(
        !style.contains("url(") && !style.contains("@import"),
        "the style loads something"
    );
    let page = format!("{head}<style></style>{rest}");
    let mut parts = page.split('<');
    assert_eq!(parts.next(), Some(""), "nothing before the first tag");
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("no end of tag: <{part}"));
        assert!(!text.contains('>'), "a bare > in the text: {text}");
        let closes = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while !rest.is_empty() {
            let Some((attribute, after)) = rest.split_once("=\"") else {
                assert_eq!(rest, "html", "an attribute without a value");
                break;
            };
            let (value, after) = after.split_once('"').expect("the value ends");
            attributes.push((attribute.trim().to_owned(), value.to_owned()));
            rest = after.trim_start();
        }
        let name = name.to_owned();
        found.push(Tag {
            name,
            closes,
            attributes,
        });
    }
    found
}

/// What is wrong with a page.
fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut open, mut ids, mut led_to, mut last) = (Vec::new(), BTreeSet::new(), Vec::new(), 0);
    let mut table_without_caption = false;
    for tag in tags(page) {
        let name = tag.name.as_str();
        if !TAGS.contains(&name) {
            faults.push(format!("<{name}> has no place here"));
        }
        if tag.closes {
            let inner = open.pop();
            if inner.as_deref() != Some(name) {
                faults.push(format!("</{name}> closes {inner:?}"));
            }
            continue;
        }
        if table_without_caption && name != "caption" {
            faults.push("a table without a caption".to_owned());
        }
        table_without_caption = name == "table";
        if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok()) {
            if level > last + 1 {
                faults.push(format!("<{name}> follows a heading of level {last}"));
            }
            last = level;
        }
        for (attribute, value) in tag.attributes {
            match attribute.as_str() {
                "id" => {
                    if !ids.insert(value.clone()) {
                        faults.push(format!("two of id {value}"));
                    }
                }
                "aria-labelledby" => led_to.push(value),
                "href" => match value.strip_prefix('#') {
                    Some(id) => led_to.push(id.to_owned()),
                    None if value.starts_with("https://") || value.starts_with("http://") => {}
                    None => faults.push(format!("a link to {value}")),
                },
                other if ATTRIBUTES.contains(&other) => {}
                other => faults.push(format!("the attribute {other}")),
            }
        }
        if !["!DOCTYPE", "meta", "br"].contains(&name) {
            open.push(tag.name);
        }
    }
    faults.extend(
        led_to
            .iter()
            .filter(|id| !ids.contains(*id))
            .map(|id| format!("nothing has the id {id}")),
    );
    faults.extend(open.iter().map(|name| format!("<{name}> is never closed")));
    for landmark in ["<main ", "<nav ", "<header>", "<h1>"] {
        if page.matches(landmark).count() != 1 {
            faults.push(format!("not one {landmark}"));
        }
    }
    faults
}

#[test]
fn every_page_is_sound_and_runs_nothing() {
    for policy in policies() {
        for lang in ["en", "cy"] {
            let page = explain(&[&policy, "--format", "html", "--lang", lang]);
            assert_eq!(faults(&page), Vec::<String>::new(), "{policy} in {lang}");
            assert!(
                page.starts_with(&format!("<!DOCTYPE html>\n<html lang=\"{lang}\">")),
                "{policy} in {lang}"
            );
        }
    }
}

#[test]
fn a_page_of_one_thing_is_sound_without_contents() {
    for name in ["not_collected", "still_waiting", "lock_up", "strain", "waiting"] {
        let page = explain(&["tests/cli/club.rules", "--format", "html", "--rule", name]);
        assert_eq!(faults(&page), ["not one <nav "], "{name}");
    }
}

#[test]
fn the_look_at_a_page_finds_what_is_wrong() {
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html><html><style></style><body><header><h1>A</h1></header><nav id=\"n\"></nav>\
             <main id=\"m\">{body}</main></body></html>"
        )
    };
    assert_eq!(faults(&page("<p>Text</p>")), Vec::<String>::new());
    for wrong in [
        "<script></script>",
        "<p onclick=\"x\"></p>",
        "<a href=\"javascript:x\">x</a>",
        "<a href=\"#nowhere\">x</a>",
        "<p id=\"m\"></p>",
        "<p><ul></p></ul>",
        "<h3>Too deep</h3>",
        "<table><tbody></tbody></table>",
    ] {
        assert!(!faults(&page(wrong)).is_empty(), "{wrong}");
    }
}

#[test]
fn hostile_texts_are_shown_as_they_are() {
    let page = explain(&["tests/cli/hostile.rules", "--format", "html"]);
    for shown in [
        "<title>&lt;script&gt;alert(&#39;title&#39;)&lt;/script&gt; &amp; &quot;title&quot;</title>",
        "a &amp; b &amp;lt; c",
        "javascript:alert(&#39;link&#39;)",
        "it&#39;s &quot;quoted&quot;",
        "href=\"https://club.example/&quot; onmouseover=&quot;alert(1)\"",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    let welsh = explain(&["tests/cli/hostile.rules", "--format", "html", "--lang", "cy"]);
    assert!(welsh.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;teitl&#39;)&lt;/script&gt;"));
}

#[test]
fn hostile_texts_are_text_in_markdown_too() {
    let text = explain(&["tests/cli/hostile.rules"]);
    for (at, _) in text.match_indices('<') {
        let (before, after) = text.split_at(at);
        let escaped = before.ends_with('\\');
        assert!(
            escaped || after.starts_with("<https://"),
            "{}",
            after.lines().next().expect("a line")
        );
    }
    for shown in [
        "# \\<script\\>alert('title')\\</script\\> \\& \"title\"",
        "1. \\<b\\>none\\</b\\>",
        "some\\_thing\\_ \\[x\\](javascript:alert(1))",
        "- **1\\. Is \"anybody\" \\<i\\>waiting\\</i\\>?**",
        "\\`Which\\` \\| hall?",
        "is at least **some\\_thing\\_ \\[x\\](javascript:alert(1))**",
        "\\# Not a heading",
        "To read it: <https://club.example/%28a%29%3Cb%3E>",
        "To read it: javascript:alert('link')",
    ] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
}
