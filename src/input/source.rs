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
    /// Whether the bytes of the text are those of the file.
    is_utf8: bool,
    lines: OnceLock<LineIndex>,
    encoding_problem: Option<EncodingProblem>,
    relevance: Relevance,
    is_in_chart: bool,
    is_inventory: bool,
}

impl Source {
    /// The name of the text from stdin.
    pub const STDIN: &'static str = "<stdin>";

    /// A file as read from disk. UTF-16 with a byte order mark is read like UTF-8, as kubectl does. Bytes that are neither are
    /// replaced.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Source {
        let utf16 = utf16(&bytes);
        let is_utf8 = utf16.is_none();
        let (text, encoding_problem) = match utf16 {
            Some(text) => (text, None),
            None => utf8(bytes),
        };
        // In other encodings most bytes of ASCII text are zero.
        let relevance = match text.contains('\0') {
            true => relevance(text.replace('\0', "").as_bytes()),
            false => relevance(text.as_bytes()),
        };
        Source {
            id: SourceId::from_index(0),
            name: name.to_owned(),
            path: PathBuf::from(name),
            absolute: normal(Path::new(name)),
            real: OnceLock::new(),
            is_on_disk: false,
            text,
            is_utf8,
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

    /// Whether the bytes of the text are those of the file, so that edits of the text are edits of the file.
    pub fn is_utf8(&self) -> bool {
        self.is_utf8
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

/// The text of bytes that begin with a byte order mark of UTF-16; `None` for all other bytes.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok().filter(|_| bytes.len().is_multiple_of(2))
}

/// The text of bytes, with the first place at which they are not UTF-8.
fn utf8(bytes: Vec<u8>) -> (String, Option<EncodingProblem>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let message = format!("byte {valid} (0x{:02x}) is not valid UTF-8", bytes.get(valid).copied().unwrap_or(0));
    let text = String::from_utf8_lossy(bytes).into_owned();
    let end = text.get(valid..).and_then(|rest| rest.chars().next()).map_or(valid, |c| valid + c.len_utf8());
    (text, Some(EncodingProblem { bytes: valid..end, message }))
}
