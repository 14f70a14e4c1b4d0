//! Values of Secrets are never printed, and no manifest sends a control character to a terminal.

use bgplint::propagation::{lost_pairs, smallest_cuts};
use bgplint::report::summary_lines;
use bgplint::resource::{BgpFilter, Direction};
use bgplint::session::Sessions;
use bgplint::topology::{self, Question};
use bgplint::{Format, Input, Look, Source};
use clap::ValueEnum;

use crate::support::bgplint;
use crate::support::check::Check;
use crate::support::of_manifests::with_sessions;

/// The value that must not be printed.
const SECRET: &str = "hunter2";
/// The value in the `data` of a Secret.
const ENCODED: &str = "aHVudGVyMg==";

/// A BGPPeer with an error (`invalid-address`).
const PEER: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                    asNumber: 64512\n  peerIP: 10.0.0.300\n";
/// The same BGPPeer on one line.
const PEER_JSON: &str = r#"{"apiVersion":"projectcalico.org/v3","kind":"BGPPeer","metadata":{"name":"tor"},"spec":{"asNumber":64512,"peerIP":"10.0.0.300"}}"#;
/// A Secret.
const SECRET_YAML: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: bgp\nstringData:\n  token: hunter2\n\
                           data:\n  other: aHVudGVyMg==\n";
/// The same Secret on one line, with the value near both ends.
const SECRET_JSON: &str =
    r#"{"stringData":{"token":"hunter2"},"apiVersion":"v1","kind":"Secret","data":{"token":"aHVudGVyMg=="}}"#;

/// The output for an input in every format and look.
fn printed(input: impl Into<Vec<u8>>) -> Vec<(String, String)> {
    let input = Input::from_sources(vec![Source::from_bytes(Source::STDIN, input.into())]);
    let report = Check::new(&["--pedantic".to_owned()]).run(&input);
    let mut printed = vec![("the last lines".to_owned(), summary_lines(&report))];
    for format in Format::value_variants() {
        for color in [false, true] {
            let mut text = Vec::new();
            let look = Look { color, width: 100, links: color };
            format.write(&report, look, &mut text).expect("memory can be written");
            printed.push((format!("{format:?}, {look:?}"), String::from_utf8(text).expect("the output is text")));
        }
    }
    printed
}

/// The output of the other commands for the sessions of the first cluster.
fn shown(sessions: &Sessions) -> Vec<(&'static str, String)> {
    let picture = topology::picture(sessions, None);
    let nodes: Vec<_> = sessions.speakers.ids().collect();
    let lost = lost_pairs(sessions, &nodes[..1]);
    let mut json = Vec::new();
    topology::json(sessions, &nodes, &lost, &mut json).expect("memory can be written");
    let table = topology::table(sessions, None, true, 200)
        + &topology::lost(sessions, &lost)
        + &topology::cuts(sessions, &smallest_cuts(sessions, &[]));
    let question = Question {
        name: "f",
        filters: sessions.cluster.all::<BgpFilter>().collect(),
        prefix: "10.0.0.0/8".parse().expect("a prefix"),
        directions: vec![Direction::Import, Direction::Export],
        peer_type: None,
    };
    vec![
        ("table", table),
        ("json", String::from_utf8(json).expect("the output is text")),
        ("mermaid", topology::mermaid(&picture)),
        ("dot", topology::dot(&picture)),
        ("svg", topology::svg(&picture)),
        ("path", topology::path(sessions, nodes[0], nodes[0])),
        ("path as JSON", topology::path_json(sessions, nodes[0], nodes[0]).expect("it is JSON")),
        ("filter", topology::filter(sessions.cluster, &question)),
        ("filter as JSON", topology::filter_json(sessions.cluster, &question).expect("it is JSON")),
    ]
}

/// Fails if the secret value is printed for any of these inputs.
fn assert_hidden<T: AsRef<str>>(inputs: &[T]) {
    let is_leak = |line: &&str| line.contains(SECRET) || line.contains(ENCODED);
    let mut leaks = Vec::new();
    for input in inputs.iter().map(AsRef::as_ref) {
        let first_leak = |(how, text): &(String, String)| Some(format!("{how}: {}", text.lines().find(is_leak)?));
        if let Some(leak) = printed(input).iter().find_map(first_leak) {
            leaks.push(format!("{input:?}\n    {leak}"));
        }
    }
    assert!(leaks.is_empty(), "{} of {} inputs leak\n{}", leaks.len(), inputs.len(), leaks.join("\n"));
}

/// A BGPPeer with this text after its fields.
fn peer_with(field: &str) -> String {
    format!("{PEER}{field}\n")
}

#[test]
fn findings_beside_a_secret_do_not_show_it() {
    assert_hidden(&[
        format!("{PEER}---\n{SECRET_YAML}"),
        format!("{SECRET_YAML}---\n{PEER}"),
        format!("{SECRET_YAML}---\n{PEER}---\n{SECRET_YAML}"),
        // The `---` is missing.
        format!("{SECRET_YAML}{PEER}"),
        format!("{PEER}{SECRET_YAML}"),
        // kubectl ends a document at this line, which is then shown as context.
        format!("{PEER}--- {{kind: Secret, apiVersion: v1, stringData: {{token: hunter2}}}}\n"),
        format!("--- {{kind: Secret, apiVersion: v1, stringData: {{token: hunter2}}}}\n{PEER}"),
    ]);
}

#[test]
fn lists_with_a_secret_do_not_show_it() {
    let item = |text: &str| format!("- {}", text.trim_end().replace('\n', "\n  "));
    assert_hidden(&[
        format!("apiVersion: v1\nkind: List\nitems:\n{}\n{}\n", item(PEER), item(SECRET_YAML)),
        format!("apiVersion: v1\nkind: List\nitems:\n{}\n{}\n", item(SECRET_YAML), item(PEER)),
        format!(r#"{{"apiVersion":"v1","kind":"List","items":[{PEER_JSON},{SECRET_JSON}]}}"#),
        format!(r#"{{"apiVersion":"v1","kind":"List","items":[{SECRET_JSON},{PEER_JSON}]}}"#),
        format!("{PEER}---\napiVersion: v1\nkind: SecretList\nitems:\n- stringData:\n    token: hunter2\n   x\n"),
    ]);
}

#[test]
fn json_values_in_a_row_do_not_show_a_secret() {
    assert_hidden(&[
        format!("{PEER_JSON}{SECRET_JSON}"),
        format!("{SECRET_JSON}{PEER_JSON}"),
        format!("{PEER_JSON}\n{SECRET_JSON}\n"),
        format!("{SECRET_JSON}\n{PEER_JSON}\n"),
        // A finding at the end of the document.
        format!(
            "{SECRET_JSON}{{\"peerIp\":1,{}",
            &PEER_JSON[1..].replace("projectcalico.org/v3", "projectcalico.org/v4")
        ),
    ]);
}

#[test]
fn broken_secrets_are_not_shown() {
    let broken = [
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: hunter2\n x\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: hunter2: x\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n\ttoken: hunter2\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: \"hunter2\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: @hunter2\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: *hunter2\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  token: %hunter2 {{ .Values.x }\n",
        "apiVersion: v1\nkind: Secret\nstringData: {token: hunter2\n",
        "stringData:\n  token: hunter2\n x\nkind: Secret\n",
        "kind: \"Secret\"\nstringData:\n  token: hunter2\n x\n",
        "kind: &kind Secret\nstringData:\n  token: hunter2\n x\n",
        "kind: !!str Secret\nstringData:\n  token: hunter2\n x\n",
        "kind:\n  Secret\nstringData:\n  token: hunter2\n x\n",
        "\"kind\"  :   'Secret'\ndata:\n  token: aHVudGVyMg==\n x\n",
        // The rest of a Secret without its first lines.
        "apiVersion: v1\nstringData:\n  token: hunter2\n x\n",
        "{\"kind\":\"Secret\",\"stringData\":{\"token\":\"hunter2\",}\n",
    ];
    assert_hidden(&broken.map(|secret| format!("{PEER}---\n{secret}")));
    assert_hidden(&broken.map(|secret| format!("{secret}---\n{PEER}")));
}

#[test]
fn a_password_where_a_reference_is_due_is_not_shown() {
    assert_hidden(&[
        peer_with("  password: hunter2"),
        peer_with("  password: 'hunter2'"),
        peer_with("  password: \"a\\\"hunter2\""),
        peer_with("  password: 'a''hunter2'"),
        peer_with("  password: 1, hunter2"),
        peer_with("  password: a#b hunter2"),
        peer_with("  password: !hunter2"),
        peer_with("  password: !x hunter2"),
        peer_with("  password: &hunter2"),
        peer_with("  password: &x hunter2"),
        peer_with("  password: *hunter2"),
        peer_with("  password:\n    hunter2"),
        peer_with("  password: long\n    hunter2"),
        peer_with("  password: \"long\n    hunter2\"\n  foo: 1"),
        peer_with("  password: >-\n    hunter2"),
        peer_with("  password: |\n    long\n    hunter2"),
        peer_with("  password: [hunter2]"),
        peer_with("  password:\n    - hunter2"),
        peer_with("  ? password\n  : hunter2"),
        peer_with("  password: hunter2\n  password: hunter2"),
        peer_with("  password: hunter2\n  foo: 1"),
        peer_with("  Password: hunter2"),
        peer_with("  passwords: hunter2"),
        peer_with("  bgpPassword: hunter2"),
        peer_with("  password: hunter2\n x"),
    ]);
}

#[test]
fn a_password_within_a_reference_is_not_shown() {
    assert_hidden(&[
        peer_with("  password: {value: hunter2}"),
        peer_with("  password:\n    value: hunter2"),
        peer_with("  password:\n    secretKeyRef: hunter2"),
        peer_with("  password:\n    secretKeyRef: [hunter2]"),
        peer_with("  password: {secretKeyRef: {name: bgp, key: pw, value: hunter2}}"),
        peer_with("  password:\n    secretKeyRef:\n      name: bgp\n      value: hunter2"),
        peer_with("  password:\n    secretKeyRef: {name: bgp, key: pw}\n    value: >-\n      hunter2"),
    ]);
}

#[test]
fn a_password_in_json_is_not_shown() {
    let with = |field: &str| PEER_JSON.replace("\"asNumber\"", &format!("{field},\"asNumber\""));
    let fields = [
        r#""password":"hunter2""#,
        r#""password":"a\"hunter2""#,
        r#""password":"a\\\"hunter2""#,
        r#""password":{"value":"hunter2"}"#,
        r#""password":["hunter2"]"#,
        r#""password":{"secretKeyRef":{"name":"bgp","value":"hunter2"}}"#,
        "\"password\":\n\"hunter2\"",
    ];
    assert_hidden(&fields.map(with));
}

#[test]
fn a_password_in_what_was_applied_last_is_not_shown() {
    let applied = r#"{"spec":{"password":"hunter2","peerIP":"10.0.0.1"}}"#;
    let with = |line: &str| {
        let annotation = format!("  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: {line}\n");
        PEER.replace("metadata:\n", &format!("metadata:\n{annotation}  namespace: x\n"))
    };
    let escaped = applied.replace('"', "\\\"");
    assert_hidden(&[
        with(&format!("'{applied}'")),
        with(&format!("\"{escaped}\"")),
        with(&format!("|\n      {applied}")),
    ]);
}

#[test]
fn a_password_of_a_neighbor_is_not_shown() {
    let metallb = PEER.replace("projectcalico.org/v3", "metallb.io/v1beta2").replace("peerIP", "peerAddress");
    assert_hidden(&[
        format!("{PEER}---\n{metallb}  password: hunter2\n"),
        format!("{metallb}  password: hunter2\n  password: hunter2\n x\n---\n{PEER}"),
    ]);
}

#[test]
fn encrypted_documents_are_not_shown() {
    let sops = "sops:\n  mac: ENC[AES256_GCM,data:hunter2,type:str]\n  age: []\n  version: 3.8.1\n";
    assert_hidden(&[
        format!("{PEER}  password: ENC[AES256_GCM,data:hunter2,iv:x=,tag:y=,type:str]\n{sops}"),
        format!("{PEER}---\n{SECRET_YAML}{sops}"),
        format!("{PEER}---\n{}{sops} x\n", SECRET_YAML.replace("hunter2", "ENC[AES256_GCM,data:hunter2,type:str]")),
    ]);
}

#[test]
fn an_environment_of_calico_node_is_not_shown() {
    let daemon_set = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: calico-node\nspec:\n  template:\n    \
                      spec:\n      containers:\n        - name: calico-node\n          env:\n            \
                      - {name: DATASTORE_PASSWORD, value: hunter2}\n            \
                      - {name: CALICO_ROUTER_ID, value: nonsense}\n";
    assert_hidden(&[daemon_set]);
}

// Control characters.

/// Characters that a terminal interprets: escape sequences, other control characters, and changes of the reading direction.
const WILD: [char; 12] = [
    '\u{1b}', '\u{7}', '\u{8}', '\u{9b}', '\u{7f}', '\u{0}', '\u{202e}', '\u{2066}', '\u{200f}', '\u{2028}', '\r',
    '\u{61c}',
];

/// Fails if such a character is printed unchanged.
fn assert_tame(input: &[u8], what: &str) {
    for (how, text) in printed(input) {
        // Formats for programs keep the characters, escaped as the format requires; and colors are escape sequences.
        let is_plain =
            ["Pretty", "Concise"].iter().any(|format| how.starts_with(format)) && how.contains("color: false");
        if is_plain || how == "the last lines" {
            assert_tame_text(text.as_bytes(), &format!("{what}, {how}"));
        }
    }
}

fn assert_tame_text(printed: &[u8], what: &str) {
    let text = String::from_utf8(printed.to_vec()).expect("the output is text");
    let wild: Vec<char> = text.chars().filter(|character| WILD.contains(character)).collect();
    assert!(wild.is_empty(), "{wild:?} in {what}:\n{text}");
}

#[test]
fn escaped_control_characters_in_names_and_values_are_made_visible() {
    for character in WILD {
        let escaped = format!("\\U{:08x}[31mX", u32::from(character));
        let inputs = [
            PEER.replace("10.0.0.300", &format!("\"{escaped}\"")),
            PEER.replace("name: tor", &format!("name: \"{escaped}\"\n  namespace: x")),
            PEER.replace("asNumber: 64512", &format!("asNumber: \"{escaped}\"")),
            PEER.replace("peerIP:", &format!("\"{escaped}\": 1\n  peerIP:")),
            PEER.replace("kind: BGPPeer", &format!("kind: \"BGPPeer{escaped}\"")),
            format!("{PEER}  nodeSelector: \"{escaped}\"\n"),
            format!("{PEER}  nodeSelector: \"rack == '{escaped}'\"\n"),
            format!("{PEER}  \"{escaped}\": 1\n  \"{escaped}\": 2\n"),
            // Two objects with the same name, so that the name is also in a related place.
            format!("{0}---\n{0}", PEER.replace("tor", &format!("\"{escaped}\""))),
        ];
        for input in inputs {
            assert_tame(input.as_bytes(), &format!("{input:?}"));
        }
    }
}

#[test]
fn raw_control_characters_in_files_are_made_visible() {
    for character in WILD {
        let raw = format!("{character}[31mX");
        let inputs = [
            PEER.replace("10.0.0.300", &format!("10.0.0.300{raw}")),
            PEER.replace("10.0.0.300", &format!("10.0.0.300 # {raw}")),
            PEER.replace("spec:", &format!("# {raw}\nspec:")),
            PEER.replace("peerIP:", &format!("# {raw}\n  peerIP:")),
            format!("{PEER} {raw}\n"),
            format!("{PEER}---{raw}\n{PEER}"),
            format!("{PEER}---\n{{{{ {raw}\n"),
            PEER.replace('\n', &format!("{character}\n")),
        ];
        for input in inputs {
            assert_tame(input.as_bytes(), &format!("{input:?}"));
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_made_visible() {
    assert_tame(&[PEER.as_bytes(), b"  # \xff\x1b[31m\x9b\n"].concat(), "bad UTF-8");
    let utf_16: Vec<u8> = PEER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_tame(&[b"\xff\xfe", &utf_16[..], PEER.as_bytes()].concat(), "UTF-16");
}

#[cfg(unix)]
#[test]
fn control_characters_in_file_names_are_made_visible() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).expect("it is written");
    write("\u{1b}[31mpeer\u{202e}\u{9b}.yaml", PEER);
    write("\u{1b}[31mtemplate.yaml", &format!("{PEER}{{{{ x\n{{{{ y: [\n"));
    std::fs::create_dir(directory.path().join("\u{1b}[31meast")).expect("the directory is made");
    write("\u{1b}[31meast/peer.yaml", PEER);
    for format in ["pretty", "concise"] {
        let mut command = bgplint();
        let output = command.current_dir(directory.path()).args([".", "--format", format]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        assert_tame_text(&[output.stdout, output.stderr].concat(), format);
    }
    for arguments in [["\u{1b}[31mmissing.yaml", "--pedantic"], [".", "--output=json=\u{1b}[31m/out"]] {
        let mut command = bgplint();
        let output = command.current_dir(directory.path()).args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert_tame_text(&output.stderr, "the reason on stderr");
    }
}

/// BGPPeers whose password has a line end, a double quote, or too many bytes.
fn broken_passwords() -> Vec<String> {
    let peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  peerIP: 192.0.2.1\n  \
                asNumber: 64512\n  password:\n    secretKeyRef:\n      name: bgp\n      key: pw\n---\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: bgp\n  namespace: calico-system\n";
    let long = SECRET.repeat(20);
    let values = [
        "data:\n  pw: aHVudGVyMgo=\n".to_owned(),
        format!("stringData:\n  pw: |\n    {SECRET}\n"),
        format!("stringData:\n  pw: '{SECRET}\"'\n"),
        format!("stringData: {{pw: \"{SECRET}\\n\"}}\n"),
        format!("stringData:\n  pw: {long}\n"),
        format!("stringData:\n  wp: {SECRET}\n"),
    ];
    values.iter().map(|value| format!("{peer}{secret}{value}")).collect()
}

#[test]
fn passwords_that_break_the_file_are_not_shown() {
    let inputs = broken_passwords();
    for input in &inputs[..5] {
        let told = printed(input.as_str()).iter().any(|(_, text)| text.contains("password-breaks-bird"));
        assert!(told, "{input}");
    }
    let is_leak = |text: &str| text.contains("hunter2") || text.contains("aHVudGVy");
    for input in &inputs {
        for (how, text) in printed(input.as_str()) {
            assert!(!is_leak(&text), "{how}: {text}");
        }
    }
}

#[test]
fn no_command_shows_a_password() {
    let node = "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: a\n  annotations:\n    \
                projectcalico.org/IPv4Address: 10.0.0.1\n---\napiVersion: projectcalico.org/v3\nkind: BGPFilter\n\
                metadata: {name: f}\nspec: {importV4: [{action: Reject}]}\n";
    for input in broken_passwords() {
        for (how, text) in with_sessions(&format!("{input}{node}"), None, shown) {
            assert!(!text.contains(SECRET) && !text.contains("aHVudGVy"), "{how}: {text}");
        }
    }
}
