//! Gates: what must hold before something is done, and what is said until it does.

use super::Checker;
use super::build::Condition;
use super::declare::words_or_name;
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast;
use crate::value::Text;

impl Checker<'_, '_> {
    /// Checks every gate and adds it to the program. Gates read final levels, and nothing reads a gate.
    pub fn gates(&mut self) {
        let items = self.items;
        for gate in &items.gates {
            let needs = gate.needs().map(|need| self.need(need)).list();
            let because = self.citations(gate.because());
            self.gates.push(ir::Gate {
                name: gate.name().text().to_owned(),
                text: words_or_name(gate.words(), gate.name()),
                needs,
                refuse: gate.refuse().map(|words| words.text()),
                because,
            });
        }
    }

    fn need(&mut self, need: ast::Need) -> ir::Need {
        // A condition in error is told, and the program is refused.
        let met = self.condition(need.condition()).unwrap_or(Condition::Settled(false));
        let condition = need.said();
        let text = match need.words() {
            Some(words) => words.text(),
            None => Text::from_name(&condition),
        };
        ir::Need {
            applies: self.builder.reg(met),
            condition,
            text,
        }
    }
}
