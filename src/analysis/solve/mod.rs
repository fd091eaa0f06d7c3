//! Equations, systems and critical points.
