//! Partners and contacts: whom duties go to, by which route, and whom no route reaches.

use super::declare::words_or_name;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::Code;
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast;
use crate::value::Date;

impl Checker<'_, '_> {
    /// Declares a partner or contact with its routes.
    pub fn declare_partner(&mut self, partner: ast::Partner) {
        let mut by = None;
        let mut options: &[ir::Named] = &[];
        let facts = std::mem::take(&mut self.facts);
        if let Some(name) = partner.by()
            && let Some(index) = self.named_as(Symbol::Fact, name)
        {
            match facts.get(index).map(|fact| &fact.kind) {
                Some(ir::FactKind::OneOf(of)) => {
                    by = Some(ir::FactId(id(index)));
                    options = of;
                }
                _ => self.error(
                    Code::WrongKind,
                    name.span(),
                    format!("`{}` is not a fact of type `one of`", name.text()),
                ),
            }
        }
        let routes = self.routes(partner, by.is_some(), options);
        if by.is_some() {
            let mut starts = routes.iter().map(|route| route.days.0).list();
            starts.dedup();
            for start in starts {
                let reached = |option: usize| {
                    let mut own = routes.iter().filter(|route| route.days.0 == start);
                    own.any(|route| route.option == Some(id(option)))
                };
                let missing: Vec<String> = options
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| !reached(*index))
                    .map(|(_, option)| format!("`{}`", option.name))
                    .list();
                if !missing.is_empty() {
                    let message = format!(
                        "`{}` cannot be reached for {}",
                        partner.name().text(),
                        missing.join(", ")
                    );
                    let from = if start == Date::FIRST {
                        String::new()
                    } else {
                        format!(" from {start} on")
                    };
                    self.advise(
                        Code::ContactGap,
                        partner.name().span(),
                        message + &from,
                        "add a route for each, also for people who live elsewhere",
                    );
                }
            }
        }
        self.facts = facts;
        let text = words_or_name(partner.words(), partner.name());
        let may_see = partner.may_see();
        let may_see = may_see.map(|names| names.each().filter_map(|name| self.seen(name)).list());
        self.partners.push(ir::Partner {
            name: partner.name().text().to_owned(),
            text,
            contact: partner.contact(),
            by,
            routes,
            may_see,
        });
    }

    fn routes(&mut self, partner: ast::Partner, by: bool, options: &[ir::Named]) -> Vec<ir::Route> {
        let mut routes: Vec<ir::Route> = Vec::new();
        let mut before = Date::FIRST;
        for block in partner.dated() {
            let mut start = Date::FIRST;
            if let Some(from) = block.from() {
                let Some(date) = self.date(from) else {
                    continue;
                };
                start = date;
                if start < before {
                    let message = format!("this day comes before {before}, from which the routes above hold");
                    self.error(Code::EmptyRange, from.span(), message);
                }
            }
            if start > before {
                // Those above hold until then.
                for earlier in routes.iter_mut().filter(|route| route.days.0 == before) {
                    earlier.days.1 = start;
                }
            }
            before = start;
            for route in block.routes() {
                let option = match route.option() {
                    Some(name) => {
                        let index = if by { self.option_index(options, name) } else { None };
                        let Some(index) = index.and_then(|index| u32::try_from(index).ok()) else {
                            continue;
                        };
                        let twice = |earlier: &ir::Route| earlier.option == Some(index) && earlier.days.0 == start;
                        if routes.iter().any(twice) {
                            let message = format!("`{}` has two routes", name.text());
                            self.error(Code::DuplicateName, name.span(), message);
                        }
                        Some(index)
                    }
                    None => None,
                };
                let mut channels = Vec::new();
                for way in route.channels() {
                    let during = way.during();
                    let during = during.and_then(|name| self.names.of_kind(Symbol::Calendar, name, self.sink));
                    channels.push(ir::Way {
                        by: channel(way.kind()),
                        address: way.address(),
                        during: during.map(id),
                    });
                }
                routes.push(ir::Route {
                    days: (start, Date::LAST),
                    option,
                    channels,
                });
            }
        }
        routes
    }

    /// What an alert may say.
    fn seen(&mut self, name: ast::Name) -> Option<ir::Seen> {
        if name.text() == "reasons" && self.names.peek(name).is_none() {
            return Some(ir::Seen::Reasons);
        }
        let (symbol, index) = self.names.value(name, self.sink)?;
        if symbol == Symbol::Fact {
            Some(ir::Seen::Fact(ir::FactId(id(index))))
        } else if symbol == Symbol::Scale {
            Some(ir::Seen::Scale(ir::ScaleId(id(index))))
        } else if symbol == Symbol::Score {
            Some(ir::Seen::Score(ir::ScoreId(id(index))))
        } else {
            let message = format!("`{}` is no fact, scale or score", name.text());
            self.error(Code::WrongKind, name.span(), message);
            None
        }
    }
}

fn channel(kind: ast::ChannelKind) -> ir::Channel {
    match kind {
        ast::ChannelKind::Phone => ir::Channel::Phone,
        ast::ChannelKind::Web => ir::Channel::Web,
        ast::ChannelKind::Email => ir::Channel::Email,
    }
}
