//! One file of the input, or the text from stdin.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::ids::SourceId;
use super::paths::{is_kustomization, normal};
use super::relevance::{Relevance, relevance};
use crate::ids::Id;
use crate::position::LineIndex;

/// A place at which a file is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingProblem {
    /// The bytes of the text that replace the invalid bytes.
    pub bytes: Range<usize>,
    /// What is wrong with the bytes.
    pub message: String,
}

/// The text of a file, and the facts that are known before it is parsed.
#[derive(Debug)]
pub struct Source {
    id: SourceId,
    name: String,
    path: PathBuf,
    absolute: PathBuf,
    /// The path without links, which is looked up when it is first needed.
    real: OnceLock<PathBuf>,
    is_on_disk: bool,
    text: String,
    lines: OnceLock<LineIndex>,
    encoding_problem: Option<EncodingProblem>,
    relevance: Relevance,
    is_in_chart: bool,
    is_inventory: bool,
}

impl Source {
    /// The name of the text from stdin.
    pub const STDIN: &'static str = "<stdin>";

    /// A file as read from disk. Bytes that are not UTF-8 are replaced.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Source {
        let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let relevance = match is_utf16 {
            // In UTF-16 every second byte of ASCII text is zero.
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
            real: OnceLock::new(),
            is_on_disk: false,
            text,
            lines: OnceLock::new(),
            encoding_problem,
            relevance,
            is_in_chart: false,
            is_inventory: false,
        }
    }

    /// A text as a file with this name.
    pub fn from_text(name: &str, text: &str) -> Source {
        Source::from_bytes(name, text.as_bytes().to_vec())
    }

    /// The same file with the path that it was read from; the name is only for display.
    pub fn read_from(self, path: &Path) -> Source {
        Source { path: path.to_owned(), absolute: normal(path), ..self }
    }

    /// The same file, which is on the disk at an absolute path.
    pub fn found_at(self, absolute: PathBuf) -> Source {
        Source { absolute, is_on_disk: true, ..self }
    }

    /// Sets whether the file is in the `templates` directory of a Helm chart.
    pub fn in_chart(self, is_in_chart: bool) -> Source {
        Source { is_in_chart, ..self }
    }

    /// Marks the file as the list of all nodes.
    pub fn as_inventory(self) -> Source {
        Source { is_inventory: true, ..self }
    }

    /// The same file with its id in the input.
    pub(super) fn numbered(self, id: SourceId) -> Source {
        Source { id, ..self }
    }

    /// The id of the file in its input; the first id for a file in no input.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The name of the file, as the user would write it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path that the file was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The absolute path of the file, without `.` and `..`; the plain path of a file that was not read from disk.
    pub fn absolute_path(&self) -> &Path {
        &self.absolute
    }

    /// The absolute path of the file, with links resolved.
    pub fn real_path(&self) -> &Path {
        self.real.get_or_init(|| match self.is_on_disk {
            true => self.absolute.canonicalize().unwrap_or_else(|_| self.absolute.clone()),
            false => self.absolute.clone(),
        })
    }

    /// The absolute path of the directory of the file.
    pub fn directory(&self) -> &Path {
        self.absolute.parent().unwrap_or(Path::new(""))
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of the text, found on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The first place at which the file is not UTF-8.
    pub fn encoding_problem(&self) -> Option<&EncodingProblem> {
        self.encoding_problem.as_ref()
    }

    /// Whether bgplint reads the file. A kustomization is always read, because it says which files are patches.
    pub fn is_relevant(&self) -> bool {
        self.relevance > Relevance::None || self.is_inventory || is_kustomization(&self.path)
    }

    /// How relevant the file is.
    pub fn relevance(&self) -> Relevance {
        self.relevance
    }

    /// Whether the file is in the `templates` directory of a Helm chart.
    pub fn is_in_chart(&self) -> bool {
        self.is_in_chart
    }

    /// Whether the file is the list of all nodes.
    pub fn is_inventory(&self) -> bool {
        self.is_inventory
    }
}
