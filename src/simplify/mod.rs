//! Rewriting: rules as data, what is known of values, and the search for a better form.

pub mod facts;
pub mod rules;
