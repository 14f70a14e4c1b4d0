//! Entry point: the surroundings of the process, and its exit status.

mod cli;
mod command;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width, terminal_size_of};

use command::{Stdin, Stream, Surroundings, WIDTH, run};

/// The variable with the file that GitHub Actions shows on the page of a run.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

fn main() -> ExitCode {
    let (mut stdin, mut stdout, mut stderr) = (io::stdin(), io::stdout(), io::stderr());
    let (stdout_size, stderr_size) = (terminal_size_of(&stdout), terminal_size_of(&stderr));
    let mut surroundings = Surroundings {
        stdin: Stdin { is_piped: is_piped(&stdin), stream: &mut stdin },
        stdout: stream(&mut stdout, stdout_size),
        stderr: stream(&mut stderr, stderr_size),
        step_summary: std::env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty()).map(PathBuf::from),
    };
    ExitCode::from(run(std::env::args_os(), &mut surroundings))
}

/// A stream of the process. The environment (NO_COLOR, CLICOLOR_FORCE, TERM) decides on colors.
fn stream<S: Write + RawStream + IsTerminal>(out: &mut S, size: Option<(Width, Height)>) -> Stream<'_> {
    Stream {
        has_colors: AutoStream::choice(out) != ColorChoice::Never,
        width: size.map_or(WIDTH, |(width, _)| usize::from(width.0)),
        is_terminal: IsTerminal::is_terminal(out),
        out,
    }
}

/// Whether something is piped into stdin. A terminal does not count, nor does the /dev/null that CI systems give to a job.
fn is_piped(stdin: &io::Stdin) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if std::fs::metadata("/dev/stdin").is_ok_and(|stdin| stdin.file_type().is_char_device()) {
            return false;
        }
    }
    !stdin.is_terminal()
}
