//! A graph in which sums over numbers are written out, and functions that a language lacks are
//! replaced by their formulas: for languages without loops and functions.

use std::collections::HashMap;

use super::super::arithmetic;
use super::super::graph::{Graph, Op, Scope, Value};
use super::CodeError;
use super::helpers::graph_of;
use super::target::Target;
use crate::function::FunctionId;
use crate::function::spelling::{Dialect, Formula};

/// The most terms of a sum that is written out.
const MOST_TERMS: u32 = 1000;
/// The most values there may be in the end.
const MOST_VALUES: usize = 100_000;

/// Rebuilds a graph without loops, and with the functions of a dialect alone.
pub(super) fn expand(
    graph: &Graph,
    outputs: &[Value],
    inputs: usize,
    target: &dyn Target,
) -> Result<(Graph, Vec<Value>), CodeError> {
    let mut expansion = Expansion {
        made: Graph::new(),
        target,
        dialect: target.signs().dialect,
        formulas: HashMap::new(),
    };
    let inputs: Vec<Value> = (0..inputs)
        .map(|at| expansion.made.input(at as u32))
        .collect();
    let values = expansion.graph(graph, outputs, &inputs)?;
    Ok((expansion.made, values))
}

struct Expansion<'a> {
    made: Graph,
    target: &'a dyn Target,
    dialect: &'static Dialect,
    formulas: HashMap<FunctionId, std::rc::Rc<(Graph, Value)>>,
}

/// What is known of the graph that is being copied.
struct Source<'a> {
    graph: &'a Graph,
    needed: Vec<bool>,
    inputs: &'a [Value],
    /// What each value has become; the index of a loop changes.
    copies: Vec<Option<Value>>,
    /// The values of each scope.
    scopes: Vec<Vec<Value>>,
    indices: Vec<Option<Value>>,
}

impl Expansion<'_> {
    fn graph(
        &mut self,
        graph: &Graph,
        outputs: &[Value],
        inputs: &[Value],
    ) -> Result<Vec<Value>, CodeError> {
        let mut source = Source {
            graph,
            needed: vec![false; graph.len()],
            inputs,
            copies: vec![None; graph.len()],
            scopes: vec![Vec::new(); graph.scope_count()],
            indices: vec![None; graph.scope_count()],
        };
        for output in outputs {
            source.needed[output.index()] = true;
        }
        for at in (0..graph.len()).rev() {
            let value = Value(at as u32);
            if source.needed[at] {
                let needed = &mut source.needed;
                graph
                    .op(value)
                    .for_each_operand(|operand| needed[operand.index()] = true);
            }
        }
        for at in 0..graph.len() {
            let value = Value(at as u32);
            match graph.op(value) {
                Op::Index(scope) => source.indices[scope.index()] = Some(value),
                _ if source.needed[at] => {
                    // Constants and inputs stand in the program's scope.
                    source.scopes[graph.scope(value).index()].push(value);
                }
                _ => {}
            }
        }
        self.scope(&mut source, Scope::ROOT)?;
        Ok(outputs
            .iter()
            .map(|&output| self.copy_of(&source, output))
            .collect())
    }

    fn copy_of(&mut self, source: &Source<'_>, value: Value) -> Value {
        match source.copies[value.index()] {
            Some(copy) => copy,
            // Not reached: operands come first.
            None => self.made.constant(f64::NAN),
        }
    }

    /// Copies the values of a scope. As deep as sums are nested, of which there is a limit.
    fn scope(&mut self, source: &mut Source<'_>, scope: Scope) -> Result<(), CodeError> {
        let values = std::mem::take(&mut source.scopes[scope.index()]);
        for &value in &values {
            if self.made.len() > MOST_VALUES {
                return Err(CodeError::TooLarge {
                    what: "operations",
                    limit: MOST_VALUES,
                });
            }
            let copy = match source.graph.op(value) {
                Op::Loop(body, [first, last, result]) => {
                    let bounds = [first, last].map(|bound| self.copy_of(source, bound));
                    let [first, last] = bounds.map(|bound| self.made.as_constant(bound));
                    let (Some(first), Some(last)) = (first, last) else {
                        return Err(CodeError::OpenSum {
                            language: self.target.language(),
                        });
                    };
                    self.sum(source, body, first, last, result)?
                }
                op => self.operation(source, op)?,
            };
            source.copies[value.index()] = Some(copy);
        }
        source.scopes[scope.index()] = values;
        Ok(())
    }

    fn sum(
        &mut self,
        source: &mut Source<'_>,
        body: Scope,
        first: f64,
        last: f64,
        result: Value,
    ) -> Result<Value, CodeError> {
        let Some(count) = arithmetic::terms(first, last) else {
            return Ok(self.made.constant(f64::NAN));
        };
        if count > MOST_TERMS {
            return Err(CodeError::TooLarge {
                what: "terms of a sum",
                limit: MOST_TERMS as usize,
            });
        }
        let mut total = None;
        for at in 0..count {
            if let Some(index) = source.indices[body.index()] {
                let number = self.made.constant(first + f64::from(at));
                source.copies[index.index()] = Some(number);
            }
            self.scope(source, body)?;
            let term = self.copy_of(source, result);
            total = Some(match total {
                None => term,
                Some(total) => self.made.add(total, term),
            });
        }
        Ok(match total {
            Some(total) => total,
            None => self.made.constant(0.0),
        })
    }

    fn operation(&mut self, source: &mut Source<'_>, op: Op) -> Result<Value, CodeError> {
        let mut operands = [Value(0); 3];
        let mut count = 0;
        op.for_each_operand(|operand| {
            operands[count] = self.copy_of(source, operand);
            count += 1;
        });
        let [a, b, c] = operands;
        let made = &mut self.made;
        Ok(match op {
            Op::Constant(bits) => made.constant(f64::from_bits(bits)),
            Op::Input(at) => match source.inputs.get(at as usize) {
                Some(&input) => input,
                None => made.constant(f64::NAN),
            },
            Op::Add(..) => made.add(a, b),
            Op::Sub(..) => made.sub(a, b),
            Op::Mul(..) => made.mul(a, b),
            Op::Div(..) => made.div(a, b),
            Op::Neg(_) => made.neg(a),
            Op::Recip(_) => made.recip(a),
            Op::PowInt(_, n) => made.power_integer(a, n),
            Op::Pow(..) => made.power(a, b),
            Op::Sqrt(_) => made.sqrt(a),
            Op::Unary(function, _) => self.call(function, &[a], |made| made.unary(function, a))?,
            Op::Binary(function, ..) => {
                self.call(function, &[a, b], |made| made.binary(function, a, b))?
            }
            Op::Ternary(function, ..) => {
                self.call(function, &[a, b, c], |made| made.ternary(function, a, b, c))?
            }
            Op::Indexed(FunctionId::POLYGAMMA, 0, _) => {
                let function = FunctionId::DIGAMMA;
                self.call(function, &[a], |made| made.unary(function, a))?
            }
            Op::Indexed(function, n, _) => {
                let order = made.constant(f64::from(n));
                self.call(function, &[order, a], |made| made.indexed(function, n, a))?
            }
            Op::Step(function, ..) => {
                let zero = made.constant(0.0);
                let there = made.compare(crate::syntax::Relation::Equal, a, zero);
                let step = self.call(function, &[a], |made| made.unary(function, a))?;
                self.made.choose(there, b, step)
            }
            Op::Compare(relation, ..) => made.compare(relation, a, b),
            Op::And(..) => made.and(a, b),
            Op::Or(..) => made.or(a, b),
            Op::Not(_) => made.not(a),
            Op::Choose(..) => made.choose(a, b, c),
            Op::Index(_) | Op::Loop(..) => made.constant(f64::NAN),
        })
    }

    /// A function of the language, or its formula in place. Formulas call others, but none itself.
    fn call(
        &mut self,
        function: FunctionId,
        arguments: &[Value],
        native: impl FnOnce(&mut Graph) -> Value,
    ) -> Result<Value, CodeError> {
        let constant = |value: &Value| self.made.as_constant(*value).is_some();
        if self.dialect.native(function).is_some() || arguments.iter().all(constant) {
            return Ok(native(&mut self.made));
        }
        let known = self.formulas.get(&function).cloned();
        let formula = match known {
            Some(formula) => formula,
            None => {
                let made = Formula::of(function)
                    .and_then(|formula| graph_of(formula, function.row().parameters))
                    .ok_or(CodeError::Unsupported {
                        function: function.name(),
                        language: self.target.language(),
                    })?;
                let made = std::rc::Rc::new(made);
                self.formulas.insert(function, made.clone());
                made
            }
        };
        let mut inputs = arguments.to_vec();
        inputs.push(self.made.constant(f64::NAN));
        inputs.push(self.made.constant(f64::INFINITY));
        let values = self.graph(&formula.0, &[formula.1], &inputs)?;
        Ok(match values.first() {
            Some(&value) => value,
            None => self.made.constant(f64::NAN),
        })
    }
}
