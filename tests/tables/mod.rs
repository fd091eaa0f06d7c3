//! Tables in files: what is read, and what is refused with its place.

mod garbage;
#[cfg(feature = "parquet")]
mod parquet;
mod text;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use gradus::data::{Data, DataError, Table};

/// A file that goes when the test ends.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(bytes: &[u8]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("gradus-test-{}-{count}.table", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).expect("a file");
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

pub fn columns(bytes: &[u8], names: &[&str]) -> Result<Data, DataError> {
    let file = Scratch::new(bytes);
    Table::open(&file.0)?.columns(names)
}

/// The columns' numbers.
pub fn numbers(bytes: &[u8], names: &[&str]) -> Vec<Vec<f64>> {
    let data = columns(bytes, names).expect("a table");
    names
        .iter()
        .map(|name| data.column(name).expect("a column").to_vec())
        .collect()
}
