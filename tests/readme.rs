//! The README shows what the program really prints.

mod support;

use support::bgplint;

#[test]
fn the_screen_of_the_readme_is_real() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    let screen =
        readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the README has a screen");
    let (command, shown) = screen.split_once('\n').expect("the screen has a command");
    let arguments: Vec<&str> = command.trim_start_matches("$ bgplint").split_whitespace().collect();
    let output = bgplint().args(arguments).output().expect("bgplint runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    for part in shown.split("[…]\n") {
        assert!(printed.contains(part), "the program no longer prints this part of the README's screen:\n{part}");
    }
}
