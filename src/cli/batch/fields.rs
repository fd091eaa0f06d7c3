//! The types of a request's fields.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text, borrowed from the request where it has no escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// One thing, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub enum OneOrMany<T> {
    /// Not in a list.
    One(T),
    /// In a list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// As a list.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

/// Texts as [`OneOrMany`].
impl<'de> Deserialize<'de> for OneOrMany<Text<'de>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextsVisitor;
        impl<'de> Visitor<'de> for TextsVisitor {
            type Value = OneOrMany<Text<'de>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(OneOrMany::One(Text(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(OneOrMany::One(Text(Cow::Owned(text.to_owned()))))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMany::Many(texts))
            }
        }
        deserializer.deserialize_any(TextsVisitor)
    }
}

/// A double; "nan", "inf" and "-inf" are texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Real(pub f64);

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RealVisitor;
        impl Visitor<'_> for RealVisitor {
            type Value = Real;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, \"nan\", \"inf\" or \"-inf\"")
            }
            fn visit_f64<E>(self, value: f64) -> Result<Real, E> {
                Ok(Real(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Real, E> {
                Ok(Real(value as f64))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Real, E> {
                Ok(Real(value as f64))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Real, E> {
                match text {
                    "nan" => Ok(Real(f64::NAN)),
                    "inf" => Ok(Real(f64::INFINITY)),
                    "-inf" => Ok(Real(f64::NEG_INFINITY)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(RealVisitor)
    }
}

/// A number or an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// A number.
    Number(f64),
    /// An expression.
    Expression(Cow<'a, str>),
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an expression")
            }
            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value as f64))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value as f64))
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Expression(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Expression(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// An object as pairs in the order they stand in.
///
/// Unlike a map type it is read in one pass over the text, without hashing.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs<'a, T>(pub Vec<(Cow<'a, str>, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<'de, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
            type Value = Pairs<'de, T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object such as {\"x\": 1}")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    pairs.push((name, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor(std::marker::PhantomData))
    }
}

/// A point: values by name.
pub type Point<'a> = Pairs<'a, Real>;

/// Points as [`OneOrMany`].
impl<'de> Deserialize<'de> for OneOrMany<Point<'de>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PointsVisitor;
        impl<'de> Visitor<'de> for PointsVisitor {
            type Value = OneOrMany<Point<'de>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of points such as {\"x\": 1}")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let point = Point::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(OneOrMany::One(point))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut points = Vec::new();
                while let Some(point) = list.next_element()? {
                    points.push(point);
                }
                Ok(OneOrMany::Many(points))
            }
        }
        deserializer.deserialize_any(PointsVisitor)
    }
}

/// A whole number from 0 on; `50.0` and `1e6` are such numbers too, as some programs write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl Visitor<'_> for CountVisitor {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 0 on")
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Count, E> {
                Ok(Count(usize::try_from(value).unwrap_or(usize::MAX)))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Count, E> {
                const EXACT: f64 = (1u64 << 53) as f64;
                if value.fract() == 0.0 && (0.0..=EXACT).contains(&value) {
                    Ok(Count(value as usize))
                } else {
                    Err(E::invalid_value(de::Unexpected::Float(value), &self))
                }
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}

/// An evenly spaced grid: first, last, how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// The first value.
    pub first: f64,
    /// The last value.
    pub last: f64,
    /// How many values.
    pub count: usize,
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GridVisitor;
        impl<'de> Visitor<'de> for GridVisitor {
            type Value = Grid;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a grid [first, last, count]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Grid, A::Error> {
                let first: Option<Real> = list.next_element()?;
                let last: Option<Real> = list.next_element()?;
                let count: Option<Count> = list.next_element()?;
                let more: Option<IgnoredAny> = list.next_element()?;
                match (first, last, count, more) {
                    (Some(Real(first)), Some(Real(last)), Some(Count(count)), None) => {
                        Ok(Grid { first, last, count })
                    }
                    _ => Err(de::Error::custom("expected a grid [first, last, count]")),
                }
            }
        }
        deserializer.deserialize_seq(GridVisitor)
    }
}

impl Grid {
    /// The value at a place: `first + i*(last - first)/(count - 1)`.
    pub fn value(&self, place: usize) -> f64 {
        if self.count < 2 {
            return self.first;
        }
        self.first + place as f64 * (self.last - self.first) / (self.count - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_bits() {
        for (text, value) in [
            ("0.1", 0.1_f64),
            ("-0", -0.0),
            ("1e-320", 1e-320),
            ("7", 7.0),
        ] {
            let Real(read) = serde_json::from_str(text).unwrap();
            assert_eq!(read.to_bits(), value.to_bits(), "{text}");
        }
        let Real(nan) = serde_json::from_str("\"nan\"").unwrap();
        assert!(nan.is_nan());
        assert!(serde_json::from_str::<Real>("\"three\"").is_err());
    }

    #[test]
    fn points_come_alone_or_in_lists() {
        let one: OneOrMany<Point> = serde_json::from_str(r#"{"x":1,"\u0079":"inf"}"#).unwrap();
        let expected = Pairs(vec![
            ("x".into(), Real(1.0)),
            ("y".into(), Real(f64::INFINITY)),
        ]);
        assert_eq!(one, OneOrMany::One(expected.clone()));
        let many: OneOrMany<Point> = serde_json::from_str(r#"[{"x":1,"y":"inf"}]"#).unwrap();
        assert_eq!(many.into_vec(), [expected]);
    }

    #[test]
    fn grids_are_checked() {
        let grid: Grid = serde_json::from_str("[-6,6,5]").unwrap();
        assert_eq!((grid.value(0), grid.value(4)), (-6.0, 6.0));
        assert!(serde_json::from_str::<Grid>("[-6,6]").is_err());
        assert!(serde_json::from_str::<Grid>("[-6,6,-1]").is_err());
    }
}
