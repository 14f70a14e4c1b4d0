//! The program, run within the process of the fuzzer.

use crate::command::{Stdin, Stream, Surroundings, WIDTH, run};

/// The result of a run: exit status, stdout and stderr.
pub struct Ended {
    /// The exit status.
    pub status: u8,
    /// What the program wrote for other programs and people.
    pub stdout: String,
    /// The last lines, and errors.
    pub stderr: String,
}

/// Runs the program with some arguments and a text on stdin.
pub fn program(arguments: &[&str], mut stdin: &[u8]) -> Ended {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let arguments = std::iter::once("bgplint").chain(arguments.iter().copied());
    let status = run(
        arguments.map(Into::into),
        &mut Surroundings {
            stdin: Stdin { stream: &mut stdin, is_piped: true },
            stdout: Stream { out: &mut stdout, has_colors: false, width: WIDTH, is_terminal: false },
            stderr: Stream { out: &mut stderr, has_colors: false, width: WIDTH, is_terminal: false },
            step_summary: None,
        },
    );
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    Ended { status, stdout: text(stdout), stderr: text(stderr) }
}
