//! What each named function *is*: its name, kernel, partials, domain, kinks and exact values.
//!
//! A function is one [`Row`] of [`TABLE`]. Everything else in gradus asks the row, so a new
//! function is one new row, and one new kernel when no kernel there computes it.

mod help;
pub mod kernels;
mod row;
mod rows;
pub mod spelling;
mod table;

pub use help::help;
pub use row::*;
pub use table::TABLE;

/// A named function: the place of its row in [`TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(u16);

/// Finds a function by its name or an alias.
///
/// # Cost
/// One pass over the name and one or two comparisons; nothing is allocated.
///
/// # Examples
/// ```
/// use gradus::function::lookup;
/// assert_eq!(lookup("ln"), lookup("log"));
/// assert_eq!(lookup("unheard"), None);
/// ```
#[inline]
pub fn lookup(name: &str) -> Option<FunctionId> {
    table::find(name).map(FunctionId)
}

/// Every function, in the order of [`TABLE`].
pub fn all() -> impl ExactSizeIterator<Item = FunctionId> + DoubleEndedIterator + Clone {
    (0..TABLE.len() as u16).map(FunctionId)
}

impl FunctionId {
    /// The row: all there is to know about the function.
    #[inline]
    pub fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }

    /// The name it prints under.
    #[inline]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The place of its row in [`TABLE`].
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// A hash of its name: the same on every machine, wherever its row stands.
    #[inline]
    pub(crate) fn stable_hash(self) -> u64 {
        table::NAME_HASHES[usize::from(self.0)]
    }

    /// The value that the kernel has at arguments; NaN for a wrong number of them, and for an
    /// index (`n` in `polygamma(n, x)`) that is no whole number.
    ///
    /// # Examples
    /// ```
    /// use gradus::function::FunctionId;
    /// assert_eq!(FunctionId::MAX.value(&[1.0, 3.0, 2.0]), 3.0);
    /// assert!(FunctionId::POLYGAMMA.value(&[0.5, 1.0]).is_nan());
    /// ```
    pub fn value(self, arguments: &[f64]) -> f64 {
        let row = self.row();
        match (row.kernel, arguments) {
            (Kernel::Unary(kernel), &[x]) => kernel(x),
            (Kernel::Binary(kernel), &[x, y]) => kernel(x, y),
            (Kernel::Binary(kernel), &[x, ref rest @ ..]) if row.variadic => {
                rest.iter().fold(x, |folded, &next| kernel(folded, next))
            }
            (Kernel::Ternary(kernel), &[x, y, z]) => kernel(x, y, z),
            (Kernel::Indexed(kernel), &[n, x])
                if n.fract() == 0.0 && n >= 0.0 && n < f64::from(u32::MAX) =>
            {
                kernel(n as u32, x)
            }
            _ => f64::NAN,
        }
    }

    /// The function whose row stands at this place.
    pub fn from_index(index: usize) -> Option<FunctionId> {
        (index < TABLE.len()).then_some(FunctionId(index as u16))
    }
}

/// Names for the functions that other layers build expressions of, so that no other file spells a
/// function's name.
macro_rules! constants {
    ($($constant:ident = $name:literal;)*) => {
        impl FunctionId {
            $(
                #[doc = concat!("The row `", $name, "`.")]
                pub const $constant: FunctionId = FunctionId(table::place($name));
            )*
        }
    };
}

constants! {
    SQRT = "sqrt"; CBRT = "cbrt";
    EXP = "exp"; EXPM1 = "expm1"; LOG = "log"; LOG1P = "log1p"; LOG2 = "log2"; LOG10 = "log10";
    SIGMOID = "sigmoid"; SOFTPLUS = "softplus";
    SIN = "sin"; COS = "cos"; TAN = "tan"; COT = "cot"; SEC = "sec"; CSC = "csc";
    ASIN = "asin"; ACOS = "acos"; ATAN = "atan"; ACOT = "acot"; ASEC = "asec"; ACSC = "acsc";
    ATAN2 = "atan2";
    SINH = "sinh"; COSH = "cosh"; TANH = "tanh"; COTH = "coth"; SECH = "sech"; CSCH = "csch";
    ASINH = "asinh"; ACOSH = "acosh"; ATANH = "atanh";
    ACOTH = "acoth"; ASECH = "asech"; ACSCH = "acsch";
    ABS = "abs"; SIGN = "sign"; HEAVISIDE = "heaviside"; RELU = "relu";
    MIN = "min"; MAX = "max"; CLAMP = "clamp";
    FLOOR = "floor"; CEIL = "ceil"; ROUND = "round"; HYPOT = "hypot";
    ERF = "erf"; ERFC = "erfc";
    GAMMA = "gamma"; LOGGAMMA = "loggamma";
    DIGAMMA = "digamma"; TRIGAMMA = "trigamma"; POLYGAMMA = "polygamma";
    BINOMIAL = "binomial"; FACTORIAL = "factorial";
}
