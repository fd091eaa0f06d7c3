//! What is known of the values of expressions: assumptions, and what follows from them.
