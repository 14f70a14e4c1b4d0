//! A picture as SVG: the crate `layout-rs` places the boxes and leads the lines, and this draws them.

use layout::core::base::Orientation;
use layout::core::color::Color;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::picture::{Line, Picture, PictureBox, Shape};

/// The height of text, in pixels.
const FONT_SIZE: usize = 12;
/// From one line of text to the next, in pixels.
const LINE_HEIGHT: f64 = 14.0;
/// The space that a box keeps free around it, in pixels.
const FREE: (f64, f64) = (70.0, 16.0);
/// The space around the whole picture, in pixels.
const MARGIN: f64 = 12.0;
/// How far a reflector's points stick out, in pixels.
const POINT: f64 = 10.0;
const PLAIN_LINE: u32 = 0x7b87_94ff;
const BROKEN_LINE: u32 = 0xdc26_26ff;

/// Draws the picture. Its ground is transparent, and it reads on white and on black.
pub fn svg(picture: &Picture) -> String {
    let mut graph = VisualGraph::new(Orientation::LeftToRight);
    let handles: Vec<_> = picture.boxes.iter().map(|shown| graph.add_node(element(shown))).collect();
    for line in &picture.lines {
        graph.add_edge(arrow(line), handles[line.from], handles[line.to]);
    }
    let mut canvas = Canvas::default();
    if picture.boxes.is_empty() {
        canvas.draw_text(Point::zero(), "no node with a BGP address", &StyleAttr::simple());
    } else {
        graph.do_it(false, false, false, &mut canvas);
    }
    canvas.finish(picture)
}

fn element(shown: &PictureBox) -> Element {
    let (line, fill) = match shown.shape {
        Shape::External => (0x6b72_80ff, 0xe5e7_ebff),
        Shape::Pods => (0x8b5c_f6ff, 0xf3e8_ffff),
        Shape::Node => (0x3b82_c4ff, 0xe0ef_ffff),
        Shape::Reflector => (0xd08a_1dff, 0xfff3_d6ff),
        Shape::Mesh => (0x2f9e_6eff, 0xecfd_f5ff),
    };
    let line = if shown.is_cut_off { BROKEN_LINE } else { line };
    let rounded = match shown.shape {
        Shape::Node => 7,
        Shape::Mesh => 18,
        _ => 0,
    };
    let look = StyleAttr::new(Color::new(line), 1, Some(Color::new(fill)), rounded, FONT_SIZE);
    let shape = ShapeKind::new_box(&shown.lines.join("\n"));
    let widest = shown.lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    let size = Point::new(text_width(widest, FONT_SIZE) + 20.0, shown.lines.len() as f64 * LINE_HEIGHT + 12.0);
    let mut element = Element::create(shape, look, Orientation::LeftToRight, size);
    element.pos = Position::new(Point::zero(), size, Point::zero(), Point::new(FREE.0, FREE.1));
    if shown.shape == Shape::Reflector {
        element.properties = Some(REFLECTOR.to_owned());
    }
    element
}

/// Marks the boxes that are drawn as hexagons.
const REFLECTOR: &str = "reflector";

fn arrow(line: &Line) -> Arrow {
    let (colour, width, style) = match line.is_broken() {
        true => (BROKEN_LINE, 2, LineStyleKind::Dashed),
        false => (PLAIN_LINE, 1, LineStyleKind::Normal),
    };
    let look = StyleAttr::new(Color::new(colour), width, None, 0, FONT_SIZE - 2);
    Arrow::new(LineEndKind::None, LineEndKind::None, style, &line.label(), &look, &None, &None)
}

/// What is drawn so far, and how far it reaches.
#[derive(Default)]
struct Canvas {
    lines: String,
    boxes: String,
    reach: Option<(Point, Point)>,
}

impl Canvas {
    /// Makes room for a box around a middle.
    fn reach(&mut self, middle: Point, width: f64, height: f64) {
        let half = Point::new(width / 2.0, height / 2.0);
        let (low, high) = (middle.sub(half), middle.add(half));
        let (least, greatest) = self.reach.unwrap_or((low, high));
        self.reach = Some((
            Point::new(least.x.min(low.x), least.y.min(low.y)),
            Point::new(greatest.x.max(high.x), greatest.y.max(high.y)),
        ));
    }

    fn finish(self, picture: &Picture) -> String {
        let (low, high) = self.reach.unwrap_or((Point::zero(), Point::zero()));
        let (width, height) = (high.x - low.x + 2.0 * MARGIN, high.y - low.y + 2.0 * MARGIN);
        let (left, top) = (low.x - MARGIN, low.y - MARGIN);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\" font-family=\"sans-serif\" text-anchor=\"middle\">\n\
             <title>BGP sessions: {} boxes, {} lines</title>\n{}{}</svg>\n",
            picture.boxes.len(),
            picture.lines.len(),
            self.lines,
            self.boxes,
        )
    }
}

impl RenderBackend for Canvas {
    fn draw_rect(
        &mut self,
        corner: Point,
        size: Point,
        look: &StyleAttr,
        properties: Option<String>,
        _: Option<ClipHandle>,
    ) {
        let middle = corner.add(size.scale(0.5));
        self.reach(middle, size.x + 2.0 * POINT, size.y);
        let fill = look.fill_color.map_or("none".to_owned(), |colour| web(&colour));
        let style = format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.4\"", web(&look.line_color));
        let (left, top, right, bottom) = (corner.x, corner.y, corner.x + size.x, corner.y + size.y);
        self.boxes += &match properties.as_deref() {
            Some(REFLECTOR) => {
                let (far_left, far_right, y) = (left - POINT, right + POINT, middle.y);
                format!(
                    "<polygon points=\"{far_left:.1},{y:.1} {left:.1},{top:.1} {right:.1},{top:.1} {far_right:.1},{y:.1} \
                     {right:.1},{bottom:.1} {left:.1},{bottom:.1}\" {style}/>\n"
                )
            }
            _ => format!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{}\" {style}/>\n",
                size.x, size.y, look.rounded
            ),
        };
    }

    fn draw_line(&mut self, start: Point, stop: Point, look: &StyleAttr, _: Option<String>) {
        self.draw_arrow(&[(start, start), (stop, stop)], false, (false, false), look, None, "");
    }

    fn draw_circle(&mut self, middle: Point, size: Point, look: &StyleAttr, properties: Option<String>) {
        self.draw_rect(middle.sub(size.scale(0.5)), size, look, properties, None);
    }

    /// The first line of a box's text is its name.
    fn draw_text(&mut self, middle: Point, text: &str, look: &StyleAttr) {
        let lines: Vec<&str> = text.lines().collect();
        let is_label = look.font_size < FONT_SIZE;
        let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
        self.reach(middle, text_width(widest, look.font_size), lines.len() as f64 * LINE_HEIGHT);
        let top = middle.y - (lines.len() as f64 - 1.0) * LINE_HEIGHT / 2.0;
        for (number, line) in lines.iter().enumerate() {
            let weight = if number == 0 && lines.len() > 1 { " font-weight=\"bold\"" } else { "" };
            // Labels lie on lines, and so bring a ground with them.
            let colour = match is_label {
                true => "fill=\"#b91c1c\" stroke=\"#fef2f2\" stroke-width=\"3\" paint-order=\"stroke\"",
                false => "fill=\"#1f2937\"",
            };
            let (x, y) = (middle.x, top + number as f64 * LINE_HEIGHT + look.font_size as f64 * 0.35);
            let text = escape(line);
            self.boxes += &format!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{}\"{weight} {colour}>{text}</text>\n",
                look.font_size
            );
        }
    }

    /// The first point comes with the way out of it, each other one with the way into it.
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        dashed: bool,
        _: (bool, bool),
        look: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        let [(start, out), (into, end), further @ ..] = path else {
            return;
        };
        for (one, other) in path {
            self.reach(*one, 0.0, 0.0);
            self.reach(*other, 0.0, 0.0);
        }
        let mut way = format!("M{} C{} {} {}", at(start), at(out), at(into), at(end));
        for (into, end) in further {
            way += &format!(" S{} {}", at(into), at(end));
        }
        let dash = if dashed { " stroke-dasharray=\"6 4\"" } else { "" };
        let colour = web(&look.line_color);
        let width = look.line_width;
        self.lines +=
            &format!("<path d=\"{way}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}/>\n");
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        ClipHandle::default()
    }
}

/// About how wide a text is, in pixels: no font is known.
fn text_width(characters: usize, font_size: usize) -> f64 {
    (characters * font_size) as f64 * 0.6
}

fn at(point: &Point) -> String {
    format!("{:.1},{:.1}", point.x, point.y)
}

/// The colour without its opacity, which is always full.
fn web(colour: &Color) -> String {
    colour.to_web_color().chars().take(7).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
