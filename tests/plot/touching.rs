//! Tangent planes, inflections and critical points: the numbers in pictures are those of the
//! functions, and texts at points name them and no others.

use gradus::plot::color::Tone;
use gradus::plot::draw::Item;
use gradus::plot::{Figure, Kind, Mark, Plot, PlotError, Scale, With, layout};

use super::expr;
use super::fits::texts_have_room;

/// How far numbers of pictures may be from those of functions, relative to their size.
const CLOSE: f64 = 1e-12;

fn near(found: f64, wanted: f64, what: &str) {
    let apart = (found - wanted).abs();
    assert!(
        apart <= CLOSE * (1.0 + wanted.abs()),
        "{what}: {found}, not {wanted}"
    );
}

/// A function over a square, touched at a point.
fn touched(text: &str, side: [f64; 2], at: [f64; 2]) -> Result<Figure, PlotError> {
    Plot::new([&expr(text)])
        .range("x", side[0], side[1])
        .range("y", side[0], side[1])
        .with(With::TangentPlane(at))
        .figure()
}

type Place = [f64; 3];

/// The corners of the sheet, and the points of lines with whether they are dashed.
fn parts(figure: &Figure) -> ([Place; 4], Vec<(Vec<Place>, bool)>) {
    let mut sheet = None;
    let mut lines = Vec::new();
    for series in &figure.panels[0].series {
        match &series.mark {
            Mark::Sheet { corners } => sheet = Some(*corners),
            Mark::Line { points, dashed } => lines.push((points.clone(), *dashed)),
            _ => {}
        }
    }
    (sheet.expect("a sheet"), lines)
}

#[test]
fn tangent_planes_touch_and_have_the_tangents_of_cuts_in_them() {
    type Case = (
        &'static str,
        [f64; 2],
        [f64; 2],
        fn(f64, f64) -> f64,
        [f64; 3],
    );
    // The value and both slopes by hand.
    let cases: [Case; 3] = [
        (
            "x^2 + y^2",
            [-1.0, 7.0],
            [2.0, 4.0],
            |x, y| x * x + y * y,
            [20.0, 4.0, 8.0],
        ),
        (
            "x*y",
            [-3.0, 3.0],
            [1.0, -2.0],
            |x, y| x * y,
            [-2.0, -2.0, 1.0],
        ),
        (
            "exp(x)*sin(y)",
            [-1.0, 1.0],
            [0.0, 0.0],
            |x, y| x.exp() * y.sin(),
            [0.0, 0.0, 1.0],
        ),
    ];
    for (text, side, at, f, [value, right, up]) in cases {
        let figure = touched(text, side, at).expect(text);
        let (corners, lines) = parts(&figure);
        let plane = |x: f64, y: f64| value + right * (x - at[0]) + up * (y - at[1]);
        for [x, y, z] in corners {
            near(z, plane(x, y), text);
            assert!(
                [x, y]
                    .iter()
                    .all(|place| (side[0]..=side[1]).contains(place)),
                "{text}"
            );
        }
        assert_eq!(lines.len(), 4, "{text}");
        for (points, dashed) in lines {
            assert!(points.len() > 20);
            for [x, y, z] in points {
                let wanted = if dashed { plane(x, y) } else { f(x, y) };
                near(z, wanted, text);
                assert!(x == at[0] || y == at[1], "{text}: ({x}, {y}) is in no cut");
            }
        }
        // Nothing lies on texts, in the picture alone and beside contours.
        for kind in [None, Some(Kind::Both)] {
            let plot = Plot::new([&expr(text)])
                .range("x", side[0], side[1])
                .range("y", side[0], side[1]);
            let plot = kind
                .into_iter()
                .fold(plot, Plot::kind)
                .with(With::TangentPlane(at));
            let figure = plot.figure().expect(text);
            texts_have_room(
                &layout(&figure, figure.size(), Tone::Light).expect("a layout"),
                text,
            );
        }
    }
}

#[test]
fn planes_stand_where_a_surface_has_them() {
    let refused = |found: Result<Figure, PlotError>, words: &str| {
        let message = found.expect_err(words).to_string();
        assert!(message.contains(words), "{message}");
    };
    for at in [[2.0, 0.0], [0.0, -1.5], [f64::NAN, 0.0]] {
        refused(touched("x*y", [-1.0, 1.0], at), "is not on the surface");
    }
    refused(
        touched("sqrt(x)*y", [-1.0, 1.0], [-0.5, 0.0]),
        "the tangent plane at (x, y)",
    );
    // At the edge half of it is drawn, and where a grid sees nothing but 0 it has its usual size.
    for (text, at) in [
        ("x^2 + y^2", [-1.0, 1.0]),
        ("exp(-(1e4*(x - 0.1234))^2)", [0.12345, 0.3]),
    ] {
        let (corners, _) = parts(&touched(text, [-1.0, 1.0], at).expect(text));
        assert!(
            corners[0][0] < corners[1][0] && corners[1][1] < corners[2][1],
            "{corners:?}"
        );
    }
    // What slides has no marks that stand still.
    for what in [With::Critical, With::TangentPlane([0.5, 0.5])] {
        let plot = Plot::new([&expr("a*x*y")])
            .range("x", 0.0, 1.0)
            .range("y", 0.0, 1.0);
        refused(plot.slide("a", 0.0, 2.0).with(what).figure(), "a slide");
    }
    let slid = Plot::new([&expr("x^3 - a*x")])
        .range("x", -1.0, 1.0)
        .slide("a", 0.0, 2.0);
    refused(slid.with(With::Inflections).figure(), "a slide");
    let over = |kind| {
        let plot = Plot::new([&expr("x*y")])
            .range("x", 0.0, 1.0)
            .range("y", 0.0, 1.0);
        plot.kind(kind)
            .with(With::TangentPlane([0.5, 0.5]))
            .figure()
    };
    for kind in [Kind::Contour, Kind::Filled, Kind::Field, Kind::Sections] {
        refused(over(kind), "a tangent plane");
    }
    let curve = Plot::new([&expr("x^2")]).range("x", 0.0, 1.0);
    refused(
        curve.with(With::TangentPlane([0.5, 0.5])).figure(),
        "a tangent plane",
    );
    // A steep plane does not flatten its surface.
    let (corners, _) =
        parts(&touched("1/(x + 1.001) + y", [-1.0, 1.0], [-0.99, 0.0]).expect("a figure"));
    assert!(
        corners.iter().all(|[.., z]| z.abs() < 1500.0),
        "{corners:?}"
    );
}

#[test]
fn planes_are_named_by_numbers_where_formulas_are_long_or_undecided() {
    let name = |text: &str, at| {
        let figure = touched(text, [-4.0, 4.0], at).expect(text);
        let sheet = |mark: &Mark| matches!(mark, Mark::Sheet { .. });
        let found = figure.panels[0]
            .series
            .iter()
            .find(|series| sheet(&series.mark));
        found.expect("a sheet").label.clone()
    };
    assert_eq!(name("x^2 + y^2", [2.0, 4.0]), "4·x + 8·y - 20");
    assert_eq!(name("if x < y then x^2 else y^2", [1.0, 2.5]), "≈ 2·x - 1");
    // cosh(2)*cos(3) = -3.7246, sinh(2)*cos(3) = -3.5906, cosh(2)*sin(3) = 0.5309.
    assert_eq!(
        name("cosh(x)*cos(y)", [2.0, 3.0]),
        "≈ -3.591·x - 0.5309·y + 5.049"
    );
}

#[test]
fn planes_beside_planes_have_colours_of_their_own() {
    let plot = Plot::new([&expr("x*y")])
        .range("x", 0.0, 3.0)
        .range("y", 0.0, 3.0);
    let plot = plot
        .with(With::TangentPlane([1.0, 1.0]))
        .with(With::TangentPlane([2.0, 2.0]));
    let figure = plot.figure().expect("a figure");
    let sheets = figure.panels[0]
        .series
        .iter()
        .filter(|series| matches!(series.mark, Mark::Sheet { .. }));
    let tints: Vec<_> = sheets.map(|series| series.tint).collect();
    assert!(tints.len() == 2 && tints[0] != tints[1], "{tints:?}");
}

/// The texts at points, with the points and shapes.
fn notes(figure: &Figure) -> Vec<([f64; 2], String, usize)> {
    let series = figure.panels[0].series.iter();
    series
        .filter_map(|series| match &series.mark {
            Mark::Note { at, text, shape } => Some((*at, text.clone(), *shape)),
            _ => None,
        })
        .collect()
}

fn marked(text: &str, [lower, upper]: [f64; 2], what: With) -> Figure {
    let plot = Plot::new([&expr(text)]).range("x", lower, upper).with(what);
    plot.figure().expect(text)
}

#[test]
fn inflections_are_where_the_bend_changes() {
    let found = |text, range| -> Vec<f64> {
        let notes = notes(&marked(text, range, With::Inflections));
        notes.iter().map(|([x, _], ..)| *x).collect()
    };
    let cubic = found("x^3 - 3x^2", [-2.0, 4.0]);
    assert_eq!(cubic.len(), 1);
    near(cubic[0], 1.0, "cubic");
    let bell = found("exp(-x^2/2)", [-3.0, 3.0]);
    assert_eq!(bell.len(), 2);
    near(bell[0].abs(), 1.0, "bell");
    near(bell[0] + bell[1], 0.0, "bell");
    assert_eq!(found("sin(x)", [0.5, 9.0]).len(), 2);
    // Of x^4 the second derivative is 0 at 0 without a change of sign.
    assert!(found("x^4", [-1.0, 1.0]).is_empty());
    assert!(found("x^2", [-1.0, 1.0]).is_empty());
    // Wide, logarithmic and flat pictures.
    for range in [[-1e5, 1e5], [-3.0, 3.0]] {
        let wide = found("exp(-x^2)", range);
        assert_eq!(wide.len(), 2, "{range:?}");
        near(wide[1].abs(), 0.5_f64.sqrt(), "wide");
    }
    assert_eq!(found("1e-170*x^3", [-1.0, 1.0]), [0.0]);
    let plot = Plot::new([&expr("exp(-log(x)^2)")])
        .range("x", 0.001, 1e6)
        .logarithmic("x");
    let figure = plot.with(With::Inflections).figure().expect("a figure");
    let places: Vec<f64> = notes(&figure).iter().map(|([x, _], ..)| *x).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    // What is 0 but for rounding is written so.
    let waves = marked("sin(x)", [0.5, 9.0], With::Inflections);
    assert!(
        notes(&waves)
            .iter()
            .all(|(_, said, _)| said.ends_with(", 0)")),
        "{:?}",
        notes(&waves)
    );
    // By bisection on 24x + cos(x) + 3exp(x).
    let (mut low, mut high) = (-1.0_f64, 0.0_f64);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        match 24.0 * middle + middle.cos() + 3.0 * middle.exp() < 0.0 {
            true => low = middle,
            false => high = middle,
        }
    }
    let lesson = found("(4x^3 - cos(x) + 3*exp(x))/3000", [-10.0, 7.0]);
    assert_eq!(lesson.len(), 1);
    near(lesson[0], low, "lesson");
}

#[test]
fn texts_at_points_cover_no_other_point() {
    for (text, range) in [
        ("x^3*cos(x) - x*sin(x)", [-20.0, 20.0]),
        ("sin(x)/x", [-20.0, 20.0]),
        ("sin(x)", [0.0, 6.3]),
        ("sin(5x)", [0.0, 10.0]),
    ] {
        let figure = marked(text, range, With::Critical);
        let known = notes(&figure);
        for (_, said, shape) in &known {
            let wanted = match said.split(' ').next() {
                Some("maximum") => 2,
                Some("minimum") => 4,
                _ => 0,
            };
            assert_eq!(*shape, wanted, "{said}");
        }
        let scene = layout(&figure, [800.0, 600.0], Tone::Light).expect("a layout");
        texts_have_room(&scene, text);
        let texts = scene.items.iter().filter_map(|item| match item {
            Item::Text(one) if known.iter().any(|(_, said, _)| *said == one.text) => {
                Some(one.bounds())
            }
            _ => None,
        });
        let texts: Vec<_> = texts.collect();
        assert!(!texts.is_empty(), "{text}");
        // Marks are triangles, each an area of its own.
        let marks: Vec<_> = (scene.items.iter())
            .filter_map(|item| match item {
                Item::Area { rings, .. } if rings.len() == 1 && rings[0].len() == 3 => {
                    Some(&rings[0])
                }
                _ => None,
            })
            .collect();
        assert!(marks.len() >= texts.len(), "{text}: {} marks", marks.len());
        for ring in marks {
            let middle =
                [0, 1].map(|side| ring.iter().map(|corner| corner[side]).sum::<f64>() / 3.0);
            assert!(
                texts.iter().all(|area| !area.contains(middle)),
                "{text}: a text hides a mark"
            );
        }
    }
}

#[test]
fn derivatives_do_not_flatten_their_function() {
    let range = |text: &str, from: f64, to: f64, what| {
        marked(text, [from, to], what).panels[0]
            .y
            .range
            .expect("a range")
    };
    // 1 + 1/x^2 goes up to 101, and where it is that high is a tenth of the picture.
    let [low, high] = range("exp(x) - log(x)", 0.1, 2.0, With::Derivatives);
    assert!(low > -10.0 && high < 30.0, "{low}..{high}");
    // Where a derivative is large everywhere it is seen whole.
    let [low, high] = range("sin(40x)", 0.0, 3.0, With::Derivative);
    assert!(low < -40.0 && high > 40.0, "{low}..{high}");
    let [low, high] = range("x^2", -3.0, 3.0, With::Derivative);
    assert!(low < -5.0 && high > 9.0, "{low}..{high}");
}

#[test]
fn derivatives_of_several_functions_have_the_marks_of_their_own() {
    let figure = Plot::new([&expr("x^2"), &expr("3x")])
        .range("x", 0.0, 2.0)
        .with(With::Derivative)
        .with(With::Tangent(1.0))
        .figure()
        .expect("a figure");
    let slopes = figure.panels[0]
        .series
        .iter()
        .filter_map(|series| match &series.mark {
            Mark::Tangent { slope, .. } => Some(*slope),
            _ => None,
        });
    assert_eq!(slopes.collect::<Vec<_>>(), [2.0, 3.0]);
}

#[test]
fn steps_far_below_the_first_have_a_logarithmic_axis() {
    let scale = |text: &str| {
        let walk = gradus::optimize::minimize(&expr(text))
            .start([("x", 3.0)])
            .method(gradus::optimize::Method::GradientDescent)
            .rate(0.1)
            .trace(true);
        let plot = Plot::new([&expr(text)]).walk(&walk).expect("a walk");
        plot.kind(Kind::Convergence)
            .figure()
            .expect("a figure")
            .panels[0]
            .y
            .scale
    };
    assert_eq!(scale("x^2"), Scale::Log);
    assert_eq!(scale("x^2 + 1"), Scale::Linear);
    assert_eq!(scale("x^2 - 1"), Scale::Linear);
}
