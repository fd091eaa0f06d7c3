//! CSV files.

use std::cell::Cell;
use std::ops::ControlFlow;

use gradus::data::{DataError, Progress, Table};

use super::{Scratch, columns, numbers};

#[test]
fn these_are_read() {
    for (text, expected) in [
        ("x,y\n1,2\n3,4\n", [[1.0, 3.0], [2.0, 4.0]]),
        ("x;y\n1;2\n3;4", [[1.0, 3.0], [2.0, 4.0]]),
        ("x\ty\r\n1\t2\r\n3\t4\r\n", [[1.0, 3.0], [2.0, 4.0]]),
        ("\u{feff}x,y\n1,2\n3,4\n", [[1.0, 3.0], [2.0, 4.0]]),
        (
            "# measured\n\nx,y\n# first\n1,2\n\n  \n3,4\n",
            [[1.0, 3.0], [2.0, 4.0]],
        ),
        (
            " x ,\"y\"\n\"1\", 2\n+3 ,\" 4\"\n",
            [[1.0, 3.0], [2.0, 4.0]],
        ),
        ("x;y\n1,5;-2,25e-3\n3;.5\n", [[1.5, 3.0], [-2.25e-3, 0.5]]),
        ("x,y\n1e3,-1E-3\n0.1,5.\n", [[1e3, 0.1], [-1e-3, 5.0]]),
        ("name,y,x\n\"a, b\",2,1\nc,4,3\n", [[1.0, 3.0], [2.0, 4.0]]),
        ("y,x,empty,\n2,1,,\n4,3,NA,\n", [[1.0, 3.0], [2.0, 4.0]]),
        ("\"x;y\";x;y\nt;1;2\nt;3;4\n", [[1.0, 3.0], [2.0, 4.0]]),
    ] {
        assert_eq!(numbers(text.as_bytes(), &["x", "y"]), expected, "{text:?}");
    }
}

#[test]
fn names_are_those_of_the_language() {
    let text = "x_1,σ,Größe\n1,2,3\n";
    let found = numbers(text.as_bytes(), &["x1", "sigma", "Größe"]);
    assert_eq!(found, [[1.0], [2.0], [3.0]]);
    let file = Scratch::new(text.as_bytes());
    let table = Table::open(&file.0).expect("a table");
    let loss = "mean((a*x₁ - sigma)^2)".parse().expect("an expression");
    assert_eq!(table.mentioned([&loss]), ["x_1", "σ"]);
}

#[test]
fn these_are_refused() {
    let name = "FILE";
    for (text, message) in [
        (
            "",
            "FILE is empty; its first line must name the columns, such as x,y",
        ),
        (
            "# x,y\n",
            "FILE is empty; its first line must name the columns, such as x,y",
        ),
        ("x,y\n", "the data have no rows"),
        (
            "1.5,2\n3,4\n",
            "the first line of FILE has the number 1.5; put a line with the names of the columns \
             before it, such as x,y",
        ),
        (
            "Oslo,2,1\nRome,3,4\n",
            "the first line of FILE has the number 2; put a line with the names of the columns \
             before it, such as x,y",
        ),
        (
            "x,z\n1,2\n",
            "the data have no column `y`; the columns are x, z",
        ),
        (
            "x,y,Y,y\n1,2,3,4\n",
            "two columns have the name `y`; rename one",
        ),
        (
            "x,y\n1,2\n3\n",
            "row 2 (line 3) has 1 cell, but the header names 2 columns",
        ),
        (
            "# a\nx,y\n\n1,2\n# b\n3,4,5\n",
            "row 2 (line 6) has 3 cells, but the header names 2 columns",
        ),
        (
            "x,y\n1,2\n3,\n",
            "row 2 (line 3), column `y`: the cell is empty; fill it or leave the row out",
        ),
        (
            "x,y\n1,NA\n",
            "row 1 (line 2), column `y`: `NA` is a missing value; fill it or leave the row out",
        ),
        (
            "t,x,y\n\"a\nb\",1,2\n\n#\n\"c\nd\",many,2\n",
            "row 2 (line 6), column `x`: `many` is not a number",
        ),
        (
            "x,y\n1,nan\n",
            "row 1 (line 2), column `y`: `nan` is not a finite number",
        ),
        (
            "x,y\n-inf,1\n",
            "row 1 (line 2), column `x`: `-inf` is not a finite number",
        ),
        (
            "x,y\n1,1e999\n",
            "row 1 (line 2), column `y`: `1e999` is not a finite number",
        ),
        (
            "x,y\n1,\"2,5\"\n",
            "row 1 (line 2), column `y`: `2,5` is not a number",
        ),
        (
            "x;y\n1;2,500,000\n",
            "row 1 (line 2), column `y`: `2,500,000` is not a number",
        ),
        (
            "x\ty\n1\t2,5\n",
            "row 1 (line 2), column `y`: `2,5` is not a number",
        ),
        (
            "x,y\n1,0x10\n",
            "row 1 (line 2), column `y`: `0x10` is not a number",
        ),
        (
            "x,y\n1,a long text that nobody wants to read to its end\n",
            "row 1 (line 2), column `y`: `a long text that nobody wants to read to...` is not a \
             number",
        ),
    ] {
        let file = Scratch::new(text.as_bytes());
        let read = Table::open(&file.0).and_then(|table| table.columns(&["x", "y"]));
        let error = read.expect_err(text).to_string();
        let error = error.replace(&file.0.display().to_string(), name);
        assert_eq!(error, message, "{text:?}");
    }
}

#[test]
fn names_that_are_nearly_right_are_proposed() {
    let error = columns(b"height,weight\n1,2\n", &["wieght"]).expect_err("no column");
    assert_eq!(
        error.to_string(),
        "the data have no column `wieght`; did you mean `weight`?"
    );
}

#[test]
fn what_is_not_utf8_or_not_there_is_refused() {
    let utf16: Vec<u8> = "\u{feff}x,y\n1,2\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(matches!(
        columns(&utf16, &["x"]),
        Err(DataError::Encoding { .. })
    ));
    let error = columns(b"x,y\n1,\xff\n", &["y"]).expect_err("no number");
    assert!(matches!(
        error,
        DataError::Cell {
            row: 1,
            line: Some(2),
            ..
        }
    ));
    let error = Table::open("/nowhere/at/all.csv").expect_err("no file");
    assert_eq!(
        error.to_string(),
        "can't read /nowhere/at/all.csv: entity not found"
    );
    assert!(Table::open(std::env::temp_dir()).is_err());
}

#[test]
fn long_tables_are_spilled_and_told_of() {
    let rows = 300_000;
    let text: String = std::iter::once("x,skipped,y\n".to_owned())
        .chain((0..rows).map(|row| format!("{row},a,{}.5\n", row % 7)))
        .collect();
    let file = Scratch::new(text.as_bytes());
    let table = Table::open(&file.0).expect("a table");
    let seen = Cell::new(Progress::default());
    let watcher = |progress: Progress| {
        assert!(progress.rows >= seen.get().rows && progress.bytes >= seen.get().bytes);
        seen.set(progress);
        ControlFlow::Continue(())
    };
    let reading = table.reading().progress(&watcher);
    let kept = reading.columns(&["y", "x"]).expect("numbers");
    assert_eq!(seen.get().rows, rows);
    assert_eq!(
        (seen.get().bytes, seen.get().total),
        (text.len() as u64, text.len() as u64)
    );
    let spilled = table
        .reading()
        .memory_limit(100_000)
        .columns(&["y", "x"])
        .expect("numbers");
    assert!(spilled.is_spilled() && !kept.is_spilled());
    let mut at = 0;
    spilled
        .for_each_block::<DataError>(&[1, 0], &mut |block| {
            assert_eq!(block.start, at);
            for row in 0..block.rows {
                assert_eq!(block.columns[0][row], (at + row) as f64);
                assert_eq!(block.columns[1][row], ((at + row) % 7) as f64 + 0.5);
            }
            at += block.rows;
            Ok(())
        })
        .expect("blocks");
    assert_eq!(at, rows);
    assert_eq!(kept.column("x").map(<[f64]>::len), Some(rows));

    let stop = |_: Progress| ControlFlow::Break(());
    let ended = table.reading().progress(&stop).columns(&["x"]);
    assert_eq!(ended.err(), Some(DataError::Interrupted));
}
