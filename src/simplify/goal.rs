//! What a simplification aims at.

/// What a simplification aims at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Goal {
    /// The form that is shortest for a person.
    #[default]
    Read,
    /// The form with the fewest operations, shared parts counted once.
    Compute,
    /// The form that loses the fewest digits in doubles.
    Stable,
}

impl Goal {
    /// The goals by name.
    pub const ALL: &[(&str, Goal)] = &[
        ("read", Goal::Read),
        ("compute", Goal::Compute),
        ("stable", Goal::Stable),
    ];

    /// The goal of a name.
    pub fn named(name: &str) -> Option<Goal> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, goal)| *goal)
    }
}
