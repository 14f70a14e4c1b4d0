//! Completions and manual pages have every command and option, and the shell accepts them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::bgplint;
use crate::support::outside;

const COMMANDS: [&str; 11] =
    ["check", "topology", "path", "filter", "read", "explain", "init", "config", "rules", "completions", "man"];
const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];
/// Options of several commands.
const OPTIONS: [&str; 4] = ["fail-on", "prefix", "router-id", "write-baseline"];

/// The output of a successful run.
fn printed(arguments: &[&str]) -> String {
    let output = bgplint().args(arguments).output().expect("bgplint runs");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", outside::both(&output));
    String::from_utf8(output.stdout).expect("the output is text")
}

#[test]
fn the_script_of_each_shell_has_all_commands_and_options() {
    for shell in SHELLS {
        let script = printed(&["completions", shell]);
        for word in COMMANDS.iter().chain(&OPTIONS) {
            assert!(script.contains(word), "{shell}: `{word}` is missing");
        }
    }
}

#[test]
fn an_unknown_shell_is_rejected() {
    let output = bgplint().args(["completions", "tcsh"]).output().expect("bgplint runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(outside::both(&output).contains("zsh"), "the shells are named:\n{}", outside::both(&output));
}

#[test]
fn bash_completes_commands_options_and_values() {
    let Some(bash) = outside::find("bash", "CI", "bash_completes_commands_options_and_values") else {
        return;
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let script = directory.path().join("bgplint.bash");
    fs::write(&script, printed(&["completions", "bash"])).expect("the script is written");
    // The last word is the word to complete.
    for (words, completed) in [
        (vec!["bgplint", "topo"], "topology"),
        (vec!["bgplint", "--fail-"], "--fail-on"),
        (vec!["bgplint", "--fail-on", "warn"], "warning"),
        (vec!["bgplint", "check", "--output", "--write-b"], "--write-baseline"),
        (vec!["bgplint", "topology", "--format", "svg"], "svg"),
    ] {
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let ask = "source \"$1\"; shift; COMP_WORDS=(\"${@:3}\"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); \
                   _bgplint bgplint \"$1\" \"$2\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
        let mut command = Command::new(&bash);
        command.args(["--noprofile", "--norc", "-u", "-c", ask, "bash"]).arg(&script).args([last, before]).args(&words);
        let reply = outside::succeed(&mut command);
        assert_eq!(reply.trim_end(), completed, "{words:?}");
    }
}

#[test]
fn the_manual_page_has_its_sections_and_all_commands() {
    let page = printed(&["man"]);
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    assert_eq!(
        sections,
        [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "INPUT",
            "\"CLUSTER FACTS\"",
            "RULES",
            "OUTPUT",
            "\"IGNORES AND BASELINE\"",
            "SUBCOMMANDS",
            "\"EXIT STATUS\""
        ]
    );
    for command in COMMANDS {
        assert!(page.contains(&format!("bgplint\\-{command}(1)")), "{command} is missing:\n{page}");
    }
    assert!(page.contains("\\-\\-fail\\-on") && page.contains("2 if bgplint could not check"), "{page}");
}

#[test]
fn each_command_has_a_page_in_the_directory() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let pages = directory.path().join("share/man1");
    let main = printed(&["man"]);
    assert_eq!(printed(&["man", "--directory", pages.to_str().expect("its path is text")]), "");
    assert_eq!(fs::read_to_string(pages.join("bgplint.1")).expect("the main page is there"), main);
    for command in COMMANDS {
        let page = fs::read_to_string(pages.join(format!("bgplint-{command}.1"))).expect("its page is there");
        assert!(page.contains(".SH OPTIONS"), "{command}:\n{page}");
    }
    assert_eq!(fs::read_dir(&pages).expect("the directory is there").count(), COMMANDS.len() + 1);
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("file");
    fs::write(&file, "").expect("the file is written");
    let below: &Path = &file.join("man1");
    let output = bgplint().args(["man", "--directory"]).arg(below).output().expect("bgplint runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(outside::both(&output).contains("error: cannot write "), "{}", outside::both(&output));
}
