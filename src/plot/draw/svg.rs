//! A scene as SVG. Numbers are short, and texts have the width that the bundled font gives them,
//! whatever font shows them.

use std::fmt::Write;

use super::font;
use super::scene::{Anchor, Item, Point, Scene, Stroke, Text};
use crate::plot::color::Color;

/// The fonts that look like the bundled one, best first.
const FAMILIES: &str = "DejaVu Sans, Verdana, Bitstream Vera Sans, Geneva, sans-serif";

/// Texts shorter than this keep the width of the reader's font: there is nothing to stretch.
const SHORTEST_STRETCHED: usize = 2;

/// The SVG text of a scene.
pub fn write(scene: &Scene) -> String {
    let mut out = String::with_capacity(1 << 14);
    let (width, height) = (number(scene.width), number(scene.height));
    // Writing into a string can't fail.
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FAMILIES}" role="img">"#
    );
    if !scene.description.is_empty() {
        let _ = writeln!(out, "<title>{}</title>", escaped(&scene.description));
    }
    let _ = writeln!(
        out,
        r#"<rect width="{width}" height="{height}"{}/>"#,
        fill(scene.ground)
    );
    let mut clips = 0;
    let mut open = 0;
    for item in &scene.items {
        match item {
            Item::Lines { lines, stroke } => {
                let path = path(lines, false);
                if !path.is_empty() {
                    let _ = writeln!(out, r#"<path d="{path}" fill="none"{}/>"#, pen(stroke));
                }
            }
            Item::Area {
                rings,
                fill: color,
                edge,
            } => {
                let path = path(rings, true);
                if !path.is_empty() {
                    let rule = if rings.len() > 1 {
                        r#" fill-rule="evenodd""#
                    } else {
                        ""
                    };
                    let edge = outlined(*edge);
                    let _ = writeln!(out, r#"<path d="{path}"{rule}{}{edge}/>"#, fill(*color));
                }
            }
            Item::Discs {
                centers,
                radius,
                fill: color,
                edge,
            } => {
                let _ = writeln!(out, "<g{}{}>", fill(*color), outlined(*edge));
                for [x, y] in centers {
                    let (x, y, r) = (number(*x), number(*y), number(*radius));
                    let _ = writeln!(out, r#"<circle cx="{x}" cy="{y}" r="{r}"/>"#);
                }
                out.push_str("</g>\n");
            }
            Item::Text(text) => self::text(&mut out, text),
            Item::Clip(rect) => {
                clips += 1;
                open += 1;
                let (x, y) = (number(rect.left), number(rect.top));
                let (w, h) = (number(rect.width), number(rect.height));
                let _ = writeln!(
                    out,
                    r#"<clipPath id="c{clips}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath><g clip-path="url(#c{clips})">"#
                );
            }
            Item::Unclip if open > 0 => {
                open -= 1;
                out.push_str("</g>\n");
            }
            Item::Unclip => {}
        }
    }
    for _ in 0..open {
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// A number with at most two decimals, and no more signs than it needs.
fn number(value: f64) -> String {
    let hundredths = (value * 100.0).round();
    if !hundredths.is_finite() || hundredths == 0.0 {
        return "0".to_owned();
    }
    let mut text = format!("{:.2}", hundredths / 100.0);
    while text.ends_with('0') {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    text
}

/// Lines as path data: whole tenths of a pixel, each point from the one before.
fn path(lines: &[Vec<Point>], close: bool) -> String {
    let mut out = String::new();
    let tenth = |value: f64| (value * 10.0).round().clamp(-1e9, 1e9) as i64;
    let signed = |out: &mut String, tenths: i64, separate: bool| {
        if separate && tenths >= 0 {
            out.push(' ');
        }
        let sign = if tenths < 0 { "-" } else { "" };
        let size = tenths.unsigned_abs();
        let _ = match (size / 10, size % 10) {
            (whole, 0) => write!(out, "{sign}{whole}"),
            (0, part) => write!(out, "{sign}.{part}"),
            (whole, part) => write!(out, "{sign}{whole}.{part}"),
        };
    };
    for line in lines {
        let mut points = line.iter().map(|point| point.map(tenth));
        let Some(first) = points.next() else { continue };
        out.push('M');
        signed(&mut out, first[0], false);
        signed(&mut out, first[1], true);
        let mut last = first;
        let mut drawn = false;
        for point in points {
            let step = [point[0] - last[0], point[1] - last[1]];
            if step == [0, 0] {
                continue;
            }
            match step {
                [dx, 0] => {
                    out.push('h');
                    signed(&mut out, dx, false);
                }
                [0, dy] => {
                    out.push('v');
                    signed(&mut out, dy, false);
                }
                [dx, dy] => {
                    out.push('l');
                    signed(&mut out, dx, false);
                    signed(&mut out, dy, true);
                }
            }
            last = point;
            drawn = true;
        }
        if close {
            out.push('z');
        } else if !drawn {
            // A line of no length shows its round ends.
            out.push_str("h0");
        }
    }
    out
}

fn hex(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

fn fill(color: Color) -> String {
    match color.a {
        255 => format!(r#" fill="{}""#, hex(color)),
        a => format!(
            r#" fill="{}" fill-opacity="{}""#,
            hex(color),
            number(f64::from(a) / 255.0)
        ),
    }
}

fn outlined(edge: Option<(Color, f64)>) -> String {
    match edge {
        Some((color, width)) => format!(r#"{} stroke-linejoin="round""#, pen_of(color, width)),
        None => String::new(),
    }
}

fn pen_of(color: Color, width: f64) -> String {
    let mut out = format!(
        r#" stroke="{}" stroke-width="{}""#,
        hex(color),
        number(width)
    );
    if color.a < 255 {
        let opacity = number(f64::from(color.a) / 255.0);
        let _ = write!(out, r#" stroke-opacity="{opacity}""#);
    }
    out
}

fn pen(stroke: &Stroke) -> String {
    let mut out = pen_of(stroke.color, stroke.width);
    out.push_str(r#" stroke-linejoin="round" stroke-linecap="round""#);
    if let Some([dash, gap]) = stroke.dash {
        let _ = write!(
            out,
            r#" stroke-dasharray="{} {}""#,
            number(dash),
            number(gap)
        );
    }
    out
}

fn text(out: &mut String, text: &Text) {
    if text.text.trim().is_empty() {
        return;
    }
    let (x, y) = (number(text.at[0]), number(text.at[1]));
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => r#" text-anchor="middle""#,
        Anchor::End => r#" text-anchor="end""#,
    };
    let turn = match number(text.angle).as_str() {
        "0" => String::new(),
        angle => format!(r#" transform="rotate({angle} {x} {y})""#),
    };
    let halo = match text.halo {
        Some(color) => format!(
            r#"{} stroke-linejoin="round" paint-order="stroke""#,
            pen_of(color, text.size / 4.0)
        ),
        None => String::new(),
    };
    let length = match text.text.chars().count() >= SHORTEST_STRETCHED {
        true => format!(
            r#" textLength="{}" lengthAdjust="spacingAndGlyphs""#,
            number(font::width(&text.text, text.size))
        ),
        false => String::new(),
    };
    let _ = writeln!(
        out,
        r#"<text x="{x}" y="{y}" font-size="{}"{}{anchor}{length}{halo}{turn}>{}</text>"#,
        number(text.size),
        fill(text.color),
        escaped(&text.text)
    );
}

/// A text with what XML reserves written as entities, and without what it forbids.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign if sign.is_control() => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            sign => out.push(sign),
        }
    }
    out
}
