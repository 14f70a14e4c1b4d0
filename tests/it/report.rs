//! The pretty output: every underline is exactly under the characters at fault.

use crate::support::{bgplint, tree};

/// The head of a BGPPeer.
const HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n";

/// The output for these files.
fn report(format: &str, files: &[(&str, &str)]) -> String {
    let directory = tree(files);
    let mut command = bgplint();
    let output = command
        .current_dir(directory.path())
        .args([".", "--format", format, "--ignore", "as-number,session"])
        .output()
        .expect("bgplint runs");
    let text = String::from_utf8(output.stdout).expect("stdout is text");
    // A snapshot would hide blanks at the ends of lines.
    assert!(text.lines().all(|line| line == line.trim_end()), "blanks at the end of a line:\n{text}");
    text
}

/// The output for one BGPPeer with this `spec`.
fn peer(spec: &str) -> String {
    report("pretty", &[("peer.yaml", &format!("{HEAD}{spec}"))])
}

/// A list of many BGPPeers on one line; one in the middle has an error.
fn long_json() -> String {
    let peer = |number: usize| {
        let address = if number == 400 { "10.0.0.300" } else { "10.0.0.1" };
        format!(
            r#"{{"apiVersion":"projectcalico.org/v3","kind":"BGPPeer","metadata":{{"name":"p{number}"}},"spec":{{"nodeSelector":"all()","peerIP":"{address}","asNumber":64512}}}}"#
        )
    };
    let peers: Vec<String> = (0..800).map(peer).collect();
    format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, peers.join(","))
}

/// A BGPPeer on one line, with wide characters before the error.
const WIDE_LINE: &str =
    "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: 漢字é}, spec: {peerIP: 10.0.0.300}}\n";

#[test]
fn a_whole_cluster() {
    let output = bgplint().arg("fixtures/clusters/first-look").output().expect("bgplint runs");
    insta::assert_snapshot!(String::from_utf8(output.stdout).expect("stdout is text"));
}

#[test]
fn a_related_place_in_another_file() {
    let node = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  annotations:\n    \
             projectcalico.org/IPv4Address: 10.0.0.1/24\n"
        )
    };
    insta::assert_snapshot!(report("pretty", &[("a.yaml", &node("n1")), ("b.yaml", &node("n2"))]), @r#"
    error[duplicate-router-id] (https://bgplint.dev/rules/duplicate-router-id)

      × `n1` and `n2` have the same router ID 10.0.0.1: they never peer with each other, and neither
      │ learns the other's routes; nothing logs an error
       ╭─[b.yaml:6:36]
     5 │   annotations:
     6 │     projectcalico.org/IPv4Address: 10.0.0.1/24
       ·                                    ─────┬─────
       ·                                         ╰── the same router ID
       ╰────
      help: give each node its own IPv4 address, or delete the Node that is left over
      ☞ Node n1
       ╭─[a.yaml:6:36]
     5 │   annotations:
     6 │     projectcalico.org/IPv4Address: 10.0.0.1/24
       ·                                    ─────┬─────
       ·                                         ╰── the same router ID
       ╰────
    "#);
}

#[test]
fn related_places_near_the_finding_are_shown_with_it() {
    insta::assert_snapshot!(peer("  peerIP: 10.0.0.1\n  asNumber: 1\n  peerIP: 10.0.0.2\n"), @"
    error[duplicate-key] (https://bgplint.dev/rules/duplicate-key)

      × the key `peerIP` appears twice: kubectl silently keeps the last value, calicoctl rejects the
      │ file from Calico 3.32 on
       ╭─[peer.yaml:8:3]
     5 │ spec:
     6 │   peerIP: 10.0.0.1
       ·   ───┬──
       ·      ╰── the value that is lost
     7 │   asNumber: 1
     8 │   peerIP: 10.0.0.2
       ·   ───┬──
       ·      ╰── the value that is kept
       ╰────
      help: keep one of the two keys
    ");
}

#[test]
fn one_long_line_is_cut_around_the_finding() {
    let json = long_json();
    assert!(json.len() > 100_000);
    insta::assert_snapshot!(report("pretty", &[("list.json", &json)]), @r#"
    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `10.0.0.300` is not a valid IP address: calicoctl and Calico's API server reject the object;
      │ if it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the
      │ session
       ╭─[list.json:1:60454]
     1 │ …"spec":{"nodeSelector":"all()","peerIP":"10.0.0.300","asNumber":64512}},{"apiVersion":"projectcalico.org/v3","kind":"BGP…
       ·                                          ────────────
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1
    "#);
}

#[test]
fn the_end_of_a_long_line_is_shown() {
    let racks: Vec<String> = (0..60).map(|rack| format!("rack == 'r{rack}'")).collect();
    let spec = format!("  nodeSelector: {} || x = 'y'\n  peerIP: 10.0.0.1\n", racks.join(" || "));
    insta::assert_snapshot!(peer(&spec), @r#"
    error[invalid-selector] (https://bgplint.dev/rules/invalid-selector)

      × `=` is not an operator: Calico cannot parse the selector, so the BGPPeer has no session
       ╭─[peer.yaml:6:1029]
     5 │ spec:
     6 │ … || rack == 'r58' || rack == 'r59' || x = 'y'
       ·                                          ┬
       ·                                          ╰── expected ==
     7 │   peerIP: 10.0.0.1
       ╰────
      help: write `==`
    "#);
}

#[test]
fn a_selector_on_several_lines() {
    let spec = "  nodeSelector: >-\n    rack == 'a' &&\n    zone = 'b' &&\n    has(c)\n  peerIP: 10.0.0.1\n";
    insta::assert_snapshot!(peer(spec), @r#"
    error[invalid-selector] (https://bgplint.dev/rules/invalid-selector)

      × `=` is not an operator: Calico cannot parse the selector, so the BGPPeer has no session
       ╭─[peer.yaml:8:10]
     7 │     rack == 'a' &&
     8 │     zone = 'b' &&
       ·          ┬
       ·          ╰── expected ==
     9 │     has(c)
       ╰────
      help: write `==`
    "#);
}

#[test]
fn tabs_keep_their_width() {
    insta::assert_snapshot!(peer("  peerIP:\t10.0.0.300\t# old\n  asNumber:\t064512\n"), @"
    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `10.0.0.300` is not a valid IP address: calicoctl and Calico's API server reject the object;
      │ if it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the
      │ session
       ╭─[peer.yaml:6:11]
     5 │ spec:
     6 │   peerIP:   10.0.0.300  # old
       ·             ──────────
     7 │   asNumber: 064512
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1

    error[octal-as-number] (https://bgplint.dev/rules/octal-as-number)

      × `064512` begins with a zero, so YAML reads the octal number 26954: the neighbor closes the
      │ session
       ╭─[peer.yaml:7:13]
     6 │   peerIP:   10.0.0.300  # old
     7 │   asNumber: 064512
       ·             ───┬──
       ·                ╰── AS 26954
       ╰────
      help: write `64512`
    ");
}

#[test]
fn wide_characters_take_two_columns() {
    insta::assert_snapshot!(peer("  peerIP: \"漢字🦀é\"\n  漢字: 1\n"), @r#"
    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `漢字🦀é` is not a valid IP address: calicoctl and Calico's API server reject the object; if
      │ it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the session
       ╭─[peer.yaml:6:11]
     5 │ spec:
     6 │   peerIP: "漢字🦀é"
       ·           ─────────
     7 │   漢字: 1
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1

    error[unknown-field] (https://bgplint.dev/rules/unknown-field)

      × BGPPeer has no field `漢字` here: calicoctl and Calico's API server reject the object; if it
      │ is stored anyway, it lacks the field
       ╭─[peer.yaml:7:3]
     6 │   peerIP: "漢字🦀é"
     7 │   漢字: 1
       ·   ────
       ╰────
      help: delete the field, or look up its name in Calico's reference
    "#);
    insta::assert_snapshot!(report("pretty", &[("peer.yaml", WIDE_LINE)]), @"
    error[invalid-name] (https://bgplint.dev/rules/invalid-name)

      × `metadata.name` must be a name of at most 253 lower case letters, digits, `-` and `.`, not `漢
      │ 字é`: Kubernetes and calicoctl reject the object
       ╭─[peer.yaml:1:68]
     1 │ {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: 漢字é}, spec: {peerIP: 10.0.0.300}}
       ·                                                                    ─────
       ╰────
      help: write a name such as `rack-1-tor`, and change what refers to it

    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `10.0.0.300` is not a valid IP address: calicoctl and Calico's API server reject the object;
      │ if it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the
      │ session
       ╭─[peer.yaml:1:89]
     1 │ {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: 漢字é}, spec: {peerIP: 10.0.0.300}}
       ·                                                                                           ──────────
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1
    ");
}

#[test]
fn control_characters_take_one_column() {
    insta::assert_snapshot!(peer("  # \u{2066}\n  peerIP: \u{202e}10.0.0.300\n"), @"
    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `␦10.0.0.300` is not a valid IP address: calicoctl and Calico's API server reject the object;
      │ if it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the
      │ session
       ╭─[peer.yaml:7:11]
     6 │   # ␦
     7 │   peerIP: ␦10.0.0.300
       ·           ───────────
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1
    ");
}

#[test]
fn a_finding_at_the_end_of_a_file_without_line_end() {
    insta::assert_snapshot!(peer("  asNumber: 64512\n  peerIP: 10.0.0.300"), @"
    error[invalid-address] (https://bgplint.dev/rules/invalid-address)

      × `10.0.0.300` is not a valid IP address: calicoctl and Calico's API server reject the object;
      │ if it is stored anyway, Calico skips the BGPPeer with one log line, and no node has the
      │ session
       ╭─[peer.yaml:7:11]
     6 │   asNumber: 64512
     7 │   peerIP: 10.0.0.300
       ·           ──────────
       ╰────
      help: write an IP address, such as 10.0.0.1 or fd00::1
    ");
    insta::assert_snapshot!(peer("  asNumber: 64512\n  peerIP:"), @"
    info[wrong-type] (https://bgplint.dev/rules/wrong-type)

      ☞ expected an IP address for `peerIP`, found no value: the field counts as not set
       ╭─[peer.yaml:7:3]
     6 │   asNumber: 64512
     7 │   peerIP:
       ·   ──────
       ╰────
      help: write a value, or delete the key
    ");
}

#[test]
fn an_empty_value_is_reported_at_its_key() {
    insta::assert_snapshot!(peer("  peerIP:\n  asNumber: 64512\n"), @"
    info[wrong-type] (https://bgplint.dev/rules/wrong-type)

      ☞ expected an IP address for `peerIP`, found no value: the field counts as not set
       ╭─[peer.yaml:6:3]
     5 │ spec:
     6 │   peerIP:
       ·   ──────
     7 │   asNumber: 64512
       ╰────
      help: write a value, or delete the key
    ");
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_not_seen() {
    let plain = format!("{HEAD}  nodeSelector: >-\n    a &&\n    b\n  peerIP: 10.0.0.300\n");
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(report("pretty", &[("peer.yaml", &windows)]), report("pretty", &[("peer.yaml", &plain)]));
}

#[test]
fn a_finding_after_a_byte_order_mark() {
    let text = format!("\u{feff}{HEAD}  peerIP: 10.0.0.1\n").replace("apiVersion", "apiversion");
    insta::assert_snapshot!(report("pretty", &[("peer.yaml", &text)]), @"
    error[unknown-field] (https://bgplint.dev/rules/unknown-field)

      × BGPPeer has no field `apiversion` here: Kubernetes rejects the object, or drops the field
       ╭─[peer.yaml:1:1]
     1 │ apiversion: projectcalico.org/v3
       · ──────────
     2 │ kind: BGPPeer
       ╰────
      help: write `apiVersion`: only calicoctl ignores the case of field names
    ");
}

#[test]
fn a_broken_document() {
    insta::assert_snapshot!(peer("  peerIP: 10.0.0.1\n  filters: [a, b\n"), @"
    error[yaml-syntax] (https://bgplint.dev/rules/yaml-syntax)

      × kubectl cannot parse this YAML: the bracket has no closing `]` before the end of the document
       ╭─[peer.yaml:7:12]
     6 │   peerIP: 10.0.0.1
     7 │   filters: [a, b
       ·            ─
       ╰────
      help: close the bracket with `]`; the rest of the document was not checked
    ");
}

#[test]
fn positions_are_those_of_the_other_formats() {
    let files = [
        ("long.json", long_json()),
        ("wide.yaml", WIDE_LINE.to_owned()),
        ("tab.yaml", format!("{HEAD}  peerIP:\t10.0.0.300\n").replace("tor", "tab")),
        ("windows.yaml", format!("{HEAD}  peerIP: 10.0.0.300\n").replace('\n', "\r\n")),
    ];
    for (name, text) in files {
        let concise = report("concise", &[(name, &text)]);
        let position = concise.split(": error[").next().expect("there is a finding");
        let pretty = report("pretty", &[(name, &text)]);
        assert!(pretty.contains(&format!("[{position}]")), "{position} is not in\n{pretty}");
    }
}
