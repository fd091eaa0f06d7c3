//! A client of `gradus batch`: one request a line, one reply a line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Time limit of a request that states none.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// One running process; a request that is not answered in time ends it and the next starts another.
#[derive(Default)]
pub struct Batch {
    running: Option<Running>,
    number: u64,
}

struct Running {
    child: Child,
    requests: Sender<String>,
    replies: Receiver<String>,
}

impl Running {
    fn start() -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
            .arg("batch")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the command gradus starts");
        let mut input = child.stdin.take().expect("standard input is piped");
        let output = child.stdout.take().expect("standard output is piped");

        // Writing and reading have a thread each, so that neither pipe, when full, stops the other.
        let (requests, lines) = channel::<String>();
        thread::spawn(move || {
            for line in lines {
                if input.write_all(line.as_bytes()).is_err() || input.flush().is_err() {
                    break; // the process has ended; the reader notices
                }
            }
        });
        let (sender, replies) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Running {
            child,
            requests,
            replies,
        }
    }

    fn end(mut self) -> String {
        // An error of `kill` means that the process has ended already.
        let _ = self.child.kill();
        match self.child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        }
    }
}

impl Batch {
    /// The reply to a request, to which `id` is added.
    pub fn ask(&mut self, request: &Value, patience: Duration) -> Result<Value, String> {
        self.number += 1;
        let mut request = request.clone();
        request["id"] = json!(self.number);

        let running = self.running.get_or_insert_with(Running::start);
        // A failure to send shows as the end of the replies.
        let _ = running.requests.send(format!("{request}\n"));
        let line = match running.replies.recv_timeout(patience) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                return Err(format!("no reply within {} s", patience.as_secs_f64()));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!("the process ended: {}", self.end()));
            }
        };
        let reply: Value = serde_json::from_str(&line)
            .map_err(|error| format!("the reply is not JSON: {error}: {line}"))?;
        if reply["id"] != request["id"] {
            self.end();
            return Err(format!("the reply belongs to another request: {line}"));
        }
        Ok(reply)
    }

    fn end(&mut self) -> String {
        self.running.take().map(Running::end).unwrap_or_default()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.end();
    }
}

/// The reply if it is a success, else its message.
pub fn accepted(reply: &Value) -> Result<&Value, String> {
    if reply["ok"] == json!(true) {
        Ok(reply)
    } else {
        Err(format!("refused: {}", reply["error"]["message"]))
    }
}
