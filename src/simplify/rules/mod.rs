//! Rewrite rules: their language, their patterns and their matcher.
