//! Reading what was printed.

use gradus::expr::Picture;
use gradus::session::Value;
use gradus::{Expr, Style};

use super::forms::each;

const SEED: u64 = 0x7E87_0001;
const COUNT: usize = 3000;

#[test]
fn what_is_printed_is_read_as_the_same() {
    each(SEED, COUNT, |text, expr, _| {
        let form = expr.canonical().expect("a canonical form");
        for style in [Style::Text, Style::Unicode] {
            for printed in [expr.print(style), expr.print_raw(style)] {
                let printed = printed.expect("a text");
                let read: Expr =
                    (printed.parse()).unwrap_or_else(|error| panic!("{text}\n{printed}\n{error}"));
                assert_eq!(read, form, "{text}\n{printed}");
                let hashes = [&read, &form].map(|expr| expr.structural_hash().expect("a hash"));
                assert_eq!(hashes[0], hashes[1], "{text}\n{printed}");
            }
        }
        assert!(expr.print(Style::Latex).is_ok());
    });
}

/// A picture has the room it was given or there is none; then the one line that stands for it is
/// read as the same.
#[test]
fn what_has_no_picture_has_a_line() {
    let (mut pictures, mut lines) = (0, 0);
    each(SEED + 1, COUNT / 3, |text, expr, _| {
        let value = Value::Expr(expr.clone());
        for width in [10, 30, 80] {
            match value.picture(width) {
                Some(Picture { rows, baseline }) => {
                    pictures += 1;
                    assert!(baseline < rows.len(), "{text}");
                    for row in rows {
                        assert!(row.chars().count() <= width, "{text}: {row}");
                        assert_eq!(row.trim_end(), row, "{text}");
                        assert!(!row.contains(['\\', '{', '#']), "{text}: {row}");
                    }
                }
                None => {
                    lines += 1;
                    let line = value.print(Style::Unicode).expect("a text");
                    let read: Expr = line
                        .parse()
                        .unwrap_or_else(|error| panic!("{text}\n{line}\n{error}"));
                    assert_eq!(read, expr.canonical().expect("a canonical form"), "{text}");
                }
            }
        }
    });
    assert!(
        pictures > 500 && lines > 200,
        "{pictures} pictures, {lines} lines"
    );
}
