//! Statements into the text of a function: what the languages share.
//!
//! A language brings its [`Signs`] and the few lines that differ (a [`Target`]). Brackets stand
//! only where the order of operations needs them; the order itself is never changed, but that the
//! operands of a sum or product of two may stand the other way round, which no result notices.

use super::super::arithmetic;
use super::super::graph::{Graph, Op, Value};
use super::CodeError;
use super::helpers::Helpers;
use super::names::Names;
use super::plan::{self, Plan, Statement, Wishes};
use super::target::{Binding, Lines, Loop, Signs, Target, Text};
use crate::function::FunctionId;
use crate::function::spelling::{Dialect, Native};
use crate::syntax::Relation;

/// The names that a language's code may not give away.
pub(super) fn reserved(signs: &Signs) -> Names {
    let mut names = Names::new(signs.dialect.words, signs.fold);
    let natives = signs.dialect.functions().iter();
    for native in natives.chain(std::iter::once(&signs.dialect.power)) {
        for word in native
            .call
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        {
            if word.starts_with(|first: char| first.is_ascii_alphabetic()) {
                names.reserve(word);
            }
        }
    }
    names
}

/// The statements of a graph as text.
pub(super) struct Writer<'a> {
    target: &'a dyn Target,
    graph: &'a Graph,
    plan: Plan,
    inputs: &'a [String],
    names: Names,
    /// The names of values, and of the indices of loops.
    given: Vec<Option<String>>,
    indices: Vec<Option<String>>,
    helpers: &'a mut Helpers,
}

impl<'a> Writer<'a> {
    /// `names` holds all names that are taken, the inputs' as well.
    pub fn new(
        target: &'a dyn Target,
        graph: &'a Graph,
        outputs: &[Value],
        inputs: &'a [String],
        names: Names,
        helpers: &'a mut Helpers,
    ) -> Self {
        let signs = target.signs();
        let mentioned = |op: Op, at: usize| match call_of(op, signs.dialect) {
            Some(native) => {
                let place = ["#1", "#2", "#3"].get(at).copied().unwrap_or("#0");
                native.call.matches(place).count() as u32
            }
            None => plan::mentions(op, at),
        };
        let wishes = Wishes {
            branches: signs.branches,
            nested: true,
            all: false,
            choice_in_call: signs.method_suffix.is_empty(),
            mentions: &mentioned,
        };
        Self::with_wishes(target, graph, outputs, inputs, names, helpers, &wishes)
    }

    /// With statements that are not those the language usually has.
    pub fn with_wishes(
        target: &'a dyn Target,
        graph: &'a Graph,
        outputs: &[Value],
        inputs: &'a [String],
        names: Names,
        helpers: &'a mut Helpers,
        wishes: &Wishes<'_>,
    ) -> Self {
        Writer {
            target,
            graph,
            plan: plan::plan(graph, outputs, wishes),
            inputs,
            names,
            given: vec![None; graph.len()],
            indices: vec![None; graph.scope_count()],
            helpers,
        }
    }

    /// Writes all statements.
    pub fn statements(&mut self, lines: &mut Lines) -> Result<(), CodeError> {
        let statements = std::mem::take(&mut self.plan.statements);
        for statement in statements {
            match statement {
                Statement::Let(value) => {
                    let text = self.compute(value)?;
                    let name = self.name(value);
                    self.target.define(lines, &name, &text);
                }
                Statement::If(value) => {
                    if let Op::Choose(condition, ..) = self.graph.op(value) {
                        let condition = self.condition(condition)?.text;
                        let name = self.name(value);
                        self.target.begin_if(lines, &name, &condition);
                    }
                }
                Statement::Else(value) => {
                    if let Op::Choose(_, first, _) = self.graph.op(value) {
                        let first = self.number(first)?.text;
                        let name = self.name(value);
                        self.target.otherwise(lines, &name, &first);
                    }
                }
                Statement::EndIf(value) => {
                    if let Op::Choose(_, _, second) = self.graph.op(value) {
                        let second = self.number(second)?.text;
                        let name = self.name(value);
                        self.target.end_if(lines, &name, &second);
                    }
                }
                Statement::For(value) => self.edge(lines, value, false)?,
                Statement::EndFor(value) => self.edge(lines, value, true)?,
            }
        }
        Ok(())
    }

    /// The beginning or end of a loop.
    fn edge(&mut self, lines: &mut Lines, value: Value, end: bool) -> Result<(), CodeError> {
        let Op::Loop(scope, [first, last, body]) = self.graph.op(value) else {
            return Ok(());
        };
        let bounds = (self.graph.as_constant(first), self.graph.as_constant(last));
        let (low, high) = (self.number(first)?.text, self.number(last)?.text);
        let (start, literal) = match bounds {
            (Some(first), Some(last)) => match arithmetic::terms(first, last) {
                Some(_) if last <= self.target.signs().most => (self.target.number(0.0), true),
                _ => (self.target.signs().nan.to_owned(), false),
            },
            _ => {
                let call = format!("{}({low}, {high})", self.helpers.sum_start());
                (call, false)
            }
        };
        let total = self.name(value);
        let index = match &self.indices[scope.index()] {
            Some(name) => name.clone(),
            None => {
                let name = self.names.index();
                self.indices[scope.index()] = Some(name.clone());
                name
            }
        };
        let around = Loop {
            total: &total,
            index: &index,
            first: &low,
            last: &high,
            start: &start,
            literal,
        };
        if end {
            let body = self.number(body)?;
            self.target.end_for(lines, &around, &body);
        } else {
            self.target.begin_for(lines, &around);
        }
        Ok(())
    }

    fn name(&mut self, value: Value) -> String {
        if let Some(Some(name)) = self.given.get(value.index()) {
            return name.clone();
        }
        let name = self.names.temporary();
        self.given[value.index()] = Some(name.clone());
        name
    }

    /// A value as it is used: its name, or its expression.
    fn text(&mut self, value: Value) -> Result<Text, CodeError> {
        if self.plan.inline[value.index()] {
            return self.compute(value);
        }
        let name = self.name(value);
        Ok(Text {
            text: name,
            binding: Binding::Atom,
            condition: is_condition(self.graph.op(value)),
        })
    }

    /// A value as a number.
    pub fn number(&mut self, value: Value) -> Result<Text, CodeError> {
        let text = self.text(value)?;
        if !text.condition {
            return Ok(text);
        }
        let signs = self.target.signs();
        let [one, zero] =
            [1.0, 0.0].map(|value| Text::number(self.target.number(value), Binding::Atom));
        Ok(Text::number(
            (signs.choose)(&text.text, &one, &zero),
            signs.choose_binding,
        ))
    }

    /// A value as a condition.
    fn condition(&mut self, value: Value) -> Result<Text, CodeError> {
        let text = self.text(value)?;
        if text.condition {
            return Ok(text);
        }
        // Neither 0 nor NaN.
        let size = self.fill_function(FunctionId::ABS, &[text])?;
        let zero = self.target.number(0.0);
        Ok(Text::condition(
            format!("{} > {zero}", size.within(Binding::Sum)),
            Binding::Compare,
        ))
    }

    /// A constant.
    fn constant(&self, value: f64) -> Text {
        let signs = self.target.signs();
        if value.is_nan() {
            return Text::number(signs.nan, Binding::Atom);
        }
        let size = if value.is_infinite() {
            signs.infinity.to_owned()
        } else {
            self.target.number(value.abs())
        };
        if value.is_sign_negative() {
            Text::number(format!("-{size}"), Binding::Sign)
        } else {
            Text::number(size, Binding::Atom)
        }
    }

    /// The expression of a value. As deep as what is written into one expression.
    fn compute(&mut self, value: Value) -> Result<Text, CodeError> {
        let graph = self.graph;
        let signs = self.target.signs();
        Ok(match graph.op(value) {
            Op::Constant(bits) => self.constant(f64::from_bits(bits)),
            Op::Input(at) => {
                let name = self.inputs.get(at as usize);
                let name = name.map_or(signs.nan, |name| name);
                // What stands for infinity is no name.
                Text::number(name, Binding::Atom)
            }
            Op::Index(scope) => {
                let name = self.indices[scope.index()].clone();
                Text::number(name.unwrap_or_default(), Binding::Atom)
            }
            Op::Add(a, b) => self.sum(a, b, false)?,
            Op::Sub(a, b) => self.sum(a, b, true)?,
            Op::Mul(a, b) => {
                let (a, b) = (self.number(a)?, self.number(b)?);
                product(a, b)
            }
            Op::Div(a, b) => {
                let (a, b) = (self.number(a)?, self.divisor(b)?);
                Text::number(
                    format!(
                        "{} / {}",
                        a.within(Binding::Product),
                        b.within(Binding::Sign)
                    ),
                    Binding::Product,
                )
            }
            Op::Recip(a) => {
                let a = self.divisor(a)?;
                let one = self.target.number(1.0);
                Text::number(
                    format!("{one} / {}", a.within(Binding::Sign)),
                    Binding::Product,
                )
            }
            Op::Neg(a) => {
                let a = self.number(a)?;
                Text::number(format!("-{}", a.within(Binding::Call)), Binding::Sign)
            }
            Op::Pow(a, b) => {
                let arguments = [self.number(a)?, self.number(b)?];
                self.fill(&signs.dialect.power, &arguments)
            }
            Op::PowInt(a, n) => {
                // Lowering has multiplied these out.
                let arguments = [self.number(a)?, self.constant(f64::from(n))];
                self.fill(&signs.dialect.power, &arguments)
            }
            Op::Sqrt(a) => {
                let a = self.number(a)?;
                self.fill_function(FunctionId::SQRT, &[a])?
            }
            Op::Unary(function, a) => {
                let a = self.number(a)?;
                self.fill_function(function, &[a])?
            }
            Op::Binary(function, a, b) => {
                let arguments = [self.number(a)?, self.number(b)?];
                self.fill_function(function, &arguments)?
            }
            Op::Ternary(function, a, b, c) => {
                let arguments = [self.number(a)?, self.number(b)?, self.number(c)?];
                self.fill_function(function, &arguments)?
            }
            Op::Indexed(FunctionId::POLYGAMMA, 0, a) => {
                let a = self.number(a)?;
                self.fill_function(FunctionId::DIGAMMA, &[a])?
            }
            Op::Indexed(function, n, a) => {
                let arguments = [self.constant(f64::from(n)), self.number(a)?];
                self.fill_function(function, &arguments)?
            }
            Op::Step(function, a, at_zero) => {
                let (a, at_zero) = (self.number(a)?, self.number(at_zero)?);
                let zero = self.target.number(0.0);
                let test = format!("{} {} {zero}", a.within(Binding::Sum), signs.equal);
                let step = self.fill_function(function, &[a])?;
                Text::number((signs.choose)(&test, &at_zero, &step), signs.choose_binding)
            }
            Op::Compare(relation, a, b) => {
                let (a, b) = (self.number(a)?, self.number(b)?);
                let (a, b) = (a.within(Binding::Sum), b.within(Binding::Sum));
                let sign = match relation {
                    Relation::Less => "<",
                    Relation::LessEqual => "<=",
                    Relation::Greater => ">",
                    Relation::GreaterEqual => ">=",
                    Relation::Equal => signs.equal,
                    // A NaN differs from nothing.
                    Relation::NotEqual => {
                        let [left, right] = ["<", ">"].map(|sign| {
                            Text::condition(format!("{a} {sign} {b}"), Binding::Compare)
                        });
                        return Ok(self.logic(signs.or, Binding::Or, &left, &right));
                    }
                };
                Text::condition(format!("{a} {sign} {b}"), Binding::Compare)
            }
            Op::And(a, b) => {
                let (a, b) = (self.condition(a)?, self.condition(b)?);
                self.logic(signs.and, Binding::And, &a, &b)
            }
            Op::Or(a, b) => {
                let (a, b) = (self.condition(a)?, self.condition(b)?);
                self.logic(signs.or, Binding::Or, &a, &b)
            }
            Op::Not(a) => {
                let a = self.condition(a)?;
                // A named condition needs no brackets.
                let text = if a.binding == Binding::Atom {
                    format!("{}{}", signs.not, a.text)
                } else {
                    format!("{}({})", signs.not, a.text)
                };
                Text::condition(text, Binding::Call)
            }
            Op::Choose(condition, a, b) => {
                let condition = self.condition(condition)?.text;
                let (a, b) = (self.number(a)?, self.number(b)?);
                Text::number((signs.choose)(&condition, &a, &b), signs.choose_binding)
            }
            // Loops are statements.
            Op::Loop(..) => Text::number(self.name(value), Binding::Atom),
        })
    }

    /// A number to divide by.
    fn divisor(&mut self, value: Value) -> Result<Text, CodeError> {
        let text = self.number(value)?;
        let safe = self.graph.as_constant(value).is_some_and(|c| c != 0.0);
        Ok(match self.target.signs().divisor {
            Some(guard) if !safe => Text::number(guard(&text.text), Binding::Call),
            _ => text,
        })
    }

    fn logic(&self, sign: &str, binding: Binding, a: &Text, b: &Text) -> Text {
        let (least, own) = if self.target.signs().logic_is_tight {
            (Binding::Atom, Binding::Compare)
        } else {
            // A mixture of `and` and `or` reads better with brackets.
            let next = match binding {
                Binding::Or => Binding::Compare,
                _ => binding,
            };
            (next, binding)
        };
        let operand = |text: &Text| {
            if text.binding == own && own == binding {
                text.text.clone()
            } else {
                text.within(least)
            }
        };
        Text::condition(format!("{} {sign} {}", operand(a), operand(b)), own)
    }

    fn sum(&mut self, a: Value, b: Value, minus: bool) -> Result<Text, CodeError> {
        // The sign of a number joins that of the sum.
        let literal = |value: Value| self.graph.as_constant(value).filter(|c| c.is_finite());
        let (mut a, mut b, mut minus) = (a, b, minus);
        if !minus && literal(a).is_some() {
            (a, b) = (b, a);
        }
        let negative = literal(b).filter(|c| c.is_sign_negative());
        let (mut left, mut right) = (self.number(a)?, self.number(b)?);
        if let Some(number) = negative {
            right = self.constant(-number);
            minus = !minus;
        }
        // So does that of a product; rounding is the same for both signs.
        if let Some(positive) = without_sign(&right) {
            right = positive;
            minus = !minus;
        }
        if !minus && let Some(positive) = without_sign(&left) {
            (left, right) = (right, positive);
            minus = true;
        }
        let in_order = left.binding <= Binding::Sum || right.binding > Binding::Sum;
        if !minus && !in_order {
            (left, right) = (right, left);
        }
        let sign = if minus { '-' } else { '+' };
        Ok(Text::number(
            format!(
                "{} {sign} {}",
                left.within(Binding::Sum),
                right.within(Binding::Product)
            ),
            Binding::Sum,
        ))
    }

    fn fill_function(
        &mut self,
        function: FunctionId,
        arguments: &[Text],
    ) -> Result<Text, CodeError> {
        if let Some(native) = self.target.signs().dialect.native(function) {
            return Ok(self.fill(native, arguments));
        }
        let Some(name) = self.helpers.name(function) else {
            return Err(CodeError::Unsupported {
                function: function.name(),
                language: self.target.language(),
            });
        };
        let texts: Vec<&str> = arguments.iter().map(|text| text.text.as_str()).collect();
        let call = format!("{name}({})", texts.join(", "));
        Ok(Text::number(call, Binding::Call))
    }

    /// A call with its arguments in place.
    fn fill(&mut self, native: &'static Native, arguments: &[Text]) -> Text {
        if !native.helper.is_empty() {
            self.helpers.write(native.helper);
        }
        let call = self.target.call(native.call);
        let suffix = self.target.signs().method_suffix;
        let mut text = String::new();
        let mut rest = call.as_str();
        while let Some((before, after)) = rest.split_once('#') {
            text.push_str(before);
            let place = after.chars().next().and_then(|digit| digit.to_digit(10));
            let after = after.get(1..).unwrap_or("");
            let argument = place.and_then(|place| arguments.get(place as usize - 1));
            if let Some(argument) = argument {
                let open = text.is_empty() || text.ends_with(['(', ',']) || text.ends_with(", ");
                let close = after.starts_with([')', ',']);
                if after.starts_with('.') {
                    text.push_str(&receiver(argument, suffix));
                } else if open && close {
                    text.push_str(&argument.text);
                } else {
                    text.push_str(&argument.within(Binding::Call));
                }
            }
            rest = after;
        }
        text.push_str(rest);
        let binding = if text.starts_with("CASE ") {
            Binding::Atom
        } else {
            Binding::Call
        };
        Text::number(text, binding)
    }
}

/// A product of two: numbers first, and signs before all of it.
fn product(a: Text, b: Text) -> Text {
    let (mut a, mut b) = (a, b);
    if b.binding <= Binding::Product && a.binding > b.binding
        || starts_with_digit(&b) && !starts_with_digit(&a)
    {
        (a, b) = (b, a);
    }
    // A product keeps its place before a number.
    if starts_with_digit(&a) && b.binding == Binding::Product {
        (a, b) = (b, a);
    }
    let mut sign = "";
    if let Some(positive) = without_sign(&b) {
        b = positive;
        sign = "-";
        if let Some(positive) = without_sign(&a) {
            a = positive;
            sign = "";
        }
    }
    Text::number(
        format!(
            "{sign}{} * {}",
            a.within(Binding::Product),
            b.within(Binding::Sign)
        ),
        Binding::Product,
    )
}

/// What is behind the minus sign that a product or number begins with.
fn without_sign(text: &Text) -> Option<Text> {
    let positive = text.text.strip_prefix('-')?;
    (text.binding >= Binding::Product).then(|| Text {
        text: positive.to_owned(),
        binding: match text.binding {
            Binding::Sign => Binding::Call,
            other => other,
        },
        condition: false,
    })
}

/// What a method is called on.
fn receiver(argument: &Text, suffix: &str) -> String {
    let digits = argument.text.trim_start_matches('-');
    if argument.binding >= Binding::Sign
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && !digits.contains([' ', '('])
    {
        let number = Text::number(format!("{}{suffix}", argument.text), argument.binding);
        return number.within(Binding::Call);
    }
    argument.within(Binding::Call)
}

fn starts_with_digit(text: &Text) -> bool {
    text.binding >= Binding::Sign
        && text
            .text
            .trim_start_matches('-')
            .starts_with(|first: char| first.is_ascii_digit())
}

fn is_condition(op: Op) -> bool {
    matches!(op, Op::Compare(..) | Op::And(..) | Op::Or(..) | Op::Not(_))
}

/// The call that an operation is in a language, if it is one.
pub(super) fn call_of(op: Op, dialect: &'static Dialect) -> Option<&'static Native> {
    match op {
        Op::Pow(..) => Some(&dialect.power),
        Op::Sqrt(_) => dialect.native(FunctionId::SQRT),
        Op::Unary(function, _) | Op::Binary(function, ..) | Op::Ternary(function, ..) => {
            dialect.native(function)
        }
        _ => None,
    }
}
