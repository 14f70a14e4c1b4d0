//! The program, run within the test: as fast as a call, with its own streams and working directory.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A run of the program. The developer's environment cannot change its output.
pub struct Program {
    arguments: Vec<OsString>,
    directory: PathBuf,
    stdin: Vec<u8>,
}

impl Program {
    /// The program in the directory of the repository, without arguments and with an empty stdin.
    pub fn new() -> Program {
        Program { arguments: vec!["bgplint".into()], directory: env!("CARGO_MANIFEST_DIR").into(), stdin: Vec::new() }
    }

    /// Adds an argument.
    pub fn arg(&mut self, argument: impl AsRef<OsStr>) -> &mut Program {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub fn args(&mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> &mut Program {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Sets the working directory.
    pub fn current_dir(&mut self, directory: impl AsRef<Path>) -> &mut Program {
        directory.as_ref().clone_into(&mut self.directory);
        self
    }

    /// Sets the text on stdin.
    pub fn write_stdin(&mut self, stdin: impl Into<Vec<u8>>) -> &mut Program {
        self.stdin = stdin.into();
        self
    }

    /// Runs the program.
    ///
    /// # Errors
    /// The working directory cannot be entered.
    #[cfg(target_os = "linux")]
    pub fn output(&self) -> io::Result<Output> {
        use std::os::unix::process::ExitStatusExt;
        use std::process::ExitStatus;

        use nix::sched::{CloneFlags, unshare};

        use crate::command::{Stdin, Stream, Surroundings, WIDTH, run};

        // A thread that does not share file system attributes has its own working directory; all work is done in this
        // thread.
        let thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(io::Error::other)?;
        thread.install(|| {
            unshare(CloneFlags::CLONE_FS)?;
            std::env::set_current_dir(&self.directory)?;
            let (mut stdout, mut stderr, mut stdin) = (Vec::new(), Vec::new(), self.stdin.as_slice());
            let status = run(
                self.arguments.iter().cloned(),
                &mut Surroundings {
                    stdin: Stdin { stream: &mut stdin, is_piped: true },
                    stdout: Stream { out: &mut stdout, has_colors: false, width: WIDTH, is_terminal: false },
                    stderr: Stream { out: &mut stderr, has_colors: false, width: WIDTH, is_terminal: false },
                    step_summary: None,
                },
            );
            Ok(Output { status: ExitStatus::from_raw(i32::from(status) << 8), stdout, stderr })
        })
    }

    /// Runs the program in a separate process, because only on Linux can a thread have its own working directory.
    ///
    /// # Errors
    /// The program cannot be started.
    #[cfg(not(target_os = "linux"))]
    pub fn output(&self) -> io::Result<Output> {
        let mut command = super::binary();
        command.args(&self.arguments[1..]).current_dir(&self.directory).write_stdin(self.stdin.clone());
        command.output()
    }
}
