//! Numbers that do not fit into memory: a temporary file, block by block.
//!
//! A block holds its rows column by column, so that a pass reads only the columns it needs. The
//! next block is read while one is worked on.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::DataError;
use super::table::Block;
use crate::compile::CHUNK;

/// About how many numbers a block has.
const NUMBERS: usize = 1 << 19;

/// Fewer chunks in a block leave threads without work.
const FEWEST_CHUNKS: usize = 2;

/// How many names are tried for the file.
const ATTEMPTS: usize = 64;

/// How many bytes are turned into numbers at once.
const BYTES: usize = 1 << 16;

/// How many rows a block of so many columns has: a whole number of the batch's chunks, so that
/// sums are made in the same order as in memory.
pub(super) fn block_rows(width: usize) -> usize {
    (NUMBERS / width.max(1) / CHUNK).max(FEWEST_CHUNKS) * CHUNK
}

/// A temporary file, removed when it is let go of.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // A file that can't be removed any more is no reason to fail.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A file under a name that no other file has.
fn create() -> Result<(Temporary, File), DataError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let folder = std::env::temp_dir();
    let mut path = folder.clone();
    for _ in 0..ATTEMPTS {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let time = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.subsec_nanos());
        path = folder.join(format!("gradus-{}-{count}-{time}.rows", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // The numbers are nobody else's.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => return Ok((Temporary(path), file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(DataError::temporary(&path, &error)),
        }
    }
    Err(DataError::Temporary {
        path: path.display().to_string(),
        kind: ErrorKind::AlreadyExists,
    })
}

/// Writes blocks.
pub(super) struct Writer {
    file: BufWriter<File>,
    place: Temporary,
    width: usize,
}

impl Writer {
    pub fn create(width: usize) -> Result<Self, DataError> {
        let (place, file) = create()?;
        Ok(Writer {
            file: BufWriter::with_capacity(BYTES, file),
            place,
            width,
        })
    }

    /// The numbers of one column of a block.
    pub fn write(&mut self, numbers: &[f64]) -> Result<(), DataError> {
        for number in numbers {
            self.file
                .write_all(&number.to_le_bytes())
                .map_err(|error| DataError::temporary(&self.place.0, &error))?;
        }
        Ok(())
    }

    pub fn finish(self, rows: usize) -> Result<Spilled, DataError> {
        let Writer { file, place, width } = self;
        file.into_inner()
            .map_err(|error| DataError::temporary(&place.0, error.error()))?;
        Ok(Spilled { place, width, rows })
    }
}

/// Columns in a temporary file.
#[derive(Debug)]
pub(super) struct Spilled {
    place: Temporary,
    width: usize,
    rows: usize,
}

/// The numbers of a block, column by column.
type Numbers = Vec<Vec<f64>>;

impl Spilled {
    /// Visits the blocks in order, with the columns at these places.
    pub fn for_each_block<E: From<DataError>>(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(Block<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        std::thread::scope(|scope| {
            let (to_here, blocks) = sync_channel::<Result<Numbers, DataError>>(1);
            let (give_back, used) = sync_channel::<Numbers>(2);
            let reader = std::thread::Builder::new()
                .spawn_scoped(scope, move || self.read_ahead(columns, &to_here, &used));
            if let Err(error) = reader {
                return Err(E::from(DataError::temporary(&self.place.0, &error)));
            }
            for start in (0..self.rows).step_by(block_rows(self.width)) {
                let Ok(numbers) = blocks.recv() else {
                    return Err(E::from(DataError::Temporary {
                        path: self.place.0.display().to_string(),
                        kind: ErrorKind::UnexpectedEof,
                    }));
                };
                let numbers = numbers?;
                let views: Vec<&[f64]> = numbers.iter().map(Vec::as_slice).collect();
                visit(Block {
                    start,
                    rows: self.rows_from(start),
                    columns: &views,
                })?;
                // The reader may have ended: then nobody needs the space.
                let _ = give_back.try_send(numbers);
            }
            Ok(())
        })
    }

    /// How many rows the block from a row on has.
    fn rows_from(&self, start: usize) -> usize {
        block_rows(self.width).min(self.rows - start)
    }

    /// Reads block after block until nobody listens any more.
    fn read_ahead(
        &self,
        columns: &[usize],
        blocks: &SyncSender<Result<Numbers, DataError>>,
        used: &Receiver<Numbers>,
    ) {
        let mut file = match File::open(&self.place.0) {
            Ok(file) => file,
            Err(error) => {
                let _ = blocks.send(Err(DataError::temporary(&self.place.0, &error)));
                return;
            }
        };
        let mut bytes = vec![0; BYTES];
        for start in (0..self.rows).step_by(block_rows(self.width)) {
            let mut numbers = used.try_recv().unwrap_or_default();
            let read = self.read(&mut file, start, columns, &mut numbers, &mut bytes);
            if blocks.send(read.map(|()| numbers)).is_err() {
                return;
            }
        }
    }

    /// Reads the block from a row on.
    fn read(
        &self,
        file: &mut File,
        start: usize,
        columns: &[usize],
        numbers: &mut Numbers,
        bytes: &mut [u8],
    ) -> Result<(), DataError> {
        let rows = self.rows_from(start);
        numbers.resize_with(columns.len(), Vec::new);
        for (out, &column) in numbers.iter_mut().zip(columns) {
            let before = start * self.width + column * rows;
            let failed = |error| DataError::temporary(&self.place.0, &error);
            file.seek(SeekFrom::Start(before as u64 * 8))
                .map_err(failed)?;
            out.clear();
            let mut left = rows * 8;
            while left > 0 {
                let length = left.min(bytes.len());
                let Some(part) = bytes.get_mut(..length) else {
                    break;
                };
                file.read_exact(part).map_err(failed)?;
                out.extend(part.chunks_exact(8).map(|bytes| {
                    let mut eight = [0; 8];
                    eight.copy_from_slice(bytes);
                    f64::from_le_bytes(eight)
                }));
                left -= length;
            }
        }
        Ok(())
    }
}
