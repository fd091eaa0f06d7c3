//! Colours, and the maps and palettes that pictures take them from.

/// A colour: red, green, blue, and how opaque it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// From 0, which is clear, to 255.
    pub a: u8,
}

impl Color {
    /// An opaque colour written as `0xrrggbb`.
    pub const fn hex(rgb: u32) -> Self {
        Color {
            r: (rgb >> 16) as u8,
            g: (rgb >> 8) as u8,
            b: rgb as u8,
            a: 255,
        }
    }

    /// The same colour, so opaque.
    pub const fn alpha(self, a: u8) -> Self {
        Color { a, ..self }
    }

    /// A colour between this one and another: 0 is this one, 1 the other.
    pub fn mix(self, other: Color, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let part = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
        };
        Color {
            r: part(self.r, other.r),
            g: part(self.g, other.g),
            b: part(self.b, other.b),
            a: part(self.a, other.a),
        }
    }

    /// How bright it looks, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| (f64::from(part) / 255.0).powf(2.2);
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }
}

/// A scale of colours for numbers, perceptually even and safe for colour-blind readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ColorMap {
    /// From dark violet over green to yellow.
    #[default]
    Viridis,
    /// From dark blue over grey to yellow: the same for readers who don't see red and green.
    Cividis,
}

impl ColorMap {
    /// The maps by name.
    pub const ALL: &[(&str, ColorMap)] = &[
        ("viridis", ColorMap::Viridis),
        ("cividis", ColorMap::Cividis),
    ];

    /// One that can be told from it.
    pub fn other(self) -> Self {
        match self {
            ColorMap::Viridis => ColorMap::Cividis,
            ColorMap::Cividis => ColorMap::Viridis,
        }
    }

    /// The colour at a share of the scale, from 0 to 1.
    pub fn at(self, share: f64) -> Color {
        let nodes = match self {
            ColorMap::Viridis => &VIRIDIS,
            ColorMap::Cividis => &CIVIDIS,
        };
        let last = nodes.len() - 1;
        let place = if share.is_nan() {
            0.0
        } else {
            share.clamp(0.0, 1.0)
        } * last as f64;
        let below = (place.floor() as usize).min(last - 1);
        Color::hex(nodes[below]).mix(Color::hex(nodes[below + 1]), place - below as f64)
    }
}

/// 33 evenly spaced colours of viridis, by S. van der Walt, N. Smith and E. Firing (public domain).
#[rustfmt::skip]
const VIRIDIS: [u32; 33] = [
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b,
    0x375b8d, 0x33638d, 0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21918c, 0x1f988b,
    0x1fa088, 0x22a785, 0x28ae80, 0x32b67a, 0x3fbc73, 0x4ec36b, 0x5ec962, 0x70cf57, 0x84d44b,
    0x98d83e, 0xaddc30, 0xc2df23, 0xd8e219, 0xece51b, 0xfde725,
];

/// 33 evenly spaced colours of cividis, by J. Nuñez, C. Anderton and R. Renslow, "Optimizing
/// colormaps with consideration for color vision deficiency", PLoS ONE 13 (2018).
#[rustfmt::skip]
const CIVIDIS: [u32; 33] = [
    0x00224e, 0x00285b, 0x002e6a, 0x053371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c,
    0x4b546c, 0x535a6d, 0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x767676, 0x7d7c78, 0x848279,
    0x8c8878, 0x938e78, 0x9b9476, 0xa39a74, 0xaba072, 0xb4a76f, 0xbcae6c, 0xc4b468, 0xcdbb63,
    0xd5c25e, 0xdec958, 0xe7d150, 0xf0d846, 0xf9e03a, 0xfee838,
];

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Dark signs on white.
    #[default]
    Light,
    /// Light signs on a dark ground.
    Dark,
}

impl Tone {
    /// The tones by name.
    pub const ALL: &[(&str, Tone)] = &[("light", Tone::Light), ("dark", Tone::Dark)];

    /// Its colours.
    pub fn theme(self) -> &'static Theme {
        match self {
            Tone::Light => &LIGHT,
            Tone::Dark => &DARK,
        }
    }
}

/// The colours of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The ground.
    pub ground: Color,
    /// Texts and frames.
    pub ink: Color,
    /// Texts of less weight.
    pub faint: Color,
    /// Grid lines.
    pub grid: Color,
    /// Series, in their order.
    pub palette: [Color; 8],
    /// Paths over coloured areas.
    pub path: Color,
}

impl Theme {
    /// The colour of a series, by its number.
    pub fn series(&self, at: usize) -> Color {
        self.palette[at % self.palette.len()]
    }
}

/// The colours of M. Okabe and K. Ito, "Color universal design" (2008), in an order in which
/// neighbours differ most; on white the yellow is darker.
const LIGHT: Theme = Theme {
    ground: Color::hex(0xffffff),
    ink: Color::hex(0x22262b),
    faint: Color::hex(0x6b727b),
    grid: Color::hex(0xe7e9ec),
    palette: [
        Color::hex(0x0072b2),
        Color::hex(0xd55e00),
        Color::hex(0x009e73),
        Color::hex(0xcc79a7),
        Color::hex(0xe69f00),
        Color::hex(0x56b4e9),
        Color::hex(0x3c3f44),
        Color::hex(0xb8a600),
    ],
    path: Color::hex(0xd7301f),
};

const DARK: Theme = Theme {
    ground: Color::hex(0x15181d),
    ink: Color::hex(0xdfe3e8),
    faint: Color::hex(0x9199a3),
    grid: Color::hex(0x2a2f37),
    palette: [
        Color::hex(0x56b4e9),
        Color::hex(0xe69f00),
        Color::hex(0x2fc79c),
        Color::hex(0xdd92bb),
        Color::hex(0xf0e442),
        Color::hex(0xf0763b),
        Color::hex(0xc9ced6),
        Color::hex(0x4393d3),
    ],
    path: Color::hex(0xff5a4a),
};
