//! Tables in Parquet files, through the reader of single columns.

use std::fs::File;
use std::path::Path;

use parquet::basic::{Compression, ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::error::{CellFault, DataError};
use super::file::Sink;

/// How many rows are read at once.
const ROWS: usize = 1 << 15;

/// The largest power of ten that a double holds exactly.
const EXACT_POWER: i32 = 22;

fn damaged(path: &Path, error: &ParquetError) -> DataError {
    DataError::Damaged {
        path: path.display().to_string(),
        message: error.to_string(),
    }
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, DataError> {
    let file = File::open(path).map_err(|error| DataError::unreadable(path, &error))?;
    SerializedFileReader::new(file).map_err(|error| damaged(path, &error))
}

/// The names of the columns.
pub(super) fn names(path: &Path) -> Result<Vec<String>, DataError> {
    let reader = open(path)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns = schema.columns().iter();
    Ok(columns.map(|column| column.path().string()).collect())
}

/// What the numbers of a column are.
#[derive(Clone, Copy, Debug)]
struct Meaning {
    /// Whether integers have no sign.
    unsigned: bool,
    /// How many decimals integers have.
    scale: i32,
    /// The level of cells that have a value; 0 if all have one.
    full: i16,
}

/// What a column holds, if it holds numbers.
fn meaning(column: &ColumnDescriptor) -> Result<Meaning, DataError> {
    let other = |found: &str| DataError::ColumnType {
        column: column.path().string(),
        found: found.to_owned(),
    };
    if column.max_rep_level() > 0 {
        return Err(other("lists"));
    }
    let logical = column.logical_type_ref();
    let converted = column.converted_type();
    let is_decimal =
        matches!(logical, Some(LogicalType::Decimal { .. })) || converted == ConvertedType::DECIMAL;
    match column.physical_type() {
        Type::BYTE_ARRAY if !is_decimal => return Err(other("texts")),
        Type::FIXED_LEN_BYTE_ARRAY if !is_decimal => return Err(other("bytes")),
        Type::INT96 => return Err(other("times")),
        _ => {}
    }
    let is_time = matches!(
        logical,
        Some(LogicalType::Date | LogicalType::Time { .. } | LogicalType::Timestamp { .. })
    );
    if is_time {
        return Err(other("times"));
    }
    Ok(Meaning {
        unsigned: matches!(
            converted,
            ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64
        ),
        scale: if is_decimal { column.type_scale() } else { 0 },
        full: column.max_def_level(),
    })
}

/// Reads the columns at these places.
pub(super) fn read(path: &Path, places: &[usize], sink: &mut Sink<'_>) -> Result<(), DataError> {
    let reader = open(path)?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr();
    let mut meanings = Vec::with_capacity(places.len());
    for &place in places {
        meanings.push(meaning(&schema.column(place))?);
    }
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); places.len()];
    let mut space = Space::default();
    let mut bytes = 0;
    for group in 0..metadata.num_row_groups() {
        let described = metadata.row_group(group);
        let rows = usize::try_from(described.num_rows()).unwrap_or(0);
        let failed = |error: ParquetError| damaged(path, &error);
        let opened = reader.get_row_group(group).map_err(failed)?;
        let mut readers = Vec::with_capacity(places.len());
        for &place in places {
            let chunk = described.column(place);
            if let codec @ (Compression::ZSTD(_) | Compression::LZO) = chunk.compression() {
                let codec = codec.to_string();
                // Without its level.
                let codec = codec.split('(').next().unwrap_or_default();
                return Err(DataError::Compression {
                    column: chunk.column_path().string(),
                    codec: codec.to_owned(),
                });
            }
            readers.push(opened.get_column_reader(place).map_err(failed)?);
        }
        let mut done = 0;
        while done < rows {
            let wanted = ROWS.min(rows - done);
            for (at, reader) in readers.iter_mut().enumerate() {
                let (Some(column), Some(&meaning)) = (columns.get_mut(at), meanings.get(at)) else {
                    continue;
                };
                column.clear();
                space
                    .fill(reader, meaning, wanted, column)
                    .map_err(failed)?;
                if column.len() < wanted {
                    return Err(DataError::Damaged {
                        path: path.display().to_string(),
                        message: "a column ends before the others".to_owned(),
                    });
                }
                if let Some(bad) = column.iter().position(|number| !number.is_finite()) {
                    let missing = space.is_missing(bad);
                    let number = column.get(bad).copied().unwrap_or(f64::NAN);
                    return Err(DataError::Cell {
                        fault: match missing {
                            true => CellFault::Missing,
                            false => CellFault::NotFinite,
                        },
                        row: sink.builder.rows() + bad + 1,
                        line: None,
                        column: sink.builder.names().get(at).cloned().unwrap_or_default(),
                        text: match missing {
                            true => String::new(),
                            false => number.to_string(),
                        },
                    });
                }
            }
            sink.builder.push_columns(wanted, &columns)?;
            done += wanted;
            let size = u64::try_from(described.compressed_size()).unwrap_or(0);
            let part = size as f64 * (done as f64 / rows as f64);
            sink.tell(bytes + part as u64)?;
        }
        bytes += u64::try_from(described.compressed_size()).unwrap_or(0);
    }
    Ok(())
}

/// Space for what is read, kept between reads.
#[derive(Default)]
struct Space {
    /// For each row whether it has a value, if some may have none.
    levels: Vec<i16>,
    full: i16,
}

impl Space {
    /// Whether a row of the last read has no value.
    fn is_missing(&self, row: usize) -> bool {
        self.levels.get(row).is_some_and(|&level| level < self.full)
    }

    /// Reads the numbers of some rows; NaN where there are none.
    fn fill(
        &mut self,
        reader: &mut ColumnReader,
        meaning: Meaning,
        rows: usize,
        out: &mut Vec<f64>,
    ) -> Result<(), ParquetError> {
        let scaled = |number: i128| scaled(number, meaning.scale);
        match reader {
            ColumnReader::BoolColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |&is| f64::from(u8::from(is)))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |&number| {
                    match meaning.unsigned {
                        true => scaled(i128::from(number as u32)),
                        false => scaled(i128::from(number)),
                    }
                })
            }
            ColumnReader::Int64ColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |&number| {
                    match meaning.unsigned {
                        true => scaled(i128::from(number as u64)),
                        false => scaled(i128::from(number)),
                    }
                })
            }
            ColumnReader::FloatColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |&number| f64::from(number))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |&number| number)
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |bytes| {
                    big_endian(bytes.data()).map_or(f64::NAN, scaled)
                })
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                self.typed(reader, meaning, rows, out, |bytes| {
                    big_endian(bytes.data()).map_or(f64::NAN, scaled)
                })
            }
            ColumnReader::Int96ColumnReader(_) => Ok(()),
        }
    }

    fn typed<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        meaning: Meaning,
        rows: usize,
        out: &mut Vec<f64>,
        number: impl Fn(&T::T) -> f64,
    ) -> Result<(), ParquetError> {
        self.levels.clear();
        let mut values: Vec<T::T> = Vec::with_capacity(rows);
        let mut read = 0;
        // A page may end before all rows are read.
        while read < rows {
            let levels = (meaning.full > 0).then_some(&mut self.levels);
            let (records, ..) = reader.read_records(rows - read, levels, None, &mut values)?;
            if records == 0 {
                break;
            }
            read += records;
        }
        if meaning.full == 0 {
            out.extend(values.iter().map(number));
            return Ok(());
        }
        self.full = meaning.full;
        let mut values = values.iter();
        for &level in &self.levels {
            out.push(match level < self.full {
                true => f64::NAN,
                false => values.next().map_or(f64::NAN, &number),
            });
        }
        Ok(())
    }
}

/// An integer whose last `scale` digits are decimals.
fn scaled(number: i128, scale: i32) -> f64 {
    match scale {
        0 => number as f64,
        // Both are exact, so the quotient is the nearest double.
        1..=EXACT_POWER if number.unsigned_abs() <= 1 << 53 => number as f64 / 10f64.powi(scale),
        _ => format!("{number}e{}", -scale).parse().unwrap_or(f64::NAN),
    }
}

/// A signed integer, its highest byte first; nothing if it is too long.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    if bytes.len() > 16 {
        return None;
    }
    let start = if first & 0x80 != 0 { -1 } else { 0 };
    Some(bytes.iter().fold(start, |number: i128, &byte| {
        (number << 8) | i128::from(byte)
    }))
}
