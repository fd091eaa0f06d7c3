//! Figures as files and in the terminal, and what has no picture.

use gradus::plot::color::Tone;
use gradus::plot::draw::{Item, font, png, svg};
use gradus::plot::{Kind, Plot, PlotError, Signs, With, layout, save, terminal};

use super::{expr, figure};
use crate::support::{Folder, snapshot};

/// A kind, formulas and ranges.
type Asked<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, f64, f64)]);

/// Pictures of every kind: the expressions and ranges.
#[rustfmt::skip]
pub(super) const PICTURES: &[Asked] = &[
    ("curve", &["x^2"], &[("x", -2.0, 2.0)]),
    ("curve", &["1/x", "sqrt(x)"], &[("x", -3.0, 3.0)]),
    ("contour", &["x*y"], &[("x", -2.0, 2.0), ("y", -1.0, 1.0)]),
    (
        "filled",
        &["x^2 + y^2"],
        &[("x", -2.0, 2.0), ("y", -1.0, 1.0)],
    ),
    (
        "field",
        &["x*exp(-x^2 - y^2)"],
        &[("x", -2.0, 2.0), ("y", -2.0, 2.0)],
    ),
    ("field", &["-y", "x"], &[("x", -2.0, 2.0), ("y", -2.0, 2.0)]),
    (
        "surface",
        &["sin(x)*cos(y)"],
        &[("x", -3.0, 3.0), ("y", -3.0, 3.0)],
    ),
    (
        "both",
        &["sin(x)*cos(y)"],
        &[("x", -3.0, 3.0), ("y", -3.0, 3.0)],
    ),
    ("sections", &["x*y^2"], &[("x", -3.0, 3.0), ("y", 0.0, 2.0)]),
];

fn picture((kind, texts, ranges): Asked) -> gradus::plot::Figure {
    let expressions: Vec<_> = texts.iter().map(|text| expr(text)).collect();
    let plot = ranges
        .iter()
        .fold(Plot::new(&expressions), |plot, (name, lower, upper)| {
            plot.range(*name, *lower, *upper)
        });
    plot.kind(Kind::named(kind).expect("a kind"))
        .figure()
        .expect("a figure")
}

#[test]
fn texts_are_whole_and_do_not_overlap() {
    for (kind, texts, ranges) in PICTURES {
        for size in [[800.0, 600.0], [400.0, 300.0], [1600.0, 500.0]] {
            let scene =
                layout(&picture((kind, texts, ranges)), size, Tone::Light).expect("a layout");
            let mut taken = Vec::new();
            for item in &scene.items {
                let Item::Text(text) = item else { continue };
                let area = text.bounds();
                assert!(
                    area.left >= -0.5
                        && area.top >= -0.5
                        && area.right() <= size[0] + 0.5
                        && area.bottom() <= size[1] + 0.5,
                    "{kind} {size:?}: {:?} is cut: {area:?}",
                    text.text
                );
                assert!(text.text.chars().all(font::has), "{:?}", text.text);
                // Turned texts cover less than their bounds.
                if text.angle == 0.0 {
                    let core = area.grown(-1.5);
                    for (other, name) in &taken {
                        assert!(
                            !core.meets(other),
                            "{kind} {size:?}: {:?} on {name:?}",
                            text.text
                        );
                    }
                    taken.push((core, text.text.clone()));
                }
            }
            assert!(!taken.is_empty());
        }
    }
}

#[test]
fn files_can_be_opened_again() {
    for (kind, texts, ranges) in PICTURES {
        for tone in [Tone::Light, Tone::Dark] {
            let scene =
                layout(&picture((kind, texts, ranges)), [400.0, 300.0], tone).expect("a layout");
            let bytes = png::write(&scene).expect("a file");
            let mut reader = ::png::Decoder::new(std::io::Cursor::new(&bytes))
                .read_info()
                .expect("a header");
            let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
            let info = reader.next_frame(&mut pixels).expect("pixels");
            assert_eq!((info.width, info.height), (400, 300));
            let ground = tone.theme().ground;
            let drawn = pixels
                .chunks(3)
                .filter(|pixel| **pixel != [ground.r, ground.g, ground.b])
                .count();
            assert!(drawn > 2_000, "{kind}: {drawn} pixels");
            let text = svg::write(&scene);
            let opened = text.matches("<g").count();
            assert_eq!(opened, text.matches("</g>").count(), "{kind}");
            for path in text.split(" d=\"").skip(1) {
                let path = path.split('"').next().unwrap_or("");
                assert!(
                    !path.contains(|sign: char| "Naife".contains(sign)),
                    "{kind}: {path}"
                );
            }
        }
    }
}

#[test]
fn small_pictures_are_these() {
    let mut all = String::new();
    for (texts, ranges) in [
        (&["x^2"][..], &[("x", -2.0, 2.0)][..]),
        (&["1/x"][..], &[("x", -2.0, 2.0)][..]),
    ] {
        let figure = figure(texts, ranges).expect("a figure");
        all.push_str(&svg::write(
            &layout(&figure, [240.0, 180.0], Tone::Light).expect("a layout"),
        ));
    }
    snapshot("plot_svg", all);
}

#[test]
fn terminals_show_these() {
    let mut all = String::new();
    for (kind, texts, ranges) in PICTURES {
        for signs in [Signs::Unicode, Signs::Ascii] {
            all.push_str(&format!("# {kind}: {}\n", texts.join(", ")));
            let text = terminal(&picture((kind, texts, ranges)), [60, 16], signs);
            assert!(
                text.lines().all(|line| line.chars().count() <= 60),
                "{text}"
            );
            if signs == Signs::Ascii {
                assert!(text.is_ascii(), "{text}");
            }
            all.push_str(&text);
        }
    }
    snapshot("plot_terminal", all);
}

#[test]
fn what_has_no_picture_says_why() {
    let range = |lower: f64, upper: f64| figure(&["x"], &[("x", lower, upper)]);
    for (error, words) in [
        (
            range(1.0, 1.0),
            "must go from one finite number to a larger",
        ),
        (
            range(f64::NAN, 1.0),
            "must go from one finite number to a larger",
        ),
        (
            range(f64::MIN, f64::MAX),
            "must go from one finite number to a larger",
        ),
        (
            figure(&["sqrt(-1 - x^2)"], &[("x", -1.0, 1.0)]),
            "has no finite value",
        ),
        (
            figure(
                &["sqrt(-1 - x^2 - y^2)"],
                &[("x", -1.0, 1.0), ("y", 0.0, 1.0)],
            ),
            "has no finite value",
        ),
        (figure(&["a*x"], &[("x", -1.0, 1.0)]), "`a` has no range"),
        (figure(&["x + y + z"], &[]), "`z` has no range"),
        (figure(&[], &[("x", 0.0, 1.0)]), "nothing to draw"),
        (
            figure(&["x"], &[("x", 0.0, 1.0), ("y", 0.0, 1.0), ("z", 0.0, 1.0)]),
            "one or two",
        ),
        (
            Plot::new(&[expr("x")]).kind(Kind::Surface).figure(),
            "ranges of two variables",
        ),
        (
            Plot::new(&[expr("x*y")]).kind(Kind::Curve).figure(),
            "one variable",
        ),
        (
            Plot::new(&[expr("sqrt(x)")])
                .with(With::Tangent(-1.0))
                .figure(),
            "has no finite value",
        ),
        (
            Kind::named("pie").map(|_| unreachable!()),
            "there are curve, contour",
        ),
    ] {
        let error = error.expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn files_are_replaced_whole_or_not_at_all() {
    let folder = Folder::new();
    let drawn = figure(&["x"], &[]).expect("a figure");
    let saved = |path: &std::path::Path| save(&drawn, path, Some([200.0, 150.0]), Tone::Light);
    let path = folder.join("a.svg");
    std::fs::write(&path, "old").expect("a file");
    saved(&path).expect("written");
    assert!(
        std::fs::read_to_string(&path)
            .expect("a text")
            .starts_with("<svg")
    );
    for (name, words) in [
        ("a.txt", "end its name in .svg, .png or .html"),
        ("a", ".svg"),
        ("none/a.svg", "can't write"),
    ] {
        let error = saved(&folder.join(name)).expect_err(name);
        assert!(error.to_string().contains(words), "{error}");
    }
    std::fs::create_dir_all(folder.join("b.svg")).expect("a folder");
    assert!(matches!(
        saved(&folder.join("b.svg")),
        Err(PlotError::Write { .. })
    ));
    assert_eq!(folder.names(), ["a.svg", "b.svg"], "nothing is left aside");
}

#[test]
fn sizes_have_bounds() {
    let figure = figure(&["x"], &[]).expect("a figure");
    for size in [
        [0.0, 100.0],
        [50.0, 600.0],
        [9000.0, 600.0],
        [f64::NAN, 600.0],
        [f64::INFINITY, 600.0],
    ] {
        assert!(
            matches!(
                layout(&figure, size, Tone::Light),
                Err(PlotError::Size { .. })
            ),
            "{size:?}"
        );
    }
    for size in [[100.0, 80.0], [8000.0, 100.0]] {
        assert!(layout(&figure, size, Tone::Light).is_ok());
    }
}

#[test]
fn long_lines_keep_their_direction() {
    // The tangent stands nearly upright and leaves the picture far above and below.
    let plot = Plot::new([&expr("cbrt(x)")])
        .range("x", -1.0, 3.0)
        .with(With::Tangent(1e-9));
    let figure = plot.figure().expect("a figure");
    let scene = layout(&figure, [800.0, 600.0], Tone::Light).expect("a layout");
    let dashed: Vec<_> = (scene.items.iter())
        .filter_map(|item| match item {
            Item::Lines { lines, stroke } if stroke.dash.is_some() => Some(lines),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(!dashed.is_empty());
    let tall = dashed.iter().any(|line| {
        let across = line.iter().map(|point| point[0]);
        let width =
            across.clone().fold(f64::NEG_INFINITY, f64::max) - across.fold(f64::INFINITY, f64::min);
        let up = line.iter().map(|point| point[1]);
        let height =
            up.clone().fold(f64::NEG_INFINITY, f64::max) - up.fold(f64::INFINITY, f64::min);
        height > 300.0 && width < 1.0
    });
    assert!(tall, "{dashed:?}");
}

#[test]
fn levels_of_large_values_are_told_apart() {
    let square = [("x", 0.0, 1.0), ("y", 0.0, 1.0)];
    let made = picture(("filled", &["1e8 + x + y"], &square));
    let scene = layout(&made, [800.0, 600.0], Tone::Light).expect("a layout");
    let frame = scene.items.iter().filter_map(|item| match item {
        Item::Clip(frame) => Some(frame.right()),
        _ => None,
    });
    let right = frame.fold(0.0, f64::max);
    let mut bar: Vec<&str> = (scene.items.iter())
        .filter_map(|item| match item {
            Item::Text(text) if text.at[0] > right => Some(text.text.as_str()),
            _ => None,
        })
        .collect();
    let count = bar.len();
    assert!(count > 4, "{bar:?}");
    bar.sort_unstable();
    bar.dedup();
    assert_eq!(bar.len(), count, "{bar:?}");
}

#[test]
fn arrows_in_the_terminal_point_as_they_are_seen() {
    // One to the right and one upwards: on an axis of 100 that is hardly upwards.
    let wide = [("x", 0.0, 1.0), ("y", 0.0, 100.0)];
    let made = picture(("field", &["y*0 + 1", "x*0 + 1"], &wide));
    let shown = terminal(&made, [60, 24], Signs::Unicode);
    assert!(shown.contains('→') && !shown.contains('↗'), "{shown}");
}

#[test]
fn a_logarithmic_axis_has_no_place_for_what_is_not_positive() {
    let plot = Plot::new([&expr("x^2")])
        .range("x", 1.0, 100.0)
        .range("y", -5.0, 5.0)
        .logarithmic("y");
    let refused = plot.figure().expect_err("no figure").to_string();
    assert!(refused.contains("-5..5 on a logarithmic axis"), "{refused}");
}

#[test]
fn ways_are_told_apart() {
    let f = expr("x^2 + y^2");
    let square = [("x", -2.0, 2.0), ("y", -2.0, 2.0)];
    let mut plot = Plot::new([&f]);
    for (name, lower, upper) in square {
        plot = plot.range(name, lower, upper);
    }
    for x in [1.0, -1.0, 0.5] {
        let search = gradus::optimize::minimize(&f).start([("x", x), ("y", 1.0)]);
        plot = plot.path(&search.trace(true).run().expect("a report"));
    }
    let made = plot.figure().expect("a figure");
    let mut tints: Vec<String> = (made.panels[0].series.iter())
        .filter(|series| series.label.starts_with("from ("))
        .map(|series| format!("{:?}", series.tint))
        .collect();
    tints.dedup();
    assert_eq!(tints.len(), 3, "{tints:?}");
}
