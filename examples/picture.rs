//! A function with its derivatives as a picture: SVG, PNG, a page (in the folder that is named, or a
//! temporary one), and dots on the terminal.
//!
//! ```text
//! $ cargo run --example picture
//! 1 ┤⣀            ⡠⠔
//!   │⠈⢂        ⡀ ⠉
//!   │  ⠣   ⢀⣤⣒⡀
//!   │   ⢢⡤⠊⠁  ⠉⠱⢄
//!   │⡠⠔⢉⠜⢁       ⠑⢄         ⡀
//!   │ ⢠⠃  ⠓       ⠈⠒⡄   ⠄⠁⠈  ⠈ ⠂⠠    ⣀⡀
//!   │⢀⠎    ⠱⡀       ⠈⢢ ⠁         ⠠⠓⠆⠈  ⠈⠉⠁⠐⢦⣀⣠⠤⠤⠤⠤⠤⠤⣀⣀⡀
//! 0 ┤⠎ ⠄ ⠄ ⠄⠠⡀ ⠄ ⠄ ⠄⠐⠄⠑⢆ ⠄ ⠄ ⠄⠠⠊⠁⠄ ⠄⠈⠄⠄⢀⡠⠔⠊⠁ ⠄⠉⠄⠢⢄ ⡀ ⠄⡈⠩⠑⠒⠒⠤⠥⣌⣀⣁⣨⣀⣥⣜⣀⣓⣒⣀⣋⡡
//!   │        ⠘    ⢀⠈    ⠑⠤⡀ ⠔⠊     ⢀⡠⠔⠊⠁ ⠁⠂⠠ ⠄⠠ ⠄⠐ ⠊⠉ ⠉⠒ ⠒⠉ ⠉⠁
//!   │         ⠈⠢⡀⠠       ⡠⠜⠒⠢⠤⠤⠤⠤⠔⠚⠁
//!   │⡀          ⠐⠦⠄   ⡠⠔
//!   │ ⠄       ⡀⠁   ⠉⠉
//!   │ ⠐⢀    ⡀⠂
//!   │    ⠁⠈
//!   └─────────────────────────────────────────────────────────────────────
//!    0          2           4          6          8          10       x 12
//!    ── f(x) = exp(-x/4)·sin(x)
//!    ╌╌ f′(x) = cos(x)·exp(-x/4) - exp(-x/4)·sin(x)/4
//!    ┈┈ f″(x) = -cos(x)·exp(-x/4)/2 - 15·exp(-x/4)·sin(x)/16
//!    ─┈ tangent at x = 1: slope 0.257
//! ```

use std::path::PathBuf;

use gradus::Expr;
use gradus::plot::color::Tone;
use gradus::plot::{Plot, Signs, With, save, terminal};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or(std::env::temp_dir(), PathBuf::from);
    let wave: Expr = "sin(x)*exp(-x/4)".parse()?;
    let figure = Plot::new([&wave])
        .range("x", 0.0, 12.0)
        .with(With::Derivatives)
        .with(With::Tangent(1.0))
        .figure()?;
    for name in ["wave.svg", "wave.png", "wave.html"] {
        let path = folder.join(name);
        save(&figure, &path, None, Tone::Light)?;
        eprintln!("wrote {}", path.display());
    }
    print!("{}", terminal(&figure, [72, 20], Signs::Unicode));
    Ok(())
}
