//! Partners and contacts: whom duties go to, by which route, and whom no route reaches.

use super::declare::words_or_name;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::Code;
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast;

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
        let mut routes: Vec<ir::Route> = Vec::new();
        for route in partner.routes() {
            let option = match route.option() {
                Some(name) => {
                    let index = if by.is_some() {
                        self.option_index(options, name)
                    } else {
                        None
                    };
                    let Some(index) = index.and_then(|index| u32::try_from(index).ok()) else {
                        continue;
                    };
                    if routes.iter().any(|earlier| earlier.option == Some(index)) {
                        self.error(
                            Code::DuplicateName,
                            name.span(),
                            format!("`{}` has two routes", name.text()),
                        );
                    }
                    Some(index)
                }
                None => None,
            };
            let channels = route.channels().map(|(kind, address)| (channel(kind), address)).list();
            routes.push(ir::Route { option, channels });
        }
        if by.is_some() {
            let missing: Vec<String> = options
                .iter()
                .enumerate()
                .filter(|(index, _)| !routes.iter().any(|route| route.option == Some(id(*index))))
                .map(|(_, option)| format!("`{}`", option.name))
                .list();
            if !missing.is_empty() {
                let message = format!(
                    "`{}` cannot be reached for {}",
                    partner.name().text(),
                    missing.join(", ")
                );
                self.advise(
                    Code::ContactGap,
                    partner.name().span(),
                    message,
                    "add a route for each, also for people who live elsewhere",
                );
            }
        }
        self.facts = facts;
        let text = words_or_name(partner.words(), partner.name());
        self.partners.push(ir::Partner {
            name: partner.name().text().to_owned(),
            text,
            contact: partner.contact(),
            by,
            routes,
        });
    }
}

fn channel(kind: ast::ChannelKind) -> ir::Channel {
    match kind {
        ast::ChannelKind::Phone => ir::Channel::Phone,
        ast::ChannelKind::Web => ir::Channel::Web,
        ast::ChannelKind::Email => ir::Channel::Email,
    }
}
