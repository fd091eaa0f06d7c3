//! A scene as PNG: areas, lines and the outlines of texts, drawn with soft edges.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform,
};
use ttf_parser::OutlineBuilder;

use super::font;
use super::scene::{Item, Point, Rect, Scene, Stroke, Text};
use crate::plot::PlotError;
use crate::plot::color::Color;

/// The largest width and height in pixels.
pub const LARGEST: f64 = 8000.0;

/// The PNG file of a scene.
///
/// # Errors
/// [`PlotError::Size`] for a picture without area or beyond 8000 pixels a side, and
/// [`PlotError::Encode`].
pub fn write(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    let size = || PlotError::Size {
        found: format!("{}x{}", scene.width, scene.height),
    };
    if !(scene.width <= LARGEST && scene.height <= LARGEST) {
        return Err(size());
    }
    let (width, height) = (scene.width.round() as u32, scene.height.round() as u32);
    let mut canvas = Canvas {
        pixels: Pixmap::new(width, height).ok_or_else(size)?,
        clips: Vec::new(),
    };
    canvas.pixels.fill(color(scene.ground));
    for item in &scene.items {
        canvas.draw(item);
    }
    encode(&canvas.pixels)
}

/// The bytes of the file. The ground is opaque, so that there is no transparency to store.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, PlotError> {
    let failed = |error: png::EncodingError| PlotError::Encode {
        why: error.to_string(),
    };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(failed)?;
    let rgb: Vec<u8> = (pixels.data().chunks_exact(4))
        .flat_map(|pixel| pixel.iter().take(3).copied())
        .collect();
    writer.write_image_data(&rgb).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn color(color: Color) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(color.r, color.g, color.b, color.a)
}

fn paint(of: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(of));
    paint.anti_alias = true;
    paint
}

struct Canvas {
    pixels: Pixmap,
    clips: Vec<Option<Mask>>,
}

impl Canvas {
    fn draw(&mut self, item: &Item) {
        match item {
            Item::Lines { lines, stroke } => {
                if let Some(path) = path(lines, false) {
                    self.stroke(&path, stroke, Transform::identity());
                }
            }
            Item::Area { rings, fill, edge } => {
                let Some(path) = path(rings, true) else {
                    return;
                };
                self.fill(&path, *fill, FillRule::EvenOdd, Transform::identity());
                if let Some((color, width)) = *edge {
                    self.stroke(&path, &Stroke::new(color, width), Transform::identity());
                }
            }
            Item::Discs {
                centers,
                radius,
                fill,
                edge,
            } => {
                let Some(disc) = PathBuilder::from_circle(0.0, 0.0, *radius as f32) else {
                    return;
                };
                for [x, y] in centers {
                    let there = Transform::from_translate(*x as f32, *y as f32);
                    self.fill(&disc, *fill, FillRule::Winding, there);
                    if let Some((color, width)) = *edge {
                        self.stroke(&disc, &Stroke::new(color, width), there);
                    }
                }
            }
            Item::Text(text) => self.text(text),
            Item::Clip(rect) => {
                let mask = self.mask(rect);
                self.clips.push(mask);
            }
            Item::Unclip => _ = self.clips.pop(),
        }
    }

    fn mask(&self, rect: &Rect) -> Option<Mask> {
        let mut mask = Mask::new(self.pixels.width(), self.pixels.height())?;
        let rect = tiny_skia::Rect::from_xywh(
            rect.left as f32,
            rect.top as f32,
            rect.width as f32,
            rect.height as f32,
        )?;
        let path = PathBuilder::from_rect(rect);
        mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
        Some(mask)
    }

    fn fill(&mut self, path: &Path, color: Color, rule: FillRule, there: Transform) {
        let mask = self.clips.last().and_then(Option::as_ref);
        self.pixels
            .fill_path(path, &paint(color), rule, there, mask);
    }

    fn stroke(&mut self, path: &Path, stroke: &Stroke, there: Transform) {
        let pen = tiny_skia::Stroke {
            width: stroke.width as f32,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            dash: (stroke.dash)
                .and_then(|dash| StrokeDash::new(dash.map(|part| part as f32).to_vec(), 0.0)),
            ..tiny_skia::Stroke::default()
        };
        let mask = self.clips.last().and_then(Option::as_ref);
        self.pixels
            .stroke_path(path, &paint(stroke.color), &pen, there, mask);
    }

    fn text(&mut self, text: &Text) {
        let mut outline = Outline(PathBuilder::new());
        font::outline(&text.text, text.size, &mut outline);
        let Some(path) = outline.0.finish() else {
            return;
        };
        let there = Transform::from_translate(text.offset() as f32, 0.0)
            .post_rotate(text.angle as f32)
            .post_translate(text.at[0] as f32, text.at[1] as f32);
        if let Some(halo) = text.halo {
            self.stroke(&path, &Stroke::new(halo, text.size / 4.0), there);
        }
        self.fill(&path, text.color, FillRule::Winding, there);
    }
}

/// Lines as a path. Points beyond what 32 bits draw well are left to whoever clips.
fn path(lines: &[Vec<Point>], close: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in lines {
        let mut points = line.iter().map(|point| point.map(|part| part as f32));
        let Some([x, y]) = points.next() else {
            continue;
        };
        builder.move_to(x, y);
        let mut drawn = false;
        for [x, y] in points {
            builder.line_to(x, y);
            drawn = true;
        }
        if close {
            builder.close();
        } else if !drawn {
            // A line of no length shows its round ends.
            builder.line_to(x + 1e-3, y);
        }
    }
    builder.finish()
}

/// Collects an outline.
struct Outline(PathBuilder);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
