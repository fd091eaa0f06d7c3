//! `plot`: a picture as the text of an SVG file.

use gradus::Error;
use gradus::data::Data;
use gradus::plot::color::{ColorMap, Tone};
use gradus::plot::draw::svg;
use gradus::plot::{Kind, Plot, PlotError, With, layout, named};
use gradus::session::{Session, Value, plot_subjects};

use super::failure::{Failure, Place};
use super::fields::{Count, OneOrMany, Pairs, Point, Scalar, Text};
use super::options::Options;
use super::reply::{Answer, Shaped, Texts};
use super::request::Request;
use super::solve::{self, Problem};

/// Answers a request.
///
/// # Errors
/// For fields that make no sense, and what has no picture.
pub fn run(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let session = Session::new();
    let mut plot = Plot::default().kink(options.kink);
    let mut first = None;
    let texts: OneOrMany<Text> = request.expr.required("expr")?;
    for (at, Text(text)) in texts.into_vec().into_iter().enumerate() {
        let place = if at == 0 {
            Place::Expression
        } else {
            Place::Part(at, 0)
        };
        let value = session
            .evaluate(&text)
            .map_err(|error| Failure::library(error, place))?;
        if let Value::Expr(expr) = &value {
            first.get_or_insert_with(|| expr.clone());
        }
        plot = plot_subjects(plot, value).ok_or(Failure::Value {
            name: "expr",
            expected: "an expression, an equation or a list of them",
        })?;
    }
    let sides: Option<Pairs<Vec<Scalar>>> = request.area.optional("box")?;
    for (name, ends) in sides.map(|Pairs(sides)| sides).unwrap_or_default() {
        let ends: Vec<f64> = ends
            .into_iter()
            .map(|end| number(&session, end))
            .collect::<Result<_, _>>()?;
        let [lower, upper] = ends[..] else {
            return Err(Failure::Value {
                name: "box",
                expected: "two ends for each name",
            });
        };
        plot = plot.range(name, lower, upper);
    }
    let word =
        |field: super::request::Field<'_>, name: &'static str| -> Result<Option<String>, Failure> {
            let word: Option<Text> = field.optional(name)?;
            Ok(word.map(|Text(word)| word.into_owned()))
        };
    if let Some(kind) = word(request.kind, "kind")? {
        plot = plot.kind(Kind::named(&kind).map_err(refused)?);
    }
    let with: Option<OneOrMany<Text>> = request.with.optional("with")?;
    for Text(what) in with.map(OneOrMany::into_vec).unwrap_or_default() {
        let place = |at: &str| number(&session, Scalar::Expression(at.to_owned().into()));
        plot = plot.with(With::read(&what, place)?);
    }
    if let Some(title) = word(request.title, "title")? {
        plot = plot.title(title);
    }
    let map = word(request.map, "map")?;
    if let Some(map) = map {
        plot = plot.map(named("map", &map, ColorMap::ALL).map_err(refused)?);
    }
    if let Some(Count(count)) = request.points.optional("points")? {
        plot = plot.count(count.clamp(2, 2000));
    }
    let data: Option<Pairs<Vec<f64>>> = request.data.optional("data")?;
    if let Some(Pairs(columns)) = data {
        let columns = columns
            .into_iter()
            .map(|(name, column)| (name.into_owned(), column));
        let data = Data::from_columns(columns).map_err(|error| refused(PlotError::Data(error)))?;
        plot = plot.points(&data);
    }
    if let (Some(_), Some(expr)) = (request.start.optional::<Point>("start")?, &first) {
        let problem = Problem::settings(request)?;
        let search = solve::search(expr, &problem, options);
        let held = solve::held(&problem, |text| {
            let value = session.evaluate(text);
            value.map_err(|error| Failure::library(error, Place::Other(format!("`{text}`"))))
        })?;
        plot = plot.walk(&search.subject_to(held)).map_err(refused)?;
    }
    let tone = match word(request.theme, "theme")? {
        Some(theme) => named("theme", &theme, Tone::ALL).map_err(refused)?,
        None => Tone::default(),
    };
    let size: Option<[f64; 2]> = request.size.optional("size")?;
    let figure = plot.figure().map_err(refused)?;
    let size = size.unwrap_or_else(|| figure.size());
    let scene = layout(&figure, size, tone).map_err(refused)?;
    Ok(Answer {
        result: Some(Texts::Printed(Shaped::One(svg::write(&scene)))),
        ..Answer::default()
    })
}

fn refused(error: PlotError) -> Failure {
    Failure::from(Error::from(error))
}

fn number(session: &Session, value: Scalar) -> Result<f64, Failure> {
    match value {
        Scalar::Number(value) => Ok(value),
        Scalar::Expression(text) => {
            let failed = |error: Error| Failure::library(error, Place::Other(text.to_string()));
            let expr = session.expression(&text).map_err(failed)?;
            expr.at::<&str>([]).map_err(|error| failed(error.into()))
        }
    }
}
