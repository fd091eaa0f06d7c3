//! Several panels in one picture, ways from tables, and marks at multiples of π.

use gradus::data::Data;
use gradus::plot::color::Tone;
use gradus::plot::draw::Item;
use gradus::plot::{Figure, Kind, Mark, Plot, PlotError, With, layout};

use super::fits::texts_have_room;
use super::{expr, figure};

fn grid(texts: &[&str], set: impl Fn(Plot) -> Plot) -> Result<Figure, PlotError> {
    let expressions: Vec<_> = texts.iter().map(|text| expr(text)).collect();
    set(Plot::new(&expressions).kind(Kind::Grid)).figure()
}

#[test]
fn each_expression_has_its_panel() {
    let few = grid(&["sin(x)", "cos(x)"], |plot| plot.range("x", 0.0, 6.0)).expect("a figure");
    assert_eq!((few.panels.len(), few.columns()), (2, 2));
    assert_eq!(few.panels[0].title, "sin(x)");
    assert_eq!(few.panels[0].y.range, few.panels[1].y.range, "one axis");
    let far = grid(&["sin(x)", "exp(x)"], |plot| plot.range("x", 0.0, 9.0)).expect("a figure");
    assert_ne!(far.panels[0].y.range, far.panels[1].y.range, "none is flat");
    let plane = grid(&["x*y", "x + y", "x - y", "x^2"], |plot| {
        plot.range("x", 0.0, 1.0).range("y", 0.0, 1.0)
    });
    let plane = plane.expect("a figure");
    assert_eq!((plane.panels.len(), plane.columns()), (4, 2));
    for one in [&few, &far, &plane] {
        let scene = layout(one, one.size(), Tone::Light).expect("a layout");
        texts_have_room(&scene, &one.description());
    }
}

#[test]
fn panels_of_planes_keep_their_ranges() {
    for texts in [["x^2", "x*y"], ["x*y", "x^2"]] {
        let found = grid(&texts, |plot| plot).expect("a figure");
        for (text, panel) in texts.iter().zip(&found.panels) {
            match *text {
                "x*y" => assert_eq!(panel.y.range, Some([-5.0, 5.0]), "{texts:?}"),
                _ => assert_eq!(panel.y.range, Some([-1.25, 26.25]), "{texts:?}"),
            }
        }
    }
}

#[test]
fn derivatives_stand_below_each_other_on_one_axis() {
    let found = grid(&["x^3"], |plot| {
        plot.range("x", -2.0, 2.0).with(With::Derivatives)
    });
    let found = found.expect("a figure");
    let titles: Vec<&str> = found
        .panels
        .iter()
        .map(|panel| panel.title.as_str())
        .collect();
    assert_eq!(titles, ["f(x) = x³", "f′(x) = 3·x²", "f″(x) = 6·x"]);
    assert_eq!(found.columns(), 1);
    let scene = layout(&found, found.size(), Tone::Light).expect("a layout");
    texts_have_room(&scene, "derivatives");
    // Frames begin and end at the same places: their titles stand over one another.
    let middles: Vec<f64> = (scene.items.iter())
        .filter_map(|item| match item {
            Item::Text(text) if titles.contains(&text.text.as_str()) => Some(text.at[0]),
            _ => None,
        })
        .collect();
    assert_eq!(middles.len(), 3);
    assert!(
        middles.iter().all(|at| (at - middles[0]).abs() < 1e-9),
        "{middles:?}"
    );
}

#[test]
fn panels_without_values_are_empty_unless_all_are() {
    let one = grid(&["x", "sqrt(-1 - x^2)"], |plot| plot.range("x", 0.0, 1.0)).expect("a figure");
    assert_eq!(one.panels[1].notes, ["no finite value here"]);
    let none = grid(&["sqrt(-1 - x^2)"], |plot| plot.range("x", 0.0, 1.0));
    assert!(matches!(none, Err(PlotError::NothingFinite { .. })));
}

#[test]
fn figures_stand_beside_each_other() {
    let of = |text: &str| figure(&[text], &[("x", 0.0, 1.0)]).expect("a figure");
    let beside = of("x").beside(of("x^2"));
    assert_eq!((beside.panels.len(), beside.columns()), (2, 2));
    let stacked = Figure {
        heights: vec![3.0, 1.0],
        ..Figure::grid([of("x"), of("x^2")], 1)
    };
    assert_eq!(stacked.rows(), [0.75, 0.25]);
    // What is no height counts as one.
    let odd = Figure {
        heights: vec![f64::NAN, -1.0],
        ..stacked
    };
    assert_eq!(odd.rows(), [0.5, 0.5]);
}

#[test]
fn tables_are_ways() {
    let way = Data::from_columns([("y", vec![0.0, 1.0, 1.5]), ("x", vec![2.0, 1.0, 0.0])]);
    let way = way.expect("a table");
    let plot = Plot::new(&[expr("x^2 + y^2")])
        .range("x", -3.0, 3.0)
        .range("y", -3.0, 3.0);
    let found = plot.clone().track(&way).figure().expect("a figure");
    let marks = found.panels[0].series.iter().map(|series| &series.mark);
    let path = marks.clone().find_map(|mark| match mark {
        Mark::Path { points, .. } => Some(points.clone()),
        _ => None,
    });
    assert_eq!(path.expect("a way"), [[2.0, 0.0], [1.0, 1.0], [0.0, 1.5]]);
    let other = Data::from_columns([("a", vec![0.0, 1.0])]).expect("a table");
    let error = plot.track(&other).figure().expect_err("no columns");
    assert!(
        error.to_string().contains("a column for each variable"),
        "{error}"
    );
}

/// The numbers below the first panel.
fn marks(lower: f64, upper: f64) -> Vec<String> {
    let figure = figure(&["sin(x)"], &[("x", lower, upper)]).expect("a figure");
    let scene = layout(&figure, [800.0, 600.0], Tone::Light).expect("a layout");
    let texts = scene.items.iter().filter_map(|item| match item {
        Item::Text(text) if text.text.contains('π') => Some(text.text.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn ranges_of_pi_are_marked_in_pi() {
    use std::f64::consts::PI;
    let written = |lower, upper| marks(lower, upper).join(" ");
    assert_eq!(written(0.0, PI), "π/4 π/2 3π/4 π");
    assert_eq!(
        written(-2.0 * PI, 2.0 * PI),
        "−2π −3π/2 −π −π/2 π/2 π 3π/2 2π"
    );
    assert_eq!(written(-PI / 3.0, PI / 3.0), "−π/3 −π/6 π/6 π/3");
    assert_eq!(written(0.0, 8.0 * PI), "π 2π 3π 4π 5π 6π 7π 8π");
    assert_eq!(written(0.0, 6.25), "");
    assert_eq!(written(-3.0, 3.0), "");
}
