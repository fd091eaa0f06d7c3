//! Owned expressions at a point.

use super::explain::Explanation;
use super::extend;
use super::fault::{self, Cause};
use super::trace::{Setting, is_jump, trace};
use crate::analysis::series::Side;
use crate::compile::{CompileError, CompileOptions, KinkPolicy};
use crate::expr::{Arena, Expr, Id, Node};

/// The value of an expression at a point, and where it is from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PointValue {
    /// It was computed.
    Computed(f64),
    /// The expression has no value there, and this is the limit that it tends to.
    Limit(f64),
    /// A derivative that does not exist there: the value is the policy's.
    Kink(f64),
}

impl PointValue {
    /// The value.
    pub fn value(self) -> f64 {
        let (PointValue::Computed(value) | PointValue::Limit(value) | PointValue::Kink(value)) =
            self;
        value
    }
}

/// A part of a function that is at a kink or jump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KinkAt {
    /// The part, such as `abs(x)`.
    pub part: String,
    /// The variables that move it.
    pub variables: Vec<String>,
    /// Whether it jumps, so that the formula of a derivative does not show it.
    pub jump: bool,
}

/// The nodes of a point's names.
fn places<N: AsRef<str>>(arena: &mut Arena, point: &[(N, f64)]) -> Vec<(Id, f64)> {
    let named = point.iter();
    named
        .map(|(name, value)| (arena.symbol(name.as_ref()), *value))
        .collect()
}

/// The side from which a policy takes a derivative.
fn side(policy: KinkPolicy) -> Option<Side> {
    match policy {
        KinkPolicy::Left => Some(Side::Left),
        KinkPolicy::Right => Some(Side::Right),
        KinkPolicy::Nan | KinkPolicy::Zero => None,
    }
}

impl Expr {
    /// The value at one point. Where the expression has none there and tends to one, whichever way
    /// the point is approached, the value is that limit: `sin(x)/x` at 0 is 1.
    ///
    /// # Cost
    /// Compiles first: for many points use [`Expr::compile`]. Only where the value is no finite
    /// number, exact work follows.
    ///
    /// # Errors
    /// As [`Expr::compile`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "x^2*y".parse()?;
    /// assert_eq!(f.at([("x", 2.0), ("y", 3.0)])?, 12.0);
    /// let sinc: gradus::Expr = "sin(x)/x".parse()?;
    /// assert_eq!(sinc.at([("x", 0.0)])?, 1.0);
    /// assert_eq!(sinc.diff("x")?.at([("x", 0.0)])?, 0.0);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn at<N: AsRef<str>>(
        &self,
        point: impl IntoIterator<Item = (N, f64)>,
    ) -> Result<f64, CompileError> {
        Ok(self.value_at(point, KinkPolicy::Nan)?.value())
    }

    /// The value at one point, with where it is from. A policy decides where a derivative does
    /// not exist.
    ///
    /// # Cost
    /// As [`Expr::at`].
    ///
    /// # Errors
    /// As [`Expr::compile`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, compile::KinkPolicy, point::PointValue};
    /// let slope = "abs(x)".parse::<Expr>()?.diff("x")?;
    /// assert_eq!(slope.value_at([("x", 0.0)], KinkPolicy::Left)?, PointValue::Kink(-1.0));
    /// assert_eq!(slope.value_at([("x", 2.0)], KinkPolicy::Left)?, PointValue::Computed(1.0));
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn value_at<N: AsRef<str>>(
        &self,
        point: impl IntoIterator<Item = (N, f64)>,
        policy: KinkPolicy,
    ) -> Result<PointValue, CompileError> {
        let (names, values): (Vec<N>, Vec<f64>) = point.into_iter().unzip();
        let (value, as_written) = self.computed(&names, &values)?;
        if as_written.is_finite() {
            return Ok(PointValue::Computed(value));
        }
        let point: Vec<(&N, f64)> = names.iter().zip(values.iter().copied()).collect();
        if let Some(limit) = self.extended_at(&point) {
            return Ok(PointValue::Limit(limit));
        }
        if self.flags().derivative && value.is_nan() && policy != KinkPolicy::Nan {
            let from = side(policy).and_then(|side| {
                self.compact().with(|arena, id| {
                    let point = places(arena, &point);
                    extend::from_side(arena, id, &point, side)
                })
            });
            if let Some(value) = from {
                return Ok(PointValue::Kink(value));
            }
            let options = CompileOptions {
                kink: policy,
                ..CompileOptions::default()
            };
            let decided = self.compile_with(&names, &options)?.value(&values);
            if !decided.is_nan() {
                return Ok(PointValue::Kink(decided));
            }
        }
        Ok(PointValue::Computed(value))
    }

    /// The value that a compiled function has, and the one without the forms that fill holes.
    fn computed<N: AsRef<str>>(
        &self,
        names: &[N],
        values: &[f64],
    ) -> Result<(f64, f64), CompileError> {
        let function = self.compile(names)?;
        let value = function.value(values);
        if !function.forms().iter().any(|form| form.fills) {
            return Ok((value, value));
        }
        let options = CompileOptions::as_written();
        let as_written = self.compile_with(names, &options)?.value(values);
        // What has left the range of doubles on the way is no hole.
        let hole = as_written.is_nan() && value.is_finite();
        Ok((value, if hole { as_written } else { value }))
    }

    /// The value with which the expression continues to a point where it has none; nothing if
    /// there is no such value, or none was found.
    ///
    /// # Cost
    /// Exact work: up to a second for a large expression.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "(x^2 - y^2)/(x - y)".parse()?;
    /// assert_eq!(f.extended_at(&[("x", 1.0), ("y", 1.0)]), Some(2.0));
    /// let g: Expr = "x*y/(x^2 + y^2)".parse()?;
    /// assert_eq!(g.extended_at(&[("x", 0.0), ("y", 0.0)]), None);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn extended_at<N: AsRef<str>>(&self, point: &[(N, f64)]) -> Option<f64> {
        if self.node_count() > extend::MOST {
            return None;
        }
        self.compact().with(|arena, id| {
            let point = places(arena, point);
            extend::extended(arena, id, &point)
        })
    }

    /// The derivative in the named variables, one after the other, at a point where its formula
    /// may have no value; nothing if it does not exist there, or that is not decided.
    ///
    /// # Cost
    /// As [`Expr::extended_at`].
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "x*abs(x)".parse()?;
    /// assert_eq!(f.derivative_at(&["x"], &[("x", 0.0)]), Some(0.0));
    /// let norm: Expr = "sqrt(x^2 + y^2)".parse()?;
    /// assert_eq!(norm.derivative_at(&["x"], &[("x", 0.0), ("y", 0.0)]), None);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn derivative_at<V: AsRef<str>, N: AsRef<str>>(
        &self,
        variables: &[V],
        point: &[(N, f64)],
    ) -> Option<f64> {
        if self.node_count() > extend::MOST {
            return None;
        }
        self.compact().with(|arena, id| {
            let variables = variables.iter();
            let variables: Vec<Id> = variables.map(|name| arena.symbol(name.as_ref())).collect();
            let point = places(arena, point);
            extend::derivative(arena, id, &variables, &point)
        })
    }

    /// The derivative in one variable that a policy takes at a kink: from its side; nothing for a
    /// policy without a side, or where that is not decided.
    ///
    /// # Cost
    /// As [`Expr::extended_at`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, compile::KinkPolicy};
    /// let f: Expr = "max(x, x^2)".parse()?;
    /// assert_eq!(f.derivative_by(KinkPolicy::Left, "x", &[("x", 1.0)]), Some(1.0));
    /// assert_eq!(f.derivative_by(KinkPolicy::Right, "x", &[("x", 1.0)]), Some(2.0));
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn derivative_by<N: AsRef<str>>(
        &self,
        policy: KinkPolicy,
        variable: &str,
        point: &[(N, f64)],
    ) -> Option<f64> {
        let side = side(policy)?;
        if self.node_count() > extend::MOST {
            return None;
        }
        self.compact().with(|arena, id| {
            let variable = arena.symbol(variable);
            let point = places(arena, point);
            extend::partial_from(arena, id, variable, &point, side)
        })
    }

    /// The parts that are at a kink or jump at a point.
    ///
    /// # Cost
    /// Linear in the nodes.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "max(x, x^2) + abs(x)".parse()?;
    /// let kinks = f.kinks_at(&[("x", 1.0)]);
    /// assert_eq!(kinks[0].part, "max(x, x^2)");
    /// assert_eq!(kinks.len(), 1);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn kinks_at<N: AsRef<str>>(&self, point: &[(N, f64)]) -> Vec<KinkAt> {
        self.with(|arena, id| {
            let point = places(arena, point);
            let found = trace(arena, id, &Setting::watching(&point)).kinks;
            let described = found.into_iter().map(|part| {
                let variables = arena.free_symbols(&[part]).into_iter();
                KinkAt {
                    part: fault::text(arena, part),
                    variables: variables.map(|id| arena.name(id).to_owned()).collect(),
                    jump: match arena.node(part) {
                        Node::Call(function, _) => is_jump(function),
                        _ => false,
                    },
                }
            });
            described.collect()
        })
    }

    /// Whether it has functions that jump, whose derivative does not show it.
    pub fn has_jumps(&self) -> bool {
        self.with(|arena, id| {
            let order = arena.reachable(&[id]);
            order.into_iter().any(|id| match arena.node(id) {
                Node::Call(function, _) => is_jump(function),
                _ => false,
            })
        })
    }

    /// Why it has no value at a point: the first part that left its domain, in the order of
    /// evaluation; or what the value is.
    ///
    /// # Cost
    /// Linear in the nodes (times the terms of sums), and exact work where there is no value.
    ///
    /// # Errors
    /// As [`Expr::compile`].
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "x + log(x - 1)".parse()?;
    /// let why = f.explain([("x", 0.0)])?;
    /// assert_eq!(
    ///     why.to_string(),
    ///     "`log(x - 1)` is not real at x = 0: its argument x - 1 is -1, \
    ///      and log needs an argument > 0; so `x + log(x - 1)` is nan"
    /// );
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn explain<N: AsRef<str>>(
        &self,
        point: impl IntoIterator<Item = (N, f64)>,
    ) -> Result<Explanation, CompileError> {
        self.explain_with(point, KinkPolicy::Nan)
    }

    /// [`Expr::explain`] with the value of derivatives at kinks.
    ///
    /// # Errors
    /// As [`Expr::compile`].
    pub fn explain_with<N: AsRef<str>>(
        &self,
        point: impl IntoIterator<Item = (N, f64)>,
        policy: KinkPolicy,
    ) -> Result<Explanation, CompileError> {
        let point: Vec<(N, f64)> = point.into_iter().collect();
        let free = self.free_symbols();
        let names = point.iter().map(|(name, _)| name.as_ref());
        let values: Vec<f64> = point.iter().map(|(_, value)| *value).collect();
        let names: Vec<&str> = names.collect();
        let (_, computed) = self.computed(&names, &values)?;
        let named = point.iter().map(|(name, value)| {
            let name = crate::syntax::normalise_name(name.as_ref()).into_owned();
            (name, *value)
        });
        let mut explanation = self.with(|arena, id| {
            let values = places(arena, &point);
            let setting = Setting {
                derivative: self.flags().derivative,
                ..Setting::plain(&values)
            };
            Explanation {
                expression: fault::text(arena, id),
                point: named.filter(|(name, _)| free.contains(name)).collect(),
                value: computed,
                fault: if computed.is_finite() {
                    None
                } else {
                    let found = trace(arena, id, &setting).found;
                    found.map(|found| found.described(arena))
                },
                limit: None,
                policy: None,
            }
        });
        if computed.is_finite() {
            return Ok(explanation);
        }
        let known: Vec<(String, f64)> = point
            .iter()
            .map(|(name, value)| (name.as_ref().to_owned(), *value))
            .collect();
        match self.value_at(point, policy)? {
            PointValue::Limit(limit) => explanation.limit = Some(limit),
            // A stable form has the value that the operations have not.
            PointValue::Computed(value) if value.is_finite() => {
                explanation.limit = self.extended_at(&known);
            }
            PointValue::Kink(value) => {
                explanation.value = value;
                explanation.policy = Some(policy);
            }
            PointValue::Computed(_) => {
                let fault = explanation.fault.as_ref();
                if fault.is_some_and(|fault| matches!(fault.cause, Cause::Kink { .. })) {
                    explanation.policy = Some(KinkPolicy::Nan);
                }
            }
        }
        Ok(explanation)
    }
}
