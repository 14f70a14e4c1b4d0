//! The picture in the language of Graphviz.

use super::picture::{Picture, Shape};

/// Writes the picture in DOT.
pub fn dot(picture: &Picture) -> String {
    let mut text = "graph sessions {\n  layout=dot; rankdir=LR; ranksep=1.2; nodesep=0.15;\n".to_owned();
    text.push_str(
        "  node [fontname=\"sans-serif\", fontsize=11, style=filled, color=\"#3b82c4\", fillcolor=\"#e0efff\"];\n",
    );
    text.push_str("  edge [color=\"#7b8794\", fontname=\"sans-serif\", fontsize=9];\n");
    for (number, shown) in picture.boxes.iter().enumerate() {
        let lines: Vec<String> = shown.lines.iter().map(|line| escape(line)).collect();
        let look = match shown.shape {
            Shape::Node => "shape=box, style=\"filled,rounded\"",
            Shape::Reflector => "shape=hexagon, color=\"#d08a1d\", fillcolor=\"#fff3d6\"",
            Shape::External => "shape=box, color=\"#6b7280\", fillcolor=\"#e5e7eb\"",
            Shape::Pods => "shape=component, color=\"#8b5cf6\", fillcolor=\"#f3e8ff\"",
            Shape::Mesh => "shape=ellipse, color=\"#2f9e6e\", fillcolor=\"#ecfdf5\"",
        };
        let mark = if shown.is_cut_off { ", color=\"#dc2626\"" } else { "" };
        text.push_str(&format!("  b{number} [label=\"{}\", {look}{mark}];\n", lines.join("\\n")));
    }
    let middle = picture.boxes.iter().enumerate().filter(|(_, shown)| shown.shape >= Shape::Reflector);
    let middle: Vec<String> = middle.map(|(number, _)| format!("b{number};")).collect();
    if middle.len() > 1 {
        text.push_str(&format!("  {{ rank=same; {} }}\n", middle.join(" ")));
    }
    for line in &picture.lines {
        let label = line.label();
        let look = match (line.is_broken(), label.is_empty()) {
            (true, _) => {
                format!(" [label=\"{label}\", color=\"#dc2626\", fontcolor=\"#b91c1c\", style=dashed, penwidth=2]")
            }
            (false, true) => String::new(),
            (false, false) => format!(" [label=\"{label}\"]"),
        };
        text.push_str(&format!("  b{} -- b{}{look};\n", line.from, line.to));
    }
    text + "}\n"
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
