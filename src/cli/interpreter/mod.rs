//! What a line of a script or of the prompt does.

pub mod commands;
pub mod journal;
pub mod settings;
pub mod tutorial;

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gradus::compile::KinkPolicy;
use gradus::function;
#[cfg(feature = "plot")]
use gradus::plot::color::Tone;
use gradus::session::{Outcome, Session, Value, operations};
use gradus::syntax::Span;
use gradus::{Error, Style};

use commands::{COMMANDS, Command, CommandError};
use journal::Numbered;
use settings::Settings;

/// What a line did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The line asks to leave.
    Quit,
    /// A text that was asked for.
    Help(String),
    /// A result.
    Result {
        /// The result as it is shown.
        text: String,
        /// Remarks.
        notes: Vec<String>,
    },
    /// Something is known now: the text repeats it.
    Known(String),
    /// These statements of a file are to be run.
    Load(Vec<Numbered>),
    /// The computation was given up; the session is as it was.
    Stopped,
    /// Nothing to do.
    Nothing,
}

/// Why a line did nothing.
#[derive(Debug)]
pub enum Refused {
    /// A statement of the language.
    Statement(Error),
    /// A command.
    Command(CommandError),
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        cause: std::io::Error,
    },
}

impl Refused {
    /// The place in the line.
    pub fn span(&self) -> Option<Span> {
        match self {
            Refused::Statement(error) => error.span(),
            _ => None,
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused::Statement(error)
    }
}

impl From<CommandError> for Refused {
    fn from(error: CommandError) -> Self {
        Refused::Command(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Statement(error) => error.fmt(f),
            Refused::Command(error) => error.fmt(f),
            Refused::File { path, cause } => write!(f, "{}: {cause}", path.display()),
        }
    }
}

/// What came of a statement.
#[derive(Debug)]
pub struct Answer {
    response: Response,
    /// The result in plain text, for what compares it.
    plain: Option<String>,
    /// The picture that was drawn, which can be saved.
    #[cfg(feature = "plot")]
    figure: Option<Box<gradus::plot::Figure>>,
    /// Whether the line is worth keeping.
    kept: bool,
}

/// Runs a statement in a session; nothing if that was given up.
pub type Runner = fn(&mut Session, &str, &Settings) -> Option<Result<Answer, Error>>;

/// A session, how its results are shown, and what it was told.
#[derive(Debug)]
pub struct Console {
    /// The session.
    pub session: Session,
    /// How results are shown.
    pub settings: Settings,
    run: Runner,
    /// The lines that did something, for `:save`.
    journal: Vec<String>,
    /// The last picture.
    #[cfg(feature = "plot")]
    figure: Option<Box<gradus::plot::Figure>>,
    /// The step of the tutorial that is shown.
    tutorial: Option<usize>,
    /// What is to be said after the response.
    next: Option<String>,
}

impl Console {
    /// A new session whose statements are run in this way.
    pub fn new(settings: Settings, run: Runner) -> Self {
        Console {
            session: Session::new(),
            settings,
            run,
            journal: Vec::new(),
            #[cfg(feature = "plot")]
            figure: None,
            tutorial: None,
            next: None,
        }
    }

    /// What is to be said after the last response: the next step of the tutorial.
    pub fn next(&mut self) -> Option<String> {
        self.next.take()
    }

    /// Runs a line.
    ///
    /// # Errors
    /// As [`Session::run`], for results that are too long to be written, and for commands and
    /// files that are not as they should be.
    pub fn respond(&mut self, line: &str) -> Result<Response, Refused> {
        if let Some(command) = commands::read(line) {
            return self.command(command?);
        }
        let words: Vec<&str> = line
            .split('#')
            .next()
            .unwrap_or("")
            .split_whitespace()
            .collect();
        match words.as_slice() {
            ["quit" | "exit"] => return Ok(Response::Quit),
            ["quit" | "exit", "tutorial"] if self.tutorial.take().is_some() => {
                return Ok(Response::Help(tutorial::END.to_owned()));
            }
            [] => {
                if let Some(step) = self.tutorial.and_then(|at| tutorial::STEPS.get(at)) {
                    let mut response = self.statement(step.line);
                    // What was not typed is shown.
                    if let Ok(Response::Result { text, .. } | Response::Known(text)) = &mut response
                    {
                        text.insert_str(0, &format!("    {}\n", step.line));
                    }
                    return response;
                }
            }
            ["help"] => return Ok(Response::Help(overview())),
            ["help", name] => return Ok(Response::Help(help(&self.session, name))),
            ["tutorial"] => return self.command(Command::Tutorial),
            ["kink"] => return Ok(Response::Help(format!("kink {}", self.session.kink()))),
            ["kink", name] => {
                if let Some(policy) = KinkPolicy::named(name) {
                    return self.command(Command::Kink(policy));
                }
            }
            _ => {}
        }
        self.statement(line)
    }

    /// Whether an empty line means something.
    pub fn is_in_tutorial(&self) -> bool {
        self.tutorial.is_some()
    }

    fn statement(&mut self, line: &str) -> Result<Response, Refused> {
        let start = Instant::now();
        let settings = Settings {
            compared: self.tutorial.is_some(),
            ..self.settings
        };
        let Some(answer) = (self.run)(&mut self.session, line, &settings) else {
            return Ok(Response::Stopped);
        };
        let Answer {
            mut response,
            plain,
            #[cfg(feature = "plot")]
            figure,
            kept,
        } = answer?;
        #[cfg(feature = "plot")]
        if figure.is_some() {
            self.figure = figure;
        }
        if kept {
            self.journal.push(journal::line(line));
        }
        if self.settings.time {
            note(&mut response, took(start.elapsed()));
        }
        if let Some(at) = self.tutorial {
            self.proceed(at, line, plain.as_deref());
        }
        Ok(response)
    }

    /// Goes on with the tutorial if a line was what it asked for.
    fn proceed(&mut self, at: usize, line: &str, plain: Option<&str>) {
        let Some(step) = tutorial::STEPS.get(at) else {
            return;
        };
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let same = squeezed(line) == squeezed(step.line)
            || !step.result.is_empty() && plain == Some(step.result);
        if !same {
            return;
        }
        let next = at + 1;
        self.tutorial = Some(next).filter(|&next| next < tutorial::STEPS.len());
        self.next = Some(format!("\n{}", tutorial::text(next)));
    }

    fn command(&mut self, command: Command<'_>) -> Result<Response, Refused> {
        Ok(match command {
            Command::Quit => Response::Quit,
            Command::Help(None) => Response::Help(overview()),
            Command::Help(Some(name)) => Response::Help(help(&self.session, name)),
            Command::Settings => {
                Response::Help(commands::settings(&self.settings, self.session.kink()))
            }
            Command::Format(format) => {
                self.settings.format = format;
                Response::Known(format!("format {}", format.name()))
            }
            Command::Digits(digits) => {
                self.settings.digits = digits;
                Response::Known(match digits {
                    Some(digits) => format!("digits {digits}"),
                    None => "digits all".to_owned(),
                })
            }
            Command::Kink(policy) => {
                self.session.set_kink(policy);
                self.journal.push(format!("kink {policy}"));
                Response::Known(format!("kink {policy}"))
            }
            Command::Time(on) => {
                self.settings.time = on;
                Response::Known(format!("time {}", if on { "on" } else { "off" }))
            }
            Command::Timed(line) => {
                let before = std::mem::replace(&mut self.settings.time, true);
                let response = self.statement(line);
                self.settings.time = before;
                response?
            }
            Command::Load(typed) => {
                let path = journal::place(typed);
                match journal::load(&path, self.session.result_count()) {
                    Ok(statements) => Response::Load(statements),
                    Err(cause) => return Err(Refused::File { path, cause }),
                }
            }
            #[cfg(feature = "plot")]
            Command::Save(typed) if commands::is_picture(typed) => {
                let path = journal::place(typed);
                let Some(figure) = &self.figure else {
                    return Err(CommandError::NoPicture.into());
                };
                gradus::plot::save(figure, &path, None, Tone::default()).map_err(Error::from)?;
                Response::Known(format!("the last picture saved in {}", path.display()))
            }
            Command::Save(typed) => {
                let path = journal::place(typed);
                match journal::save(&path, &self.journal) {
                    Ok(()) => {
                        let count = self.journal.len();
                        let lines = if count == 1 { "line" } else { "lines" };
                        Response::Known(format!("{count} {lines} saved in {}", path.display()))
                    }
                    Err(cause) => return Err(Refused::File { path, cause }),
                }
            }
            Command::List => Response::Help(self.list()),
            Command::Tutorial => {
                self.tutorial = Some(0);
                Response::Help(tutorial::text(0))
            }
        })
    }

    /// What is defined and assumed.
    fn list(&self) -> String {
        let names = self.session.defined_names();
        let mut lines: Vec<String> = (names.iter())
            .filter_map(|name| self.session.help(name))
            .collect();
        let assumed = self.journal.iter().filter(|line| {
            let word = line.split_whitespace().next();
            matches!(word, Some("assume" | "rule"))
        });
        lines.extend(assumed.cloned());
        if self.session.kink() != KinkPolicy::default() {
            lines.push(format!("kink {}", self.session.kink()));
        }
        match lines.is_empty() {
            true => "nothing is defined or assumed".to_owned(),
            false => lines.join("\n"),
        }
    }
}

/// Adds a remark where one can stand.
fn note(response: &mut Response, text: String) {
    match response {
        Response::Result { notes, .. } => notes.push(text),
        Response::Known(known) => known.push_str(&format!("\nnote: {text}")),
        _ => {}
    }
}

/// A time in words.
fn took(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        _ if seconds < 1e-3 => format!("it took {:.0} us", seconds * 1e6),
        _ if seconds < 1.0 => format!("it took {:.3} ms", seconds * 1e3),
        _ => format!("it took {seconds:.3} s"),
    }
}

/// Runs a statement here and now.
///
/// # Errors
/// As [`Session::run`], and for results that are too long to be written.
pub fn directly(
    session: &mut Session,
    line: &str,
    settings: &Settings,
) -> Option<Result<Answer, Error>> {
    Some(answer(session, line, settings))
}

/// What comes of a statement.
///
/// # Errors
/// As [`directly`].
pub fn answer(session: &mut Session, line: &str, settings: &Settings) -> Result<Answer, Error> {
    let mut plain = None;
    #[cfg(feature = "plot")]
    let mut figure = None;
    let response = match session.run(line)? {
        Outcome::Value {
            value,
            number,
            mut notes,
            domain,
        } => {
            if !domain.is_empty() {
                notes.push(format!("where {}", domain.join(" and ")));
            }
            if let Value::Report(minimum) = &value {
                notes.push(minimum.explanation());
            }
            let text = settings.shown(&value, number)?;
            if settings.compared {
                plain = value.print(Style::Text).ok();
            }
            #[cfg(feature = "plot")]
            if let Value::Figure(drawn) = value {
                figure = Some(drawn);
            }
            Response::Result { text, notes }
        }
        Outcome::Defined { text, .. } | Outcome::Assumed { text } | Outcome::Rule { text } => {
            Response::Known(text)
        }
        _ => Response::Nothing,
    };
    Ok(Answer {
        kept: response != Response::Nothing,
        response,
        plain,
        #[cfg(feature = "plot")]
        figure,
    })
}

/// What there is to know about a name.
pub fn help(session: &Session, name: &str) -> String {
    if let Some(text) = session.help(name) {
        return text.trim_end().to_owned();
    }
    let command = COMMANDS
        .iter()
        .find(|row| row.name.trim_start_matches(':') == name.trim_start_matches(':'));
    if let Some(row) = command {
        return format!("{} {}\n{}", row.name, row.arguments, row.help).replace(" \n", "\n");
    }
    let known = function::all()
        .map(|function| function.name())
        .chain(operations().map(|operation| operation.name))
        .chain(COMMANDS.iter().map(|row| row.name));
    match gradus::syntax::nearest_name(name, known) {
        Some(near) => format!("there is no `{name}`; did you mean `{near}`?"),
        None => format!("there is no `{name}`; `help` lists what there is"),
    }
}

/// The text of `help`: the language in short, the operations, the functions.
pub fn overview() -> String {
    let mut text = String::from(
        "Type a formula or an operation; the result is printed.\n\
         \x20 3x^2 + 2x + 10             a formula: `^` is a power, `2x` a product\n\
         \x20 f(x, y) = x^2*y, a = 3     definitions\n\
         \x20 f'(2), diff(f(x, y), x)    derivatives\n\
         \x20 %, %3                      the last result, the third one\n\
         \x20 assume p > 0               an assumption\n\
         \x20 kink zero                  derivatives at kinks: nan, left, right or zero\n\
         \x20 tutorial                   a first walk\n\
         \x20 help NAME                  about a function or an operation\n\
         \x20 quit                       to leave\n\
         \nCommands:\n",
    );
    for row in COMMANDS {
        let usage = format!("{} {}", row.name, row.arguments);
        text.push_str(&format!("  {usage:<20}  {}\n", row.help));
    }
    text.push_str("\nOperations:\n");
    for operation in operations() {
        text.push_str(&format!("  {:<11}  {}\n", operation.name, operation.help));
    }
    text.push_str("\nFunctions:\n");
    let mut width = 0;
    for function in function::all() {
        let name = function.name();
        if width == 0 || width + name.len() > 76 {
            text.push_str(if width == 0 { "  " } else { "\n  " });
            width = 0;
        } else {
            text.push(' ');
        }
        text.push_str(name);
        width += name.len() + 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::settings::Format;
    use super::*;

    fn shown(console: &mut Console, line: &str) -> Option<String> {
        let text = responded(console, line);
        match console.next() {
            Some(next) => Some(text.unwrap_or_default() + "\n" + &next),
            None => text,
        }
    }

    fn responded(console: &mut Console, line: &str) -> Option<String> {
        Some(match console.respond(line) {
            Ok(Response::Quit) => "(leaves)".to_owned(),
            Ok(Response::Help(text) | Response::Known(text)) => text,
            Ok(Response::Result { text, notes }) => {
                let notes = notes.iter().map(|note| format!("\nnote: {note}"));
                text + &notes.collect::<String>()
            }
            Ok(Response::Load(statements)) => format!("({} statements)", statements.len()),
            Ok(Response::Nothing | Response::Stopped) => return None,
            Err(error) => format!("error: {error}"),
        })
    }

    fn snapshot(name: &str, text: &str) {
        insta::with_settings!({
            snapshot_path => "../../../snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, text);
        });
    }

    #[test]
    fn lines_have_these_responses() {
        let mut console = Console::new(Settings::default(), directly);
        let mut transcript = String::new();
        for line in include_str!("../../../tests/corpus/cli/prompt.txt").lines() {
            if let Some(response) = shown(&mut console, line) {
                transcript.push_str(&format!("> {line}\n{response}\n"));
            }
        }
        snapshot("cli_prompt", &transcript);
    }

    #[test]
    fn the_tutorial_leads_to_its_end() {
        let settings = Settings {
            format: Format::Pretty,
            numbered: true,
            ..Settings::default()
        };
        let mut console = Console::new(settings, directly);
        let mut transcript = shown(&mut console, "tutorial").unwrap_or_default();
        for (at, step) in tutorial::STEPS.iter().enumerate() {
            assert_eq!(console.tutorial, Some(at));
            // By hand in one step, by Enter in the next; something else does not go on.
            let line = if at % 2 == 0 { step.line } else { "" };
            if !step.line.contains('%') {
                let _ = shown(&mut console, "1 + 1");
                assert_eq!(console.tutorial, Some(at));
            }
            let response = shown(&mut console, line).unwrap_or_default();
            if !step.result.is_empty() {
                let mut session = console.session.clone();
                let settings = Settings {
                    compared: true,
                    ..Settings::default()
                };
                let plain = answer(&mut session, "%", &settings);
                let plain = plain.ok().and_then(|answer| answer.plain);
                assert_eq!(plain.as_deref(), Some(step.result), "{}", step.line);
            }
            transcript.push_str(&format!("\n> {line}\n{response}\n"));
        }
        assert!(!console.is_in_tutorial());
        snapshot("cli_tutorial", &transcript);
    }

    #[test]
    fn the_overview_names_everything() {
        let text = overview();
        for operation in operations() {
            assert!(text.contains(operation.name));
        }
        for function in function::all() {
            assert!(text.contains(function.name()));
        }
        for command in COMMANDS {
            assert!(text.contains(command.name));
        }
        assert!(text.lines().all(|line| line.chars().count() <= 90));
    }
}
