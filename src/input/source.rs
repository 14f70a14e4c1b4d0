//! One file of the input, or what came on stdin.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::ids::SourceId;
use super::paths::{is_kustomization, normal};
use super::relevance::{Relevance, relevance};
use crate::ids::Id;
use crate::position::LineIndex;

/// A place at which a file is no UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingProblem {
    /// The bytes of the text that stand for the bad ones.
    pub bytes: Range<usize>,
    /// What is wrong with them.
    pub message: String,
}

/// A file's text with what is known of it before it is read.
#[derive(Debug)]
pub struct Source {
    id: SourceId,
    name: String,
    path: PathBuf,
    absolute: PathBuf,
    real: PathBuf,
    text: String,
    lines: OnceLock<LineIndex>,
    encoding_problem: Option<EncodingProblem>,
    relevance: Relevance,
    is_in_chart: bool,
    is_inventory: bool,
}

impl Source {
    /// The name of what comes on stdin.
    pub const STDIN: &'static str = "<stdin>";

    /// A file as it was read. Bad bytes of a text that is no UTF-8 are replaced.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Source {
        let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let relevance = match is_utf16 {
            // Every other byte of plain text is zero then.
            true => relevance(&bytes.iter().copied().filter(|byte| *byte != 0).collect::<Vec<u8>>()),
            false => relevance(&bytes),
        };
        let (text, encoding_problem) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let message = match is_utf16 {
                    true => "the file is UTF-16: save it as UTF-8".to_owned(),
                    false => {
                        format!("byte {valid} (0x{:02x}) is not valid UTF-8", bytes.get(valid).copied().unwrap_or(0))
                    }
                };
                let text = String::from_utf8_lossy(bytes).into_owned();
                let end =
                    text.get(valid..).and_then(|rest| rest.chars().next()).map_or(valid, |c| valid + c.len_utf8());
                (text, Some(EncodingProblem { bytes: valid..end, message }))
            }
        };
        Source {
            id: SourceId::from_index(0),
            name: name.to_owned(),
            path: PathBuf::from(name),
            absolute: normal(Path::new(name)),
            real: normal(Path::new(name)),
            text,
            lines: OnceLock::new(),
            encoding_problem,
            relevance,
            is_in_chart: false,
            is_inventory: false,
        }
    }

    /// A text as a file of this name.
    pub fn from_text(name: &str, text: &str) -> Source {
        Source::from_bytes(name, text.as_bytes().to_vec())
    }

    /// The same file with the path that it was read from, which its name only shows.
    pub fn read_from(self, path: &Path) -> Source {
        Source { path: path.to_owned(), absolute: normal(path), real: normal(path), ..self }
    }

    /// The same file with its path from the root: as it was named, and whatever links lead to it.
    pub fn found_at(self, absolute: PathBuf, real: PathBuf) -> Source {
        Source { absolute, real, ..self }
    }

    /// The same file, known to lie in the `templates` folder of a Helm chart.
    pub fn in_chart(self, is_in_chart: bool) -> Source {
        Source { is_in_chart, ..self }
    }

    /// The same file, given as the inventory of all nodes.
    pub fn as_inventory(self) -> Source {
        Source { is_inventory: true, ..self }
    }

    /// The same file with the id that its input gives it.
    pub(super) fn numbered(self, id: SourceId) -> Source {
        Source { id, ..self }
    }

    /// The file's id in its input; the first one for a file that is in none.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The file's name, as the user would name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path that the file was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of the file from the root, without `.` and `..`; of a file that was not read from a disk, its own path.
    pub fn absolute_path(&self) -> &Path {
        &self.absolute
    }

    /// The path of the file from the root, whatever links lead to it.
    pub fn real_path(&self) -> &Path {
        &self.real
    }

    /// The directory that the file lies in, from the root.
    pub fn directory(&self) -> &Path {
        self.absolute.parent().unwrap_or(Path::new(""))
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of the text, which are found when somebody first asks for them.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Where the file is no UTF-8.
    pub fn encoding_problem(&self) -> Option<&EncodingProblem> {
        self.encoding_problem.as_ref()
    }

    /// Whether there is anything in the file to read: a kustomization always tells which files are patches.
    pub fn is_relevant(&self) -> bool {
        self.relevance > Relevance::None || self.is_inventory || is_kustomization(&self.path)
    }

    /// How much the file concerns us.
    pub fn relevance(&self) -> Relevance {
        self.relevance
    }

    /// Whether the file lies in the `templates` folder of a Helm chart.
    pub fn is_in_chart(&self) -> bool {
        self.is_in_chart
    }

    /// Whether the file is the inventory of all nodes.
    pub fn is_inventory(&self) -> bool {
        self.is_inventory
    }
}
