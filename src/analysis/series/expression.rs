//! Series, limits, tangents and signs of owned expressions.

use std::fmt;

use super::limit::{Limit, Side, Towards, limit};
use super::signs::{SignTable, signs};
use super::tangent::tangent;
use super::taylor::{Taylor, taylor};
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Expr, Flags, PrintOptions, Style, TooLong};
use crate::simplify::facts::Facts;

/// Where a variable of an owned expression goes, and what a limit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extended {
    /// An expression.
    Value(Expr),
    /// Beyond all bounds.
    Infinity,
    /// Below all bounds.
    NegativeInfinity,
}

impl Extended {
    /// As text, Unicode or LaTeX.
    ///
    /// # Errors
    /// [`TooLong`] for a text of more than 16 MiB.
    pub fn print(&self, style: Style) -> Result<String, TooLong> {
        let infinity = match style {
            Style::Text => "inf",
            Style::Unicode => "∞",
            Style::Latex => "\\infty",
        };
        match self {
            Extended::Value(value) => value.print(style),
            Extended::Infinity => Ok(infinity.to_owned()),
            Extended::NegativeInfinity => Ok(format!("-{infinity}")),
        }
    }
}

impl From<Expr> for Extended {
    fn from(value: Expr) -> Self {
        Extended::Value(value)
    }
}

impl fmt::Display for Extended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.print(Style::Text) {
            Ok(text) => f.pad(&text),
            Err(error) => write!(f, "({error})"),
        }
    }
}

/// A Taylor polynomial with the expressions that it is made of. It prints lowest order first.
#[derive(Clone, Debug)]
pub struct Series {
    home: Expr,
    polynomial: Taylor,
}

impl Series {
    /// The polynomial as an expression, which prints like any other.
    pub fn expression(&self) -> Expr {
        let id = self.home.with(|arena, _| self.polynomial.expression(arena));
        self.home.sibling(id, Flags::default())
    }

    /// The coefficients with the powers that they stand before.
    pub fn terms(&self) -> Vec<(Expr, Vec<u32>)> {
        let terms = self.polynomial.terms.iter();
        terms
            .map(|term| {
                let coefficient = self.home.sibling(term.coefficient, Flags::default());
                (coefficient, term.powers.clone())
            })
            .collect()
    }

    /// The highest total power that was asked for.
    pub fn order(&self) -> u32 {
        self.polynomial.order
    }

    /// The polynomial of a lower order.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "sin(x)".parse()?;
    /// let series = f.taylor(&[("x", 0.into())], 25)?;
    /// assert_eq!(series.truncated(4).to_string(), "x - x^3/6");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    #[must_use]
    pub fn truncated(&self, order: u32) -> Series {
        let mut series = self.clone();
        series.polynomial.order = order.min(series.polynomial.order);
        series
            .polynomial
            .terms
            .retain(|term| term.powers.iter().sum::<u32>() <= order);
        series
    }

    /// The polynomial as text, Unicode or LaTeX, lowest order first.
    ///
    /// # Errors
    /// [`TooLong`] for a text of more than 16 MiB.
    pub fn print(&self, style: Style) -> Result<String, TooLong> {
        let options = PrintOptions {
            style,
            decimals: self.home.flags().decimals,
            ..PrintOptions::default()
        };
        self.home
            .with(|arena, _| self.polynomial.print(arena, &options))
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.print(Style::Text) {
            Ok(text) => f.pad(&text),
            Err(error) => write!(f, "({error})"),
        }
    }
}

impl Expr {
    /// The Taylor polynomial around a point, up to a total order.
    ///
    /// # Errors
    /// See [`taylor`].
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "sin(x)".parse()?;
    /// assert_eq!(f.taylor(&[("x", 0.into())], 5)?.to_string(), "x - x^3/6 + x^5/120");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn taylor(&self, around: &[(&str, Expr)], order: u64) -> Result<Series, AnalysisError> {
        let points: Vec<&Expr> = around.iter().map(|(_, point)| point).collect();
        let (home, polynomial) = self.with_all(&points, |arena, id, points| {
            let around: Vec<_> = around
                .iter()
                .zip(points)
                .map(|((name, _), &point)| (arena.symbol(name), point))
                .collect();
            taylor(arena, id, &around, order)
        });
        Ok(Series {
            home,
            polynomial: polynomial?,
        })
    }

    /// The limit as a variable goes to a value or beyond all bounds.
    ///
    /// # Errors
    /// See [`limit`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, analysis::series::{Extended, Side}};
    /// let f: Expr = "(1 + a/x)^x".parse()?;
    /// let found = f.limit("x", &Extended::Infinity, Side::Both)?;
    /// assert_eq!(found.to_string(), "exp(a)");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn limit(&self, name: &str, to: &Extended, side: Side) -> Result<Extended, AnalysisError> {
        self.limit_with(name, to, side, |_| Facts::none())
    }

    /// The same with what is known of other symbols.
    ///
    /// # Errors
    /// See [`limit`].
    pub fn limit_with(
        &self,
        name: &str,
        to: &Extended,
        side: Side,
        facts: impl FnOnce(&mut Arena) -> Facts,
    ) -> Result<Extended, AnalysisError> {
        let zero = Expr::from(0);
        let (point, infinity) = match to {
            Extended::Value(point) => (point, None),
            Extended::Infinity => (&zero, Some(false)),
            Extended::NegativeInfinity => (&zero, Some(true)),
        };
        let (home, found) = self.with_all(&[point], |arena, id, points| {
            let variable = arena.symbol(name);
            let towards = match infinity {
                Some(negative) => Towards::Infinity { negative },
                None => Towards::Value(points[0]),
            };
            let facts = facts(arena);
            limit(arena, id, variable, towards, side, &facts)
        });
        Ok(match found? {
            Limit::Value(value) => Extended::Value(home.sibling(value, Flags::default())),
            Limit::Infinity { negative: false } => Extended::Infinity,
            Limit::Infinity { negative: true } => Extended::NegativeInfinity,
        })
    }

    /// The tangent at a point, a line or a plane.
    ///
    /// # Errors
    /// See [`tangent`].
    pub fn tangent(&self, at: &[(&str, Expr)]) -> Result<Expr, AnalysisError> {
        let points: Vec<&Expr> = at.iter().map(|(_, point)| point).collect();
        let (home, found) = self.with_all(&points, |arena, id, points| {
            let at: Vec<_> = at
                .iter()
                .zip(points)
                .map(|((name, _), &point)| (arena.symbol(name), point))
                .collect();
            tangent(arena, id, &at)
        });
        Ok(home.sibling(found?, Flags::default()))
    }

    /// The signs of the function and its first two derivatives between two numbers.
    ///
    /// # Errors
    /// See [`signs`].
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "x^2 - 1".parse()?;
    /// let table = f.signs("x", &(-2).into(), &3.into())?;
    /// assert_eq!(table.to_string(), "\
    /// x   | -2   -1   0   1   3
    /// f   | +  + 0  - - - 0 + +
    /// f'  | -  - -  - 0 + + + +
    /// f'' | +  + +  + + + + + +");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn signs(&self, name: &str, from: &Expr, to: &Expr) -> Result<SignTable, AnalysisError> {
        let (_, table) = self.with_all(&[from, to], |arena, id, ends| {
            let variable = arena.symbol(name);
            signs(arena, id, variable, ends[0], ends[1])
        });
        table
    }
}
