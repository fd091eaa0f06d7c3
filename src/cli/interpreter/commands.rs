//! Commands: lines that begin with `:` and are about the session, not part of the language.

use std::fmt;

use gradus::compile::KinkPolicy;
use gradus::syntax::nearest_name;

use super::settings::{Format, MOST_DIGITS, Settings};

/// What a command is called and does.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name, with the colon.
    pub name: &'static str,
    /// What stands behind it.
    pub arguments: &'static str,
    /// What it does, in a line.
    pub help: &'static str,
}

/// The commands there are.
#[rustfmt::skip]
pub const COMMANDS: &[Row] = &[
    Row { name: ":help", arguments: "[NAME]", help: "what there is, or what is known of a name" },
    Row { name: ":set", arguments: "[NAME VALUE]", help: "shows or changes format, digits, kink" },
    Row { name: ":time", arguments: "on|off|LINE", help: "tells how long each line takes, or this one" },
    Row { name: ":load", arguments: "FILE", help: "runs the lines of a file" },
    Row { name: ":save", arguments: "FILE", help: "a script of the session; in .svg, .png or .html the last picture" },
    Row { name: ":list", arguments: "", help: "what is defined and assumed" },
    Row { name: ":tutorial", arguments: "", help: "a first walk, step by step" },
    Row { name: ":quit", arguments: "", help: "to leave; so does Ctrl-D" },
];

/// What `:set` changes, with what it can be.
pub const SETTINGS: &[(&str, &str)] = &[
    (
        "format",
        "how results are shown: plain, unicode, pretty, latex",
    ),
    ("digits", "digits shown of values of eval: 1 to 17, or all"),
    ("kink", "derivatives at kinks: nan, left, right, zero"),
];

/// A command that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    Help(Option<&'a str>),
    Settings,
    Format(Format),
    Digits(Option<u8>),
    Kink(KinkPolicy),
    Time(bool),
    Timed(&'a str),
    Load(&'a str),
    Save(&'a str),
    List,
    Tutorial,
    Quit,
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// There is no such command.
    Unknown {
        /// Its name.
        name: String,
        /// A name that is almost the same.
        near: Option<&'static str>,
    },
    /// It is called otherwise.
    Usage {
        /// Its row.
        row: &'static str,
        /// What stands behind it.
        arguments: &'static str,
    },
    /// There is no such setting.
    Setting {
        /// Its name.
        name: String,
        /// A name that is almost the same.
        near: Option<&'static str>,
    },
    /// Nothing was drawn yet.
    NoPicture,
    /// A setting can't be that.
    Value {
        /// The setting.
        setting: &'static str,
        /// What it can be.
        help: &'static str,
    },
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::Unknown {
                name,
                near: Some(near),
            } => {
                write!(f, "there is no command `{name}`; did you mean `{near}`?")
            }
            CommandError::Unknown { name, near: None } => {
                write!(
                    f,
                    "there is no command `{name}`; `:help` lists those there are"
                )
            }
            CommandError::Usage { row, arguments } => {
                write!(
                    f,
                    "this is written {}",
                    format!("`{row} {arguments}`").replace(" `", "`")
                )
            }
            CommandError::Setting {
                name,
                near: Some(near),
            } => {
                write!(f, "there is no setting `{name}`; did you mean `{near}`?")
            }
            CommandError::Setting { name, near: None } => {
                write!(
                    f,
                    "there is no setting `{name}`; `:set` shows those there are"
                )
            }
            CommandError::NoPicture => {
                f.write_str("there is no picture yet; `plot(sin(x))` draws one")
            }
            CommandError::Value { setting, help } => {
                write!(f, "`{setting}` can't be that; it is {help}")
            }
        }
    }
}

/// Reads a line that begins with a colon; nothing for other lines.
pub fn read(line: &str) -> Option<Result<Command<'_>, CommandError>> {
    let line = line.trim();
    let rest = line.strip_prefix(':')?;
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (name, argument) = line.split_at(length + 1);
    Some(command(name, argument.trim()))
}

fn command<'a>(name: &str, argument: &'a str) -> Result<Command<'a>, CommandError> {
    // A beginning that is that of one command only will do, as `:q`.
    let mut begin = COMMANDS
        .iter()
        .filter(|row| name.len() > 1 && row.name.starts_with(name));
    let row = match (
        COMMANDS.iter().find(|row| row.name == name),
        begin.next(),
        begin.next(),
    ) {
        (Some(row), ..) | (None, Some(row), None) => row,
        _ => {
            let names = COMMANDS.iter().map(|row| row.name);
            return Err(CommandError::Unknown {
                name: name.to_owned(),
                near: nearest_name(name, names),
            });
        }
    };
    let usage = || CommandError::Usage {
        row: row.name,
        arguments: row.arguments,
    };
    let without = |command| match argument {
        "" => Ok(command),
        _ => Err(usage()),
    };
    let file = || match unquoted(argument) {
        "" => Err(usage()),
        file => Ok(file),
    };
    match row.name {
        ":help" => Ok(Command::Help((!argument.is_empty()).then_some(argument))),
        ":set" => set(argument),
        ":time" => match argument {
            "" => Err(usage()),
            "on" => Ok(Command::Time(true)),
            "off" => Ok(Command::Time(false)),
            line => Ok(Command::Timed(line)),
        },
        ":load" => file().map(Command::Load),
        ":save" => file().map(Command::Save),
        ":list" => without(Command::List),
        ":tutorial" => without(Command::Tutorial),
        _ => without(Command::Quit),
    }
}

/// Whether a file is to have a picture, by its ending; among them those of pictures that can't be
/// written, so that no script goes into such a file.
#[cfg(feature = "plot")]
pub fn is_picture(file: &str) -> bool {
    const OTHERS: [&str; 8] = ["bmp", "eps", "gif", "jpeg", "jpg", "pdf", "tiff", "webp"];
    let path = std::path::Path::new(unquoted(file));
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    gradus::plot::Output::of(path).is_ok()
        || ending.is_some_and(|ending| OTHERS.contains(&ending.as_str()))
}

/// A file's name without quotes around it.
fn unquoted(text: &str) -> &str {
    let inside = text
        .strip_prefix('"')
        .map(|text| text.strip_suffix('"').unwrap_or(text));
    inside.unwrap_or(text)
}

fn set(argument: &str) -> Result<Command<'static>, CommandError> {
    let mut words = argument
        .split(|c: char| c.is_whitespace() || c == '=')
        .filter(|word| !word.is_empty());
    let Some(name) = words.next() else {
        return Ok(Command::Settings);
    };
    let value = words.next().unwrap_or("");
    let Some(&(setting, help)) = SETTINGS.iter().find(|(setting, _)| *setting == name) else {
        return Err(CommandError::Setting {
            name: name.to_owned(),
            near: nearest_name(name, SETTINGS.iter().map(|(setting, _)| *setting)),
        });
    };
    let found = match setting {
        "format" => {
            let found = Format::ALL.iter().find(|(name, ..)| *name == value);
            found.map(|&(_, format, _)| Command::Format(format))
        }
        "digits" if value == "all" => Some(Command::Digits(None)),
        "digits" => {
            let count = value
                .parse()
                .ok()
                .filter(|count| (1..=MOST_DIGITS).contains(count));
            count.map(|count| Command::Digits(Some(count)))
        }
        _ => KinkPolicy::named(value).map(Command::Kink),
    };
    found
        .filter(|_| words.next().is_none())
        .ok_or(CommandError::Value { setting, help })
}

/// The settings as lines that set them.
pub fn settings(settings: &Settings, kink: KinkPolicy) -> String {
    let digits = match settings.digits {
        None => "all".to_owned(),
        Some(digits) => digits.to_string(),
    };
    let values = [settings.format.name().to_owned(), digits, kink.to_string()];
    let lines = SETTINGS.iter().zip(values).map(|((name, help), value)| {
        let line = format!(":set {name} {value}");
        format!("{line:<20}  # {help}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read() {
        let read = |line| match read(line) {
            None => "no command".to_owned(),
            Some(Ok(command)) => format!("{command:?}"),
            Some(Err(error)) => error.to_string(),
        };
        for (line, expected) in [
            ("x : y", "no command"),
            (":q", "Quit"),
            (":load \"a b.txt\"", "Load(\"a b.txt\")"),
            (":load a b.txt ", "Load(\"a b.txt\")"),
            (":load", "this is written `:load FILE`"),
            (":quit now", "this is written `:quit`"),
            (
                ":lod x",
                "there is no command `:lod`; did you mean `:load`?",
            ),
            (
                ":l",
                "there is no command `:l`; `:help` lists those there are",
            ),
            (
                ":",
                "there is no command `:`; `:help` lists those there are",
            ),
            (":set", "Settings"),
            (":set format unicode", "Format(Unicode)"),
            (":set digits=6", "Digits(Some(6))"),
            (
                ":set digits 0",
                "`digits` can't be that; it is digits shown of values of eval: 1 to 17, or all",
            ),
            (":set kink zero", "Kink(Zero)"),
            (
                ":set formta plain",
                "there is no setting `formta`; did you mean `format`?",
            ),
            (
                ":set colour on",
                "there is no setting `colour`; `:set` shows those there are",
            ),
            (":time on", "Time(true)"),
            (":time 1 + 1", "Timed(\"1 + 1\")"),
            (":help sin", "Help(Some(\"sin\"))"),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
