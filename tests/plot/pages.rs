//! Pages that move: what they are told, that nothing in them escapes, and how large they are.

use gradus::data::Data;
use gradus::optimize::{Method, minimize};
use gradus::plot::color::Tone;
use gradus::plot::{Figure, Kind, Mark, Panel, Plot, PlotError, Series, Tint, With, page, save};
use serde_json::Value;

use super::{expr, figure};
use crate::support::snapshot;

/// What a picture tells its page, and the programs that the page runs.
fn content(plot: &Plot) -> (Value, String) {
    let figure = plot.figure().expect("a figure");
    let (data, programs) = page::content(&figure, Tone::Light).expect("a page");
    (serde_json::from_str(&data).expect("JSON"), programs)
}

fn plot(texts: &[&str], ranges: &[(&str, f64, f64)]) -> Plot {
    let expressions: Vec<_> = texts.iter().map(|text| expr(text)).collect();
    let ranges = ranges.iter();
    ranges.fold(Plot::new(&expressions), |plot, (name, lower, upper)| {
        plot.range(*name, *lower, *upper)
    })
}

/// The rules by which the series of the first panel follow.
fn rules(data: &Value) -> Vec<&str> {
    let series = data["panels"][0]["series"].as_array().expect("series");
    let rules = series.iter().map(|one| one["live"]["rule"].as_str());
    rules.map(|rule| rule.unwrap_or("-")).collect()
}

#[test]
fn a_small_page_is_told_this() {
    let slid = plot(&["a*x^2"], &[("x", -1.0, 1.0)]).slide("a", 0.0, 2.0);
    let (data, programs) = content(&slid);
    let mut panel = data["panels"][0].clone();
    // A line has many points; the first and last are enough here.
    for side in ["x", "y"] {
        let points = panel["series"][0][side].as_array_mut().expect("points");
        points.drain(1..points.len() - 1);
    }
    let told = serde_json::json!({ "panel": panel, "slides": data["slides"] });
    let told = serde_json::to_string_pretty(&told).expect("JSON");
    snapshot("plot_page", format!("{told}\n\n{programs}"));
}

#[test]
fn every_kind_of_picture_has_a_page() {
    for (kind, texts, ranges) in super::pictures::PICTURES {
        let kind = Kind::named(kind).expect("a kind");
        let figure = plot(texts, ranges).kind(kind).figure().expect("a figure");
        let whole = page::write(&figure, Tone::Dark).expect("a page");
        assert!(whole.len() < 3_000_000, "{kind:?}: {} bytes", whole.len());
        assert!(whole.contains("data-tone=\"dark\""));
        let (data, _) = page::content(&figure, Tone::Dark).expect("a page");
        assert!(!data.contains("NaN") && !data.contains("inf"), "{kind:?}");
        let data: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!(
            data["panels"].as_array().map(Vec::len),
            Some(figure.panels.len())
        );
    }
}

#[test]
fn no_text_ends_the_element_that_holds_it() {
    let nasty = "</script><script>alert(1)</script><!-- \" ' & {{data}}";
    let column = |values: [f64; 3]| values.to_vec();
    let table = Data::from_columns([
        ("x", column([0.0, 1.0, 2.0])),
        ("y", column([1.0, 0.0, 1.0])),
        ("</script><b>", column([1.0, 1.0, 0.0])),
    ]);
    let made = plot(&["x^2"], &[("x", 0.0, 2.0)])
        .title(nasty)
        .points(&table.expect("a table"))
        .figure()
        .expect("a figure");
    let whole = page::write(&made, Tone::Light).expect("a page");
    let plain = figure(&["x^2"], &[("x", 0.0, 2.0)]).expect("a figure");
    let plain = page::write(&plain, Tone::Light).expect("a page");
    for sign in ["<script", "</script", "<!--", "alert(1)<"] {
        assert_eq!(
            whole.matches(sign).count(),
            plain.matches(sign).count(),
            "{sign}"
        );
    }
    let (data, _) = page::content(&made, Tone::Light).expect("a page");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!(data["panels"][0]["title"], nasty);
}

#[test]
fn what_moves_is_told() {
    let x = [("x", -2.0, 2.0)];
    let plane = [("x", -2.0, 2.0), ("y", -2.0, 2.0)];
    let still = plot(&["1/x"], &x);
    assert!(rules(&content(&still).0).iter().all(|rule| *rule == "-"));
    let slid = plot(&["a/x"], &x).slide("a", 1.0, 2.0);
    // A line at the pole goes with the curve.
    assert_eq!(rules(&content(&slid).0), ["absent", "values"]);
    assert_eq!(content(&slid).0["slides"][0]["start"], 1.5);
    let tangent = plot(&["x^2"], &x).with(With::Tangent(1.0));
    assert_eq!(rules(&content(&tangent).0), ["-", "tangent"]);
    let taylor = plot(&["sin(x)"], &x).with(With::Taylor(0.0));
    let (data, _) = content(&taylor);
    assert_eq!(rules(&data), ["-", "absent", "absent", "taylor"]);
    let live = &data["panels"][0]["series"][3]["live"];
    assert_eq!(live["labels"][3], "order 3: x - x³/6");
    assert_eq!(live["coefficients"][5].as_f64(), Some(1.0 / 120.0));
    let field = plot(&["x*y"], &plane).kind(Kind::Field);
    assert_eq!(rules(&content(&field).0), ["-", "arrows"]);
    let filled = plot(&["x^2 + a*y^2"], &plane).slide("a", -1.0, 3.0);
    assert_eq!(rules(&content(&filled).0), ["values", "values"]);
}

#[test]
fn a_walk_is_told_with_what_decides_it() {
    let f = expr("x^2 + 3*y^2 - x*y");
    let start = [("x", 1.0), ("y", 2.0)];
    let plane = [("x", -2.0, 2.0), ("y", -2.0, 2.0)];
    let search = minimize(&f).start(start).max_iterations(7).tolerance(1e-6);
    for (search, again) in [
        (
            search.clone().method(Method::GradientDescent).rate(0.1),
            true,
        ),
        (search.clone().method(Method::Momentum).rate(0.1), true),
        (search.clone().method(Method::Newton), true),
        (search.clone().method(Method::Bfgs), false),
        (search.clone().rate(0.1).range("x", 0.0, 3.0), false),
    ] {
        let walked = plot(&["x^2 + 3*y^2 - x*y"], &plane)
            .walk(&search)
            .expect("a walk");
        let (data, _) = content(&walked);
        let walk = &data["walk"];
        assert_eq!(walk["program"].is_number(), again, "{walk}");
        assert_eq!(walk["start"], serde_json::json!([1.0, 2.0]));
        assert_eq!(walk["limit"], 7);
        let report = search.trace(true).run().expect("a report");
        let end = walk["end"].as_array().expect("an end");
        let end: Vec<f64> = end.iter().filter_map(Value::as_f64).collect();
        let steps = report.trajectory.as_ref().expect("a trace");
        assert_eq!(steps.last().map(|step| &step.x), Some(&end));
        assert_eq!(walk["trace"].as_array().map(Vec::len), Some(steps.len()));
    }
}

#[test]
fn what_can_not_slide_is_told() {
    let x = [("x", -2.0, 2.0)];
    let refused = |plot: Plot| plot.figure().expect_err("no figure").to_string();
    assert_eq!(
        refused(plot(&["a*x"], &x).slide("b", 0.0, 1.0).slide("a", 0.0, 1.0)),
        "`b` can't slide; the symbols besides the variables are a"
    );
    assert_eq!(
        refused(plot(&["2*x"], &x).slide("x", 0.0, 1.0)),
        "`x` can't slide: what is drawn has no symbols besides its variables"
    );
    assert!(refused(plot(&["a*x"], &x)).contains("`a` has no range"));
    assert!(refused(plot(&["a*x"], &x).slide("a", 1.0, 1.0)).contains("the range of `a`"));
    assert!(
        refused(plot(&["log(-1 - x^2) + a"], &x).slide("a", 0.0, 1.0)).contains("no finite value")
    );
}

#[test]
fn large_data_are_thinned() {
    let many = 300_000;
    let points = (0..many).map(|at| [f64::from(at), f64::from(at).sin()]);
    let points = points.collect();
    let panel = Panel {
        series: vec![Series::quiet(Tint::Ink, Mark::Points { points, shape: 0 })],
        ..Panel::default()
    };
    let (data, _) = page::content(&Figure::one(panel), Tone::Light).expect("a content");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!(data["panels"][0]["every"], 8);
    let fine = plot(&["sin(x*y)"], &[("x", -5.0, 5.0), ("y", -5.0, 5.0)]).count(2000);
    let size = page::write(&fine.figure().expect("a figure"), Tone::Light)
        .expect("a page")
        .len();
    assert!(size < 3_000_000, "{size}");
}

#[test]
fn too_large_a_page_is_refused_and_leaves_the_file() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("large.html");
    std::fs::write(&file, "before").expect("a file");
    let mut large = figure(&["sin(x*y)"], &[("x", -5.0, 5.0), ("y", -5.0, 5.0)]).expect("a figure");
    let text = "x".repeat(page::LARGEST);
    large.panels[0].title.clone_from(&text);
    let refused = save(&large, &file, None, Tone::Light).expect_err("it is too large");
    assert!(matches!(refused, PlotError::PageSize { .. }), "{refused}");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "before");
    large.panels[0].title.clear();
    save(&large, &file, None, Tone::Light).expect("it fits");
    assert!(
        std::fs::read_to_string(&file)
            .expect("a file")
            .ends_with("</html>\n")
    );
}

#[test]
fn numbers_that_share_digits_keep_the_others() {
    let far = plot(&["sin(x)"], &[("x", 1e9, 1e9 + 10.0)]);
    let raised = plot(&["1e8 + sin(x)"], &[("x", 0.0, 10.0)]);
    for (made, side, lower, width) in [(far, "x", 1e9, 10.0), (raised, "y", 1e8 - 1.0, 2.0)] {
        let (data, _) = content(&made);
        let panel = &data["panels"][0];
        let values = panel["series"][0][side].as_array().expect("points");
        let values: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
        let ends = values
            .iter()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
                [low.min(*value), high.max(*value)]
            });
        assert!((ends[0] - lower).abs() < 0.02 * width, "{side}: {ends:?}");
        let found = ends[1] - ends[0];
        assert!((found - width).abs() < 0.02 * width, "{side}: {ends:?}");
        let range = [0, 1].map(|end| panel[side]["range"][end].as_f64().expect("a range"));
        assert!(
            range[0] <= ends[0] && range[1] >= ends[1],
            "{side}: {range:?}"
        );
    }
    let square = [("x", 0.0, 1.0), ("y", 0.0, 1.0)];
    let (data, _) = content(&plot(&["1e8 + x + y"], &square).kind(Kind::Contour));
    let rows = data["panels"][0]["grids"][0]["z"].as_array().expect("rows");
    let corner = |row: Option<&Value>, last: bool| {
        let row = row.and_then(Value::as_array).expect("a row");
        let value = if last { row.last() } else { row.first() };
        value.and_then(Value::as_f64).expect("a number")
    };
    assert_eq!(corner(rows.first(), false), 1e8);
    assert_eq!(corner(rows.last(), true), 1e8 + 2.0);
    let levels = data["panels"][0]["series"][0]["levels"].as_array();
    let levels: Vec<f64> = (levels.into_iter().flatten())
        .filter_map(Value::as_f64)
        .collect();
    assert!(levels.len() > 3, "{levels:?}");
    assert!(
        levels.windows(2).all(|pair| pair[0] < pair[1]),
        "{levels:?}"
    );
}

#[test]
fn what_moves_over_points_is_the_curve() {
    let table = Data::from_columns([("x", vec![0.0, 1.0]), ("y", vec![0.0, 1.0])]);
    let made = plot(&["a*x"], &[("x", 0.0, 1.0)])
        .slide("a", 0.0, 2.0)
        .points(&table.expect("a table"));
    let (data, _) = content(&made);
    let series = data["panels"][0]["series"].as_array().expect("series");
    assert_eq!(series.len(), 2);
    for one in series {
        assert_eq!(one["live"].is_object(), one["mark"] == "curve", "{one}");
    }
}
