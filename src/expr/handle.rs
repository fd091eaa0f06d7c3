//! The owned handle: an expression that needs no lifetime and no lock from its user.
//!
//! The file is long because of its documentation: every operation that a handle has is public.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::arena::Arena;
use super::canonical::CanonicalError;
use super::node::{Constant, Id, Node};
use super::number::Number;
use super::print::{PrintOptions, Style, TooLong, characters, print};
use crate::function::FunctionId;
use crate::syntax::Relation;

/// An exact expression over the reals.
///
/// An `Expr` is cheap to clone, `Send + Sync`, and owns what it needs: a share of an arena of
/// hash-consed nodes, and a place in it. Operators append to the larger operand's arena and import
/// the other, so expressions made apart just work together; the arena goes with its last handle.
///
/// Two expressions are equal when their canonical forms are.
///
/// # Examples
/// ```
/// use gradus::{Expr, symbols};
/// let [x, y] = symbols(["x", "y"]);
/// let f = &x * &x + 2 * &x * &y;
/// assert_eq!(f, "2*x*y + x^2".parse::<Expr>()?);
/// # Ok::<(), gradus::Error>(())
/// ```
#[derive(Clone)]
pub struct Expr {
    shared: Arc<Mutex<Arena>>,
    id: Id,
    flags: Flags,
}

/// What a handle remembers beside its node; or-ed through operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// A decimal was read: terminating fractions print as decimals.
    pub decimals: bool,
    /// A derivative was taken: at a kink, steps have the value that the kink policy says.
    pub derivative: bool,
    /// An operation chose this form: it is shown as it is.
    pub chosen: bool,
}

impl Flags {
    /// Either's flags.
    #[must_use]
    pub fn or(self, other: Flags) -> Flags {
        Flags {
            decimals: self.decimals || other.decimals,
            derivative: self.derivative || other.derivative,
            chosen: self.chosen || other.chosen,
        }
    }
}

fn lock(shared: &Mutex<Arena>) -> MutexGuard<'_, Arena> {
    // An arena is valid after every single append, so a panic elsewhere does not spoil it.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Symbols that share an arena.
///
/// # Examples
/// ```
/// let [x, y] = gradus::symbols(["x", "y"]);
/// assert_eq!((x * y).to_string(), "x*y");
/// ```
pub fn symbols<const N: usize>(names: [&str; N]) -> [Expr; N] {
    let mut arena = Arena::new();
    let ids = names.map(|name| arena.symbol(name));
    let shared = Arc::new(Mutex::new(arena));
    ids.map(|id| Expr {
        shared: Arc::clone(&shared),
        id,
        flags: Flags::default(),
    })
}

impl Expr {
    /// The expression of a node, with its arena.
    pub fn from_arena(arena: Arena, id: Id, flags: Flags) -> Self {
        Expr {
            shared: Arc::new(Mutex::new(arena)),
            id,
            flags,
        }
    }

    /// The expressions of several nodes that share an arena.
    pub fn many_from_arena(
        arena: Arena,
        ids: impl IntoIterator<Item = Id>,
        flags: Flags,
    ) -> Vec<Self> {
        let shared = Arc::new(Mutex::new(arena));
        ids.into_iter()
            .map(|id| Expr {
                shared: Arc::clone(&shared),
                id,
                flags,
            })
            .collect()
    }

    /// A symbol: a real variable.
    pub fn symbol(name: &str) -> Self {
        let [symbol] = symbols([name]);
        symbol
    }

    /// An exact number.
    pub fn number(value: impl Into<Number>) -> Self {
        let mut arena = Arena::new();
        let id = arena.number_node(value.into());
        Self::from_arena(arena, id, Flags::default())
    }

    /// The decimal that a finite double prints as, exactly (0.1 is 1/10); nothing for an infinity
    /// or NaN.
    pub fn decimal(value: f64) -> Option<Self> {
        let mut expr = Self::number(Number::from_double(value)?);
        expr.flags.decimals = true;
        Some(expr)
    }

    /// A reserved constant.
    pub fn constant(constant: Constant) -> Self {
        let mut arena = Arena::new();
        let id = arena.constant(constant);
        Self::from_arena(arena, id, Flags::default())
    }

    /// The built node.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The flags.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// The same expression, whose form was chosen (or not): see [`Flags::chosen`].
    #[must_use]
    pub fn with_form_chosen(mut self, chosen: bool) -> Expr {
        self.flags.chosen = chosen;
        self
    }

    /// Looks at, or adds to, the arena. The lock is held meanwhile: do not use other handles of
    /// this arena inside.
    pub fn with<T>(&self, work: impl FnOnce(&mut Arena, Id) -> T) -> T {
        work(&mut lock(&self.shared), self.id)
    }

    /// Another expression of the same arena.
    #[must_use]
    pub fn sibling(&self, id: Id, flags: Flags) -> Expr {
        Expr {
            shared: Arc::clone(&self.shared),
            id,
            flags: self.flags.or(flags),
        }
    }

    /// Brings several expressions into the arena of the largest, and works there.
    ///
    /// The nodes arrive in the order of `others`, after this expression's own.
    pub fn with_all<T>(
        &self,
        others: &[&Expr],
        work: impl FnOnce(&mut Arena, Id, &[Id]) -> T,
    ) -> (Expr, T) {
        let mut home = self;
        for other in others {
            if !Arc::ptr_eq(&home.shared, &other.shared) && other.arena_len() > home.arena_len() {
                home = other;
            }
        }
        // Each foreign expression is copied out before the home is locked, so that two threads
        // that join the same two arenas in opposite order can't wait for each other.
        let packed: Vec<Option<(Arena, Id)>> = std::iter::once(&self)
            .chain(others)
            .map(|expr| (!Arc::ptr_eq(&expr.shared, &home.shared)).then(|| expr.packed()))
            .collect();
        let mut flags = self.flags;
        let mut arena = lock(&home.shared);
        let mut ids = Vec::with_capacity(packed.len());
        for (expr, packed) in std::iter::once(&self).chain(others).zip(&packed) {
            flags = flags.or(expr.flags);
            ids.push(match packed {
                None => expr.id,
                Some((small, id)) => arena.import(small, &[*id])[0],
            });
        }
        let result = work(&mut arena, ids[0], &ids[1..]);
        drop(arena);
        (
            Expr {
                shared: Arc::clone(&home.shared),
                id: ids[0],
                flags,
            },
            result,
        )
    }

    /// The same expressions in one arena.
    ///
    /// # Cost
    /// Linear in the nodes of all but the largest.
    pub fn in_one_arena(expressions: &[Expr]) -> Vec<Expr> {
        let Some((first, others)) = expressions.split_first() else {
            return Vec::new();
        };
        if others.is_empty() {
            return vec![first.clone()];
        }
        let others: Vec<&Expr> = others.iter().collect();
        let (home, ids) = first.with_all(&others, |_, first, others| {
            let mut ids = vec![first];
            ids.extend_from_slice(others);
            ids
        });
        ids.into_iter()
            .zip(expressions)
            .map(|(id, expr)| Expr {
                id,
                flags: expr.flags,
                ..home.clone()
            })
            .collect()
    }

    fn arena_len(&self) -> usize {
        lock(&self.shared).len()
    }

    /// A copy in an arena of its own that holds nothing else.
    fn packed(&self) -> (Arena, Id) {
        let source = lock(&self.shared);
        let mut arena = Arena::new();
        let id = arena.import(&source, &[self.id])[0];
        (arena, id)
    }

    /// The same expression in an arena of its own, which holds nothing else.
    ///
    /// An arena keeps every intermediate result as long as any handle of it lives; this lets go of
    /// them.
    ///
    /// # Cost
    /// Linear in the expression's nodes.
    #[must_use]
    pub fn compact(&self) -> Expr {
        let (arena, id) = self.packed();
        Self::from_arena(arena, id, self.flags)
    }

    fn join(&self, other: &Expr, operation: impl FnOnce(&mut Arena, Id, Id) -> Id) -> Expr {
        if Arc::ptr_eq(&self.shared, &other.shared) {
            let id = operation(&mut lock(&self.shared), self.id, other.id);
            return self.sibling(id, other.flags);
        }
        let (home, id) = self.with_all(&[other], |arena, a, others| operation(arena, a, others[0]));
        home.sibling(id, Flags::default())
    }

    fn apply(&self, operation: impl FnOnce(&mut Arena, Id) -> Id) -> Expr {
        let id = operation(&mut lock(&self.shared), self.id);
        self.sibling(id, Flags::default())
    }

    /// This to the power of another.
    ///
    /// # Examples
    /// ```
    /// let [x] = gradus::symbols(["x"]);
    /// assert_eq!(x.pow(3).to_string(), "x^3");
    /// ```
    pub fn pow(&self, exponent: impl Into<Expr>) -> Expr {
        self.join(&exponent.into(), Arena::pow)
    }

    /// Whether it has sums or means over the rows of data.
    pub fn has_row_sums(&self) -> bool {
        self.with(|arena, id| {
            let found = arena.reachable(&[id]);
            let is_sum = |id: &Id| matches!(arena.node(*id), Node::RowSum(_) | Node::RowMean(_));
            found.iter().any(is_sum)
        })
    }

    /// This expression where another has a real value, and no value elsewhere.
    ///
    /// # Examples
    /// ```
    /// use gradus::diff;
    /// let [x] = gradus::symbols(["x"]);
    /// let slope = x.log().diff("x").unwrap();
    /// assert_eq!(slope.to_string(), "1/x");
    /// assert_eq!(slope.where_real(&x.log()).to_string(), "piecewise(abs(log(x)) >= 0, 1/x)");
    /// ```
    #[must_use]
    pub fn where_real(&self, other: &Expr) -> Expr {
        self.join(other, |arena, value, other| {
            let size = arena.call(FunctionId::ABS, &[other]);
            let zero = arena.number_node(Number::from(0));
            let real = arena.compare_node(Relation::GreaterEqual, size, zero);
            arena.piecewise_node(&[real, value])
        })
    }

    /// The sum of this over the rows of data: `sum(...)` of the language.
    pub fn row_sum(&self) -> Expr {
        self.sibling(self.with(|arena, id| arena.row_sum_node(id)), self.flags())
    }

    /// The square root.
    pub fn sqrt(&self) -> Expr {
        self.call(FunctionId::SQRT)
    }

    /// The exponential.
    pub fn exp(&self) -> Expr {
        self.call(FunctionId::EXP)
    }

    /// The natural logarithm.
    pub fn log(&self) -> Expr {
        self.call(FunctionId::LOG)
    }

    /// The sine.
    pub fn sin(&self) -> Expr {
        self.call(FunctionId::SIN)
    }

    /// The cosine.
    pub fn cos(&self) -> Expr {
        self.call(FunctionId::COS)
    }

    /// A function of one argument, at this expression.
    ///
    /// # Examples
    /// ```
    /// use gradus::function::FunctionId;
    /// let [x] = gradus::symbols(["x"]);
    /// assert_eq!(x.call(FunctionId::TANH).to_string(), "tanh(x)");
    /// ```
    pub fn call(&self, function: FunctionId) -> Expr {
        self.apply(|arena, id| arena.call(function, &[id]))
    }

    /// A function of two arguments, at this expression and another.
    pub fn call2(&self, function: FunctionId, second: &Expr) -> Expr {
        self.join(second, |arena, a, b| arena.call(function, &[a, b]))
    }

    /// The canonical form: flattened, like terms and powers collected.
    ///
    /// # Cost
    /// Linear in the nodes whose form is not known, up to sorting; afterwards it is remembered.
    ///
    /// # Errors
    /// [`CanonicalError::DivisionByZero`] where an exact 0 is divided by.
    pub fn canonical(&self) -> Result<Expr, CanonicalError> {
        let id = lock(&self.shared).canonical(self.id)?;
        Ok(self.sibling(id, Flags::default()))
    }

    /// The names of the free symbols, in natural order.
    pub fn free_symbols(&self) -> Vec<String> {
        let arena = lock(&self.shared);
        arena
            .free_symbols(&[self.id])
            .into_iter()
            .map(|id| arena.name(id).to_owned())
            .collect()
    }

    /// The canonical form as text; the built form where there is no canonical one.
    ///
    /// # Errors
    /// [`TooLong`] for a text of more than 16 MiB.
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, Style};
    /// let f: Expr = "sqrt(x)/2".parse()?;
    /// assert_eq!(f.print(Style::Latex)?, r"\frac{\sqrt{x}}{2}");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn print(&self, style: Style) -> Result<String, TooLong> {
        let options = PrintOptions {
            style,
            decimals: self.flags.decimals,
            ..PrintOptions::default()
        };
        let mut arena = lock(&self.shared);
        let id = arena.canonical(self.id).unwrap_or(self.id);
        print(&arena, id, &options)
    }

    /// The expression as it was built, as text: nothing flattened or collected.
    ///
    /// # Errors
    /// As [`Expr::print`].
    pub fn print_raw(&self, style: Style) -> Result<String, TooLong> {
        let options = PrintOptions {
            style,
            decimals: self.flags.decimals,
            ..PrintOptions::default()
        };
        print(&lock(&self.shared), self.id, &options)
    }

    /// How many characters [`Expr::print_raw`] makes, or would make.
    ///
    /// # Cost
    /// Linear in the number of distinct nodes, up to the sorting of sums and products.
    pub fn characters(&self, style: Style) -> u128 {
        let options = PrintOptions {
            style,
            decimals: self.flags.decimals,
            ..PrintOptions::default()
        };
        characters(&lock(&self.shared), &[self.id], &options)
    }

    /// The keys of all names that occur in it: symbols, bound ones too, and unknown functions.
    pub(crate) fn mentioned_names(&self) -> Vec<String> {
        let arena = lock(&self.shared);
        let mut names: Vec<String> = Vec::new();
        for id in arena.reachable(&[self.id]) {
            if let Node::Symbol(name) | Node::Unknown(name, _) = arena.node(id) {
                names.push(arena.symbol_key(name).to_owned());
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The name, if the expression is a symbol.
    pub fn as_symbol(&self) -> Option<String> {
        let arena = lock(&self.shared);
        match arena.node(self.id) {
            Node::Symbol(name) => Some(arena.symbol_spelling(name).to_owned()),
            _ => None,
        }
    }

    /// The number, if the expression is one.
    pub fn as_number(&self) -> Option<Number> {
        lock(&self.shared).as_number(self.id).cloned()
    }

    /// How many distinct nodes it has, an operation of n operands counting n - 1.
    pub fn node_count(&self) -> usize {
        lock(&self.shared).node_count(&[self.id])
    }

    /// A hash of the canonical form: the same on every run and machine.
    ///
    /// # Errors
    /// See [`Expr::canonical`].
    pub fn structural_hash(&self) -> Result<u64, CanonicalError> {
        let mut arena = lock(&self.shared);
        let id = arena.canonical(self.id)?;
        Ok(arena.hash(id))
    }

    /// The expression with symbols replaced, all at once.
    ///
    /// # Examples
    /// ```
    /// let [x, y] = gradus::symbols(["x", "y"]);
    /// let swapped = (&x - 2 * &y).substitute(&[("x", y), ("y", x)]);
    /// assert_eq!(swapped.to_string(), "y - 2*x");
    /// ```
    pub fn substitute(&self, replacements: &[(&str, Expr)]) -> Expr {
        let values: Vec<&Expr> = replacements.iter().map(|(_, value)| value).collect();
        let (home, id) = self.with_all(&values, |arena, id, values| {
            let pairs: Vec<(Id, Id)> = replacements
                .iter()
                .zip(values)
                .filter_map(|((name, _), &value)| Some((arena.find_symbol(name)?, value)))
                .collect();
            arena.substitute(id, &pairs)
        });
        home.sibling(id, Flags::default())
    }
}

impl fmt::Display for Expr {
    /// The canonical form as text; the length instead of a text of more than 16 MiB.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.print(Style::Text) {
            Ok(text) => f.pad(&text),
            Err(error) => write!(f, "({error})"),
        }
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({self})")
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.shared, &other.shared) && self.id == other.id {
            return true;
        }
        if let (Ok(a), Ok(b)) = (self.structural_hash(), other.structural_hash())
            && a != b
        {
            return false;
        }
        let (_, equal) = self.with_all(&[other], |arena, a, others| {
            match (arena.canonical(a), arena.canonical(others[0])) {
                (Ok(a), Ok(b)) => a == b,
                _ => a == others[0],
            }
        });
        equal
    }
}

impl Eq for Expr {}

impl Hash for Expr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Expressions without canonical form are equal only to themselves; one bucket is right.
        self.structural_hash().unwrap_or(0).hash(state);
    }
}

impl From<&Expr> for Expr {
    fn from(expr: &Expr) -> Self {
        expr.clone()
    }
}

impl From<i64> for Expr {
    fn from(value: i64) -> Self {
        Expr::number(value)
    }
}

impl From<Number> for Expr {
    fn from(value: Number) -> Self {
        Expr::number(value)
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $operation:path) => {
        impl ops::$trait<&Expr> for &Expr {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                self.join(other, $operation)
            }
        }
        impl ops::$trait<Expr> for &Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                self.join(&other, $operation)
            }
        }
        impl ops::$trait<&Expr> for Expr {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                self.join(other, $operation)
            }
        }
        impl ops::$trait<Expr> for Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                self.join(&other, $operation)
            }
        }
        impl ops::$trait<i64> for &Expr {
            type Output = Expr;
            fn $method(self, other: i64) -> Expr {
                self.apply(|arena, id| {
                    let other = arena.number_node(Number::integer(other));
                    $operation(arena, id, other)
                })
            }
        }
        impl ops::$trait<i64> for Expr {
            type Output = Expr;
            fn $method(self, other: i64) -> Expr {
                ops::$trait::$method(&self, other)
            }
        }
        impl ops::$trait<&Expr> for i64 {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                other.apply(|arena, id| {
                    let this = arena.number_node(Number::integer(self));
                    $operation(arena, this, id)
                })
            }
        }
        impl ops::$trait<Expr> for i64 {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                ops::$trait::$method(self, &other)
            }
        }
    };
}

operator!(Add, add, Arena::add);
operator!(Sub, sub, Arena::sub);
operator!(Mul, mul, Arena::mul);
operator!(Div, div, Arena::div);

impl ops::Neg for &Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        self.apply(Arena::neg)
    }
}

impl ops::Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        ops::Neg::neg(&self)
    }
}

impl std::iter::Sum for Expr {
    fn sum<I: Iterator<Item = Expr>>(terms: I) -> Expr {
        terms
            .reduce(|sum, term| sum + term)
            .unwrap_or_else(|| Expr::number(0))
    }
}

impl std::iter::Product for Expr {
    fn product<I: Iterator<Item = Expr>>(factors: I) -> Expr {
        factors
            .reduce(|product, factor| product * factor)
            .unwrap_or_else(|| Expr::number(1))
    }
}
