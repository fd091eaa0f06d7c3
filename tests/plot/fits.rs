//! Pictures of fits: the numbers in them are those of the fit, and texts have room.

use gradus::data::Data;
use gradus::optimize::{Fit, Fitting, fit};
use gradus::plot::color::Tone;
use gradus::plot::draw::{Item, Scene};
use gradus::plot::{Figure, Mark, Panel, Signs, layout, terminal};

use super::expr;

fn table(columns: &[(&str, &[f64])]) -> Data {
    let columns = columns.iter();
    let columns = columns.map(|(name, numbers)| (*name, numbers.to_vec()));
    Data::from_columns(columns).expect("a table")
}

fn fitted(model: &str, data: &Data, set: impl Fn(Fitting) -> Fitting) -> Fit {
    let (response, model) = model.split_once('=').expect("an equation");
    set(fit(&expr(response), &expr(model), data))
        .run()
        .expect("a fit")
}

fn drawn(fit: &Fit, data: &Data) -> Figure {
    gradus::plot::fit(fit, data).expect("a figure")
}

fn bands(panel: &Panel) -> Vec<&Vec<[f64; 3]>> {
    let marks = panel.series.iter().map(|series| &series.mark);
    let bands = marks.filter_map(|mark| match mark {
        Mark::Band { points } => Some(points),
        _ => None,
    });
    bands.collect()
}

fn points(panel: &Panel) -> &Vec<[f64; 2]> {
    let mut marks = panel.series.iter().map(|series| &series.mark);
    let found = marks.find_map(|mark| match mark {
        Mark::Points { points, .. } => Some(points),
        _ => None,
    });
    found.expect("points")
}

/// All texts of a scene stand inside, none on another.
pub fn texts_have_room(scene: &Scene, what: &str) {
    let mut taken: Vec<(gradus::plot::draw::Rect, String)> = Vec::new();
    for item in &scene.items {
        let Item::Text(text) = item else { continue };
        let area = text.bounds();
        assert!(
            area.left >= -0.5
                && area.top >= -0.5
                && area.right() <= scene.width + 0.5
                && area.bottom() <= scene.height + 0.5,
            "{what}: {:?} is cut: {area:?}",
            text.text
        );
        // Turned texts cover less than their bounds.
        if text.angle == 0.0 {
            let core = area.grown(-1.5);
            for (other, name) in &taken {
                assert!(!core.meets(other), "{what}: {:?} on {name:?}", text.text);
            }
            taken.push((core, text.text.clone()));
        }
    }
    assert!(!taken.is_empty(), "{what}");
}

const X: [f64; 5] = [0.0, 1.0, 2.0, 3.0, 5.0];
const Y: [f64; 5] = [1.1, 2.9, 5.2, 6.8, 11.3];

#[test]
fn bands_of_a_line_are_those_of_the_textbook() {
    let data = table(&[("x", &X), ("y", &Y)]);
    let line = fitted("y = m*x + c", &data, |fit| fit);
    let figure = drawn(&line, &data);
    assert_eq!(figure.panels.len(), 2);
    let [prediction, confidence] = bands(&figure.panels[0])[..] else {
        panic!("two bands");
    };
    // Half the widths: t*s*sqrt(h) and t*s*sqrt(1 + h) with h = 1/n + (x - mean)^2/Sxx.
    let n = X.len() as f64;
    let mean = |of: &[f64]| of.iter().sum::<f64>() / n;
    let (mx, my) = (mean(&X), mean(&Y));
    let sxx: f64 = X.iter().map(|x| (x - mx).powi(2)).sum();
    let sxy: f64 = X.iter().zip(&Y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let (m, c) = (sxy / sxx, my - sxy / sxx * mx);
    let rss: f64 = X.iter().zip(&Y).map(|(x, y)| (y - m * x - c).powi(2)).sum();
    let s = (rss / (n - 2.0)).sqrt();
    // The 97.5 % quantile of Student's distribution with three degrees of freedom.
    const T: f64 = 3.182_446_305_284_263;
    for (inner, outer) in confidence.iter().zip(prediction) {
        let x = inner[0];
        let h = 1.0 / n + (x - mx).powi(2) / sxx;
        for (band, half) in [(inner, T * s * h.sqrt()), (outer, T * s * (1.0 + h).sqrt())] {
            let value = m * x + c;
            for (found, wanted) in [(band[1], value - half), (band[2], value + half)] {
                assert!((found - wanted).abs() < 1e-9, "{x}: {found}, not {wanted}");
            }
        }
    }
    let residuals = points(&figure.panels[1]);
    for ([x, residual], y) in residuals.iter().zip(&Y) {
        assert!((residual - (y - m * x - c)).abs() < 1e-9, "{x}: {residual}");
    }
}

#[test]
fn deviations_make_bars_and_scale_residuals() {
    let sigma = [0.1, 0.2, 0.3, 0.2, 0.1];
    let data = table(&[("x", &X), ("y", &Y), ("s", &sigma)]);
    let line = fitted("y = m*x + c", &data, |fit| fit.deviations("s"));
    let figure = drawn(&line, &data);
    // A new observation has a deviation of its own, which nobody knows.
    assert_eq!(bands(&figure.panels[0]).len(), 1);
    let bars = figure.panels[0]
        .series
        .iter()
        .find_map(|series| match &series.mark {
            Mark::Bars { points } => Some(points),
            _ => None,
        });
    let bars = bars.expect("bars");
    for ((bar, s), y) in bars.iter().zip(&sigma).zip(&Y) {
        assert_eq!((bar[1], bar[2]), (*y, *s));
    }
    let [m, c] = ["m", "c"].map(|name| line.value(name).expect("a value"));
    for (([x, told], y), s) in points(&figure.panels[1]).iter().zip(&Y).zip(&sigma) {
        let wanted = (y - m * x - c) / s;
        assert!((told - wanted).abs() < 1e-9, "{x}: {told}, not {wanted}");
    }
}

#[test]
fn every_number_of_columns_has_its_picture() {
    let z: Vec<f64> = X.iter().map(|x| (x * 1.7).sin()).collect();
    let w: Vec<f64> = X.iter().map(|x| (x * 2.9).cos()).collect();
    let data = table(&[("x", &X), ("z", &z), ("w", &w), ("y", &Y)]);
    for (model, space) in [
        ("y = c", false),
        ("y = m*x", false),
        ("log(y) = m*x + c", false),
        ("y = m*x + n*z", true),
        ("y = m*x + n*z + k*w", false),
    ] {
        let figure = drawn(&fitted(model, &data, |fit| fit), &data);
        assert_eq!(figure.panels.len(), 2, "{model}");
        assert_eq!(figure.panels[0].camera.is_some(), space, "{model}");
        for size in [figure.size(), [420.0, 360.0]] {
            for tone in [Tone::Light, Tone::Dark] {
                let scene = layout(&figure, size, tone).expect("a layout");
                texts_have_room(&scene, model);
            }
        }
        let text = terminal(&figure, [70, 30], Signs::Ascii);
        assert!(text.is_ascii() && text.lines().count() <= 40, "{text}");
    }
}

#[test]
fn long_tables_are_drawn_by_a_sample() {
    const ROWS: usize = 30_000;
    let x: Vec<f64> = (0..ROWS).map(|row| row as f64 / ROWS as f64).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 * x + (x * 1e5).sin()).collect();
    let data = table(&[("x", &x), ("y", &y)]);
    let line = fitted("y = m*x + c", &data, |fit| fit);
    let figure = drawn(&line, &data);
    let seen = points(&figure.panels[0]);
    assert_eq!(seen.len(), 5_000);
    for [at, value] in seen {
        let row = (at * ROWS as f64).round() as usize;
        assert_eq!((x[row], y[row]), (*at, *value));
    }
    // Both ends of the table are as dense as its middle.
    let early = seen.iter().filter(|[x, _]| *x < 0.1).count();
    assert!((490..=510).contains(&early), "{early}");
    let labels: Vec<&str> = (figure.panels[0].series.iter())
        .map(|series| series.label.as_str())
        .collect();
    assert!(
        labels.contains(&"5000 of 30000 rows, a sample"),
        "{labels:?}"
    );
    // The same table in a file gives the same picture.
    let spilled = data.with_memory_limit(1_000).expect("a file");
    assert!(spilled.is_spilled());
    assert_eq!(drawn(&line, &spilled), figure);
}

#[test]
fn fits_without_errors_have_no_bands() {
    let data = table(&[("x", &[0.0, 1.0]), ("y", &[1.0, 3.0])]);
    let figure = drawn(&fitted("y = m*x + c", &data, |fit| fit), &data);
    assert!(bands(&figure.panels[0]).is_empty());
    texts_have_room(
        &layout(&figure, [800.0, 600.0], Tone::Light).expect("a layout"),
        "two rows",
    );
}

#[test]
fn failed_fits_and_open_parameters_are_told() {
    let data = table(&[("x", &X), ("y", &Y)]);
    // The first row has no logarithm, whatever the parameters are.
    let failed = drawn(&fitted("y = a*log(x - 2) + b", &data, |fit| fit), &data);
    let above = &failed.panels[0];
    assert!(
        above.notes[0].starts_with("no fit (not-finite)"),
        "{above:?}"
    );
    assert!(bands(above).is_empty());
    assert!(above.series.iter().all(|series| series.label != "fit"));
    // Only the sum of the two is determined.
    let open = drawn(&fitted("y = m*x + a + b", &data, |fit| fit), &data);
    let notes = &open.panels[0].notes;
    assert!(
        notes[0].starts_with("a = ") && notes[0].ends_with(" ± ∞"),
        "{notes:?}"
    );
    assert!(!notes[2].ends_with('∞'), "{notes:?}");
}
