//! A secret is planted in every place where people write one: no command, format or file that is written shows it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use crate::support::everywhere::{CLUSTER, printed};
use crate::support::{bgplint, binary, random, tree};

/// The secret. It is no key of a Secret, since it has a blank.
const SECRET: &str = "sword fish";
/// A secret that could be a name.
const NAME: &str = "swordfish28";

/// Keys with each word beside which there may be a secret.
const KEYS: [&str; 18] = [
    "password",
    "nodeMeshPassword",
    "passwd",
    "bgpPassword",
    "pw",
    "pwd",
    "bgp_pass",
    "bgpPass",
    "passphrase",
    "secret",
    "token",
    "md5",
    "authKey",
    "psk",
    "credentials",
    "privateKey",
    "apiKey",
    "access_key",
];

/// How a value is written below a key, in a line of its own; `@` is the secret.
const SHAPES: [&str; 22] = [
    "KEY: @",
    "KEY: '@'",
    "KEY: \"@\"",
    "KEY: [@]",
    "KEY: [x, {y: @}]",
    "KEY: {value: @}",
    "KEY: {@: 1}",
    "KEY: {a: {@: 1}}",
    "KEY: {'@': 1, '@': 2}",
    "KEY: {secretKeyRef: {name: bgp, key: pw, @: 1}}",
    "KEY: {secretKeyRef: {name: bgp, key: pw}, @: 1}",
    "KEY: {secretKeyRef: @}",
    "KEY: {secretKeyRef: [@]}",
    "KEY: |\n    x\n    @",
    "KEY: >-\n    @",
    "KEY:\n    - @",
    "KEY:\n    @: 1",
    "KEY:\n    value: @",
    "KEY: !x @",
    "KEY: &a @",
    "? KEY\n  : @",
    "KEY: @\n  KEY: @",
];

/// Other places of a BGPPeer; `@` is the secret.
const PLACES: [&str; 24] = [
    "password: {secretKeyRef: {name: bgp, key: 'sword fish'}}",
    "password: {secretKeyRef: {name: 'sword fish', key: pw}}",
    "# the password is @",
    "#password: @",
    "foo: 1 # pw @",
    "foo: 1 # secret:\n  # @",
    "# pass:\n  # @\n  foo: 1",
    "url: https://ci:@@git.example",
    "peerAddress: 'https://ci:swordfish28@git.example'",
    "sourceAddress: 'https://ci:swordfish28@git.example'",
    "node: 'https://swordfish28@git.example'",
    "nodeSelector: 'https://ci:swordfish28@git.example'",
    "password: &a @\n  sourceAddress: *a",
    "password: &a @\n  nodeSelector: *a",
    "password: &a @\n  asNumber: *a",
    "password: &a @\n  filters: [*a]",
    "password: &a {@: 1}\n  <<: *a",
    "password: &a [@, '@']\n  filters: *a",
    "password: &a @\n  node: *a",
    "sourceAddress: &a @\n  password: *a",
    "password: {value: &a @}\n  reversePeering: *a",
    "keepaliveTime: *a\n  password: &a @",
    "password: '{{ .Values.password | default \"@\" }}'\n  foo: {{ x }}",
    "password: ${PASSWORD:-@}\n  foo: 1",
];

/// Whole documents; `@` is the secret.
const DOCUMENTS: [&str; 17] = [
    "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp}\nstringData:\n  pw: @\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp}\ndata:\n  pw: ENCODED\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp}\nstringData: @\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp, namespace: default}\nstringData:\n  pw: @\n---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: s}\nspec: {peerIP: 10.0.0.7, asNumber: 64512, password: {secretKeyRef: {name: bgp, key: wp}}}\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: bgp}\n  stringData: {pw: @}\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata: {name: l}\n  spec: {peerIP: 10.0.0.300, unknownField: 1}\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec:\n  password: @\n bad\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec:\n  password: \"@\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec:\n  password: {@\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec:\n  url: https://ci:@@git.example\n bad: [\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec:\n  password: *@\n",
    "{\"apiVersion\":\"projectcalico.org/v3\",\"kind\":\"BGPPeer\",\"metadata\":{\"name\":\"j\"},\"spec\":{\"peerIP\":\"10.0.0.300\",\"password\":\"@\",\"x\":1}}\n",
    "{\"apiVersion\":\"projectcalico.org/v3\",\"kind\":\"BGPPeer\",\"metadata\":{\"name\":\"j\"},\"spec\":{\"peerIP\":\"10.0.0.300\",\"password\":{\"@\":1,\"@\":2}}}\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: a\n  namespace: x\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{\"spec\":{\"password\":\"@\"}}'\nspec: {peerIP: 10.0.0.300}\n",
    "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: calico-node, namespace: kube-system, labels: {password: '@'}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: calico-node\n        args:\n        - --token\n        - '@'\n        - --password=@\n        - -c\n        - 'run --secret @'\n        env:\n        - {name: CALICO_ROUTER_ID, value: nonsense}\n        - {name: BGP_PASSWORD, value: '@'}\n        - name: MY_TOKEN\n          value: '@'\n",
    "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\nspec:\n  asNumber: 99999999999\n  nodeMeshPassword: {@: 1}\n  foo: 1\n",
    "apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {name: n9, labels: {token: @, x: 1}}\nspec: {bgp: {ipv4Address: 10.9.0.300, password: @}}\n",
    "apiVersion: metallb.io/v1beta2\nkind: BGPPeer\nmetadata: {name: m}\nspec:\n  password: @\n  peerAddress: 10.0.0.300\n  myASN: x\n",
];

/// Fails if a command shows the secret of a manifest.
fn assert_hidden(manifest: &str) {
    let directory = tree(&[("cluster.yaml", CLUSTER), ("planted.yaml", manifest)]);
    let encoded = STANDARD.encode(SECRET);
    let is_leak = |line: &&str| [SECRET, NAME, &encoded].iter().any(|secret| line.contains(secret));
    for shown in printed(directory.path()) {
        if let Some(line) = shown.text.lines().find(is_leak) {
            panic!("{}\n{line}\n\n{manifest}", shown.what);
        }
    }
}

/// A text with the secret in its places.
fn planted(text: &str, secret: &str) -> String {
    text.replace('@', secret).replace("ENCODED", &STANDARD.encode(secret))
}

/// A BGPPeer with an error before and behind these fields.
fn peer(fields: &str) -> String {
    format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  peerIP: 10.0.0.300\n  {fields}\n  lastField: 1\n"
    )
}

#[test]
fn a_secret_below_any_such_key_is_not_shown() {
    for shape in SHAPES {
        for secret in [SECRET, NAME] {
            assert_hidden(&peer(&planted(&shape.replace("KEY", "password"), secret)));
        }
    }
    // The random test tries more pairs.
    for (number, key) in KEYS.iter().enumerate() {
        for shape in SHAPES.iter().cycle().skip(number).step_by(7).take(2) {
            assert_hidden(&peer(&planted(&shape.replace("KEY", key), NAME)));
        }
    }
}

#[test]
fn a_secret_in_any_other_place_of_a_resource_is_not_shown() {
    for place in PLACES {
        for secret in [SECRET, NAME] {
            let text = match place.contains("://") {
                true => place.replace("@@", &format!("{NAME}@")),
                false => planted(place, secret),
            };
            assert_hidden(&peer(&text));
        }
    }
}

#[test]
fn a_secret_in_any_document_is_not_shown() {
    for document in DOCUMENTS {
        let document = match document.contains("://") {
            true => document.replace("@@", &format!("{NAME}@")),
            false => planted(document, SECRET),
        };
        assert_hidden(&document);
        assert_hidden(&format!("{}---\n{document}---\n{}", peer("foo: 1"), peer("bar: 1").replace("tor", "other")));
    }
}

#[test]
fn a_runner_of_github_is_not_shown_a_secret() {
    let documents: String = KEYS.iter().map(|key| format!("---\n{}", peer(&format!("{key}: {{{NAME}: 1}}")))).collect();
    let directory = tree(&[("cluster.yaml", CLUSTER), ("planted.yaml", &documents), ("summary.md", "")]);
    for format in ["github", "pretty", "markdown"] {
        let mut command = binary();
        command.args(["check", "--format", format, "."]).current_dir(directory.path());
        let page = directory.path().join("summary.md");
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &page);
        let output = command.output().expect("bgplint runs");
        let summary = std::fs::read_to_string(page).expect("the file is there");
        let text =
            [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat() + &summary;
        assert!(text.contains("unknown-field") && !text.contains(NAME), "{format}: {text}");
    }
}

proptest! {
    #![proptest_config(random::config(20))]

    #[test]
    fn a_secret_at_any_depth_is_not_shown(
        key in prop::sample::select(KEYS.to_vec()),
        shape in prop::sample::select(SHAPES.iter().filter(|shape| !shape.contains('\n')).copied().collect::<Vec<_>>()),
        steps in prop::collection::vec(prop::sample::select(vec!["KEY:", "- KEY:", "foo:", "- foo:"]), 0..5),
        secret in prop::sample::select(vec![SECRET, NAME]),
    ) {
        let mut text = "foo:".to_owned();
        for (depth, step) in steps.iter().enumerate() {
            text.push_str(&format!("\n{}{}", "    ".repeat(depth + 1), step.replace("KEY", key)));
        }
        let indent = "    ".repeat(steps.len() + 2);
        text.push_str(&format!("\n{indent}{}\n{indent}again: 1\n{indent}again: 2", shape.replace("KEY", key)));
        assert_hidden(&peer(&planted(&text, secret)));
    }
}

#[test]
fn the_fields_that_kubernetes_has_are_named_below_a_password() {
    let directory = tree(&[("p.yaml", &peer("password: {name: bgp, key: pw, namespace: x, pasword: 1}"))]);
    let mut program = bgplint();
    program.args(["check", "--format", "json", "."]).current_dir(directory.path());
    let text = String::from_utf8(program.output().expect("bgplint runs").stdout).expect("the output is text");
    for name in ["name", "key", "namespace"] {
        assert!(text.contains(&format!("\"path\": \"spec.password.{name}\"")), "{name}: {text}");
    }
    assert!(text.contains("BGPPeer has no field `••••••••` here") && !text.contains("pasword"), "{text}");
}
