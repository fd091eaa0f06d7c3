//! What a search for all zeros comes to.

use std::fmt;

use crate::expr::double;
use crate::optimize::Kind;

/// What kind of zero or critical point it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SolutionKind {
    /// A zero at which the Jacobian is regular.
    Simple,
    /// A zero at which the Jacobian is singular, such as that of `x^2`.
    Multiple,
    /// A zero of a function of one variable that is only known by its change of sign.
    SignChange,
    /// A critical point, by its Hessian.
    Critical(Kind),
}

impl fmt::Display for SolutionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SolutionKind::Simple => f.pad("simple"),
            SolutionKind::Multiple => f.pad("multiple"),
            SolutionKind::SignChange => f.pad("sign change"),
            SolutionKind::Critical(kind) => kind.fmt(f),
        }
    }
}

/// A zero or a critical point.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Doubles near it, in the order of the variables.
    pub x: Vec<f64>,
    /// For each variable two numbers around it.
    pub enclosure: Vec<[f64; 2]>,
    /// The value of the function there; of equations the largest of their sizes.
    pub value: f64,
    /// Two numbers around the exact value.
    pub value_enclosure: [f64; 2],
    /// Of what kind it is.
    pub kind: SolutionKind,
    /// Whether it is proved that the enclosure holds exactly one.
    pub certified: bool,
    /// Whether it is proved that the enclosure holds one or more.
    pub exists: bool,
    /// Whether the enclosure touches a side of the box that was searched, so that the point itself
    /// may lie a rounding outside of it.
    pub on_boundary: bool,
}

/// Why a region is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionKind {
    /// It may have solutions or not.
    Undecided,
    /// It holds a line, surface or other set of solutions, as far as doubles can tell.
    Degenerate,
    /// Every point of it is a solution: that is proved.
    Everywhere,
}

impl fmt::Display for RegionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            RegionKind::Undecided => "undecided",
            RegionKind::Degenerate => "degenerate",
            RegionKind::Everywhere => "everywhere",
        })
    }
}

/// A region that may have solutions besides those that are told.
#[derive(Clone, Debug, PartialEq)]
pub struct UndecidedRegion {
    /// A range for each variable.
    pub area: Vec<[f64; 2]>,
    /// What is known of it.
    pub kind: RegionKind,
}

/// Where the values of a function begin in a box.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobalMinimum {
    /// No value in the box is smaller: that is proved.
    pub lower: f64,
    /// A value that is taken, at `x`, or one above it: that is proved.
    pub upper: f64,
    /// Where.
    pub x: Vec<f64>,
    /// Whether `x` lies on a side of the box.
    pub on_boundary: bool,
}

/// All solutions in a box.
///
/// Outside of the points' enclosures and the undecided regions there is none: that is proved.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions {
    /// The variables.
    pub names: Vec<String>,
    /// The solutions, in increasing order of the first variable, then the next.
    pub points: Vec<Solution>,
    /// Where more may be.
    pub undecided: Vec<UndecidedRegion>,
    /// The global minimum, if it was asked for.
    pub minimum: Option<GlobalMinimum>,
    /// Whether the search was ended because it took too long.
    pub spent: bool,
}

impl Solutions {
    /// Whether all solutions in the box are known and proved.
    pub fn is_complete(&self) -> bool {
        self.undecided.is_empty() && self.points.iter().all(|point| point.certified)
    }
}

fn range(f: &mut fmt::Formatter<'_>, name: &str, [lower, upper]: [f64; 2]) -> fmt::Result {
    write!(f, "{name} = {}..{}", double(lower), double(upper))
}

/// Whether a range leaves digits open that are printed.
fn is_wide([lower, upper]: [f64; 2]) -> bool {
    const SHARE: f64 = 1e-11;
    upper - lower > SHARE * lower.abs().max(upper.abs()).max(1e-3)
}

impl fmt::Display for Solutions {
    /// A line for each point and each region.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut line = |f: &mut fmt::Formatter<'_>| -> fmt::Result {
            match std::mem::take(&mut first) {
                true => Ok(()),
                false => f.write_str("\n"),
            }
        };
        for point in &self.points {
            line(f)?;
            for (name, &value) in self.names.iter().zip(&point.x) {
                write!(f, "{name} = {}, ", double(value))?;
            }
            if matches!(point.kind, SolutionKind::Critical(_)) {
                write!(f, "f = {}, ", double(point.value))?;
            }
            write!(f, "kind = {}, certified = {}", point.kind, point.certified)?;
            // Where the digits above are not those of the solution, its range is told.
            let sides = self.names.iter().zip(&point.enclosure);
            for (name, &ends) in sides.filter(|(_, ends)| point.certified && is_wide(**ends)) {
                f.write_str(", ")?;
                range(f, name, ends)?;
            }
        }
        for region in &self.undecided {
            line(f)?;
            write!(f, "{}: ", region.kind)?;
            for (at, (name, &ends)) in self.names.iter().zip(&region.area).enumerate() {
                if at > 0 {
                    f.write_str(", ")?;
                }
                range(f, name, ends)?;
            }
        }
        if let Some(minimum) = &self.minimum {
            line(f)?;
            write!(
                f,
                "minimum = {}..{} at ",
                double(minimum.lower),
                double(minimum.upper)
            )?;
            for (name, &value) in self.names.iter().zip(&minimum.x) {
                write!(f, "{name} = {}, ", double(value))?;
            }
            f.write_str(match minimum.on_boundary {
                true => "on the boundary",
                false => "inside",
            })?;
        }
        Ok(())
    }
}
