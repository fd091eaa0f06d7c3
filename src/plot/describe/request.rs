//! The kinds of pictures, and what is drawn with them, by name.

use crate::plot::PlotError;

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Values of one variable as lines.
    Curve,
    /// Values of two variables as lines with numbers.
    Contour,
    /// Values of two variables as coloured areas.
    Filled,
    /// Values of two variables as a surface.
    Surface,
    /// Coloured areas and a surface beside each other.
    Both,
    /// The gradient of an expression, or two expressions as arrows.
    Field,
    /// Values along the first variable for a few values of the second.
    Sections,
    /// Each expression in a panel of its own, with the same ranges; with derivatives, these below
    /// each other.
    Grid,
    /// The value, the size of the gradient and the variables, step by step, of a walk.
    Convergence,
}

impl Kind {
    /// The kinds by name.
    pub const ALL: &[(&str, Kind)] = &[
        ("curve", Kind::Curve),
        ("contour", Kind::Contour),
        ("filled", Kind::Filled),
        ("surface", Kind::Surface),
        ("both", Kind::Both),
        ("field", Kind::Field),
        ("sections", Kind::Sections),
        ("grid", Kind::Grid),
        ("convergence", Kind::Convergence),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let found = Kind::ALL.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }

    /// The kind of a name.
    ///
    /// # Errors
    /// [`PlotError::Word`].
    pub fn named(name: &str) -> Result<Self, PlotError> {
        named("kind", name, Kind::ALL)
    }
}

/// What a word of a table stands for.
///
/// # Errors
/// [`PlotError::Word`] for a word that is not in it.
pub fn named<T: Copy>(
    setting: &'static str,
    name: &str,
    all: &[(&'static str, T)],
) -> Result<T, PlotError> {
    match all.iter().find(|(known, _)| *known == name) {
        Some((_, found)) => Ok(*found),
        None => Err(PlotError::Word {
            setting,
            found: name.to_owned(),
            choices: all.iter().map(|(known, _)| *known).collect(),
        }),
    }
}

/// What is drawn besides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum With {
    /// The derivative.
    Derivative,
    /// The first and second derivative.
    Derivatives,
    /// The points where the gradient vanishes.
    Critical,
    /// The points where a curve changes its bend: zeros of the second derivative at which it changes
    /// its sign.
    Inflections,
    /// The tangent at a place.
    Tangent(f64),
    /// The tangent plane at a point of a surface, with the cuts through it and their tangents.
    TangentPlane([f64; 2]),
    /// Taylor polynomials around a place.
    Taylor(f64),
}

impl With {
    /// The words: those that stand alone, and those that need a place.
    pub const ALL: &[(&str, With)] = &[
        ("derivative", With::Derivative),
        ("derivatives", With::Derivatives),
        ("critical", With::Critical),
        ("inflections", With::Inflections),
        ("tangent", With::Tangent(0.0)),
        ("taylor", With::Taylor(0.0)),
    ];

    /// What a text such as `critical`, `tangent=1` or `tangent=(2, 4)` stands for. A place is read by
    /// `number`.
    ///
    /// # Errors
    /// [`PlotError::Word`] for another word, [`PlotError::Place`] for a place that is missing or
    /// too much, and what `number` gives.
    ///
    /// # Examples
    /// ```
    /// use gradus::plot::{PlotError, With};
    /// let number = |text: &str| text.parse().map_err(|_| PlotError::Nothing);
    /// assert_eq!(With::read("tangent=1", number)?, With::Tangent(1.0));
    /// assert_eq!(With::read("tangent=(2,4)", number)?, With::TangentPlane([2.0, 4.0]));
    /// assert!(With::read("tangent", number).is_err());
    /// # Ok::<(), PlotError>(())
    /// ```
    pub fn read<E: From<PlotError>>(
        text: &str,
        number: impl Fn(&str) -> Result<f64, E>,
    ) -> Result<Self, E> {
        let (word, place) = match text.split_once('=') {
            Some((word, place)) => (word.trim(), Some(place)),
            None => (text.trim(), None),
        };
        let misplaced = |needed| {
            Err(E::from(PlotError::Place {
                word: word.to_owned(),
                needed,
            }))
        };
        match (named("addition", word, With::ALL)?, place) {
            (With::Tangent(_), Some(place)) => match pair(place).as_deref() {
                Some([x, y]) => Ok(With::TangentPlane([number(x)?, number(y)?])),
                Some(_) => misplaced(true),
                None => Ok(With::Tangent(number(place)?)),
            },
            (With::Taylor(_), Some(place)) => Ok(With::Taylor(number(place)?)),
            (With::Tangent(_) | With::Taylor(_), None) => misplaced(true),
            (_, Some(_)) => misplaced(false),
            (alone, None) => Ok(alone),
        }
    }
}

/// The texts of a point such as `(2, 4)` or `[2, 4]`: those between commas that are in no further
/// bracket. Nothing for a text that is none.
fn pair(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let inside = inside('(', ')').or_else(|| inside('[', ']'))?;
    let mut depth = 0_usize;
    let parts: Vec<&str> = inside
        .split(|sign| {
            match sign {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            sign == ',' && depth == 0
        })
        .map(str::trim)
        .collect();
    // `(1 + 2)` is a number.
    (parts.len() > 1).then_some(parts)
}
