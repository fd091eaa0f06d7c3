//! Reading what was printed.

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
