//! Taylor series, limits, tangents and signs.
