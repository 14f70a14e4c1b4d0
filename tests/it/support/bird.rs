//! Debian's BIRD 1.6, from which Calico's is built, as the judge of predictions: sessions in its language.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use bgplint::cluster::{RouterIdSource, SpeakerId};
use bgplint::known::Known;
use bgplint::resource::{Field, NextHopMode, Resource};
use bgplint::session::{Origin, Session, Sessions};
use bgplint::value::{Family, GoDuration, parse_duration};

/// The directories to search besides PATH, which need not have them.
const DIRECTORIES: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// The programs of BIRD 1.6.
pub struct Bird {
    ipv4: PathBuf,
    ipv6: PathBuf,
    control: PathBuf,
}

impl Bird {
    /// Finds the programs. If BIRD is not installed, the test is skipped with a message; it fails if `CI_REQUIRES_BIRD` is
    /// set.
    pub fn find(test: &str) -> Option<Bird> {
        let program = |name: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let mut directories = std::env::split_paths(&path).chain(DIRECTORIES.map(PathBuf::from));
            directories.find_map(|directory| Some(directory.join(name)).filter(|program| program.is_file()))
        };
        // BIRD 2 has no bird6.
        let found = (|| Some(Bird { ipv4: program("bird")?, ipv6: program("bird6")?, control: program("birdc")? }))();
        if found.is_none() {
            assert!(std::env::var_os("CI_REQUIRES_BIRD").is_none(), "BIRD 1.6 is not installed, and CI requires it");
            // Writes to stderr directly, because the output of a passed test is captured.
            writeln!(std::io::stderr(), "{test}: skipped, since BIRD 1.6 (Debian: bird) is not installed")
                .expect("stderr can be written");
        }
        found
    }

    /// Whether BIRD accepts a file; the error has its message.
    pub fn accepts(&self, family: Family, configuration: &str, directory: &Path) -> Result<(), String> {
        let (program, name) = match family {
            Family::V4 => (&self.ipv4, "bird.cfg"),
            Family::V6 => (&self.ipv6, "bird6.cfg"),
        };
        std::fs::write(directory.join(name), configuration).expect("the file is written");
        let output = Command::new(program).args(["-p", "-c", name]).current_dir(directory).output();
        let output = output.expect("BIRD runs");
        match output.status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            other => panic!("BIRD ended with {other:?}\n{}\n{configuration}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// The daemon for IPv4, in the foreground.
    pub fn daemon(&self, configuration: &Path, socket: &Path) -> Command {
        let mut command = Command::new(&self.ipv4);
        command.arg("-f").arg("-c").arg(configuration).arg("-s").arg(socket);
        command
    }

    /// The protocols of a daemon, one per line; empty where the daemon does not run.
    pub fn protocols(&self, socket: &Path) -> String {
        self.ask(socket, &["show", "protocols"])
    }

    /// The routes of a daemon: a prefix begins a line, and more routes to it follow; empty where the daemon does not run.
    pub fn routes(&self, socket: &Path) -> String {
        self.ask(socket, &["show", "route"])
    }

    /// The routes that satisfy a condition in BIRD's language.
    pub fn routes_where(&self, socket: &Path, condition: &str) -> String {
        self.ask(socket, &["show", "route", "where", condition])
    }

    fn ask(&self, socket: &Path, words: &[&str]) -> String {
        let output = Command::new(&self.control).arg("-r").arg("-s").arg(socket).args(words).output();
        String::from_utf8_lossy(&output.expect("birdc runs").stdout).into_owned()
    }
}

/// The router ID that confd renders; `None` where it is unknown.
fn router_id(sessions: &Sessions, node: SpeakerId) -> Option<String> {
    match (sessions.cluster.router_id_source(), sessions.speakers[node].router_id) {
        (RouterIdSource::Literal(literal), _) => Some(literal.to_owned()),
        (_, Known::Value(id)) => Some(id.to_string()),
        (_, Known::Absent) => Some(String::new()),
        (_, Known::Unknown) => None,
    }
}

/// The beginning of a node's file, with the template of all sessions; `None` where its router ID is unknown.
pub fn head(sessions: &Sessions, node: SpeakerId, listen: &str, timers: &str) -> Option<String> {
    let router_id = router_id(sessions, node)?;
    let local_as = text(sessions.as_number(node));
    Some(format!(
        "router id {router_id};\n{listen}\nprotocol device {{\n  scan time 2;\n}}\ntemplate bgp bgp_template {{\n  \
         debug {{ states, events }};\n  local as {local_as};\n  gateway recursive;\n  add paths on;\n  \
         graceful restart;\n  {timers}\n}}\n"
    ))
}

/// A session as Calico renders it (Calico: `bird.cfg.template`); `None` for sessions with pods. Invalid values are written
/// unchanged, because BIRD is the judge.
pub fn protocol(sessions: &Sessions, session: &Session) -> Option<String> {
    protocol_that_exports(sessions, session, "none")
}

/// The same session with `export all` or `export none`.
pub fn protocol_that_exports(sessions: &Sessions, session: &Session, exported: &str) -> Option<String> {
    let address = session.address?;
    let mut lines = vec![
        format!("local as {}", text(session.terms.local_as)),
        match session.port {
            Known::Absent => format!("neighbor {address} as {}", text(session.terms.peer_as)),
            port => format!("neighbor {address} port {} as {}", text(port), text(session.terms.peer_as)),
        },
        match session.terms.ttl_security {
            Known::Absent => "ttl security off;\n  multihop".to_owned(),
            hops => format!("ttl security on;\n  multihop {}", text(hops)),
        },
        "import all".to_owned(),
        format!("export {exported}"),
    ];
    let mut add = |is_set: bool, line: String| {
        if is_set {
            lines.push(line);
        }
    };
    add(
        session.source.is_some(),
        format!("source address {}", text(session.source.map_or(Known::Absent, Known::Value))),
    );
    add(session.is_passive, "passive on".to_owned());
    let cluster_id = session.cluster_id;
    add(cluster_id != Known::Absent, format!("rr client;\n  rr cluster id {}", text(cluster_id)));
    add(session.terms.password != Known::Absent, format!("password \"{}\"", password(session)));
    add(session.terms.next_hop_mode == Known::Value(NextHopMode::ToSelf), "next hop self".to_owned());
    add(session.terms.next_hop_mode == Known::Value(NextHopMode::Keep), "next hop keep".to_owned());
    add(
        session.terms.allowed_local_as != Known::Absent,
        format!("allow local as {}", text(session.terms.allowed_local_as)),
    );
    let (restart, keepalive) = times(sessions, session);
    add(restart.is_some(), format!("graceful restart time {}", restart.unwrap_or_default()));
    add(keepalive.is_some(), format!("keepalive time {}", keepalive.unwrap_or_default()));
    Some(format!("protocol bgp {} from bgp_template {{\n  {};\n}}\n", session.name(), lines.join(";\n  ")))
}

/// An unknown value is left out, so BIRD rejects the file.
fn text<T: ToString>(known: Known<T>) -> String {
    known.value().map(|value| value.to_string()).unwrap_or_default()
}

/// A different text for each key of a Secret.
fn password(session: &Session) -> String {
    let names = session
        .terms
        .password
        .value()
        .map(|password| (password.reference.name.value(), password.reference.key.value()));
    names.map(|(name, key)| format!("{name:?}/{key:?}").replace('"', "")).unwrap_or_default()
}

/// The restart time and the keepalive time. A negative time has no value here, although Calico renders it.
fn times(sessions: &Sessions, session: &Session) -> (Option<i64>, Option<i64>) {
    let seconds = |known: Known<i64>, resource: &Resource, field: &Field<GoDuration>| match known {
        Known::Absent => None,
        Known::Value(seconds) => Some(seconds),
        Known::Unknown => {
            let written = sessions.cluster.written(resource, field.span()?);
            Some(parse_duration(written).expect("generated durations can be read").rounded_seconds())
        }
    };
    match session.origin {
        Origin::Mesh => {
            let default = sessions.cluster.default_configuration();
            let restart = default.and_then(|(resource, fields)| {
                seconds(session.terms.restart, resource, &fields.node_mesh_max_restart_time)
            });
            (restart, None)
        }
        Origin::Declaration(number) => {
            let declaration = &sessions.declarations[number];
            let restart = seconds(session.terms.restart, declaration.resource, &declaration.peer.max_restart_time);
            let keepalive = seconds(session.terms.keepalive, declaration.resource, &declaration.peer.keepalive_time);
            (restart, keepalive)
        }
    }
}
