//! A second engine: values and slopes straight from the syntax tree, by forward-mode dual numbers.
//!
//! It shares nothing with gradus but the reader (and the kernels of the gamma and error functions,
//! whose slopes are taken here by differences). Every number carries a bound of its rounding error,
//! so that a comparison knows what it may ask for.

use std::collections::HashMap;

use gradus::function::{Kernel, lookup};
use gradus::syntax::{
    Ast, AstId, AstKind, Binary, Children, Relation, Span, normalise_name, parse_expression,
};
use num_dual::{Dual64, DualNum};

/// A value with its slope, and how far rounding may have moved the value.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    pub value: f64,
    pub slope: f64,
    pub error: f64,
}

impl Number {
    pub fn constant(value: f64) -> Self {
        Number {
            value,
            slope: 0.0,
            error: value.abs() * f64::EPSILON,
        }
    }

    fn dual(self) -> Dual64 {
        Dual64::new(self.value, self.slope)
    }
}

/// The values of names, and the rows of data for the sums over rows.
#[derive(Clone, Debug, Default)]
pub struct Point {
    pub values: HashMap<String, Number>,
    pub rows: Vec<HashMap<String, f64>>,
}

impl Point {
    pub fn new(values: &[(&str, f64)]) -> Self {
        let values = values
            .iter()
            .map(|&(name, value)| (normalise_name(name).into_owned(), Number::constant(value)))
            .collect();
        Point {
            values,
            rows: Vec::new(),
        }
    }

    /// The same point moving along one variable.
    pub fn along(&self, variable: &str) -> Self {
        let mut point = self.clone();
        if let Some(number) = point.values.get_mut(&*normalise_name(variable)) {
            number.slope = 1.0;
        }
        point
    }

    /// The same point with every value off by a factor, but for whole numbers.
    pub fn nudged(&self, factor: f64) -> Self {
        let mut point = self.clone();
        for number in point.values.values_mut() {
            if number.value.fract() != 0.0 {
                number.value *= factor;
            }
        }
        point
    }
}

/// The value and slope of a formula. `Err` where the formula says nothing that can be compared:
/// a name without value, or a point that rounding can't tell from a kink or jump.
pub fn evaluate(formula: &str, point: &Point) -> Result<Number, String> {
    let ast = parse_expression(formula).map_err(|error| format!("{formula}: {error}"))?;
    Walk {
        source: formula,
        ast: &ast,
        point: point.clone(),
    }
    .number(ast.root)
}

struct Walk<'a> {
    source: &'a str,
    ast: &'a Ast,
    point: Point,
}

type Outcome<T> = Result<T, String>;

/// The rounding error of a sum, difference or product: none of whole numbers.
fn rounding(a: Number, b: Number, value: f64) -> f64 {
    let whole = [a, b]
        .iter()
        .all(|x| x.error == 0.0 && x.value.fract() == 0.0);
    match whole && value.abs() < 9e15 {
        true => 0.0,
        false => value.abs() * f64::EPSILON,
    }
}

fn add(a: Number, b: Number) -> Number {
    let value = a.value + b.value;
    Number {
        value,
        slope: a.slope + b.slope,
        error: a.error + b.error + rounding(a, b, value),
    }
}

fn multiply(a: Number, b: Number) -> Number {
    let value = a.value * b.value;
    let error = a.error * b.value.abs() + b.error * a.value.abs() + rounding(a, b, value);
    Number {
        value,
        slope: a.slope * b.value + a.value * b.slope,
        error: if error.is_nan() { f64::INFINITY } else { error },
    }
}

fn negate(a: Number) -> Number {
    Number {
        value: -a.value,
        slope: -a.slope,
        error: a.error,
    }
}

/// Any smooth operation: the error of each argument times the slope there.
fn lift(arguments: &[Number], operation: impl Fn(&[Dual64]) -> Dual64) -> Number {
    let duals: Vec<Dual64> = arguments.iter().map(|number| number.dual()).collect();
    let result = operation(&duals);
    if !result.re.is_finite() {
        // A pole is no real value, and neither is anything made of it.
        return Number::constant(f64::NAN);
    }
    let mut error = 4.0 * f64::EPSILON * result.re.abs();
    for at in 0..arguments.len() {
        if arguments[at].error > 0.0 {
            let seeded: Vec<Dual64> = arguments
                .iter()
                .enumerate()
                .map(|(other, number)| Dual64::new(number.value, f64::from(other == at)))
                .collect();
            error += operation(&seeded).eps.abs() * arguments[at].error;
        }
    }
    if error.is_nan() {
        // 0 times an infinite slope.
        error = f64::INFINITY;
    }
    Number {
        value: result.re,
        slope: result.eps,
        error,
    }
}

/// IEEE `pow`, with the slope of each side that moves.
fn power(base: Dual64, exponent: Dual64) -> Dual64 {
    let value = base.re.powf(exponent.re);
    let mut slope = 0.0;
    if base.eps != 0.0 && exponent.re != 0.0 {
        slope += exponent.re * base.re.powf(exponent.re - 1.0) * base.eps;
    }
    if exponent.eps != 0.0 && value != 0.0 {
        slope += value * base.re.ln() * exponent.eps;
    }
    Dual64::new(value, slope)
}

/// The derivative of a function by central differences, extrapolated (Ridders).
pub fn ridders(f: impl Fn(f64) -> f64, x: f64, first: f64) -> (f64, f64) {
    const SHRINK: f64 = 1.4;
    const ROUNDS: usize = 12;
    let slope = |h: f64| {
        // The step that was really taken.
        let (right, left) = (x + h, x - h);
        (f(right) - f(left)) / (right - left)
    };
    let mut h = first;
    let mut column = vec![slope(h)];
    let mut best = (column[0], f64::INFINITY);
    for _ in 1..ROUNDS {
        h /= SHRINK;
        let mut next = vec![slope(h)];
        let mut factor = SHRINK * SHRINK;
        for order in 0..column.len() {
            let better = (next[order] * factor - column[order]) / (factor - 1.0);
            let change = (better - next[order])
                .abs()
                .max((better - column[order]).abs());
            next.push(better);
            factor *= SHRINK * SHRINK;
            if change <= best.1 {
                best = (better, change);
            }
        }
        column = next;
    }
    best
}

/// A function of the table by its definition.
fn call(name: &str, x: &[Dual64]) -> Option<Dual64> {
    let one = Dual64::from_re(1.0);
    let step = |value: f64| Dual64::from_re(value);
    let first = *x.first()?;
    Some(match (name, x) {
        ("sqrt", [_]) => first.sqrt(),
        ("cbrt", [_]) => first.cbrt(),
        ("exp", [_]) => first.exp(),
        ("expm1", [_]) => first.exp_m1(),
        ("log", [_]) if first.re > 0.0 => first.ln(),
        ("log2", [_]) if first.re > 0.0 => first.ln() / std::f64::consts::LN_2,
        ("log10", [_]) if first.re > 0.0 => first.ln() / std::f64::consts::LN_10,
        ("log", [_, base]) if first.re > 0.0 && base.re > 0.0 => first.ln() / base.ln(),
        ("log1p", [_]) if first.re > -1.0 => first.ln_1p(),
        ("log" | "log1p" | "log2" | "log10", _) => step(f64::NAN),
        ("sin", [_]) => first.sin(),
        ("cos", [_]) => first.cos(),
        ("tan", [_]) => first.tan(),
        ("cot", [_]) => first.cos() / first.sin(),
        ("sec", [_]) => one / first.cos(),
        ("csc", [_]) => one / first.sin(),
        ("asin", [_]) => first.asin(),
        ("acos", [_]) => first.acos(),
        ("atan", [_]) => first.atan(),
        ("acot", [_]) => (one / first).atan(),
        ("asec", [_]) => (one / first).acos(),
        ("acsc", [_]) => (one / first).asin(),
        ("atan2", [y, x]) => {
            let square = x.re * x.re + y.re * y.re;
            Dual64::new(y.re.atan2(x.re), (x.re * y.eps - y.re * x.eps) / square)
        }
        ("sinh", [_]) => first.sinh(),
        ("cosh", [_]) => first.cosh(),
        ("tanh", [_]) => first.tanh(),
        ("coth", [_]) => first.cosh() / first.sinh(),
        ("sech", [_]) => one / first.cosh(),
        ("csch", [_]) => one / first.sinh(),
        ("asinh", [_]) => first.asinh(),
        ("acosh", [_]) => first.acosh(),
        ("atanh", [_]) => first.atanh(),
        ("acoth", [_]) => (one / first).atanh(),
        ("asech", [_]) => (one / first).acosh(),
        ("acsch", [_]) => (one / first).asinh(),
        ("abs", [_]) if first.re < 0.0 => -first,
        ("abs", [_]) => first,
        ("sign", [_]) if first.re != 0.0 => step(first.re.signum()),
        ("sign", [_]) => step(0.0),
        ("heaviside", [_]) if first.re == 0.0 => step(0.5),
        ("heaviside", [_]) => step(f64::from(first.re > 0.0)),
        ("relu", [_]) if first.re > 0.0 => first,
        ("relu", [_]) => step(0.0),
        ("min", _) => x[1..]
            .iter()
            .fold(first, |a, &b| if b.re < a.re { b } else { a }),
        ("max", _) => x[1..]
            .iter()
            .fold(first, |a, &b| if b.re > a.re { b } else { a }),
        ("hypot", _) => x.iter().map(|&a| a * a).sum::<Dual64>().sqrt(),
        ("clamp", [_, low, high]) => {
            if low.re > high.re {
                step(f64::NAN)
            } else if first.re < low.re {
                *low
            } else if first.re > high.re {
                *high
            } else {
                first
            }
        }
        ("floor", [_]) => step(first.re.floor()),
        ("ceil", [_]) => step(first.re.ceil()),
        ("round", [_]) => step(first.re.round()),
        ("sigmoid", [_]) => one / (one + (-first).exp()),
        ("softplus", [_]) => (one + first.exp()).ln(),
        _ => return by_differences(name, x),
    })
}

/// A function whose slopes are taken by differences of its kernel.
fn by_differences(name: &str, x: &[Dual64]) -> Option<Dual64> {
    let kernel = lookup(name)?.row().kernel;
    let evaluate = |x: &[f64]| match (kernel, x) {
        (Kernel::Unary(f), &[x]) => f(x),
        (Kernel::Binary(f), &[x, y]) => f(x, y),
        (Kernel::Indexed(f), &[n, x]) => f(n as u32, x),
        _ => f64::NAN,
    };
    let point: Vec<f64> = x.iter().map(|x| x.re).collect();
    let mut slope = 0.0;
    for at in 0..x.len() {
        if x[at].eps != 0.0 {
            let along = |value: f64| {
                let mut point = point.clone();
                point[at] = value;
                evaluate(&point)
            };
            // Not over the next pole.
            let pole = (point[at] - point[at].round()).abs();
            let first = if pole > 1e-3 { 0.4 * pole } else { 0.1 };
            let (partial, error) = ridders(along, point[at], first.min(0.1));
            if error > 1e-7 * partial.abs().max(1e-3) {
                return Some(Dual64::new(evaluate(&point), f64::NAN));
            }
            slope += partial * x[at].eps;
        }
    }
    Some(Dual64::new(evaluate(&point), slope))
}

/// What stands for an unknown function: sin(c0 + c1*u1 + c2*u2 + …), so that its derivatives of any
/// order are known. Some numbers from the name.
fn unknown(name: &str, orders: &[u32], x: &[Dual64]) -> Dual64 {
    let mut seed = name.bytes().fold(7u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        0.5 + f64::from(seed >> 16) / 65536.0
    };
    let mut inner = Dual64::from_re(next());
    let mut scale = 1.0;
    let mut total = 0;
    for (&x, &order) in x.iter().zip(orders) {
        let factor = next();
        inner += x * factor;
        scale *= factor.powi(order as i32);
        total += order;
    }
    let value = match total % 4 {
        0 => inner.sin(),
        1 => inner.cos(),
        2 => -inner.sin(),
        _ => -inner.cos(),
    };
    value * scale
}

/// Whether a number may as well be 0, so that no bound of what is made of it means anything.
fn noise(x: &Number) -> bool {
    x.error > 0.0 && x.value.abs() <= 4.0 * x.error
}

/// Whether a pole of the gamma function is too near for differences.
fn near_pole(x: f64) -> bool {
    x < 0.5 && (x - x.round()).abs() < 1e-6
}

/// Whether rounding can't tell the argument from a place where the function has a kink or jump.
fn doubtful(name: &str, x: &[Number]) -> bool {
    let apart = |a: &Number, b: &Number| {
        (a.value - b.value).abs() > a.error + b.error + 1e-11 * a.value.abs().max(1e-3)
    };
    let zero = Number::constant(0.0);
    match (name, x) {
        ("log" | "log2" | "log10" | "sqrt" | "cbrt", _) => x.iter().any(noise),
        ("abs" | "sign" | "heaviside" | "relu", [a]) => !apart(a, &zero),
        ("min" | "max", _) => (1..x.len()).any(|at| !apart(&x[at], &x[0])),
        ("clamp", [a, low, high]) => !apart(a, low) || !apart(a, high) || !apart(low, high),
        ("floor" | "ceil", [a]) => !apart(a, &Number::constant(a.value.round())),
        ("round", [a]) => !apart(a, &Number::constant(a.value.floor() + 0.5)),
        ("atan2", [y, x]) => x.value <= 0.0 && !apart(y, &zero),
        ("acot", [a]) => !apart(a, &zero),
        (
            "gamma" | "loggamma" | "digamma" | "trigamma" | "polygamma" | "factorial" | "binomial",
            _,
        ) if x.iter().any(|x| x.error > 0.0 && near_pole(x.value)) => true,
        ("binomial", [n, k]) => (k.value < 0.0 || n.value < 0.0) && k.error + n.error > 0.0,
        _ => false,
    }
}

impl Walk<'_> {
    fn text(&self, span: Span) -> &str {
        &self.source[span.start as usize..span.end as usize]
    }

    fn children(&self, children: Children) -> Vec<AstId> {
        let start = children.start as usize;
        self.ast.children[start..start + children.len as usize].to_vec()
    }

    fn number(&mut self, id: AstId) -> Outcome<Number> {
        let node = self.ast.nodes[id.0 as usize];
        Ok(match node.kind {
            AstKind::Number => {
                let value: f64 = self.text(node.span).parse().map_err(|_| "a number")?;
                let mut number = Number::constant(value);
                if value.fract() == 0.0 && value < 1e15 {
                    number.error = 0.0;
                }
                number
            }
            AstKind::Superscript => {
                let digits: String = (self.text(node.span).chars())
                    .map(|c| match "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|digit| digit == c)
                    {
                        Some(digit) => char::from(b'0' + digit as u8),
                        None => '-',
                    })
                    .collect();
                let mut number = Number::constant(digits.parse().map_err(|_| "digits")?);
                number.error = 0.0;
                number
            }
            AstKind::Name => match &*normalise_name(self.text(node.span)) {
                "pi" => Number::constant(std::f64::consts::PI),
                "e" => Number::constant(std::f64::consts::E),
                name => *(self.point.values.get(name))
                    .ok_or_else(|| format!("no value for {name} in {}", self.source))?,
            },
            AstKind::Negate(a) => negate(self.number(a)?),
            AstKind::Binary {
                operator,
                left,
                right,
                ..
            } => {
                let (a, b) = (self.number(left)?, self.number(right)?);
                match operator {
                    Binary::Add => add(a, b),
                    Binary::Subtract => add(a, negate(b)),
                    Binary::Multiply => multiply(a, b),
                    Binary::Divide if noise(&b) => return Err("division by noise".to_owned()),
                    Binary::Divide => lift(&[a, b], |x| x[0] / x[1]),
                    Binary::Power => self.raise(a, b)?,
                }
            }
            AstKind::Factorial(a) => {
                let a = self.number(a)?;
                self.known("factorial", &[a])?
            }
            AstKind::Absolute(a) => {
                let a = self.number(a)?;
                self.known("abs", &[a])?
            }
            AstKind::Root(a) => {
                let a = self.number(a)?;
                self.known("sqrt", &[a])?
            }
            AstKind::Call {
                name,
                primes,
                orders,
                power,
                arguments,
            } => {
                let value = self.called(name, primes, orders, arguments)?;
                match power {
                    Some(power) => {
                        let power = self.number(power)?;
                        self.raise(value, power)?
                    }
                    None => value,
                }
            }
            AstKind::If(children) => self.pieces(children)?,
            _ => return Err(format!("{} is no number", self.text(node.span))),
        })
    }

    fn raise(&self, base: Number, exponent: Number) -> Outcome<Number> {
        if base.value < 0.0 && exponent.error > 0.0 {
            return Err("a rounded exponent of a negative base".to_owned());
        }
        if noise(&base) {
            return Err("a power of noise".to_owned());
        }
        if base.value.is_nan() || exponent.value.is_nan() {
            // IEEE: 1^NaN is 1; here it has no real value.
            return Ok(Number::constant(f64::NAN));
        }
        let result = lift(&[base, exponent], |x| power(x[0], x[1]));
        if result.value == 0.0 && base.value != 0.0 {
            return Err("a power below the range of doubles".to_owned());
        }
        Ok(result)
    }

    fn known(&self, name: &str, arguments: &[Number]) -> Outcome<Number> {
        if doubtful(name, arguments) {
            return Err(format!("{name} at a kink"));
        }
        if arguments.iter().any(|number| number.value.is_nan()) {
            return Ok(Number::constant(f64::NAN));
        }
        let duals: Vec<Dual64> = arguments.iter().map(|number| number.dual()).collect();
        if call(name, &duals).is_none() {
            return Err(format!("no function {name}"));
        }
        let none = Dual64::from_re(f64::NAN);
        Ok(lift(arguments, |x| call(name, x).unwrap_or(none)))
    }

    fn called(
        &mut self,
        name: Span,
        primes: u32,
        orders: Children,
        arguments: Children,
    ) -> Outcome<Number> {
        let (name, nodes) = (self.text(name).to_owned(), self.children(arguments));
        if primes == 0 {
            match (name.as_str(), nodes.as_slice()) {
                ("piecewise", _) => return self.pieces(arguments),
                ("sum" | "mean", [body]) => return self.over_rows(&name, *body),
                ("sum", [body, index, from, to]) => {
                    return self.over_index(*body, *index, *from, *to);
                }
                ("diff", [subject, variables @ ..]) => {
                    return self.unknown_derivative(*subject, variables);
                }
                _ => {}
            }
        }
        let values = self.numbers(&nodes)?;
        if let Some(function) = lookup(&name).filter(|_| primes == 0) {
            return self.known(function.name(), &values);
        }
        let mut counts = Vec::new();
        for order in self.children(orders) {
            counts.push(self.number(order)?.value as u32);
        }
        if counts.is_empty() {
            counts.resize(values.len(), primes);
        }
        Ok(lift(&values, |x| unknown(&name, &counts, x)))
    }

    fn numbers(&mut self, nodes: &[AstId]) -> Outcome<Vec<Number>> {
        nodes.iter().map(|&node| self.number(node)).collect()
    }

    /// `diff(f(x, y), x)` of an unknown function at different symbols.
    fn unknown_derivative(&mut self, subject: AstId, variables: &[AstId]) -> Outcome<Number> {
        let AstKind::Call {
            name,
            primes,
            arguments,
            ..
        } = self.ast.nodes[subject.0 as usize].kind
        else {
            return Err("diff of something else".to_owned());
        };
        let name = self.text(name).to_owned();
        let nodes = self.children(arguments);
        let spelled = |walk: &Self, id: AstId| {
            let span = walk.ast.nodes[id.0 as usize].span;
            normalise_name(walk.text(span)).into_owned()
        };
        let names: Vec<String> = nodes.iter().map(|&node| spelled(self, node)).collect();
        let mut orders = vec![primes; nodes.len()];
        let mut last = None;
        for &variable in variables {
            let spelling = spelled(self, variable);
            if let (Ok(more), Some(at)) = (spelling.parse::<u32>(), last) {
                orders[at] += more - 1;
                continue;
            }
            let at = (names.iter().position(|name| *name == spelling))
                .ok_or_else(|| format!("{spelling} is no argument of {name}"))?;
            orders[at] += 1;
            last = Some(at);
        }
        let values = self.numbers(&nodes)?;
        Ok(lift(&values, |x| unknown(&name, &orders, x)))
    }

    fn over_rows(&mut self, kind: &str, body: AstId) -> Outcome<Number> {
        let outer = self.point.values.clone();
        let rows = self.point.rows.clone();
        let mut total = Number::constant(0.0);
        for row in &rows {
            for (name, &value) in row {
                (self.point.values).insert(name.clone(), Number::constant(value));
            }
            total = add(total, self.number(body)?);
        }
        self.point.values = outer;
        if kind == "mean" {
            let count = Number::constant(rows.len() as f64);
            return Ok(lift(&[total, count], |x| x[0] / x[1]));
        }
        Ok(total)
    }

    fn over_index(&mut self, body: AstId, index: AstId, from: AstId, to: AstId) -> Outcome<Number> {
        let (first, last) = (self.number(from)?.value, self.number(to)?.value);
        if first.fract() != 0.0 || last.fract() != 0.0 || last - first > 1000.0 {
            return Err("bounds".to_owned());
        }
        let span = self.ast.nodes[index.0 as usize].span;
        let name = normalise_name(self.text(span)).into_owned();
        let outer = self.point.values.get(&name).copied();
        let mut total = Number::constant(0.0);
        let mut at = first;
        while at <= last {
            let mut number = Number::constant(at);
            number.error = 0.0;
            self.point.values.insert(name.clone(), number);
            total = add(total, self.number(body)?);
            at += 1.0;
        }
        match outer {
            Some(number) => self.point.values.insert(name, number),
            None => self.point.values.remove(&name),
        };
        Ok(total)
    }

    fn pieces(&mut self, children: Children) -> Outcome<Number> {
        let children = self.children(children);
        let pairs = children.chunks_exact(2);
        let otherwise = pairs.remainder().first().copied();
        for pair in pairs {
            if self.holds(pair[0])? {
                return self.number(pair[1]);
            }
        }
        match otherwise {
            Some(value) => self.number(value),
            None => Ok(Number::constant(f64::NAN)),
        }
    }

    fn holds(&mut self, id: AstId) -> Outcome<bool> {
        Ok(match self.ast.nodes[id.0 as usize].kind {
            AstKind::Compare {
                relation,
                left,
                right,
            } => {
                let (a, b) = (self.number(left)?, self.number(right)?);
                if a.value.is_nan() || b.value.is_nan() {
                    return Err("an undefined condition".to_owned());
                }
                if a.error + b.error > 0.0
                    && (a.value - b.value).abs() <= a.error + b.error + 1e-12 * a.value.abs()
                {
                    return Err("a condition at its edge".to_owned());
                }
                let (a, b) = (a.value, b.value);
                match relation {
                    Relation::Less => a < b,
                    Relation::LessEqual => a <= b,
                    Relation::Greater => a > b,
                    Relation::GreaterEqual => a >= b,
                    Relation::Equal => a == b,
                    Relation::NotEqual => a != b,
                }
            }
            AstKind::And(a, b) => self.holds(a)? && self.holds(b)?,
            AstKind::Or(a, b) => self.holds(a)? || self.holds(b)?,
            AstKind::Not(a) => !self.holds(a)?,
            _ => return Err("no condition".to_owned()),
        })
    }
}

#[test]
fn the_oracle_knows_some_values() {
    let point = Point::new(&[("x", 1.5), ("y", -0.5)]).along("x");
    for (formula, value, slope) in [
        ("x^2*y", -1.125, -1.5),
        (
            "2x/(1 + x²)",
            3.0 / 3.25,
            (2.0 * 3.25 - 3.0 * 3.0) / (3.25 * 3.25),
        ),
        ("sum(i*x, i, 1, 4)", 15.0, 10.0),
        ("if x < 0 then x else 3x", 4.5, 3.0),
        ("|y - x|", 2.0, 1.0),
        ("gamma(x)", 0.886_226_925_452_758, 0.032_338_397_448_885_0),
        ("x^y", 1.5f64.powf(-0.5), -0.5 * 1.5f64.powf(-1.5)),
    ] {
        let number = evaluate(formula, &point).unwrap();
        assert!(
            (number.value - value).abs() < 1e-14,
            "{formula}: {number:?}"
        );
        assert!(
            (number.slope - slope).abs() < 1e-10,
            "{formula}: {number:?}"
        );
    }
    // The slope of f' is f''.
    let first = evaluate("diff(f(x), x)", &point).unwrap();
    let second = evaluate("f''(x)", &point).unwrap();
    assert!((first.slope - second.value).abs() < 1e-15);
}
