//! The tests, one module per layer.

mod optimize;
