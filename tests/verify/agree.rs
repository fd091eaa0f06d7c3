//! Pairs of expressions of which it is known whether they agree.

use gradus::verify::{Agreement, Settings, agree, expression};

use crate::support::lines;

/// The seeds that every pair is tried with.
const SEEDS: [u64; 4] = [1, 2, 3, 4];

fn read(text: &str) -> gradus::Expr {
    expression(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn word(agreement: &Agreement) -> &'static str {
    match agreement {
        Agreement::Exact => "exact",
        Agreement::Sampled { .. } => "sampled",
        Agreement::Undecided { .. } => "undecided",
        Agreement::Differs(_) => "differs",
    }
}

#[test]
fn pairs_agree_as_they_should() {
    let mut wrong = Vec::new();
    for line in lines(include_str!("../corpus/verify/agree.txt")) {
        let (expected, pair) = line.split_once(": ").expect("what is expected");
        let texts: Vec<&str> = pair.split(';').map(str::trim).collect();
        let (before, after) = (read(texts[0]), read(texts[1]));
        let conditions: Vec<_> = texts[2..].iter().map(|text| read(text)).collect();
        for seed in SEEDS {
            let settings = Settings {
                seed,
                ..Settings::default()
            };
            let found = agree(&before, &after, &conditions, &settings);
            if word(&found) != expected {
                wrong.push(format!("{line}: {found:?} (seed {seed})"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
