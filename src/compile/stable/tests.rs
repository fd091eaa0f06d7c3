//! The rules can be read.

use super::rules;

#[test]
fn every_rule_is_read() {
    let (rules, bad) = rules::read();
    assert_eq!(bad, [""; 0]);
    assert!(rules.sums.len() > 30 && rules.products.len() > 10);
}
