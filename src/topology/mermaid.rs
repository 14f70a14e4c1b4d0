//! The picture as a Mermaid flowchart for Markdown.

use super::picture::{Picture, Shape};

/// Writes the picture in Mermaid's language.
pub fn mermaid(picture: &Picture) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (number, shown) in picture.boxes.iter().enumerate() {
        let lines: Vec<String> = shown.lines.iter().map(|line| escape(line)).collect();
        let label = lines.join("<br/>");
        let (open, close, class) = match shown.shape {
            Shape::Node => ("(\"", "\")", "node"),
            Shape::Reflector => ("{{\"", "\"}}", "reflector"),
            Shape::External => ("[\"", "\"]", "external"),
            Shape::Pods => ("[[\"", "\"]]", "pods"),
            Shape::Mesh => ("([\"", "\"])", "mesh"),
        };
        text.push_str(&format!("  b{number}{open}{label}{close}:::{class}\n"));
    }
    let cut_off = picture.boxes.iter().enumerate().filter(|(_, shown)| shown.is_cut_off);
    for (number, _) in cut_off {
        text.push_str(&format!("  style b{number} stroke:#dc2626\n"));
    }
    let mut broken = Vec::new();
    for (number, line) in picture.lines.iter().enumerate() {
        let (from, to) = (line.from, line.to);
        let label = line.label();
        match (line.is_broken(), label.is_empty()) {
            (true, _) => {
                broken.push(number.to_string());
                text.push_str(&format!("  b{from} -. \"{label}\" .- b{to}\n"));
            }
            (false, true) => text.push_str(&format!("  b{from} --- b{to}\n")),
            (false, false) => text.push_str(&format!("  b{from} -- \"{label}\" --- b{to}\n")),
        }
    }
    text.push_str("  classDef node fill:#e0efff,stroke:#3b82c4,color:#1f2937\n");
    text.push_str("  classDef reflector fill:#fff3d6,stroke:#d08a1d,color:#1f2937\n");
    text.push_str("  classDef external fill:#e5e7eb,stroke:#6b7280,color:#1f2937\n");
    text.push_str("  classDef pods fill:#f3e8ff,stroke:#8b5cf6,color:#1f2937\n");
    text.push_str("  classDef mesh fill:#ecfdf5,stroke:#2f9e6e,color:#1f2937\n");
    if !broken.is_empty() {
        text.push_str(&format!("  linkStyle {} stroke:#dc2626,stroke-width:2px,color:#b91c1c\n", broken.join(",")));
    }
    text
}

/// Replaces characters that have a meaning in Mermaid by entity codes.
fn escape(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
