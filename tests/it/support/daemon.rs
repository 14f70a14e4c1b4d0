//! BIRD daemons on loopback addresses that no other test uses.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::support::bird::Bird;

/// The addresses and the port of the daemons of a test, which no other test and no other process uses.
pub struct Place {
    /// The first two numbers of the addresses.
    pub network: String,
    /// The port.
    pub port: u32,
}

/// The most tests of a process with daemons.
const TESTS: u32 = 8;
/// The number of tests with daemons so far.
static TAKEN: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// The place for the calling test.
    pub fn of_this_test() -> Place {
        let test = TAKEN.fetch_add(1, Ordering::Relaxed);
        assert!(test < TESTS, "{test} tests have a place already");
        let id = std::process::id();
        // The port is below the range that the kernel gives to outgoing connections.
        Place { network: format!("127.{}", 10 + id % 200), port: 20_000 + id / 200 % 1_250 * TESTS + test }
    }
}

/// The daemon of a node; it is stopped when the value is dropped.
pub struct Daemon {
    process: Child,
    directory: TempDir,
}

impl Daemon {
    /// Starts the daemon. A daemon that rejects its file ends at once, like on a new node, which then has no BGP.
    pub fn start(bird: &Bird, configuration: &str) -> Daemon {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("bird.cfg");
        let log = directory.path().join("log");
        std::fs::write(&file, format!("log \"{}\" all;\n{configuration}", log.display())).expect("the file is written");
        let mut command = bird.daemon(&file, &directory.path().join("socket"));
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("BIRD starts");
        Daemon { process, directory }
    }

    /// The names of the Established sessions.
    pub fn established(&self, bird: &Bird) -> Vec<String> {
        let protocols = bird.protocols(&self.directory.path().join("socket"));
        first_words(&protocols, |line| line.contains("Established"))
    }

    /// The prefixes within 10.0.0.0/8 to which it has routes.
    pub fn prefixes(&self, bird: &Bird) -> Vec<String> {
        let routes = bird.routes(&self.directory.path().join("socket"));
        first_words(&routes, |line| line.starts_with("10."))
    }

    /// The prefixes of the routes that satisfy a condition in BIRD's language.
    pub fn prefixes_where(&self, bird: &Bird, condition: &str) -> BTreeSet<String> {
        let routes = bird.routes_where(&self.directory.path().join("socket"), condition);
        let prefixes = first_words(&routes, |line| line.starts_with(|first: char| first.is_ascii_digit()));
        prefixes.into_iter().collect()
    }

    /// The log of the daemon.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }
}

/// The first words of some lines.
fn first_words(text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = text.lines().filter(|line| is_wanted(line));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // The daemon may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
