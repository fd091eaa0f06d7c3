//! Calls, conditions and the other forms that are not arithmetic.

use super::super::node::{Id, Node, Operands, Relation, SymbolId};
use super::layout::Layout;
use super::pending::pending;
use super::piece::{Level, Piece};
use super::{Style, keywords, latex};
use crate::function::{FunctionId, Notation};

/// The highest order that is written as primes.
const PRIMES: i64 = 3;
/// The highest total order that is written as a list of variables.
const LISTED: i64 = 16;

/// What an unknown function is differentiated by.
pub(super) enum Orders {
    /// Not at all.
    None,
    /// A function of one argument, so often.
    Primes(i64),
    /// Distinct symbols.
    Symbols,
    /// Anything else.
    General,
}

/// Whether two comparisons read as one: `0 < x <= 1`.
fn chains(first: Relation, second: Relation) -> bool {
    let falls = |relation| matches!(relation, Relation::Greater | Relation::GreaterEqual);
    let rises = |relation| matches!(relation, Relation::Less | Relation::LessEqual);
    rises(first) && rises(second) || falls(first) && falls(second)
}

impl Layout<'_> {
    /// A node that is not arithmetic.
    pub fn form(&mut self, id: Id) -> Level {
        match self.arena.node(id) {
            Node::Call(function, run) => {
                let arguments = self.arena.operands(run);
                self.call(function, arguments)
            }
            Node::Unknown(name, run) => self.unknown(name, run),
            Node::Compare(relation, a, b) => {
                self.child(a, Level::Sum);
                self.relation(relation);
                self.child(b, Level::Sum);
                Level::Compare
            }
            Node::And(a, b) => match (self.arena.node(a), self.arena.node(b)) {
                (Node::Compare(first, low, middle), Node::Compare(second, other, high))
                    if middle == other && chains(first, second) =>
                {
                    self.child(low, Level::Sum);
                    self.relation(first);
                    self.child(middle, Level::Sum);
                    self.relation(second);
                    self.child(high, Level::Sum);
                    Level::Compare
                }
                _ => {
                    self.child(a, Level::And);
                    self.text(self.signs.and);
                    self.child(b, Level::Not);
                    Level::And
                }
            },
            Node::Or(a, b) => {
                self.child(a, Level::Or);
                self.text(self.signs.or);
                self.child(b, Level::And);
                Level::Or
            }
            Node::Not(a) => {
                self.text(self.signs.not);
                self.child(a, Level::Atom);
                Level::Not
            }
            Node::Piecewise(run) => {
                let operands = self.arena.operands(run);
                if self.style == Style::Latex {
                    return latex::cases(self, operands);
                }
                self.named(keywords::PIECEWISE, operands)
            }
            Node::IndexSum(run) => {
                let operands = self.arena.operands(run);
                if self.style == Style::Latex {
                    return latex::index_sum(self, operands);
                }
                self.named(keywords::SUM, operands)
            }
            Node::RowSum(body) => {
                if self.style == Style::Latex {
                    return latex::row_sum(self, body);
                }
                self.named(keywords::SUM, &[body])
            }
            Node::RowMean(body) => {
                if self.style == Style::Latex {
                    return latex::row_mean(self, body);
                }
                self.named(keywords::MEAN, &[body])
            }
            // Arithmetic is laid out elsewhere.
            _ => Level::Atom,
        }
    }

    pub fn relation(&mut self, relation: Relation) {
        let [less, less_equal, greater, greater_equal, equal, not_equal] = self.signs.relations;
        self.text(match relation {
            Relation::Less => less,
            Relation::LessEqual => less_equal,
            Relation::Greater => greater,
            Relation::GreaterEqual => greater_equal,
            Relation::Equal => equal,
            Relation::NotEqual => not_equal,
        });
    }

    /// A function of the table at its arguments.
    pub fn call(&mut self, function: FunctionId, arguments: &[Id]) -> Level {
        let row = function.row();
        if let (Notation::Postfix(mark), [operand]) = (row.notation, arguments) {
            self.child(*operand, Level::Atom);
            self.text(mark);
            return Level::Postfix;
        }
        match (self.style, arguments) {
            (Style::Latex, _) => latex::call(self, row, arguments),
            (Style::Unicode, [operand]) if function == FunctionId::ABS => {
                self.text("|");
                self.child(*operand, Level::ANY);
                self.text("|");
                Level::Atom
            }
            (Style::Unicode, [operand]) if function == FunctionId::SQRT => self.root(*operand),
            _ => self.named(row.name, arguments),
        }
    }

    /// `name(a, b)`
    fn named(&mut self, name: &'static str, arguments: &[Id]) -> Level {
        self.text(name);
        self.text("(");
        self.list(arguments);
        self.text(")");
        Level::Atom
    }

    /// `a, b`
    pub fn list(&mut self, entries: &[Id]) {
        for (at, &entry) in entries.iter().enumerate() {
            if at > 0 {
                self.text(", ");
            }
            self.child(entry, Level::ANY);
        }
    }

    /// An unknown function or a derivative of one.
    fn unknown(&mut self, name: SymbolId, run: Operands) -> Level {
        let (orders, arguments) = {
            let operands = self.arena.operands(run);
            operands.split_at(operands.len() / 2)
        };
        let kind = self.orders(orders, arguments);
        if matches!(kind, Orders::None)
            && let Some(level) = pending(self, name, arguments)
        {
            return level;
        }
        if self.style == Style::Latex {
            return latex::unknown(self, name, kind, orders, arguments);
        }
        let listed = matches!(kind, Orders::Symbols);
        if listed {
            self.text(keywords::DIFF);
            self.text("(");
        }
        self.pieces.push(Piece::Symbol(name));
        match kind {
            Orders::None | Orders::Symbols => {}
            Orders::Primes(order) => (0..order).for_each(|_| self.text("'")),
            Orders::General => {
                self.text("'[");
                self.list(orders);
                self.text("]");
            }
        }
        self.text("(");
        self.list(arguments);
        self.text(")");
        if listed {
            for (&order, &argument) in orders.iter().zip(arguments) {
                for _ in 0..self.small(order) {
                    self.text(", ");
                    self.child(argument, Level::ANY);
                }
            }
            self.text(")");
        }
        Level::Atom
    }

    /// The value of an order, or more than is ever written out.
    pub fn small(&self, order: Id) -> i64 {
        self.arena
            .as_number(order)
            .and_then(|order| order.to_i64())
            .unwrap_or(i64::MAX)
    }

    fn orders(&self, orders: &[Id], arguments: &[Id]) -> Orders {
        let total = orders.iter().fold(0i64, |total, &order| {
            total.saturating_add(self.small(order))
        });
        let mut symbols: Vec<Id> = Vec::new();
        match total {
            0 => return Orders::None,
            1..=PRIMES if orders.len() == 1 => return Orders::Primes(total),
            1..=LISTED if orders.len() > 1 => symbols.extend_from_slice(arguments),
            _ => return Orders::General,
        }
        symbols.sort_unstable();
        let plain = symbols
            .iter()
            .all(|&argument| matches!(self.arena.node(argument), Node::Symbol(_)));
        let distinct = symbols.windows(2).all(|pair| pair[0] != pair[1]);
        if plain && distinct {
            Orders::Symbols
        } else {
            Orders::General
        }
    }
}
