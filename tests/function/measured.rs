//! The kernels against references with about 100 good bits; `benches/accuracy` runs the same with
//! more points.

use super::references::measure::{CASES, measure};

const SEED: u64 = 0x5EED_0005;
const POINTS: u64 = 4000;

#[test]
fn kernels_are_within_their_bounds() {
    let mut failures = Vec::new();
    for case in CASES {
        let worst = measure(case, POINTS, SEED);
        println!(
            "{:10} {:8.3} ulp  {:?}",
            case.name, worst.ulps, worst.arguments
        );
        if worst.ulps > case.ulps {
            failures.push(format!(
                "{} is {} ulp off at {:?}: {:e} (seed {SEED:#x})",
                case.name, worst.ulps, worst.arguments, worst.value
            ));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
