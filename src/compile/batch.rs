//! A function over many points: chunks of rows, threads, progress, sums.
//!
//! Rows are computed in chunks of a fixed size, whatever the number of threads, and sums are made
//! chunk by chunk in order: so results do not depend on how many threads there are.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::Function;
use super::block::{Blocks, LANES};
use super::column::Column;
use super::dispatch::{add_rows, halved};
use super::error::EvalError;
use super::evaluator::{Evaluator, Rows};
use super::program::Program;
use super::uniform::specialised;

/// How many rows a thread takes at once: a whole number of blocks.
pub(crate) const CHUNK: usize = 128 * LANES;

/// So many rows are gathered from at once: their outputs stay in the nearest cache.
const TOGETHER: usize = 512;

/// The numbers in the widest vector.
const VECTOR: usize = 8;

/// The most threads.
const MOST_THREADS: usize = 1024;

/// Fewer instructions in all than this are not worth a second thread.
const WORTH_THREADS: usize = 1 << 18;

/// Is told how many rows are done, and of how many; may end the work.
pub type Progress<'a> = dyn Fn(usize, usize) -> ControlFlow<()> + Sync + 'a;

/// How a function is computed for many points.
///
/// # Examples
/// ```
/// use gradus::compile::Column;
/// let f = "a*x^2".parse::<gradus::Expr>()?.compile(["a", "x"])?;
/// let xs = [1.0, 2.0, 3.0];
/// let mut out = [0.0; 3];
/// f.batch().threads(2).run(&[Column::One(10.0), Column::Each(&xs)], &mut [&mut out])?;
/// assert_eq!(out, [10.0, 40.0, 90.0]);
/// assert_eq!(f.batch().sums(&[10.0.into(), xs[..].into()])?, [140.0]);
/// # Ok::<(), gradus::Error>(())
/// ```
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations)]
pub struct Batch<'a> {
    function: &'a Function,
    evaluator: Evaluator,
    threads: Option<usize>,
    progress: Option<&'a Progress<'a>>,
    interrupt: Option<&'a AtomicBool>,
}

impl Function {
    /// The function for many points, with settings.
    pub fn batch(&self) -> Batch<'_> {
        Batch {
            function: self,
            evaluator: Evaluator::default(),
            threads: None,
            progress: None,
            interrupt: None,
        }
    }
}

impl<'a> Batch<'a> {
    /// What computes. All return the same bits.
    pub fn evaluator(self, evaluator: Evaluator) -> Self {
        Batch { evaluator, ..self }
    }

    /// How many threads compute, from 1 to 1024; as many as there are cores unless it is set.
    pub fn threads(self, threads: impl Into<Option<usize>>) -> Self {
        let threads = threads.into();
        Batch {
            threads: threads.map(|threads| threads.clamp(1, MOST_THREADS)),
            ..self
        }
    }

    /// Tells how many rows are done, after each few thousand of them.
    pub fn progress(self, progress: &'a Progress<'a>) -> Self {
        Batch {
            progress: Some(progress),
            ..self
        }
    }

    /// A flag that ends the work when it is set from another thread.
    pub fn interrupt(self, interrupt: Option<&'a AtomicBool>) -> Self {
        Batch { interrupt, ..self }
    }

    /// The outputs for each row; the first few, if there are fewer places than outputs.
    ///
    /// # Shape
    /// A column for each input, as long as those of `outs` or one number for all rows; the columns
    /// of `outs` are of one length.
    ///
    /// # Errors
    /// Wrong lengths; [`EvalError::Interrupted`] if the progress callback or the flag ends the work.
    pub fn run(&self, columns: &[Column<'_>], outs: &mut [&mut [f64]]) -> Result<(), EvalError> {
        if outs.len() > self.function.output_count() {
            return Err(EvalError::OutputLength {
                expected: self.function.output_count(),
                found: outs.len(),
            });
        }
        let Some(rows) = outs.first().map(|out| out.len()) else {
            return Ok(());
        };
        if let Some(out) = outs.iter().find(|out| out.len() != rows) {
            return Err(EvalError::OutputLength {
                expected: rows,
                found: out.len(),
            });
        }
        self.check(columns, rows)?;
        let special = self.specialised(columns, rows);
        let program = special.as_ref().unwrap_or(self.function.program());
        let backend = self.evaluator.backend(self.function);
        let compute = |start: usize, outs: &mut [&mut [f64]]| {
            backend.columns(program, columns, start, &mut Rows(outs));
            self.function.correct_rows(columns, start, outs);
        };
        if rows <= CHUNK {
            compute(0, outs);
            if let Some(progress) = self.progress {
                // All is done: whether to go on is no question any more.
                let _ = progress(rows, rows);
            }
            return Ok(());
        }
        let mut tasks: Vec<Vec<&mut [f64]>> = (0..rows.div_ceil(CHUNK))
            .map(|_| Vec::with_capacity(outs.len()))
            .collect();
        for out in outs.iter_mut() {
            for (task, part) in tasks.iter_mut().zip(out.chunks_mut(CHUNK)) {
                task.push(part);
            }
        }
        let watch = Watch::new(rows, self);
        let work = |(at, mut outs): (usize, Vec<&mut [f64]>)| {
            if watch.goes_on() {
                compute(at * CHUNK, &mut outs);
                watch.add(outs.first().map_or(0, |out| out.len()));
            }
        };
        if self.is_parallel(rows) {
            self.install(|| tasks.into_par_iter().enumerate().for_each(work));
        } else {
            tasks.into_iter().enumerate().for_each(work);
        }
        watch.result()
    }

    /// The sum of each output over all rows.
    ///
    /// Rows are added up in a fixed order, so that the result does not depend on the number of
    /// threads; it is more accurate than one long sum.
    ///
    /// # Shape
    /// As for [`run`](Self::run); as many rows as the longest column has, or one.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn sums(&self, columns: &[Column<'_>]) -> Result<Vec<f64>, EvalError> {
        let rows = columns.iter().filter_map(Column::rows).max().unwrap_or(1);
        let mut sums = vec![0.0; self.function.output_count()];
        self.add_sums(columns, rows, &mut sums)?;
        Ok(sums)
    }

    /// Adds the sum of each output over `rows` rows to `sums`.
    ///
    /// Rows that come in several calls are added up in the same order as those of one call, if
    /// each call but the last has a whole number of [`CHUNK`]s.
    ///
    /// # Errors
    /// As for [`run`](Self::run); `sums` are then as they were.
    pub(crate) fn add_sums(
        &self,
        columns: &[Column<'_>],
        rows: usize,
        sums: &mut [f64],
    ) -> Result<(), EvalError> {
        if sums.len() != self.function.output_count() {
            return Err(EvalError::OutputLength {
                expected: self.function.output_count(),
                found: sums.len(),
            });
        }
        let parts = self.for_each_chunk(columns, rows, |program, from, to| {
            self.chunk_sums(program, columns, from, to)
        })?;
        for part in parts {
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum += part;
            }
        }
        Ok(())
    }

    /// What is gathered from each chunk of rows, in order: `add` is given the outputs of some rows
    /// after the others, with the number of the first, and may use them up.
    ///
    /// # Shape
    /// As for [`run`](Self::run).
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub(crate) fn gather<T: Send>(
        &self,
        columns: &[Column<'_>],
        rows: usize,
        empty: impl Fn() -> T + Sync,
        add: impl Fn(&mut T, usize, &mut [&mut [f64]]) + Sync,
    ) -> Result<Vec<T>, EvalError> {
        let count = self.function.output_count();
        self.for_each_chunk(columns, rows, |program, from, to| {
            let mut blocks = Blocks::new(program, columns, count, to - from);
            let together = TOGETHER.next_multiple_of(blocks.lanes);
            // Columns begin where vectors do, each a vector further in its page than the one before.
            let stride = together + VECTOR;
            let mut room = vec![f64::NAN; count * stride + VECTOR];
            let aligned = room.as_ptr().align_offset(VECTOR * size_of::<f64>());
            let mut gathered = empty();
            for first in (from..to).step_by(together) {
                let length = together.min(to - first);
                let mut outs: Vec<&mut [f64]> = room[aligned.min(VECTOR)..]
                    .chunks_mut(stride)
                    .take(count)
                    .map(|out| &mut out[..length])
                    .collect();
                for place in (0..length).step_by(blocks.lanes) {
                    blocks.put(first + place, length - place, &mut outs, place);
                }
                self.function.correct_rows(columns, first, &mut outs);
                add(&mut gathered, first, &mut outs);
            }
            gathered
        })
    }

    /// What is made of each chunk of rows by the best program for them, in order.
    fn for_each_chunk<T: Send>(
        &self,
        columns: &[Column<'_>],
        rows: usize,
        work: impl Fn(&Program, usize, usize) -> T + Sync,
    ) -> Result<Vec<T>, EvalError> {
        self.check(columns, rows)?;
        let special = self.specialised(columns, rows);
        let program = special.as_ref().unwrap_or(self.function.program());
        let watch = Watch::new(rows, self);
        let chunk = |at: usize| {
            let from = at * CHUNK;
            let to = (from + CHUNK).min(rows);
            let made = watch.goes_on().then(|| work(program, from, to))?;
            watch.add(to - from);
            Some(made)
        };
        let chunks = 0..rows.div_ceil(CHUNK);
        let parts: Vec<Option<T>> = if self.is_parallel(rows) {
            self.install(|| chunks.into_par_iter().map(chunk).collect())
        } else {
            chunks.map(chunk).collect()
        };
        watch.result()?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// The sums of the rows of one chunk: lane by lane, then the lanes in pairs.
    fn chunk_sums(
        &self,
        program: &Program,
        columns: &[Column<'_>],
        from: usize,
        to: usize,
    ) -> Vec<f64> {
        let count = self.function.output_count();
        let mut lanes = vec![[0.0; LANES]; count];
        let mut blocks = Blocks::new(program, columns, 0, to - from);
        let corrected = if self.function.is_corrected() {
            count
        } else {
            0
        };
        let mut put_right = vec![vec![0.0; blocks.lanes]; corrected];
        for start in (from..to).step_by(blocks.lanes) {
            let length = blocks.lanes.min(to - start);
            blocks.run(start, length, &mut [], 0);
            for (at, right) in put_right.iter_mut().enumerate() {
                right[..length].copy_from_slice(blocks.output(at).unwrap_or(&[]));
            }
            let mut outs: Vec<&mut [f64]> = put_right
                .iter_mut()
                .map(|right| &mut right[..length])
                .collect();
            self.function.correct_rows(columns, start, &mut outs);
            for (at, lanes) in lanes.iter_mut().enumerate() {
                let values = match outs.get(at) {
                    Some(right) => &**right,
                    None => blocks.output(at).unwrap_or(&[]),
                };
                add_rows(lanes, values);
            }
        }
        lanes.iter_mut().map(|lanes| halved(lanes)).collect()
    }

    /// The program for these columns, if there is a better one than the function's.
    fn specialised(&self, columns: &[Column<'_>], rows: usize) -> Option<Program> {
        let worth = rows >= LANES && self.evaluator == Evaluator::Block;
        worth
            .then(|| specialised(self.function.program(), columns))
            .flatten()
    }

    fn check(&self, columns: &[Column<'_>], rows: usize) -> Result<(), EvalError> {
        let function = self.function;
        if columns.len() != function.input_count() {
            return Err(EvalError::InputLength {
                expected: function.input_count(),
                found: columns.len(),
            });
        }
        for (name, column) in function.inputs().iter().zip(columns) {
            if let Some(found) = column.rows().filter(|&found| found != rows) {
                return Err(EvalError::ColumnLength {
                    name: name.clone(),
                    expected: rows,
                    found,
                });
            }
        }
        Ok(())
    }

    fn is_parallel(&self, rows: usize) -> bool {
        let work = rows.saturating_mul(self.function.program().code().len());
        self.threads != Some(1) && rows > CHUNK && work >= WORTH_THREADS
    }

    /// Runs where as many threads compute as are asked for.
    fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let pool = self
            .threads
            .filter(|&threads| threads != rayon::current_num_threads())
            .and_then(pool);
        match pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// So many threads, kept for the next batch; those of the last number that was asked for.
fn pool(threads: usize) -> Option<Arc<rayon::ThreadPool>> {
    static LAST: Mutex<Option<Arc<rayon::ThreadPool>>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = last
        .as_ref()
        .is_some_and(|pool| pool.current_num_threads() == threads);
    if !fits {
        let made = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        *last = Some(Arc::new(made.ok()?));
    }
    last.clone()
}

/// How far a batch has come, and whether it goes on.
struct Watch<'a> {
    rows: usize,
    done: AtomicUsize,
    ended: AtomicBool,
    progress: Option<&'a Progress<'a>>,
    interrupt: Option<&'a AtomicBool>,
}

impl<'a> Watch<'a> {
    fn new(rows: usize, batch: &Batch<'a>) -> Self {
        Watch {
            rows,
            done: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
            progress: batch.progress,
            interrupt: batch.interrupt,
        }
    }

    fn goes_on(&self) -> bool {
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if self.interrupt.is_some_and(is_set) {
            self.ended.store(true, Ordering::Relaxed);
        }
        !is_set(&self.ended)
    }

    fn add(&self, rows: usize) {
        let done = self.done.fetch_add(rows, Ordering::Relaxed) + rows;
        if let Some(progress) = self.progress
            && progress(done, self.rows).is_break()
            && done < self.rows
        {
            self.ended.store(true, Ordering::Relaxed);
        }
    }

    fn result(&self) -> Result<(), EvalError> {
        if self.ended.load(Ordering::Relaxed) {
            Err(EvalError::Interrupted)
        } else {
            Ok(())
        }
    }
}
