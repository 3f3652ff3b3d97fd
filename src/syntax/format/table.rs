//! The layout of every construct: the one place to say how a new one looks.
//!
//! A row says how a node stands to what is before it in the node around it; a node without a row follows after a space.
//! The first row that fits counts, so a row for one parent stands above the row for any.
//! Nodes that no row names as a parent are looked through: a row for `when` holds however deep `when` stands.

use crate::syntax::parse::Rule;

/// How one node stands in another.
#[derive(Debug)]
pub struct Row {
    parent: Option<Rule>,
    child: Option<Rule>,
    /// When it begins a line.
    pub begins: Begins,
    /// How far in its line is: beyond the list that it belongs to, or a place.
    pub indent: usize,
    /// How many spaces there are at least between it and the cell that it ends; with none it ends no cell.
    pub gap: usize,
}

/// When a node begins a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Never.
    Never,
    /// Always.
    Always,
    /// Always, and its second word stands under the second word of the clause above.
    Under,
    /// Where it does not fit whole, a comment stands before it, or what is before it went over several lines.
    Unfit,
    /// The same, but under the cell that it follows.
    Below,
    /// All but the first.
    Rest,
    /// Where the whole parent does not fit on a line.
    Broken,
    /// In a parent that does not fit on a line, all but the first that do not fit.
    Fill,
    /// As `Fill` where every entry is one word, otherwise as `Broken`.
    List,
}
use Begins::{Always, Below, Broken, Fill, List, Never, Rest, Under, Unfit};

/// An indent: where the first entry of the list stands.
pub const FIRST: usize = 1000;
/// An indent: where the parent begins.
pub const PARENT: usize = 1001;

/// All rows.
pub const ROWS: &[Row] = &[
    // Items.
    inside(Rule::setting, Rule::equals, Never, 0, 1),
    inside(Rule::source, Rule::text, Never, 0, 2),
    inside(Rule::source, Rule::welsh, Unfit, 2, 1),
    inside(Rule::derived, Rule::condition, Unfit, 2, 0),
    inside(Rule::scale, Rule::level, Broken, 4, 0),
    inside(Rule::scale, Rule::higher, Broken, 2, 0),
    inside(Rule::higher, Rule::level, Never, 0, 0),
    inside(Rule::level, Rule::text, Never, 0, 2),
    inside(Rule::level, Rule::welsh, Below, 4, 1),
    inside(Rule::level, Rule::retired, Never, 0, 1),
    inside(Rule::type_one_of, Rule::option, List, 4, 0),
    inside(Rule::type_any_of, Rule::option, List, 4, 0),
    inside(Rule::option, Rule::text, Never, 0, 2),
    inside(Rule::option, Rule::welsh, Below, 4, 1),
    inside(Rule::band, Rule::name, Never, 0, 2),
    inside(Rule::band, Rule::text, Never, 0, 2),
    inside(Rule::band, Rule::welsh, Below, 2, 1),
    inside(Rule::partner, Rule::channel, Broken, 2, 0),
    inside(Rule::route, Rule::channel, Rest, 2, 2),
    inside(Rule::channel, Rule::string, Never, 0, 1),
    inside(Rule::claim_holds, Rule::when, Unfit, 4, 0),
    // Clauses.
    any(Rule::claim_unmoved, Always, 2),
    any(Rule::claim_steady, Always, 2),
    any(Rule::claim_holds, Always, 2),
    any(Rule::policy_title, Always, 2),
    any(Rule::version, Always, 2),
    any(Rule::in_force, Always, 2),
    any(Rule::nation, Always, 2),
    any(Rule::builds_on, Always, 2),
    any(Rule::opening, Always, 2),
    any(Rule::closed, Always, 2),
    any(Rule::ask, Always, 2),
    any(Rule::presume, Always, 2),
    any(Rule::protected, Always, 2),
    any(Rule::points, Always, 2),
    any(Rule::band, Always, 2),
    any(Rule::dated, Always, 2),
    any(Rule::route, Always, 2),
    any(Rule::may_see, Always, 2),
    any(Rule::when, Always, 2),
    any(Rule::always, Always, 2),
    any(Rule::unless, Always, 2),
    any(Rule::needs, Always, 2),
    any(Rule::refuse, Always, 2),
    any(Rule::after, Always, 2),
    any(Rule::then, Always, 2),
    any(Rule::because, Always, 2),
    any(Rule::given, Always, 2),
    any(Rule::at, Under, 2),
    any(Rule::expect, Always, 2),
    // What goes on below where the line is full.
    any(Rule::link, Unfit, 2),
    any(Rule::routed_by, Unfit, 2),
    any(Rule::within, Unfit, 2),
    inside(Rule::because, Rule::string, Unfit, 4, 0),
    inside(Rule::policy_title, Rule::text, Never, 0, 0),
    inside(Rule::policy_title, Rule::welsh, Under, 2, 0),
    inside(Rule::needs, Rule::text, Unfit, 4, 0),
    inside(Rule::needs, Rule::welsh, Unfit, 4, 0),
    inside(Rule::refuse, Rule::welsh, Unfit, 4, 0),
    inside(Rule::ask, Rule::text, Never, 0, 0),
    inside(Rule::ask, Rule::welsh, Under, 2, 0),
    any(Rule::text, Unfit, 2),
    any(Rule::welsh, Unfit, 2),
    // Lists and chains.
    entries(Rule::then, Rest),
    entries(Rule::given, Fill),
    entries(Rule::expect, Fill),
    entries(Rule::opening, Fill),
    inside(Rule::may_see, Rule::name, Fill, 10, 0),
    inside(Rule::given_list, Rule::name, Fill, 2, 0),
    inside(Rule::presumed_names, Rule::name, Fill, 4, 0),
    inside(Rule::is_one_of, Rule::name, Fill, FIRST, 0),
    inside(Rule::counted, Rule::condition, List, FIRST, 0),
    inside(Rule::condition, Rule::kw_and, Broken, PARENT, 0),
    inside(Rule::condition, Rule::kw_or, Broken, PARENT, 0),
    inside(Rule::sum, Rule::plus, Broken, PARENT, 0),
    inside(Rule::sum, Rule::minus, Broken, PARENT, 0),
    inside(Rule::amounts, Rule::plus, Broken, PARENT, 0),
    inside(Rule::amounts, Rule::minus, Broken, PARENT, 0),
];

const fn inside(parent: Rule, child: Rule, begins: Begins, indent: usize, gap: usize) -> Row {
    Row {
        parent: Some(parent),
        child: Some(child),
        begins,
        indent,
        gap,
    }
}

const fn any(child: Rule, begins: Begins, indent: usize) -> Row {
    Row {
        parent: None,
        child: Some(child),
        begins,
        indent,
        gap: 0,
    }
}

/// Whatever follows the first word.
const fn entries(parent: Rule, begins: Begins) -> Row {
    Row {
        parent: Some(parent),
        child: None,
        begins,
        indent: FIRST,
        gap: 0,
    }
}

/// The row of a node by its parent, and by the nearest node around it that has rows.
pub fn row_of(parent: Rule, context: Rule, child: Rule) -> Option<usize> {
    ROWS.iter().position(|row| match row.child {
        Some(rule) => rule == child && row.parent.is_none_or(|rule| rule == context),
        None => row.parent == Some(parent),
    })
}

/// Whether rows name a node as the parent.
pub fn is_parent(rule: Rule) -> bool {
    ROWS.iter().any(|row| row.parent == Some(rule))
}

impl Begins {
    /// Whether this is where a line may end, so that what is before need not leave room for what follows.
    pub fn may(self) -> bool {
        self != Never
    }

    /// Whether it depends on the parent fitting on a line.
    pub fn by_parent(self) -> bool {
        matches!(self, Broken | Fill | List)
    }
}
