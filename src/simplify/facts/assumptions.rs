//! What a person assumes of values; it belongs to no arena.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use super::enclosure::Enclosure;
use super::known::Facts;
use crate::expr::lower::{LowerError, Lowering};
use crate::expr::{Arena, Id, Number};
use crate::syntax::{self, Span, Statement, SyntaxError};

/// A property that an expression can be assumed to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// Above 0.
    Positive,
    /// Below 0.
    Negative,
    /// Not 0.
    Nonzero,
    /// Not below 0.
    Nonnegative,
    /// Not above 0.
    Nonpositive,
    /// A real number, which every symbol is.
    Real,
    /// A whole number.
    Integer,
    /// An even integer.
    Even,
    /// An odd integer.
    Odd,
}

impl Property {
    /// All, with the words for them.
    pub const ALL: [(&'static str, Property); 9] = [
        ("positive", Property::Positive),
        ("negative", Property::Negative),
        ("nonzero", Property::Nonzero),
        ("nonnegative", Property::Nonnegative),
        ("nonpositive", Property::Nonpositive),
        ("real", Property::Real),
        ("integer", Property::Integer),
        ("even", Property::Even),
        ("odd", Property::Odd),
    ];

    /// The property that a word means.
    pub fn named(word: &str) -> Option<Property> {
        let mut all = Self::ALL.iter();
        all.find(|(name, _)| *name == word).map(|(_, it)| *it)
    }

    /// The values that have it.
    pub fn enclosure(self) -> Enclosure {
        let parity = |even| Enclosure {
            even: Some(even),
            ..Enclosure::integers()
        };
        match self {
            Property::Positive => Enclosure::above(Number::ZERO, false),
            Property::Negative => Enclosure::below(Number::ZERO, false),
            Property::Nonzero => Enclosure {
                nonzero: true,
                ..Enclosure::reals()
            },
            Property::Nonnegative => Enclosure::above(Number::ZERO, true),
            Property::Nonpositive => Enclosure::below(Number::ZERO, true),
            Property::Real => Enclosure::reals(),
            Property::Integer => Enclosure::integers(),
            Property::Even => parity(true).settled(),
            Property::Odd => parity(false).settled(),
        }
    }
}

/// Why an assumption is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssumptionError {
    /// It can't be read.
    Syntax(SyntaxError),
    /// It makes no condition.
    Lower(LowerError),
    /// The text is no assumption.
    NotAnAssumption {
        /// The text.
        text: String,
    },
    /// A word is no property.
    UnknownProperty {
        /// The word.
        word: String,
        /// Its place.
        span: Span,
        /// A property with a similar name.
        suggestion: Option<&'static str>,
    },
    /// It can't hold together with what is assumed already.
    Contradiction {
        /// The new assumption.
        text: String,
        /// An earlier one with which it can't hold, if there is a single one.
        earlier: Option<String>,
        /// Its place.
        span: Span,
    },
}

impl AssumptionError {
    /// The place in the text.
    pub fn span(&self) -> Option<Span> {
        match self {
            AssumptionError::Syntax(error) => Some(error.span()),
            AssumptionError::Lower(error) => Some(error.span()),
            AssumptionError::NotAnAssumption { .. } => None,
            AssumptionError::UnknownProperty { span, .. }
            | AssumptionError::Contradiction { span, .. } => Some(*span),
        }
    }
}

impl fmt::Display for AssumptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AssumptionError::Syntax(error) => error.fmt(f),
            AssumptionError::Lower(error) => error.fmt(f),
            AssumptionError::NotAnAssumption { text } => {
                write!(
                    f,
                    "`{text}` is no assumption such as `x > 0` or `n integer`"
                )
            }
            AssumptionError::UnknownProperty {
                word, suggestion, ..
            } => {
                write!(f, "`{word}` is no property of numbers; ")?;
                if let Some(suggestion) = suggestion {
                    return write!(f, "did you mean `{suggestion}`?");
                }
                f.write_str("there are ")?;
                let last = Property::ALL.len() - 1;
                for (at, (name, _)) in Property::ALL.iter().enumerate() {
                    let before = match at {
                        0 => "",
                        _ if at == last => " and ",
                        _ => ", ",
                    };
                    write!(f, "{before}{name}")?;
                }
                Ok(())
            }
            AssumptionError::Contradiction { text, earlier, .. } => match earlier {
                Some(earlier) if earlier != text => {
                    write!(f, "`{text}` contradicts what is assumed: `{earlier}`")
                }
                Some(_) => write!(f, "`{text}` can't hold"),
                None => write!(f, "`{text}` contradicts what is assumed"),
            },
        }
    }
}

impl std::error::Error for AssumptionError {}

impl From<SyntaxError> for AssumptionError {
    fn from(error: SyntaxError) -> Self {
        AssumptionError::Syntax(error)
    }
}

impl From<LowerError> for AssumptionError {
    fn from(error: LowerError) -> Self {
        AssumptionError::Lower(error)
    }
}

/// One assumption: a condition, or an expression with a property.
#[derive(Clone, Debug)]
struct Assumption {
    root: Id,
    property: Option<Property>,
    text: String,
}

/// What is assumed of the values of symbols and expressions.
///
/// # Examples
/// ```
/// use gradus::simplify::facts::Assumptions;
/// let assumptions = Assumptions::parse("0 < p < 1, n integer")?;
/// assert_eq!(assumptions.texts().collect::<Vec<_>>(), ["0 < p < 1", "n integer"]);
/// let error = Assumptions::parse("x > 0, x < 0").unwrap_err();
/// assert_eq!(error.to_string(), "`x < 0` contradicts what is assumed: `x > 0`");
/// # Ok::<(), gradus::simplify::facts::AssumptionError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    arena: Arena,
    list: Vec<Assumption>,
}

impl Assumptions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The assumptions as typed, each alone.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|one| one.text.as_str())
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Reads assumptions: conditions (`p > 0`, `0 < p < 1`) and properties (`n integer`,
    /// `x, y positive`), separated by commas.
    ///
    /// # Errors
    /// [`AssumptionError`] if they can't be read or can't all hold.
    pub fn parse(text: &str) -> Result<Self, AssumptionError> {
        let mut assumptions = Self::new();
        assumptions.add(text)?;
        Ok(assumptions)
    }

    /// Reads more assumptions.
    ///
    /// # Errors
    /// As [`Assumptions::parse`]; what was assumed before is then as it was.
    pub fn add(&mut self, text: &str) -> Result<(), AssumptionError> {
        const WORD: &str = "assume ";
        let line = format!("{WORD}{}", text.trim());
        let Statement::Assume {
            conditions,
            properties,
        } = syntax::parse_statement(&line)?
        else {
            return Err(AssumptionError::NotAnAssumption {
                text: text.to_owned(),
            });
        };
        let mut added = self.clone();
        // In the order in which they were typed.
        let mut properties = properties.iter().peekable();
        for ast in &conditions {
            let node = ast.nodes.get(ast.root.0 as usize);
            let span = node.map(|node| node.span).unwrap_or_default();
            while let Some(one) = properties.next_if(|one| one.symbol.start < span.start) {
                added.push_property(&line, one)?;
            }
            let mut lowering = Lowering::new(&line, ast, &mut added.arena);
            let root = lowering.run()?;
            lowering.check_denominators()?;
            added.push(&line, span, root, None)?;
        }
        for one in properties {
            added.push_property(&line, one)?;
        }
        *self = added;
        Ok(())
    }

    /// Adds a property that was read in a line.
    ///
    /// # Errors
    /// [`AssumptionError`]; what was assumed before is then as it was.
    pub fn add_read_property(
        &mut self,
        line: &str,
        property: &syntax::Property,
    ) -> Result<(), AssumptionError> {
        let mut added = self.clone();
        added.push_property(line, property)?;
        *self = added;
        Ok(())
    }

    fn push_property(
        &mut self,
        line: &str,
        property: &syntax::Property,
    ) -> Result<(), AssumptionError> {
        let word = span_text(line, property.word);
        let Some(named) = Property::named(word) else {
            return Err(AssumptionError::UnknownProperty {
                word: word.to_owned(),
                span: property.word,
                suggestion: syntax::nearest_name(word, Property::ALL.iter().map(|(name, _)| *name)),
            });
        };
        let root = self.arena.symbol(span_text(line, property.symbol));
        self.push(line, property.symbol, root, Some(named))
    }

    /// Adds a condition of an arena, which stands at a place of a line.
    ///
    /// # Errors
    /// [`AssumptionError::Contradiction`].
    pub fn add_condition(
        &mut self,
        arena: &Arena,
        condition: Id,
        line: &str,
        span: Span,
    ) -> Result<(), AssumptionError> {
        let mut added = self.clone();
        for root in added.arena.import(arena, &[condition]) {
            added.push(line, span, root, None)?;
        }
        *self = added;
        Ok(())
    }

    /// Adds a property of a symbol.
    ///
    /// # Errors
    /// [`AssumptionError::Contradiction`].
    pub fn add_property(&mut self, name: &str, property: Property) -> Result<(), AssumptionError> {
        let mut added = self.clone();
        let root = added.arena.symbol(name);
        let word = (Property::ALL.iter()).find(|(_, it)| *it == property);
        let line = format!("{name} {}", word.map_or("", |(word, _)| word));
        let whole = Span {
            start: 0,
            end: line.len() as u32,
        };
        added.push(&line, whole, root, Some(property))?;
        *self = added;
        Ok(())
    }

    /// A symbol is positive; [`Assumptions::negative`] and the others likewise.
    ///
    /// # Errors
    /// [`AssumptionError::Contradiction`].
    ///
    /// # Examples
    /// ```
    /// use gradus::simplify::facts::Assumptions;
    /// let assumptions = Assumptions::new().positive("x")?.integer("n")?.range("n", 1..=10)?;
    /// assert!(assumptions.negative("n").is_err());
    /// # Ok::<(), gradus::simplify::facts::AssumptionError>(())
    /// ```
    pub fn positive(self, name: &str) -> Result<Self, AssumptionError> {
        self.with(name, Property::Positive)
    }

    /// A symbol is negative.
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn negative(self, name: &str) -> Result<Self, AssumptionError> {
        self.with(name, Property::Negative)
    }

    /// A symbol is not 0.
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn nonzero(self, name: &str) -> Result<Self, AssumptionError> {
        self.with(name, Property::Nonzero)
    }

    /// A symbol is not negative.
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn nonnegative(self, name: &str) -> Result<Self, AssumptionError> {
        self.with(name, Property::Nonnegative)
    }

    /// A symbol is an integer.
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn integer(self, name: &str) -> Result<Self, AssumptionError> {
        self.with(name, Property::Integer)
    }

    /// A symbol has a property.
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn with(mut self, name: &str, property: Property) -> Result<Self, AssumptionError> {
        self.add_property(name, property)?;
        Ok(self)
    }

    /// A symbol is in a range, whose ends belong to it as Rust says (`0..1` has 0 and not 1).
    ///
    /// # Errors
    /// As [`Assumptions::positive`].
    pub fn range(
        mut self,
        name: &str,
        range: impl RangeBounds<i64>,
    ) -> Result<Self, AssumptionError> {
        let below = match range.start_bound() {
            Bound::Included(value) => Some(format!("{name} >= {value}")),
            Bound::Excluded(value) => Some(format!("{name} > {value}")),
            Bound::Unbounded => None,
        };
        let above = match range.end_bound() {
            Bound::Included(value) => Some(format!("{name} <= {value}")),
            Bound::Excluded(value) => Some(format!("{name} < {value}")),
            Bound::Unbounded => None,
        };
        for text in below.into_iter().chain(above) {
            self.add(&text)?;
        }
        Ok(self)
    }

    fn push(
        &mut self,
        line: &str,
        span: Span,
        root: Id,
        property: Option<Property>,
    ) -> Result<(), AssumptionError> {
        let mut text = span_text(line, span).to_owned();
        if let Some(property) = property
            && let Some((word, _)) = Property::ALL.iter().find(|(_, it)| *it == property)
            && !text.ends_with(word)
        {
            text = format!("{text} {word}");
        }
        self.list.push(Assumption {
            root,
            property,
            text: text.clone(),
        });
        let mut arena = self.arena.clone();
        if Facts::new(&mut arena, self).is_ok() {
            return Ok(());
        }
        // A single one of the earlier assumptions may be to blame.
        let new = self.list.pop();
        let mut earlier = None;
        for one in self.list.iter().chain(&new) {
            let pair = Assumptions {
                arena: self.arena.clone(),
                list: std::iter::once(one).chain(&new).cloned().collect(),
            };
            if Facts::new(&mut arena, &pair).is_err() {
                earlier = Some(one.text.clone());
                break;
            }
        }
        Err(AssumptionError::Contradiction {
            text,
            earlier,
            span,
        })
    }

    /// Brings the assumptions into an arena.
    pub(super) fn import(&self, arena: &mut Arena) -> Vec<(Id, Option<Property>)> {
        let roots: Vec<Id> = self.list.iter().map(|one| one.root).collect();
        let properties = self.list.iter().map(|one| one.property);
        let roots = if roots.is_empty() {
            roots
        } else {
            arena.import(&self.arena, &roots)
        };
        roots.into_iter().zip(properties).collect()
    }
}

fn span_text(source: &str, span: Span) -> &str {
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or("")
}
