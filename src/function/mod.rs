//! What each named function *is*. STUB: a few rows, until the table is in.
mod row;
pub use row::*;

/// A function's place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(u16);

const BLANK: Row = Row {
    name: "",
    aliases: &[],
    latex: "",
    notation: Notation::Call,
    parameters: &["x"],
    variadic: false,
    kernel: Kernel::Unary(f64::abs),
    partials: &[],
    domain: "",
    kinks: &[],
    step: None,
    parity: Parity::None,
    period: "",
    range: Range {
        lower: f64::NEG_INFINITY,
        lower_included: false,
        upper: f64::INFINITY,
        upper_included: false,
    },
    special: &[],
    canonical: "",
    help: "",
    source: "",
};

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}
fn heaviside(x: f64) -> f64 {
    if x.is_nan() { x } else { 0.5 * (1.0 + sign(x)) }
}
fn clamp(x: f64, a: f64, b: f64) -> f64 {
    x.max(a).min(b)
}
fn polygamma(n: u32, x: f64) -> f64 {
    f64::from(n) + x
}

/// STUB table.
pub static TABLE: [Row; 14] = [
    Row {
        name: "sqrt",
        kernel: Kernel::Unary(f64::sqrt),
        ..BLANK
    },
    Row {
        name: "exp",
        kernel: Kernel::Unary(f64::exp),
        ..BLANK
    },
    Row {
        name: "log",
        kernel: Kernel::Unary(f64::ln),
        ..BLANK
    },
    Row {
        name: "sin",
        kernel: Kernel::Unary(f64::sin),
        ..BLANK
    },
    Row {
        name: "cos",
        kernel: Kernel::Unary(f64::cos),
        ..BLANK
    },
    Row {
        name: "abs",
        kernel: Kernel::Unary(f64::abs),
        ..BLANK
    },
    Row {
        name: "sign",
        kernel: Kernel::Unary(sign),
        step: Some(Step {
            left: -1.0,
            right: 1.0,
        }),
        ..BLANK
    },
    Row {
        name: "heaviside",
        kernel: Kernel::Unary(heaviside),
        step: Some(Step {
            left: 0.0,
            right: 1.0,
        }),
        ..BLANK
    },
    Row {
        name: "atan2",
        parameters: &["y", "x"],
        kernel: Kernel::Binary(f64::atan2),
        ..BLANK
    },
    Row {
        name: "min",
        parameters: &["x", "y"],
        variadic: true,
        kernel: Kernel::Binary(f64::min),
        ..BLANK
    },
    Row {
        name: "max",
        parameters: &["x", "y"],
        variadic: true,
        kernel: Kernel::Binary(f64::max),
        ..BLANK
    },
    Row {
        name: "clamp",
        parameters: &["x", "a", "b"],
        kernel: Kernel::Ternary(clamp),
        ..BLANK
    },
    Row {
        name: "polygamma",
        parameters: &["n", "x"],
        kernel: Kernel::Indexed(polygamma),
        ..BLANK
    },
    Row {
        name: "hypot",
        parameters: &["x", "y"],
        variadic: true,
        kernel: Kernel::Binary(f64::hypot),
        ..BLANK
    },
];

/// Finds a function by its name or an alias.
pub fn lookup(name: &str) -> Option<FunctionId> {
    TABLE
        .iter()
        .position(|row| row.name == name)
        .map(|at| FunctionId(at as u16))
}

#[allow(missing_docs)]
impl FunctionId {
    pub const SQRT: FunctionId = FunctionId(0);
    pub const EXP: FunctionId = FunctionId(1);
    pub const LOG: FunctionId = FunctionId(2);
    pub const SIN: FunctionId = FunctionId(3);
    pub const COS: FunctionId = FunctionId(4);
    pub const ABS: FunctionId = FunctionId(5);
    pub const SIGN: FunctionId = FunctionId(6);
    pub const HEAVISIDE: FunctionId = FunctionId(7);
    pub const ATAN2: FunctionId = FunctionId(8);
    pub const MIN: FunctionId = FunctionId(9);
    pub const MAX: FunctionId = FunctionId(10);
    pub const CLAMP: FunctionId = FunctionId(11);
    pub const POLYGAMMA: FunctionId = FunctionId(12);
    pub const HYPOT: FunctionId = FunctionId(13);

    /// A hash of its name, the same in every version of the table.
    pub fn stable_hash(self) -> u64 {
        u64::from(self.0)
    }
    pub fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }
    pub fn name(self) -> &'static str {
        self.row().name
    }
}
