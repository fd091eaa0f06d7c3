//! Signs of a terminal as a canvas of dots.

use super::Signs;
use crate::plot::color::{Color, ColorMap, Tone};

/// What a dot is drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    /// The colour of a series.
    Series(usize),
    /// A share of the scale of colours.
    Share(f64),
    /// The colour of texts.
    Text,
    /// Less than that.
    Faint,
}

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    dots: u8,
    ink: Ink,
    sign: Option<char>,
    ground: Option<f64>,
}

/// Rows of signs.
pub struct Canvas {
    columns: usize,
    rows: usize,
    signs: Signs,
    cells: Vec<Cell>,
    filled: bool,
}

/// Which bit of a Braille sign a dot is, by its column and row.
const BRAILLE: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// Signs of rising weight.
const WEIGHTS: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];
/// The same of a terminal with more signs.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// Patterns of lines, which are repeated, each with its sample.
const DASHES: [(&str, &str); 4] = [
    (".", "──"),
    ("....  ", "╌╌"),
    (".  ", "┈┈"),
    ("......  .   ", "─┈"),
];

impl Canvas {
    /// An empty canvas of columns and rows.
    pub fn new([columns, rows]: [usize; 2], signs: Signs) -> Self {
        let empty = Cell {
            dots: 0,
            ink: Ink::Faint,
            sign: None,
            ground: None,
        };
        Canvas {
            columns,
            rows,
            signs,
            cells: vec![empty; columns * rows],
            filled: false,
        }
    }

    /// How many columns and rows of signs it has.
    pub fn size(&self) -> [usize; 2] {
        [self.columns, self.rows]
    }

    /// Whether areas are filled.
    pub fn is_filled(&self) -> bool {
        self.filled
    }

    /// Dots of one sign, to the right and downwards.
    fn per_cell(&self) -> [usize; 2] {
        match self.signs {
            Signs::Ascii => [1, 2],
            Signs::Unicode | Signs::Color => [2, 4],
        }
    }

    /// How many dots it has, to the right and downwards.
    pub fn dots(&self) -> [usize; 2] {
        let [wide, high] = self.per_cell();
        [self.columns * wide, self.rows * high]
    }

    /// Sets a dot.
    pub fn dot(&mut self, x: usize, y: usize, ink: Ink) {
        let [wide, high] = self.per_cell();
        let (column, row) = (x / wide, y / high);
        if column >= self.columns {
            return;
        }
        let bit = match self.signs {
            Signs::Ascii => 1 << (y % high),
            Signs::Unicode | Signs::Color => BRAILLE[x % wide][y % high],
        };
        let Some(cell) = self.cells.get_mut(row * self.columns + column) else {
            return;
        };
        // What is drawn thinly gives way to what is drawn.
        if cell.ink == Ink::Faint && ink != Ink::Faint {
            cell.dots = 0;
        } else if ink == Ink::Faint && cell.ink != Ink::Faint && cell.dots != 0 {
            return;
        }
        cell.dots |= bit;
        cell.ink = ink;
    }

    /// Sets the dot nearest to a place, if it is on the canvas.
    pub fn dot_at(&mut self, [x, y]: [f64; 2], ink: Ink) {
        let [wide, high] = self.dots();
        let within = |value: f64, count: usize| value > -0.5 && value < count as f64 - 0.5;
        if within(x, wide) && within(y, high) {
            self.dot(x.round() as usize, y.round() as usize, ink);
        }
    }

    /// Draws a line through points of the canvas.
    pub fn line(&mut self, points: &[[f64; 2]], ink: Ink) {
        if let [only] = points {
            self.dot_at(*only, ink);
        }
        // Dots so far, those left out among them.
        let mut number = 0;
        let pattern = self.pattern(ink).as_bytes();
        let mut last = None;
        for pair in points.windows(2) {
            let step = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let count = step[0].abs().max(step[1].abs()).ceil().clamp(1.0, 1e5) as usize;
            for at in 0..=count {
                let share = at as f64 / count as f64;
                let place = [pair[0][0] + step[0] * share, pair[0][1] + step[1] * share];
                let dot = place.map(f64::round);
                number += usize::from(last.is_some_and(|before| before != dot));
                last = Some(dot);
                if pattern.get(number % pattern.len()) != Some(&b' ') {
                    self.dot_at(place, ink);
                }
            }
        }
    }

    /// Which dots of a line are set. Without colours lines are told apart by it.
    fn pattern(&self, ink: Ink) -> &'static str {
        match (self.signs, ink) {
            (Signs::Unicode, Ink::Series(at)) => DASHES[at % DASHES.len()].0,
            _ => DASHES[0].0,
        }
    }

    /// Colours a sign by a share of the scale.
    pub fn fill(&mut self, column: usize, row: usize, share: f64) {
        self.filled = true;
        if let Some(cell) = self.cells.get_mut(row * self.columns + column) {
            cell.ground = Some(share);
        }
    }

    /// Writes a text at a place, as far as it fits; to its left where there is more room.
    pub fn text(&mut self, [x, y]: [f64; 2], text: &str) {
        let [wide, high] = self.per_cell();
        if !(x >= 0.0 && y >= 0.0) {
            return;
        }
        let (column, row) = (x as usize / wide, y as usize / high);
        let signs: Vec<char> = super::plain(text, self.signs).chars().collect();
        if row >= self.rows || column >= self.columns {
            return;
        }
        // The first sign marks the place; what follows goes to the left where it does not fit.
        let over = (column + signs.len()).saturating_sub(self.columns);
        let (start, signs) = match over {
            0 => (column, signs),
            _ => {
                let mut turned: Vec<char> = signs.iter().skip(2).copied().collect();
                turned.push(' ');
                turned.extend(signs.first());
                ((column + 1).saturating_sub(turned.len()), turned)
            }
        };
        for (at, sign) in signs.into_iter().enumerate().take(self.columns - start) {
            if let Some(cell) = self.cells.get_mut(row * self.columns + start + at) {
                cell.sign = Some(sign);
                cell.ink = Ink::Text;
            }
        }
    }

    /// Draws an arrow at a place.
    pub fn arrow(&mut self, [x, y]: [f64; 2], along: [f64; 2], share: f64) {
        let [wide, high] = self.per_cell();
        let (column, row) = ((x.max(0.0)) as usize / wide, (y.max(0.0)) as usize / high);
        if !share.is_finite() || column >= self.columns || row >= self.rows {
            return;
        }
        let turn = along[1].atan2(along[0]).to_degrees().rem_euclid(360.0);
        let eighth = (turn / 45.0).round() as usize % 8;
        let signs = match self.signs {
            Signs::Ascii => ['>', '/', '^', '\\', '<', '/', 'v', '\\'],
            Signs::Unicode | Signs::Color => ['→', '↗', '↑', '↖', '←', '↙', '↓', '↘'],
        };
        if let Some(cell) = self.cells.get_mut(row * self.columns + column) {
            cell.sign = Some(if share < 0.01 { '.' } else { signs[eighth] });
            cell.ink = Ink::Share(share);
        }
    }

    /// Writes a row.
    pub fn row(&self, row: usize, out: &mut String) {
        let cells = self
            .cells
            .get(row * self.columns..(row + 1) * self.columns)
            .unwrap_or(&[]);
        let mut last = String::new();
        let mut line = String::new();
        for cell in cells {
            let sign = self.sign(cell);
            if self.signs == Signs::Color {
                let code = code(cell);
                if code != last && (sign != ' ' || cell.ground.is_some() || last.contains("48;")) {
                    line.push_str("\x1b[0m");
                    line.push_str(&code);
                    last = code;
                }
            }
            line.push(sign);
        }
        if self.signs == Signs::Color {
            let reset = if last.is_empty() { "" } else { "\x1b[0m" };
            out.push_str(line.trim_end_matches(' '));
            out.push_str(reset);
        } else {
            out.push_str(line.trim_end_matches(' '));
        }
    }

    fn sign(&self, cell: &Cell) -> char {
        if let Some(sign) = cell.sign {
            return sign;
        }
        if cell.dots == 0 {
            return match (self.signs, cell.ground) {
                (_, None) | (Signs::Color, _) => ' ',
                (Signs::Ascii, Some(share)) => pick(&WEIGHTS, share),
                (Signs::Unicode, Some(share)) => pick(&SHADES, share),
            };
        }
        match self.signs {
            Signs::Unicode | Signs::Color => {
                char::from_u32(0x2800 + u32::from(cell.dots)).unwrap_or(' ')
            }
            Signs::Ascii => match (cell.ink, cell.dots) {
                (Ink::Series(at), _) if at % 6 > 0 => ['o', '+', 'x', '#', '%'][at % 6 - 1],
                (Ink::Faint, _) => '.',
                (_, 1) => '\'',
                (_, 2) => '.',
                _ => ':',
            },
        }
    }

    /// Writes a sample of a series.
    pub fn key(&self, ink: Ink, out: &mut String) {
        let cell = Cell {
            dots: 0,
            ink,
            sign: None,
            ground: None,
        };
        match self.signs {
            Signs::Ascii => out.push_str(match ink {
                Ink::Series(at) if at % 6 > 0 => ["oo", "++", "xx", "##", "%%"][at % 6 - 1],
                _ => "..",
            }),
            Signs::Unicode => out.push_str(match ink {
                Ink::Series(at) => DASHES[at % DASHES.len()].1,
                _ => DASHES[0].1,
            }),
            Signs::Color => {
                out.push_str(&code(&cell));
                out.push_str("──\x1b[0m");
            }
        }
    }
}

fn pick<const N: usize>(signs: &[char; N], share: f64) -> char {
    let at = (share.clamp(0.0, 1.0) * (N - 1) as f64).round() as usize;
    signs.get(at).copied().unwrap_or(' ')
}

/// The code that sets the colours of a sign.
fn code(cell: &Cell) -> String {
    let theme = Tone::Dark.theme();
    let front = match (cell.ink, cell.ground) {
        (_, Some(_)) => "38;5;231".to_owned(),
        (Ink::Series(at), _) => format!("38;5;{}", nearest(theme.series(at))),
        (Ink::Share(share), _) => format!(
            "38;5;{}",
            nearest(ColorMap::Viridis.at(0.25 + 0.75 * share))
        ),
        (Ink::Text, _) => "1".to_owned(),
        (Ink::Faint, _) => "38;5;244".to_owned(),
    };
    match cell.ground {
        Some(share) => format!(
            "\x1b[{front};48;5;{}m",
            nearest(ColorMap::Viridis.at(share))
        ),
        None => format!("\x1b[{front}m"),
    }
}

/// The nearest of the 216 colours that terminals have.
fn nearest(color: Color) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |part: u8| {
        let distance = |at: &usize| STEPS[*at].abs_diff(part);
        (0..6).min_by_key(distance).unwrap_or(0) as u8
    };
    16 + 36 * step(color.r) + 6 * step(color.g) + step(color.b)
}
