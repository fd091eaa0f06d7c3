//! How to compile.

/// The value of a derivative at a kink, where it has none.
///
/// It decides step functions (the sign of `abs'`) at argument 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum KinkPolicy {
    /// Not a number: the derivative does not exist.
    #[default]
    Nan,
    /// The derivative from the left: where the leading variable of what decides is smaller.
    Left,
    /// The derivative from the right.
    Right,
    /// Zero, as machine learning does.
    Zero,
}

impl KinkPolicy {
    /// The policies by name.
    pub const ALL: &[(&str, KinkPolicy)] = &[
        ("nan", KinkPolicy::Nan),
        ("left", KinkPolicy::Left),
        ("right", KinkPolicy::Right),
        ("zero", KinkPolicy::Zero),
    ];

    /// The policy of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(known, _)| *known == name)
            .map(|(_, policy)| *policy)
    }
}

impl std::fmt::Display for KinkPolicy {
    /// The name, as in the command and the batch protocol.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut all = Self::ALL.iter();
        let name = all
            .find(|(_, policy)| policy == self)
            .map_or("", |(name, _)| name);
        f.pad(name)
    }
}

/// How hard compiled functions work for their last digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Accuracy {
    /// The operations as they were written.
    Naive,
    /// Forms that lose fewer digits, where they cost next to nothing (`log1p(x)` for
    /// `log(1 + x)`).
    #[default]
    Stable,
    /// Evaluation watches its own error, and repeats with more digits what was not sure.
    Accurate,
}

impl Accuracy {
    /// The modes by name.
    pub const ALL: &[(&str, Accuracy)] = &[
        ("naive", Accuracy::Naive),
        ("stable", Accuracy::Stable),
        ("accurate", Accuracy::Accurate),
    ];
}

/// How to compile.
///
/// # Examples
/// ```
/// use gradus::compile::{CompileOptions, KinkPolicy};
/// let options = CompileOptions { derivative: true, kink: KinkPolicy::Zero, ..Default::default() };
/// assert_eq!(options.power_limit, 16);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompileOptions {
    /// How hard the function works for its last digits.
    pub accuracy: Accuracy,
    /// The value at kinks, if `derivative` is set.
    pub kink: KinkPolicy,
    /// Whether the outputs are derivatives, so that step functions at 0 obey `kink`.
    pub derivative: bool,
    /// How many of the outputs, the first ones, are values all the same if `derivative` is set.
    pub values: usize,
    /// The largest size of an integer exponent that is computed by repeated multiplication (each
    /// of which rounds); larger ones by the general power. At most 1,024.
    pub power_limit: u32,
    /// The most operations a program may have.
    pub operation_limit: usize,
    /// After how many calls at single points a function becomes native code, if the library is
    /// built with that; never for 0. The results are the same.
    pub native_after: u32,
}

impl CompileOptions {
    /// For the operations as they are written, which have no value at a hole.
    pub fn as_written() -> Self {
        CompileOptions {
            accuracy: Accuracy::Naive,
            ..CompileOptions::default()
        }
    }

    /// The same for outputs of which these are derivatives, whatever else may be.
    pub(crate) fn for_outputs(self, derivatives: impl Iterator<Item = bool> + Clone) -> Self {
        CompileOptions {
            derivative: self.derivative || derivatives.clone().any(|is| is),
            values: match self.derivative {
                true => self.values,
                false => derivatives.take_while(|&is| !is).count(),
            },
            ..self
        }
    }
}

impl Default for CompileOptions {
    fn default() -> Self {
        CompileOptions {
            accuracy: Accuracy::Stable,
            kink: KinkPolicy::Nan,
            derivative: false,
            values: 0,
            power_limit: 16,
            operation_limit: 50_000_000,
            // About where the time that was spent on the tape is the time that compiling takes.
            native_after: 10_000,
        }
    }
}
