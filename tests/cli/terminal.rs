//! The prompt as a person meets it: through a pseudo-terminal, whose screen is read.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::support::Folder;

/// How long something may take to appear: machines are slow at times.
const PATIENCE: Duration = Duration::from_secs(60);

const ROWS: u16 = 40;
const COLUMNS: u16 = 90;

fn count(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("not 0")
}

/// The command at a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// All bytes that came.
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    fn open(home: &Folder, environment: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gradus"));
        command.cwd(home.as_os_str());
        command.env_clear();
        command.env("HOME", home.as_os_str());
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the command starts");
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(
            count(ROWS),
            count(COLUMNS),
            0,
        )));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (shown, all) = (Arc::clone(&screen), Arc::clone(&bytes));
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                shown.lock().expect("the screen").process(&buffer[..count]);
                all.lock().expect("the bytes").extend(&buffer[..count]);
            }
        });
        let keys = pair.master.take_writer().expect("a writer");
        let mut terminal = Terminal {
            child,
            master: pair.master,
            keys,
            screen,
            bytes,
        };
        terminal.wait("> ");
        terminal
    }

    fn screen(&self) -> String {
        self.screen.lock().expect("the screen").screen().contents()
    }

    fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("keys are taken");
        self.keys.flush().expect("keys are taken");
    }

    /// Waits until the screen ends so, blanks apart.
    fn wait(&mut self, end: &str) {
        self.wait_for(&format!("an end `{end}`"), |screen| {
            screen.trim_end().ends_with(end.trim_end())
        });
    }

    /// Waits until a text is seen.
    fn see(&mut self, text: &str) {
        self.wait_for(&format!("`{text}`"), |screen| screen.contains(text));
    }

    fn wait_for(&mut self, what: &str, is_there: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !is_there(&self.screen()) {
            assert!(
                start.elapsed() < PATIENCE,
                "no {what} in\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the prompt is there and stays: what is typed before it reads keys can be lost.
    fn ready(&mut self) {
        let is_prompt = |screen: &str| {
            let screen = screen.trim_end();
            screen.ends_with("\n>") || screen == ">"
        };
        loop {
            self.wait_for("the prompt", is_prompt);
            thread::sleep(Duration::from_millis(100));
            if is_prompt(&self.screen()) {
                return;
            }
        }
    }

    /// Types a line at the prompt and waits for the next one.
    fn line(&mut self, text: &str) {
        self.ready();
        self.press(&format!("{text}\r"));
        self.wait_for("the next prompt", |screen| {
            screen.contains(text.lines().last().unwrap_or(text))
                && screen.trim_end().ends_with("\n>")
        });
    }

    /// Ends the command at its prompt and gives its status.
    fn leave(mut self) -> u32 {
        let start = Instant::now();
        loop {
            self.ready();
            // It may have ended meanwhile; and a key that comes while the terminal changes its mode
            // can be lost.
            let _ = self.keys.write_all(b"\x04");
            let pressed = Instant::now();
            while pressed.elapsed() < Duration::from_secs(2) {
                if let Some(status) = self.child.try_wait().expect("a command to ask") {
                    return status.exit_code();
                }
                thread::sleep(Duration::from_millis(5));
            }
            assert!(start.elapsed() < PATIENCE, "it stays:\n{}", self.screen());
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
        }
    }
}

#[test]
fn results_have_numbers_and_two_dimensions() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("diff(x^3, x)");
    terminal.see("%1 = 3·x²");
    terminal.line("1/(% + 1)");
    terminal.see("        1\n%2 = ────────\n     3·x² + 1");
    terminal.line(":set format plain");
    terminal.line("%1");
    terminal.see("%3 = 3*x^2");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn names_commands_and_files_are_completed() {
    let home = Folder::new();
    home.file("lesson one.txt", "1 + 1\n");
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("speed_of_light = 3");
    terminal.press("spee\t");
    terminal.see("> speed_of_light");
    terminal.press("*grad\t");
    // The call that is being typed is shown behind the line.
    terminal.see("> speed_of_light*gradient(   gradient(");
    terminal.press("\x15atan\t\t");
    terminal.see("atan2(");
    terminal.see("inverse tangent");
    terminal.press("\x15:lo\t");
    terminal.see("> :load");
    terminal.press(" less\t");
    terminal.see("lesson");
    terminal.press("\r");
    terminal.see("%1 = 2");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn lines_are_remembered_and_found() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("diff(x^7, x)");
    terminal.line("2 + 2");
    assert_eq!(terminal.leave(), 0);
    // The next run knows the lines of this one.
    let mut terminal = Terminal::open(&home, &[]);
    terminal.press("\x1b[A\x1b[A");
    terminal.see("> diff(x^7, x)");
    terminal.press("\r");
    terminal.see("%1 = 7·x⁶");
    terminal.ready();
    // Ctrl-R searches backwards.
    terminal.press("\x12");
    terminal.see("reverse-i-search");
    terminal.press("2 +");
    terminal.see("2 + 2");
    terminal.press("\r");
    terminal.see("%2 = 4");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn a_long_computation_is_stopped_and_the_session_kept() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("a = 5");
    terminal.ready();
    terminal.press("taylor(exp(sin(x)), x = 0, 900)\r");
    thread::sleep(Duration::from_millis(300));
    // A machine that is busy may begin late, when the first Ctrl-C was taken for a key.
    let start = Instant::now();
    while !terminal.screen().contains("stopped") {
        assert!(start.elapsed() < PATIENCE, "{}", terminal.screen());
        terminal.press("\x03");
        thread::sleep(Duration::from_secs(2));
    }
    terminal.line("a + 1");
    terminal.see("%1 = 6");
    // At the prompt it empties the line.
    terminal.ready();
    terminal.press("1 + ");
    terminal.see("> 1 +");
    terminal.press("\x03");
    terminal.line("a + 2");
    terminal.see("%2 = 7");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn the_window_may_change() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    let narrow = PtySize {
        rows: ROWS,
        cols: 20,
        pixel_width: 0,
        pixel_height: 0,
    };
    terminal.line("1/(x^2 + x + 1)");
    terminal.see("──────────");
    terminal.master.resize(narrow).expect("another size");
    terminal
        .screen
        .lock()
        .expect("the screen")
        .screen_mut()
        .set_size(count(ROWS), count(20));
    // Where a picture has no room, the result is one line.
    terminal.press("1/(x^2 + x + 1 + y + z)\r");
    terminal.see("%2 = 1/(x² + x + y +");
    terminal.ready();
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn a_statement_may_have_several_lines() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.press("[1,\r");
    terminal.press("2]\r");
    terminal.see("%1 = [1, 2]");
    terminal.ready();
    // An empty line ends what was left open.
    terminal.press("(1\r\r");
    terminal.see("is not closed");
    terminal.ready();
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn a_session_is_saved_and_loaded() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("f(x) = x^2 + c");
    terminal.line("assume c > 0");
    terminal.line("kink zero");
    terminal.press("nonsense(\r\r");
    terminal.see("is not closed");
    terminal.line("diff(f(x), x)");
    terminal.line("% + f(2)");
    terminal.line(":save walk.txt");
    terminal.see("5 lines saved in walk.txt");
    assert_eq!(terminal.leave(), 0);
    let saved = std::fs::read_to_string(home.join("walk.txt")).expect("the file");
    let lines: Vec<&str> = saved.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "f(x) = x^2 + c",
            "assume c > 0",
            "kink zero",
            "diff(f(x), x)",
            "% + f(2)"
        ]
    );
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line(":load walk.txt");
    terminal.see("%2 = c + 2·x + 4");
    terminal.line(":load none.txt");
    terminal.see("none.txt: ");
    assert_eq!(terminal.leave(), 0);
    // The same file is a script.
    let run = super::gradus(&[], saved.as_bytes());
    assert_eq!((run.out.as_str(), run.status), ("2*x\nc + 2*x + 4\n", 0));
}

#[test]
fn brackets_and_words_have_colours() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.press("sin(x)");
    let cyan = "\x1b[36msin";
    terminal.wait_for("colours", |_| true);
    let start = Instant::now();
    loop {
        let bytes = terminal.bytes.lock().expect("the bytes").clone();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.contains(cyan) && text.contains("\x1b[1;7m(") {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "no colours in {text:?}");
        thread::sleep(Duration::from_millis(5));
    }
    terminal.press("\x15");
    terminal.ready();
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn a_dumb_terminal_gets_plain_text() {
    for environment in [
        &[("TERM", "dumb")][..],
        &[("TERM", "dumb"), ("LANG", "de_DE.UTF-8")],
    ] {
        let home = Folder::new();
        let mut terminal = Terminal::open(&home, environment);
        terminal.press("diff(x^3/3, x)\n");
        terminal.see("%1 = x^2");
        terminal.press("1/(% + 1)\n");
        terminal.see("%2 = 1/(x^2 + 1)");
        assert_eq!(terminal.leave(), 0);
    }
}

#[test]
fn nothing_is_coloured_where_no_colour_is_wanted() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[("NO_COLOR", "1"), ("LANG", "C")]);
    terminal.line("sin(x)/2");
    terminal.see("%1 = sin(x)/2");
    terminal.line("1 +");
    terminal.see("error");
    let bytes = terminal.bytes.lock().expect("the bytes").clone();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // Signs that move the cursor are needed to edit; colours end with `m`.
    let coloured = text.split('\x1b').skip(1).any(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic());
        end.is_some_and(|end| rest[end..].starts_with('m'))
    });
    assert!(!coloured, "{text:?}");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn what_is_no_text_is_left_out() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("a = 5");
    terminal.ready();
    terminal.keys.write_all(b"\xff\xfe").expect("bytes");
    terminal.see("this is no text in UTF-8");
    terminal.line("a + 1");
    terminal.see("%1 = 6");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn the_tutorial_is_walked_through() {
    let home = Folder::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.line("tutorial");
    terminal.see("1 of ");
    terminal.press("\r");
    terminal.see("2 of ");
    terminal.ready();
    terminal.line("diff(3x^2 + 2x + 10, x)");
    terminal.see("3 of ");
    terminal.line("quit tutorial");
    assert_eq!(terminal.leave(), 0);
}
