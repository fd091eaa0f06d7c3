//! What may be asked together, and what is refused instead of being left out.

use gradus::compile::{CompileOptions, KinkPolicy};
use gradus::data::Data;
use gradus::plot::color::Tone;
use gradus::plot::{Figure, Kind, Mark, Plot, PlotError, With, page};

use super::expr;

fn table() -> Data {
    let x = vec![0.0, 1.0, 2.0, 3.0];
    let y = vec![1.0, 3.0, 5.0, 7.0];
    Data::from_columns([("x", x), ("y", y)]).expect("a table")
}

/// The points of the first curve.
fn curve(figure: &Figure) -> Vec<[f64; 2]> {
    let mut marks = figure.panels[0].series.iter().map(|series| &series.mark);
    let found = marks.find_map(|mark| match mark {
        Mark::Curve { pieces, .. } => Some(pieces.concat()),
        _ => None,
    });
    found.expect("a curve")
}

#[test]
fn sums_over_rows_are_curves_of_one_parameter() {
    let plot = Plot::new(&[expr("mean((y - a*x)^2)")])
        .rows(&table())
        .range("a", 0.0, 3.0);
    let figure = plot.clone().with(With::Tangent(1.0)).figure();
    let figure = figure.expect("a figure");
    let points = curve(&figure);
    assert!(points.len() > 100);
    for [a, value] in points {
        let squares = (0..4).map(|row| (f64::from(2 * row + 1) - a * f64::from(row)).powi(2));
        let wanted = squares.sum::<f64>() / 4.0;
        assert!(
            (value - wanted).abs() < 1e-12 * (1.0 + wanted),
            "{a}: {value}, not {wanted}"
        );
    }
    // 2*(a*mean(x^2) - mean(x*y)) at 1.
    let slope = figure.panels[0]
        .series
        .iter()
        .find_map(|series| match &series.mark {
            Mark::Tangent { slope, .. } => Some(*slope),
            _ => None,
        });
    assert!(
        (slope.expect("a tangent") + 10.0).abs() < 1e-12,
        "{slope:?}"
    );
    // A page computes nothing of it anew.
    assert!(
        figure.panels[0].live.is_empty(),
        "{:?}",
        figure.panels[0].live
    );
    page::write(&figure, Tone::Light).expect("a page");
    let moved = Plot::new(&[expr("mean((y - a*x - b)^2)")]).rows(&table());
    let moved = moved.range("a", 0.0, 3.0).slide("b", 0.0, 1.0);
    for (changed, words) in [
        (moved, "a slide"),
        (plot.clone().logarithmic("a"), "a logarithmic axis"),
        (plot.clone().with(With::Taylor(0.0)), "a Taylor polynomial"),
        (plot.with(With::Critical), "critical points"),
    ] {
        let error = changed.figure().expect_err(words);
        assert!(matches!(error, PlotError::Together { .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn fields_of_sums_over_rows_stand_still_and_keep_kinks() {
    let plot = Plot::new(&[expr("mean(abs(y - a*x - b))")])
        .rows(&table())
        .kink(KinkPolicy::Nan)
        .range("a", 0.0, 3.0)
        .range("b", 0.0, 3.0)
        .kind(Kind::Field);
    let figure = plot.figure().expect("a figure");
    assert!(
        figure.panels[0].live.is_empty(),
        "{:?}",
        figure.panels[0].live
    );
    page::write(&figure, Tone::Light).expect("a page");
    // At 0 the derivative of abs is what the policy says.
    let ones = Data::from_columns([("x", vec![1.0, 1.0])]).expect("a table");
    for kink in [KinkPolicy::Nan, KinkPolicy::Zero, KinkPolicy::Left] {
        let options = CompileOptions {
            kink,
            ..CompileOptions::default()
        };
        let single = expr("abs(a)").diff("a").expect("a derivative");
        let single = single.compile_with(["a"], &options).expect("a function");
        let slope = expr("mean(abs(a*x))").diff("a").expect("a derivative");
        let plot = Plot::new(&[slope]).rows(&ones).kink(kink);
        let found = curve(&plot.range("a", 0.0, 1.0).figure().expect("a figure"));
        match single.value(&[0.0]) {
            value if value.is_finite() => assert_eq!(found[0], [0.0, value], "{kink:?}"),
            _ => assert!(found[0][0] > 0.0, "{kink:?}"),
        }
    }
}

/// Why there is no picture.
fn refused(plot: &Plot) -> String {
    match plot.figure() {
        Ok(_) => "a figure".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_a_picture_does_not_have_is_refused() {
    let curve = || Plot::new(&[expr("x^2 + 1")]).range("x", 1.0, 3.0);
    let plane = || {
        Plot::new(&[expr("x^2 + y^2")])
            .range("x", 1.0, 3.0)
            .range("y", 1.0, 3.0)
    };
    let walk = |plot: Plot| {
        let search = gradus::minimize(&expr("x^2 + y^2")).start([("x", 1.0), ("y", 2.0)]);
        plot.walk(&search).expect("a walk")
    };
    let sections = || plane().kind(Kind::Sections);
    let circle = Plot::default().equation(&expr("x^2 + y^2"), &expr("4"));
    let circle = circle.range("x", -3.0, 3.0).range("y", -3.0, 3.0);
    #[rustfmt::skip]
    let cases = [
        (curve().track(&table()), "a curve and a table of a way"),
        (curve().logarithmic("error"), "no axis `error`; there are `x`, and `y`"),
        (Plot::new(&[expr("a*x")]).range("x", 1.0, 2.0).slide("a", 1.0, 2.0).logarithmic("y"), "a logarithmic axis and a slide"),
        (plane().logarithmic("x"), "two variables and a logarithmic axis"),
        (plane().with(With::Tangent(1.0)), "two variables and a tangent"),
        (plane().with(With::Taylor(1.0)), "two variables and a Taylor polynomial"),
        (plane().with(With::Derivatives), "two variables and a derivative"),
        (plane().kind(Kind::Surface).track(&table()), "a surface and a table of a way"),
        (walk(sections()), "cross sections and a walk"),
        (sections().points(&table()), "cross sections and a table of points"),
        (sections().with(With::Critical), "cross sections and critical points"),
        (walk(plane()).kind(Kind::Convergence).with(With::Critical), "steps of a walk and critical points"),
        (circle.with(With::Critical), "an equation and critical points"),
    ];
    for (plot, words) in cases {
        let found = refused(&plot);
        assert!(found.contains(words), "{words}: {found}");
    }
    for axis in ["x", "y", "value"] {
        assert_eq!(refused(&curve().logarithmic(axis)), "a figure", "{axis}");
    }
    let search = gradus::minimize(&expr("x^2")).start([("x", 1.0), ("z", 2.0)]);
    let error = curve().walk(&search).expect_err("z is no variable");
    assert!(error.to_string().contains("`z` has a start"), "{error}");
}

#[test]
fn what_is_left_out_is_said() {
    let many = Plot::new(&[expr("sin(x)")])
        .range("x", 0.0, 157.0)
        .with(With::Critical);
    let many = many.figure().expect("a figure");
    assert_eq!(many.panels[0].notes, ["the first 40 of 50 critical points"]);
    let flat = Plot::new(&[expr("7 + floor(x*y)")])
        .range("x", 0.1, 0.9)
        .range("y", 0.1, 0.9);
    let flat = flat.figure().expect("a figure");
    assert_eq!(flat.panels[0].notes, ["the value is 7 at every point"]);
}

#[test]
fn each_function_has_a_letter() {
    let plot = Plot::new(&[expr("sin(g)"), expr("cos(g)")]).range("g", 0.0, 1.0);
    let figure = plot.with(With::Derivative).figure().expect("a figure");
    let labels = figure.panels[0]
        .series
        .iter()
        .map(|series| series.label.as_str());
    let starts: Vec<&str> = labels
        .filter_map(|label| label.split_once(' '))
        .map(|(start, _)| start)
        .collect();
    assert_eq!(starts, ["f(g)", "f′(g)", "h(g)", "h′(g)"]);
}
