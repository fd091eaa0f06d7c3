//! Parquet files, written here.

use std::sync::Arc;

use gradus::data::{DataError, Table};
use parquet::basic::{BrotliLevel, Compression, GzipLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Scratch, columns, numbers};
use crate::support::{Samples, rounds};

const SCHEMA: &str = "message table {
    required double x;
    optional double y;
    required float f;
    required int32 i;
    required int64 big;
    required boolean is;
    required int32 small (UINT_8);
    required int32 price (DECIMAL(9, 2));
    required binary name (UTF8);
}";

/// A file of two groups of rows; `y` misses row `missing` (from 0).
fn file(compression: Compression, rows: usize, missing: Option<usize>) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a writer");
    let half = rows / 2;
    for (from, to) in [(0, half), (half, rows)] {
        let range = || from..to;
        let mut group = writer.next_row_group().expect("a group");
        let mut at = 0;
        while let Some(mut column) = group.next_column().expect("a column") {
            match at {
                0 => {
                    let values: Vec<f64> = range().map(|row| row as f64 / 8.0).collect();
                    column
                        .typed::<DoubleType>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                1 => {
                    let there = |row: &usize| Some(*row) != missing;
                    let values: Vec<f64> = range().filter(there).map(|row| -(row as f64)).collect();
                    let levels: Vec<i16> = range().map(|row| i16::from(there(&row))).collect();
                    column
                        .typed::<DoubleType>()
                        .write_batch(&values, Some(&levels), None)
                        .expect("written");
                }
                2 => {
                    let values: Vec<f32> = range().map(|row| row as f32 * 0.1).collect();
                    column
                        .typed::<FloatType>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                3 => {
                    let values: Vec<i32> = range().map(|row| 5 - row as i32).collect();
                    column
                        .typed::<Int32Type>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                4 => {
                    let values: Vec<i64> = range().map(|row| (row as i64) << 40).collect();
                    column
                        .typed::<Int64Type>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                5 => {
                    let values: Vec<bool> = range().map(|row| row % 3 == 0).collect();
                    column
                        .typed::<BoolType>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                6 | 7 => {
                    let values: Vec<i32> = range().map(|row| (row % 256) as i32).collect();
                    column
                        .typed::<Int32Type>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
                _ => {
                    let values: Vec<ByteArray> = range()
                        .map(|row| format!("row {row}").into_bytes().into())
                        .collect();
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, None, None)
                        .expect("written");
                }
            }
            column.close().expect("closed");
            at += 1;
        }
        group.close().expect("closed");
    }
    writer.close().expect("closed");
    bytes
}

#[test]
fn numbers_of_all_kinds_are_read() {
    let rows = 70_001;
    let names = ["x", "y", "f", "i", "big", "is", "small", "price"];
    let found = numbers(&file(Compression::SNAPPY, rows, None), &names);
    for row in 0..rows {
        let expected = [
            row as f64 / 8.0,
            -(row as f64),
            f64::from(row as f32 * 0.1),
            5.0 - row as f64,
            row as f64 * 2f64.powi(40),
            f64::from(u8::from(row % 3 == 0)),
            (row % 256) as f64,
            (row % 256) as f64 / 100.0,
        ];
        for (column, expected) in found.iter().zip(expected) {
            assert_eq!(column[row], expected, "row {row}");
        }
    }
}

#[test]
fn compressions_are_read_but_one() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4_RAW,
        Compression::SNAPPY,
    ] {
        let found = numbers(&file(compression, 100, None), &["i"]);
        assert_eq!(found[0][99], -94.0, "{compression}");
    }
}

#[test]
fn a_file_in_zstandard_says_what_to_do() {
    // The name of a column, and its compression as a number: 2 stands for snappy, 12 for zstandard.
    let mut bytes = file(Compression::SNAPPY, 100, None);
    let wanted = [0x18, 1, b'x', 0x15, 2];
    let mut places = 0;
    for at in 0..bytes.len() - wanted.len() {
        if bytes[at..].starts_with(&wanted) {
            bytes[at + 4] = 12;
            places += 1;
        }
    }
    assert_eq!(places, 2, "one in each group of rows");
    let error = columns(&bytes, &["x"]).expect_err("not read");
    assert_eq!(
        error.to_string(),
        "the column `x` is compressed with ZSTD, which is not supported; write the file with \
         snappy, gzip, brotli, lz4 or no compression"
    );
}

#[test]
fn cells_that_are_missing_have_a_place() {
    let bytes = file(Compression::SNAPPY, 70_001, Some(69_000));
    let error = columns(&bytes, &["x", "y"]).expect_err("a missing cell");
    assert_eq!(
        error.to_string(),
        "row 69001, column `y`: the cell is empty; fill it or leave the row out"
    );
    assert!(columns(&bytes, &["x", "i"]).is_ok());
    let error = columns(&bytes, &["name"]).expect_err("no numbers");
    assert_eq!(
        error.to_string(),
        "the column `name` holds texts, not numbers"
    );
    let error = columns(&bytes, &["bog"]).expect_err("no column");
    assert!(matches!(error, DataError::NoColumn { .. }));
}

#[test]
fn damaged_files_are_survived() {
    let mut random = Samples(0xda3a);
    let whole = file(Compression::SNAPPY, 200, Some(7));
    let read = |bytes: &[u8]| {
        let file = Scratch::new(bytes);
        if let Ok(table) = Table::open(&file.0) {
            for name in table.names().iter().take(16) {
                let _ = table.columns(&[name]);
            }
        }
    };
    for _ in 0..rounds(60) {
        read(&whole[..random.below(whole.len())]);
        let mut bytes = whole.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
        read(&bytes);
    }
}
