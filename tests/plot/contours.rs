//! Contours on grids, against curves that are known.

use gradus::plot::{Grid, Mark, Plot, levels, rings, traces};

use super::expr;

fn grid(text: &str, side: [f64; 2], count: usize) -> Grid {
    let function = expr(text).compile(["x", "y"]).expect("compiles");
    Grid::sample(&function, ["x", "y"], [side, side], [count, count]).expect("a grid")
}

fn placed(grid: &Grid, lines: &[Vec<[f64; 2]>]) -> Vec<Vec<[f64; 2]>> {
    let line = |line: &Vec<[f64; 2]>| line.iter().map(|[x, y]| grid.place(*x, *y)).collect();
    lines.iter().map(line).collect()
}

fn length(line: &[[f64; 2]]) -> f64 {
    line.windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]))
        .sum()
}

/// The area within a ring, by the shoelace formula; positive where it is gone around to the left.
fn area(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum::<f64>()
        / 2.0
}

#[test]
fn a_circle_is_one_closed_line_of_its_length() {
    let grid = grid("x^2 + y^2", [-2.0, 2.0], 201);
    for radius in [0.3_f64, 1.0, 1.9] {
        let lines = placed(&grid, &traces(&grid, radius * radius));
        assert_eq!(lines.len(), 1, "{radius}");
        assert_eq!(lines[0].first(), lines[0].last(), "closed");
        let wanted = std::f64::consts::TAU * radius;
        assert!(
            (length(&lines[0]) - wanted).abs() < 1e-3 * wanted,
            "{radius}: {}",
            length(&lines[0])
        );
        for [x, y] in &lines[0] {
            assert!((x.hypot(*y) - radius).abs() < 1e-3, "{x}, {y}");
        }
        // Outside of the circle the values are larger: the square without the disc.
        let around: f64 = placed(&grid, &rings(&grid, radius * radius))
            .iter()
            .map(|ring| area(ring))
            .sum();
        let outside = 16.0 - std::f64::consts::PI * radius * radius;
        assert!(
            (around - outside).abs() < 2e-3,
            "{radius}: {around} {outside}"
        );
    }
}

#[test]
fn the_area_above_every_level_is_what_it_should_be() {
    // x + y on a square: the part above 0 is a half, that above 1 an eighth.
    let grid = grid("x + y", [-1.0, 1.0], 41);
    for (level, wanted) in [
        (-3.0, 4.0),
        (0.0, 2.0),
        (1.0, 0.5),
        (3.0, 0.0),
        (f64::NEG_INFINITY, 4.0),
    ] {
        let found: f64 = placed(&grid, &rings(&grid, level))
            .iter()
            .map(|ring| area(ring))
            .sum();
        assert!((found - wanted).abs() < 1e-9, "{level}: {found}");
    }
}

#[test]
fn the_saddle_decides_which_corners_are_joined() {
    // Corners 1, 0, 1, 0 (around): the saddle is at 1/2.
    let cell = |values: [f64; 4]| {
        Grid::new(vec![0.0, 1.0], vec![0.0, 1.0], values.to_vec()).expect("a grid")
    };
    let square = cell([1.0, 0.0, 0.0, 1.0]);
    assert_eq!(traces(&square, 0.4).len(), 2);
    let areas = |grid: &Grid, level: f64| -> Vec<f64> {
        rings(grid, level)
            .iter()
            .map(|ring| (area(ring) * 1e3).round() / 1e3)
            .collect()
    };
    // Below the saddle the corners above are joined to one area; above it there are two triangles.
    assert_eq!(areas(&square, 0.4), [1.0 - 0.16]);
    assert_eq!(areas(&square, 0.6), [0.08, 0.08]);
    let turned = cell([0.0, 1.0, 1.0, 0.0]);
    assert_eq!(areas(&turned, 0.4), [1.0 - 0.16]);
    assert_eq!(areas(&turned, 0.6), [0.08, 0.08]);
    // x*y has its saddle at 0: two lines that do not cross on each side.
    let hyperbola = grid("x*y", [-1.0, 1.0], 20);
    for level in [-0.1, 0.1] {
        let lines = placed(&hyperbola, &traces(&hyperbola, level));
        assert_eq!(lines.len(), 2, "{level}");
        for [x, y] in lines.iter().flatten() {
            assert!((x * y - level).abs() < 3e-3, "{x}, {y}");
        }
    }
}

#[test]
fn holes_stay_open() {
    let grid = grid("sqrt(1 - x^2 - y^2)", [-2.0, 2.0], 201);
    let all = placed(&grid, &rings(&grid, f64::NEG_INFINITY));
    assert_eq!(all.len(), 1);
    // What is missing are cells that the circle cuts: no more than one along each bit of it.
    let circle = std::f64::consts::PI;
    let cut = 0.0..2.0 * circle * (4.0 / 200.0);
    let disc = area(&all[0]);
    assert!(cut.contains(&(circle - disc)), "{disc}");
    assert_eq!(placed(&grid, &traces(&grid, 0.6)).len(), 1);
    let ring = super::contours::grid("sqrt(x^2 + y^2 - 1)", [-2.0, 2.0], 201);
    let around: f64 = placed(&ring, &rings(&ring, f64::NEG_INFINITY))
        .iter()
        .map(|ring| area(ring))
        .sum();
    assert!(cut.contains(&(16.0 - circle - around)), "{around}");
    let nothing = super::contours::grid("sqrt(-1 - x^2 - y^2)", [-1.0, 1.0], 9);
    assert!(nothing.reach().is_none() && levels(&nothing, 9).is_empty());
    assert!(rings(&nothing, 0.0).is_empty() && traces(&nothing, 0.0).is_empty());
}

#[test]
fn every_ring_is_closed_whatever_the_values() {
    // Pseudo-random values with holes and infinities: what is above a level, and what is not, fill
    // the cells that are there.
    let mut state = 20_261_122_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for round in 0..200 {
        let values: Vec<f64> = (0..49)
            .map(|_| match next() % 12 {
                0 => f64::NAN,
                1 => f64::INFINITY,
                2 => f64::NEG_INFINITY,
                other => (other % 5) as f64,
            })
            .collect();
        let side: Vec<f64> = (0..7).map(f64::from).collect();
        let grid = Grid::new(side.clone(), side, values.clone()).expect("a grid");
        let cells: f64 = (0..36)
            .map(|at| {
                let corner = at / 6 * 7 + at % 6;
                let holes = [0, 1, 7, 8]
                    .iter()
                    .filter(|step| values[corner + **step].is_nan())
                    .count();
                [1.0, 0.5, 0.0, 0.0, 0.0][holes]
            })
            .sum();
        let total: f64 = rings(&grid, f64::NEG_INFINITY)
            .iter()
            .map(|ring| area(ring))
            .sum();
        assert!(
            (total - cells).abs() < 1e-9,
            "round {round}: {total} {cells}"
        );
        let mut last = total;
        for level in [0.5, 1.5, 2.5, 3.5] {
            let found: f64 = rings(&grid, level).iter().map(|ring| area(ring)).sum();
            assert!(
                found >= -1e-9 && found <= last + 1e-9,
                "round {round}, {level}: {found} {last}"
            );
            last = found;
        }
    }
}

#[test]
fn levels_are_round_and_follow_the_values() {
    let plane = grid("x + y", [-1.0, 1.0], 21);
    let found = levels(&plane, 9);
    assert_eq!(found, [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]);
    // The valley of Rosenbrock's function has levels of its own.
    let valley = grid("(1 - x)^2 + 100*(y - x^2)^2", [-2.0, 2.0], 101);
    let found = levels(&valley, 12);
    assert!(
        found.iter().filter(|level| **level <= 100.0).count() >= 3,
        "{found:?}"
    );
    assert!(levels(&grid("x*0 + y*0 + 3", [0.0, 1.0], 5), 9).is_empty());
}

/// The points of the lines on which an equation holds, and what the panel says.
fn solutions(text: &str, side: [f64; 2]) -> (Vec<[f64; 2]>, Vec<String>) {
    let (left, right) = text.split_once('=').expect("an equation");
    let made = Plot::default()
        .equation(&expr(left), &expr(right))
        .range("x", side[0], side[1])
        .range("y", side[0], side[1])
        .figure()
        .expect("a figure");
    let panel = &made.panels[0];
    let points = panel.series.iter().flat_map(|series| match &series.mark {
        Mark::Contours { grid, .. } => placed(grid, &traces(grid, 0.0)).concat(),
        _ => Vec::new(),
    });
    (points.collect(), panel.notes.clone())
}

#[test]
fn equations_have_no_solutions_at_poles_and_jumps() {
    let (pole, notes) = solutions("1/(x - y)=0", [-2.0, 2.0]);
    assert!(pole.is_empty(), "{pole:?}");
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (waves, notes) = solutions("tan(x)=y", [-4.0, 4.0]);
    assert!(waves.len() > 100 && notes.is_empty());
    for [x, y] in waves {
        // Within a step of the grid, along the line.
        assert!((x.tan().atan() - y.atan()).abs() < 0.04, "{x}, {y}");
    }
    let (steps, _) = solutions("floor(x)=y", [-2.5, 2.5]);
    assert!(steps.len() > 100);
    for [x, y] in steps {
        assert!((y - y.round()).abs() < 0.03, "{x}, {y}");
    }
    // What goes through steeply or with a root is still there.
    let (root, _) = solutions("cbrt(x - y)=0", [-2.0, 2.0]);
    assert!(root.len() > 200, "{}", root.len());
    let (steep, _) = solutions("atan(1e6*(x^2 + y^2 - 1))=0", [-2.0, 2.0]);
    assert!(length(&steep) > 6.0, "{}", length(&steep));
    let (touched, notes) = solutions("(x^2 + y^2 - 1)^2=0", [-1.7, 2.1]);
    assert!(touched.is_empty() && notes.len() == 1, "{notes:?}");
}
