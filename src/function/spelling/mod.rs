//! How functions are spelled in other languages.
//!
//! A language has a list of the functions it knows, each with the call that means the same there.
//! What it does not know is printed as a function of its own, from the formulas in `formulas.rs`:
//! those are in gradus's own grammar, so they are written once for all languages. A new function
//! needs a formula, and an entry wherever a language has it.

mod c;
mod formulas;
mod javascript;
mod julia;
mod libm;
mod python;
mod rust;
mod sql;

use super::FunctionId;

/// The spelling of one function in a language.
#[derive(Clone, Copy, Debug)]
pub struct Native {
    /// The name of its row.
    pub name: &'static str,
    /// The call, with `#1`, `#2`, … for the arguments.
    pub call: &'static str,
    /// The definition of what `call` calls, where the language's own function is not enough.
    pub helper: &'static str,
}

const fn native(name: &'static str, call: &'static str) -> Native {
    Native {
        name,
        call,
        helper: "",
    }
}

/// The functions that a language knows.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    functions: &'static [Native],
    /// Words that are no names.
    pub words: &'static [&'static str],
    /// Words that are no names of functions.
    pub globals: &'static [&'static str],
    /// `#1` to the power `#2`, as IEEE 754 has it.
    pub power: Native,
}

impl Dialect {
    /// Rust with its standard library.
    pub const RUST: Dialect = rust::DIALECT;
    /// Rust with the crate `libm`.
    pub const LIBM: Dialect = libm::DIALECT;
    /// C99 with `math.h`.
    pub const C: Dialect = c::DIALECT;
    /// Python with NumPy.
    pub const PYTHON: Dialect = python::DIALECT;
    /// JavaScript.
    pub const JAVASCRIPT: Dialect = javascript::DIALECT;
    /// Julia without packages.
    pub const JULIA: Dialect = julia::DIALECT;
    /// SQL with the functions that nearly all data bases have.
    pub const SQL: Dialect = sql::DIALECT;

    /// How the language spells a function; nothing if it has none that means the same.
    pub fn native(&self, function: FunctionId) -> Option<&'static Native> {
        let name = function.name();
        self.functions.iter().find(|native| native.name == name)
    }

    /// The functions that it knows.
    pub fn functions(&self) -> &'static [Native] {
        self.functions
    }
}

/// A value that a formula uses several times.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What the formula calls it.
    pub name: &'static str,
    /// Its formula.
    pub value: &'static str,
    /// What stands for names in `value`: a formula that is used with other arguments.
    pub with: &'static [(&'static str, &'static str)],
}

const fn part(name: &'static str, value: &'static str) -> Part {
    Part {
        name,
        value,
        with: &[],
    }
}

/// A function in terms of others, to be computed in doubles without losing digits.
///
/// The names in it are the parameters of the row, [`Formula::NAN`], [`Formula::INFINITY`],
/// [`Formula::MOST`] and those of its parts.
#[derive(Clone, Copy, Debug)]
pub struct Formula {
    name: &'static str,
    /// What it is made of, in order; a part may use those before it.
    pub parts: &'static [Part],
    /// Its value.
    pub value: &'static str,
}

impl Formula {
    /// The name of what is not a number.
    pub const NAN: &'static str = "nan";
    /// The name of infinity.
    pub const INFINITY: &'static str = "inf";

    /// The name of the largest integer to which 1 can be added.
    pub const MOST: &'static str = "most";

    /// The formula of a function; nothing for those that every language has.
    pub fn of(function: FunctionId) -> Option<&'static Formula> {
        let name = function.name();
        formulas::ROWS.iter().find(|formula| formula.name == name)
    }

    /// The name of what it computes.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// 0 for a sum from `first` to `last`, NaN for one that has no value.
    pub const SUM_START: Formula = formulas::SUM_START;
}
