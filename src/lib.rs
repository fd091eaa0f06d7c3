//! Exact derivatives with their steps, compiled functions and minima, from formulas known at run
//! time.
//!
//! # Strings in, strings out
//! The shortest way from a formula to its derivative:
//! ```
//! assert_eq!(gradus::diff("x^2*sin(y)", "x")?, "2*x*sin(y)");
//! assert_eq!(gradus::gradient("x^2 + y^2", ["x", "y"])?, ["2*x", "2*y"]);
//! assert_eq!(gradus::hessian("x^2*y", ["x", "y"])?, [["2*y", "2*x"], ["2*x", "0"]]);
//! assert_eq!(gradus::simplify("x + x + sqrt(y^2)")?, "2*x + abs(y)");
//! # Ok::<(), gradus::Error>(())
//! ```
//! What is wrong with a text is an [`Error`] that knows its place:
//! ```
//! let error = gradus::diff("2 + (x", "x").unwrap_err();
//! assert_eq!(error.kind(), "parse");
//! assert_eq!(error.span().map(|span| span.start), Some(4));
//! assert_eq!(error.to_string(), "this `(` is not closed: expected `)`, found the end");
//! ```
//!
//! # Expressions
//! An [`Expr`] is read from a text or built with operators. It is owned, cheap to clone, and
//! `Send + Sync`. Numbers are exact, symbols are real variables, and equal expressions are equal:
//! ```
//! use gradus::{Expr, Style, symbols};
//!
//! let [x, y] = symbols(["x", "y"]);
//! let f = (&x * &x + &y * &y).sqrt();
//! assert_eq!(f, "sqrt(y^2 + x*x)".parse()?);
//!
//! let slope = f.diff("x")?;
//! assert_eq!(slope.to_string(), "x/sqrt(x^2 + y^2)");
//! assert_eq!(slope.print(Style::Latex)?, r"\frac{x}{\sqrt{x^{2} + y^{2}}}");
//! assert_eq!(slope.substitute(&[("y", Expr::from(0))]).to_string(), "x/abs(x)");
//! assert_eq!(slope.at([("x", 3.0), ("y", 4.0)])?, 0.6);
//! # Ok::<(), gradus::Error>(())
//! ```
//! What a function such as `sqrt` *is* stands in one table: see [`function`].
//!
//! # Compiled functions
//! For many points, compile. A [`Function`] is immutable and can be shared by threads and stored;
//! several outputs are one program, in which what they share is computed once:
//! ```
//! use gradus::{Expr, compile::CompileOptions};
//!
//! let f: Expr = "exp(-x^2/2)*y".parse()?;
//! let gradient = f.gradient(["x", "y"])?;
//! let function = f.compile(["x", "y"])?;
//! assert_eq!(function.value(&[0.0, 3.0]), 3.0);
//!
//! // Columns: one number for each point, or one for all.
//! let mut values = [0.0; 4];
//! function.values(&[&[-1.0, 0.0, 1.0, 2.0], &[1.0]], &mut values)?;
//! assert_eq!(values[0], values[2]);
//!
//! let outputs = [&gradient[0], &gradient[1]];
//! let both = Expr::compile_all(&outputs, ["x", "y"], &CompileOptions::default())?;
//! let mut out = [0.0; 2];
//! both.outputs_into(&[0.0, 3.0], &mut out)?;
//! assert_eq!(out, [0.0, 1.0]);
//!
//! let closure = function.closure();
//! std::thread::spawn(move || closure(&[0.0, 2.0])).join().unwrap();
//! # Ok::<(), gradus::Error>(())
//! ```
//!
//! # Minima
//! [`minimize`] and [`maximize`] derive and compile what the method needs. Not to converge is no
//! error: the report says how the walk ended.
//! ```
//! use gradus::{Expr, minimize, optimize::{Kind, Method, Termination}};
//!
//! let sauna: Expr = "50 - 1/50*x^2*(x-6)*y^2*(y-6)".parse()?;
//! let minimum = minimize(&sauna).start([("x", 1.0), ("y", 3.0)]).run()?;
//! assert_eq!(minimum.termination, Termination::Converged);
//! assert_eq!(minimum.kind, Some(Kind::Minimum));
//! assert!((minimum.f - 29.52).abs() < 1e-12);
//! assert!(minimum.at("x").is_some_and(|x| (x - 4.0).abs() < 1e-9));
//!
//! let walk = minimize(&sauna)
//!     .start([("x", 1.0), ("y", 3.0)])
//!     .method(Method::GradientDescent)
//!     .rate(0.1)
//!     .max_iterations(9)
//!     .trace(true)
//!     .run()?;
//! assert_eq!(walk.termination, Termination::Iterations);
//! assert_eq!(walk.trajectory.as_ref().map(Vec::len), Some(10));
//! # Ok::<(), gradus::Error>(())
//! ```
//!
//! # Fits
//! A model and a table give parameters with their standard errors:
//! ```
//! use gradus::{Expr, data::Data, optimize::fit};
//!
//! let data = Data::from_columns([("t", vec![0.0, 1.0, 2.0, 3.0]), ("y", vec![5.0, 3.1, 1.8, 1.1])])?;
//! let [y, model]: [Expr; 2] = ["y".parse()?, "a*exp(-k*t)".parse()?];
//! let found = fit(&y, &model, &data).start([("k", 1.0)]).run()?;
//! assert!(found.value("k").is_some_and(|k| (k - 0.5).abs() < 0.02));
//! assert!(found.error("k").is_some_and(|error| error < 0.02));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Pictures
//! With the feature `plot` (on by default) expressions are drawn as SVG, as PNG, or as dots for a
//! terminal. [`plot::Plot`] has the kinds of pictures and what can be drawn with them:
#![cfg_attr(feature = "plot", doc = "```")]
#![cfg_attr(not(feature = "plot"), doc = "```ignore")]
//! use gradus::plot::{Plot, With, color::Tone, draw::svg, layout};
//!
//! let figure = Plot::new([&"x^3 - 3*x".parse()?])
//!     .range("x", -2.5, 2.5)
//!     .with(With::Derivatives)
//!     .with(With::Critical)
//!     .figure()?;
//! let picture = svg::write(&layout(&figure, [800.0, 600.0], Tone::Light)?);
//! assert!(picture.starts_with("<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The language
//! A [`session::Session`] runs the statements of the language: definitions, assumptions, and
//! operations by name. The command, its prompt and its batch mode are built on it.
//! ```
//! use gradus::{Style, session::{Outcome, Session}};
//!
//! let mut session = Session::new();
//! session.run("f(x, y) = x^2*sin(y)")?;
//! let Outcome::Value { value, .. } = session.run("gradient(f(x, y))")? else { unreachable!() };
//! assert_eq!(value.print(Style::Text)?, "[2*x*sin(y), x^2*cos(y)]");
//! # Ok::<(), gradus::Error>(())
//! ```
//!
//! # The layers
//! A module uses only those before it: [`function`], [`syntax`], [`expr`], [`algebra`],
//! [`mod@simplify`], [`diff`](mod@diff), [`analysis`], [`compile`], [`data`], [`verify`],
//! [`point`], [`optimize`], `plot`, [`session`].
//! ARCHITECTURE.md, beside the sources, tells how they work.

extern crate alloc;

pub mod algebra;
pub mod analysis;
pub mod compile;
pub mod data;
pub mod diff;
mod error;
pub mod expr;
pub mod function;
pub mod optimize;
#[cfg(feature = "plot")]
pub mod plot;
pub mod point;
pub mod session;
pub mod simplify;
mod strings;
pub mod syntax;
pub mod verify;

pub use compile::Function;
pub use error::Error;
pub use expr::{Expr, Style, symbols};
pub use optimize::{maximize, minimize};
pub use strings::{diff, gradient, hessian, simplify};

/// Makes the Rust of the README a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeDoctests;
