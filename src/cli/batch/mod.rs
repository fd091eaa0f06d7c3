//! `gradus batch`: requests as JSON Lines on standard input, replies on standard output.

pub mod carried;
pub mod check;
pub mod failure;
pub mod fields;
pub mod fit;
mod map;
pub mod operate;
pub mod operations;
pub mod options;
#[cfg(feature = "plot")]
mod plot;
pub mod reply;
pub mod request;
pub mod rows;
mod solutions;
pub mod solve;
mod special;
pub mod steps;
pub mod task;
pub mod verified;

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::lines::{Line, Lines};
use failure::Failure;
use reply::Reply;
use request::Request;

/// The longest request that is read, in bytes.
const LONGEST_REQUEST: usize = 256 << 20;

/// Answers requests until the input ends: one reply a line, in order, flushed.
///
/// # Errors
/// What reading and writing the streams gives.
pub fn run(input: impl BufRead, output: impl Write) -> io::Result<()> {
    let mut lines = Lines::new(input, LONGEST_REQUEST);
    let mut output = io::BufWriter::with_capacity(1 << 16, output);
    while let Some(line) = lines.next_line()? {
        match line {
            Line::Bytes(bytes) => answer(bytes, &mut output)?,
            Line::TooLong { length } => {
                let failure = Failure::LineTooLong {
                    length,
                    limit: LONGEST_REQUEST,
                };
                write(
                    &mut output,
                    &Reply {
                        id: Some(None),
                        outcome: Err(&failure),
                    },
                )?;
            }
        }
        output.flush()?;
    }
    Ok(())
}

fn answer(line: &[u8], output: &mut impl Write) -> io::Result<()> {
    match Request::read(line) {
        Ok(request) => {
            // A request has nothing in common with the next but this loop, which a fault must not end.
            let outcome = catch_unwind(AssertUnwindSafe(|| operations::answer(&request)))
                .unwrap_or(Err(Failure::Internal));
            write(
                output,
                &Reply {
                    id: Some(request.id),
                    outcome: outcome.as_ref(),
                },
            )
        }
        Err((failure, id)) => write(
            output,
            &Reply {
                id: Some(id),
                outcome: Err(&failure),
            },
        ),
    }
}

fn write(output: &mut impl Write, reply: &Reply) -> io::Result<()> {
    serde_json::to_writer(&mut *output, reply)?;
    output.write_all(b"\n")
}
