//! The picture as SVG: `placement` computes the layout, and this module draws it.

use super::picture::{Line, Picture, PictureBox, Shape};
use super::placement::{Joint, Point, place};

/// The font sizes in boxes and of labels, in pixels.
const FONT_SIZE: usize = 12;
const LABEL_SIZE: usize = 10;
/// The distance of two lines of text, in pixels.
const LINE_HEIGHT: f64 = 14.0;
/// The space around the whole picture, in pixels.
const MARGIN: f64 = 12.0;
/// How far the points of a reflector's box stick out, in pixels.
const POINT: f64 = 10.0;
const PLAIN_LINE: &str = "#7b8794";
const BROKEN_LINE: &str = "#dc2626";
const TEXT: &str = "fill=\"#1f2937\"";
/// Labels are drawn over lines, so they have a background.
const LABEL: &str = "fill=\"#b91c1c\" stroke=\"#fef2f2\" stroke-width=\"3\" paint-order=\"stroke\"";

/// Draws the picture. The background is transparent, and the colors are readable on white and on black.
pub fn svg(picture: &Picture) -> String {
    let boxes: Vec<Point> = picture.boxes.iter().map(size).collect();
    let joints: Vec<Joint> = picture.lines.iter().map(joint).collect();
    let (middles, curves) = place(&boxes, &joints);
    let mut canvas = Canvas::default();
    for (line, curve) in picture.lines.iter().zip(&curves) {
        canvas.draw_line(line, &curve.points);
    }
    for (shown, middle) in picture.boxes.iter().zip(&middles) {
        canvas.draw_box(shown, *middle);
    }
    for (line, curve) in picture.lines.iter().zip(&curves).filter(|(line, _)| line.broken > 0) {
        canvas.draw_text(curve.label, &[line.label()], LABEL_SIZE, LABEL);
    }
    if picture.boxes.is_empty() {
        canvas.draw_text((0.0, 0.0), &["no node with a BGP address".to_owned()], FONT_SIZE, TEXT);
    }
    canvas.finish(picture)
}

/// The size of a box, with the points of a reflector's box.
fn size(shown: &PictureBox) -> Point {
    let points = if shown.shape == Shape::Reflector { 2.0 * POINT } else { 0.0 };
    (text_width(&shown.lines, FONT_SIZE) + 20.0 + points, shown.lines.len() as f64 * LINE_HEIGHT + 12.0)
}

fn joint(line: &Line) -> Joint {
    let label = line.label();
    let size = (text_width(&[&label], LABEL_SIZE), LINE_HEIGHT);
    Joint { ends: (line.from, line.to), label: (!label.is_empty()).then_some(size) }
}

/// The elements so far, and their extent.
#[derive(Default)]
struct Canvas {
    drawn: String,
    reach: Option<(Point, Point)>,
}

impl Canvas {
    /// Extends the picture to a box around a middle.
    fn reach(&mut self, (x, y): Point, width: f64, height: f64) {
        let (low, high) = ((x - width / 2.0, y - height / 2.0), (x + width / 2.0, y + height / 2.0));
        let (least, greatest) = self.reach.unwrap_or((low, high));
        self.reach = Some(((least.0.min(low.0), least.1.min(low.1)), (greatest.0.max(high.0), greatest.1.max(high.1))));
    }

    fn draw_line(&mut self, line: &Line, curve: &[Point]) {
        let Some((start, way)) = curve.split_first() else {
            return;
        };
        curve.iter().for_each(|point| self.reach(*point, 0.0, 0.0));
        let way: Vec<String> = way.iter().map(at).collect();
        let (color, width, dash) = match line.is_broken() {
            true => (BROKEN_LINE, 2, " stroke-dasharray=\"6 4\""),
            false => (PLAIN_LINE, 1, ""),
        };
        self.drawn += &format!(
            "<path d=\"M{} C{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\"{dash}/>\n",
            at(start),
            way.join(" ")
        );
    }

    fn draw_box(&mut self, shown: &PictureBox, middle: Point) {
        let (line, fill) = match shown.shape {
            Shape::External => ("#6b7280", "#e5e7eb"),
            Shape::Pods => ("#8b5cf6", "#f3e8ff"),
            Shape::Node => ("#3b82c4", "#e0efff"),
            Shape::Reflector => ("#d08a1d", "#fff3d6"),
            Shape::Mesh => ("#2f9e6e", "#ecfdf5"),
        };
        let line = if shown.is_cut_off { BROKEN_LINE } else { line };
        let rounded = match shown.shape {
            Shape::Node => 7,
            Shape::Mesh => 18,
            _ => 0,
        };
        let (width, height) = size(shown);
        self.reach(middle, width, height);
        let style = format!("fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"1.4\"");
        let (left, right) = (middle.0 - width / 2.0, middle.0 + width / 2.0);
        let (top, y, bottom) = (middle.1 - height / 2.0, middle.1, middle.1 + height / 2.0);
        self.drawn += &match shown.shape {
            Shape::Reflector => {
                let (inner_left, inner_right) = (left + POINT, right - POINT);
                format!(
                    "<polygon points=\"{left:.1},{y:.1} {inner_left:.1},{top:.1} {inner_right:.1},{top:.1} {right:.1},{y:.1} \
                     {inner_right:.1},{bottom:.1} {inner_left:.1},{bottom:.1}\" {style}/>\n"
                )
            }
            _ => format!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{rounded}\" {style}/>\n"
            ),
        };
        self.draw_text(middle, &shown.lines, FONT_SIZE, TEXT);
    }

    /// The first of several lines is the name, in bold.
    fn draw_text(&mut self, middle: Point, lines: &[String], font_size: usize, look: &str) {
        self.reach(middle, text_width(lines, font_size), lines.len() as f64 * LINE_HEIGHT);
        let top = middle.1 - (lines.len() as f64 - 1.0) * LINE_HEIGHT / 2.0;
        for (number, line) in lines.iter().enumerate() {
            let weight = if number == 0 && lines.len() > 1 { " font-weight=\"bold\"" } else { "" };
            let (x, y) = (middle.0, top + number as f64 * LINE_HEIGHT + font_size as f64 * 0.35);
            let text = escape(line);
            self.drawn +=
                &format!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{font_size}\"{weight} {look}>{text}</text>\n");
        }
    }

    fn finish(self, picture: &Picture) -> String {
        let (low, high) = self.reach.unwrap_or_default();
        let (width, height) = (high.0 - low.0 + 2.0 * MARGIN, high.1 - low.1 + 2.0 * MARGIN);
        let (left, top) = (low.0 - MARGIN, low.1 - MARGIN);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\" font-family=\"sans-serif\" text-anchor=\"middle\">\n\
             <title>BGP sessions: {} boxes, {} lines</title>\n{}</svg>\n",
            picture.boxes.len(),
            picture.lines.len(),
            self.drawn,
        )
    }
}

/// The approximate width of the widest line, in pixels, because the font is unknown.
fn text_width(lines: &[impl AsRef<str>], font_size: usize) -> f64 {
    let widest = lines.iter().map(|line| line.as_ref().chars().count()).max().unwrap_or_default();
    (widest * font_size) as f64 * 0.6
}

fn at(point: &Point) -> String {
    format!("{:.1},{:.1}", point.0, point.1)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
