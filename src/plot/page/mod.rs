//! Figures as pages that move: one file of HTML, without network.
//!
//! ```text
//! Figure --marks--> JSON: panels, axes, marks in data units
//!        --controls--> JSON: sliders; programs in JavaScript, printed from the exact formulas
//! page.html + page.css + numeric.js, traces.js, controls.js, start.js + plotly.js --> one file
//! ```
//! The library that draws (plotly.js, `library/`) is carried compressed and is inflated by the
//! browser. All texts are data: what a page says comes out of JSON in which no `<` stands.

mod controls;
mod json;
mod marks;

use super::PlotError;
use super::color::{Color, ColorMap, Theme, Tone};
use super::figure::Figure;
use json::{List, Object, text};

/// The largest page in bytes.
pub const LARGEST: usize = 6_000_000;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPTS: [&str; 4] = [
    include_str!("numeric.js"),
    include_str!("traces.js"),
    include_str!("controls.js"),
    include_str!("start.js"),
];
/// plotly.js 4.1.2, `plotly.min.js`, compressed with gzip.
const LIBRARY: &[u8] = include_bytes!("library/plotly.min.js.gz");

/// A figure as a page.
///
/// # Cost
/// About 2 MB, most of which is the library that draws.
///
/// # Errors
/// [`PlotError::Nothing`] for a figure without panels, [`PlotError::Code`] for what slides and
/// can't be computed in a page, [`PlotError::PageSize`].
///
/// # Examples
/// ```
/// use gradus::plot::{Plot, color::Tone, page};
/// let figure = Plot::new([&"sin(x)/x".parse()?]).range("x", -20.0, 20.0).figure()?;
/// assert!(page::write(&figure, Tone::Dark)?.starts_with("<!doctype html>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(figure: &Figure, tone: Tone) -> Result<String, PlotError> {
    let (data, programs) = content(figure, tone)?;
    let library = base64(LIBRARY);
    let title = match figure.description() {
        empty if empty.is_empty() => "gradus".to_owned(),
        title => escaped(&title),
    };
    let tone = match tone {
        Tone::Light => "light",
        Tone::Dark => "dark",
    };
    let mut page = String::with_capacity(library.len() + data.len() + programs.len() + 60_000);
    // The parts go in one after the other, so that no text is searched for marks of another.
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        match name {
            "title" => page.push_str(&title),
            "tone" => page.push_str(tone),
            "style" => page.push_str(STYLE),
            "data" => page.push_str(&data),
            "library" => page.push_str(&library),
            "programs" => page.push_str(&programs),
            "scripts" => SCRIPTS.iter().for_each(|script| page.push_str(script)),
            _ => {}
        }
        rest = after;
    }
    page.push_str(rest);
    match page.len() {
        found if found > LARGEST => Err(PlotError::PageSize {
            found,
            limit: LARGEST,
        }),
        _ => Ok(page),
    }
}

/// What a page shows, as JSON, and the programs that it runs, as JavaScript.
///
/// # Errors
/// As [`write()`].
pub fn content(figure: &Figure, tone: Tone) -> Result<(String, String), PlotError> {
    if figure.panels.is_empty() {
        return Err(PlotError::Nothing);
    }
    let controls = controls::controls(figure)?;
    let mut data = Object::default();
    data.text("title", &figure.title);
    data.number("columns", figure.columns() as f64);
    data.raw("theme", &theme(tone.theme()));
    let mut maps = Object::default();
    for (name, map) in ColorMap::ALL {
        maps.raw(name, &scale(*map));
    }
    data.raw("maps", &maps.done());
    data.raw("panels", &marks::panels(figure, &controls));
    data.raw("slides", &controls.slides);
    if let Some(walk) = &controls.walk {
        data.raw("walk", walk);
    }
    let mut notes = List::default();
    let told = figure.panels.iter().flat_map(|panel| &panel.notes);
    for note in told.chain(&controls.notes) {
        notes.raw(&text(note));
    }
    data.raw("notes", &notes.done());
    Ok((data.done(), controls.source))
}

/// A map as evenly spaced colours.
fn scale(map: ColorMap) -> String {
    const STEPS: usize = 32;
    let mut colors = List::default();
    for at in 0..=STEPS {
        colors.raw(&text(&color(map.at(at as f64 / STEPS as f64))));
    }
    colors.done()
}

fn theme(theme: &Theme) -> String {
    let mut data = Object::default();
    for (name, found) in [
        ("ground", theme.ground),
        ("ink", theme.ink),
        ("faint", theme.faint),
        ("grid", theme.grid),
        ("path", theme.path),
    ] {
        data.text(name, &color(found));
    }
    let mut palette = List::default();
    for found in theme.palette {
        palette.raw(&text(&color(found)));
    }
    data.raw("palette", &palette.done());
    data.done()
}

/// A colour as in CSS.
fn color(Color { r, g, b, .. }: Color) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A text between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Bytes in the signs of base 64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            match at <= three.len() {
                true => out.push(char::from(SIGNS[(all >> (18 - 6 * at) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_base_64_are_those_of_the_standard() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }

    #[test]
    fn the_page_has_a_place_for_every_part_once() {
        for name in [
            "title", "tone", "style", "data", "library", "programs", "scripts",
        ] {
            assert_eq!(
                PAGE.matches(&format!("{{{{{name}}}}}")).count(),
                1,
                "{name}"
            );
        }
        for script in SCRIPTS.iter().chain([&STYLE]) {
            // Either would end or change the element that holds it.
            assert!(!script.contains("</s") && !script.contains("<!--"));
        }
    }
}
