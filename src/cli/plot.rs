//! The verb `plot`: expressions and ranges into a file or onto the terminal.

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::Path;

use gradus::data::{Data, Table};
use gradus::optimize;
use gradus::plot::color::{ColorMap, Tone};
use gradus::plot::{Figure, Kind, Output, Plot, PlotError, Signs, With, named, terminal};
use gradus::session::{Session, Value, plot_subjects};
use gradus::{Error, Expr};

use super::arguments::{Format, PlotArguments, Search};
use super::batch::failure::{Failure, Place};
use super::batch::options::Options;
use super::batch::solve;
use super::diagnostics;
use super::output::{Status, write_line, written};
use super::terminal::Terminal;
use super::values::{Refusal, number, parts, ranges};
use super::verbs;

type Result<T> = std::result::Result<T, Refusal>;

/// Runs the verb.
pub fn run(arguments: &PlotArguments) -> Status {
    let mut read = Read::default();
    for word in arguments.text.iter().chain(&arguments.words) {
        if let Err(refusal) = read.word(word) {
            return verbs::refused(refusal, word, Format::Text);
        }
    }
    match draw(arguments, read) {
        Ok(status) => status,
        Err(refusal) => verbs::refused(refusal, "", Format::Text),
    }
}

/// What the words say.
#[derive(Default)]
struct Read {
    plot: Plot,
    /// The first expression, which a walk goes over.
    first: Option<Expr>,
}

impl Read {
    /// A range, an expression, an equation or a list of them.
    fn word(&mut self, word: &str) -> Result<()> {
        if is_range(word) {
            for (name, lower, upper) in ranges(word)? {
                self.plot = std::mem::take(&mut self.plot).range(name, lower, upper);
            }
            return Ok(());
        }
        let value = Session::new().evaluate(word).map_err(Refusal::from)?;
        if let (None, Value::Expr(expr)) = (&self.first, &value) {
            self.first = Some(expr.clone());
        }
        let kind = value.kind();
        match plot_subjects(std::mem::take(&mut self.plot), value) {
            Some(plot) => self.plot = plot,
            None => {
                return Err(Refusal::Call(format!(
                    "`{word}` is {kind}; give an expression, an equation, a list of them, or a \
                     range such as x=-6..6"
                )));
            }
        }
        Ok(())
    }
}

/// Whether a word is one range, or several with commas.
fn is_range(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, rest)| {
        rest.contains("..")
            && name
                .trim()
                .chars()
                .all(|sign| sign.is_alphanumeric() || sign == '_')
    })
}

fn draw(arguments: &PlotArguments, read: Read) -> Result<Status> {
    let Read {
        mut plot, first, ..
    } = read;
    if let Some(kind) = &arguments.kind {
        plot = plot.kind(Kind::named(kind).map_err(refused)?);
    }
    for text in &arguments.slide {
        for (name, lower, upper) in ranges(text)? {
            plot = plot.slide(name, lower, upper);
        }
    }
    for (_, what) in arguments.with.iter().flat_map(|given| parts(given, ',')) {
        plot = plot.with(With::read(what, number)?);
    }
    if let Some(title) = &arguments.title {
        plot = plot.title(title);
    }
    if let Some(count) = arguments.count {
        plot = plot.count(usize::from(count));
    }
    plot = plot.map(named("map", &arguments.map, ColorMap::ALL).map_err(refused)?);
    for axis in &arguments.log {
        plot = plot.logarithmic(axis);
    }
    if let Some(path) = &arguments.points {
        plot = plot.points(&table(path)?);
    }
    if let Some(path) = &arguments.path {
        plot = plot.track(&table(path)?);
    }
    let rows = arguments.data.as_deref().map(table).transpose()?;
    if let Some(data) = &rows {
        plot = plot.rows(data);
    }
    if let Some(start) = &arguments.search.start {
        let Some(expr) = &first else {
            return Err(Refusal::Call("a walk needs an expression".to_owned()));
        };
        for (_, start) in parts(start, ';') {
            let mut search = walk(expr, start, &arguments.search)?;
            if let Some(data) = &rows {
                search = search.data(data);
            }
            plot = plot.walk(&search).map_err(refused)?;
        }
    }
    let look = Look::read(
        arguments.output.as_deref(),
        arguments.size.as_deref(),
        &arguments.theme,
    )?;
    look.show(&plot.figure().map_err(refused)?)
}

/// Where a picture goes, and how it looks there.
pub struct Look<'a> {
    path: Option<&'a Path>,
    size: Option<[f64; 2]>,
    tone: Tone,
}

impl<'a> Look<'a> {
    /// Reads the file, if there is one, the size and the theme. A name that does not say what to
    /// write is told before anything is computed.
    ///
    /// # Errors
    /// [`Refusal`] for an unknown ending, a size that is none, or an unknown theme.
    pub fn read(file: Option<&'a OsStr>, size: Option<&str>, theme: &str) -> Result<Self> {
        let path = file.map(Path::new);
        if let Some(path) = path {
            Output::of(path).map_err(refused)?;
        }
        Ok(Look {
            path,
            size: size.map(self::size).transpose()?,
            tone: named("theme", theme, Tone::ALL).map_err(refused)?,
        })
    }

    /// Writes a figure into the file, or draws it in the terminal.
    ///
    /// # Errors
    /// [`Refusal`] if the picture can't be placed or the file can't be written.
    pub fn show(&self, figure: &Figure) -> Result<Status> {
        let Some(path) = self.path else {
            let size = self.size.map(|size| size.map(|side| side as usize));
            let text = terminal(figure, size.unwrap_or_else(screen), signs());
            let written_text = write_line(&mut std::io::stdout().lock(), &text);
            return Ok(written(written_text, Status::Fine));
        };
        gradus::plot::save(figure, path, self.size, self.tone).map_err(refused)?;
        diagnostics::note(&format!("wrote {}", path.display()));
        Ok(Status::Fine)
    }
}

/// The columns and lines for a picture on standard output.
fn screen() -> [usize; 2] {
    let [columns, lines] = super::terminal::size().unwrap_or([80, 25]);
    [columns, lines.saturating_sub(1)]
}

/// Which signs standard output shows: a file or pipe has no colours, and a terminal that calls
/// itself dumb has letters alone.
fn signs() -> Signs {
    let stream = std::io::stdout();
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    let shown = Terminal::of(&stream);
    match stream.is_terminal() {
        false if dumb => Signs::Ascii,
        false => Signs::Unicode,
        true if !shown.unicode => Signs::Ascii,
        true if shown.colours => Signs::Color,
        true => Signs::Unicode,
    }
}

/// A picture that can't be made, as the command tells it.
pub fn refused(error: PlotError) -> Refusal {
    Refusal::from(Error::from(error))
}

/// `1200x900`
fn size(text: &str) -> Result<[f64; 2]> {
    let ends = text.split_once(['x', 'X', '×']);
    let size = ends.and_then(|(width, height)| {
        Some([
            width.trim().parse::<u32>().ok()?,
            height.trim().parse::<u32>().ok()?,
        ])
    });
    match size {
        Some(size) => Ok(size.map(f64::from)),
        None => Err(refused(PlotError::Size {
            found: text.to_owned(),
        })),
    }
}

/// A whole table.
fn table(path: &OsStr) -> Result<Data> {
    let failed = |error| refused(PlotError::Data(error));
    let table = Table::open(path).map_err(failed)?;
    table.columns(table.names()).map_err(failed)
}

/// The search whose way is drawn.
fn walk(expr: &Expr, start: &str, given: &Search) -> Result<optimize::Search> {
    let problem = verbs::settings(given, start)?;
    let search = solve::search(expr, &problem, &Options::default());
    let held = solve::held(&problem, |text| {
        let value = Session::new().evaluate(text);
        value.map_err(|error| Failure::library(error, Place::Other(format!("`{text}`"))))
    })?;
    Ok(search.trace(true).subject_to(held))
}
