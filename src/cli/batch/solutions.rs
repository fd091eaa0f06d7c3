//! Solutions in a box as JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use gradus::optimize::{GlobalMinimum, Solution, SolutionKind, Solutions, UndecidedRegion};

use super::fields::Real;

/// Writes the fields `points`, `undecided` and `minimum` of a reply.
pub fn write<M: SerializeMap>(found: &Solutions, map: &mut M) -> Result<(), M::Error> {
    let names = &found.names;
    let points: Vec<PointReply> = (found.points.iter())
        .map(|point| PointReply { names, point })
        .collect();
    map.serialize_entry("points", &points)?;
    let regions: Vec<RegionReply> = (found.undecided.iter())
        .map(|region| RegionReply { names, region })
        .collect();
    map.serialize_entry("undecided", &regions)?;
    if let Some(minimum) = &found.minimum {
        map.serialize_entry("minimum", &MinimumReply { names, minimum })?;
    }
    Ok(())
}

/// A number for each name.
struct Numbers<'a>(&'a [String], &'a [f64]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs = self.0.iter().zip(self.1);
        serializer.collect_map(pairs.map(|(name, &value)| (name, Real(value))))
    }
}

/// A range for each name.
struct Ranges<'a>(&'a [String], &'a [[f64; 2]]);

impl Serialize for Ranges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs = self.0.iter().zip(self.1);
        serializer.collect_map(pairs.map(|(name, ends)| (name, ends.map(Real))))
    }
}

struct PointReply<'a> {
    names: &'a [String],
    point: &'a Solution,
}

impl Serialize for PointReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { names, point } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("x", &Numbers(names, &point.x))?;
        map.serialize_entry("f", &Real(point.value))?;
        map.serialize_entry("kind", &point.kind.to_string())?;
        map.serialize_entry("certified", &point.certified)?;
        map.serialize_entry("exists", &point.exists)?;
        map.serialize_entry("enclosure", &Ranges(names, &point.enclosure))?;
        if let SolutionKind::Critical(_) = point.kind {
            map.serialize_entry("value", &point.value_enclosure.map(Real))?;
        }
        if point.on_boundary {
            map.serialize_entry("on_boundary", &true)?;
        }
        map.end()
    }
}

struct RegionReply<'a> {
    names: &'a [String],
    region: &'a UndecidedRegion,
}

impl Serialize for RegionReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("box", &Ranges(self.names, &self.region.area))?;
        map.serialize_entry("kind", &self.region.kind.to_string())?;
        map.end()
    }
}

struct MinimumReply<'a> {
    names: &'a [String],
    minimum: &'a GlobalMinimum,
}

impl Serialize for MinimumReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { names, minimum } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("lower", &Real(minimum.lower))?;
        map.serialize_entry("upper", &Real(minimum.upper))?;
        map.serialize_entry("x", &Numbers(names, &minimum.x))?;
        map.serialize_entry("on_boundary", &minimum.on_boundary)?;
        map.end()
    }
}
