//! Patterns of paths, relative to a directory.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

use crate::invalid_value::InvalidValue;

/// A pattern of files; a directory stands for all files in it.
#[derive(Clone, Debug)]
pub struct PathPattern {
    text: String,
    exactly: GlobMatcher,
    below: GlobMatcher,
}

impl FromStr for PathPattern {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<PathPattern, InvalidValue> {
        let pattern = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let below = if matches!(pattern, "." | "") { "**".to_owned() } else { format!("{pattern}/**") };
        if text.is_empty() || pattern.starts_with(['/', '~']) || pattern.split('/').any(|part| part == "..") {
            return Err(InvalidValue::new(format!("`{text}` is not a path below the directory of the configuration"))
                .help("write a path relative to the configuration, without `..`"));
        }
        Ok(PathPattern { text: text.to_owned(), exactly: matcher(pattern, true)?, below: matcher(&below, true)? })
    }
}

/// The most braces in a pattern: a regular expression is made of it, and each brace is a group within the others.
const MOST_BRACES: usize = 20;
/// The most characters of a pattern.
const LONGEST: usize = 1000;

/// Compiles a pattern. A stranger may have written it to exhaust the memory or the stack, so a large pattern is refused.
///
/// # Errors
/// The pattern is not valid, or too large.
pub fn matcher(pattern: &str, literal_separator: bool) -> Result<GlobMatcher, InvalidValue> {
    if pattern.matches('{').count() > MOST_BRACES || pattern.len() > LONGEST {
        let large = format!("the pattern has more than {MOST_BRACES} braces or {LONGEST} characters");
        return Err(InvalidValue::new(large).help("write several patterns"));
    }
    let glob = GlobBuilder::new(pattern).literal_separator(literal_separator).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| InvalidValue::new(error.to_string()))
}

impl fmt::Display for PathPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Patterns relative to a directory.
#[derive(Clone, Debug, Default)]
pub struct PathPatterns {
    /// The absolute path of the directory.
    pub root: PathBuf,
    /// The patterns.
    pub patterns: Vec<PathPattern>,
}

impl PathPatterns {
    /// Whether an absolute path matches one of the patterns.
    pub fn fit(&self, path: &Path) -> bool {
        path.strip_prefix(&self.root).is_ok_and(|path| {
            self.patterns.iter().any(|pattern| pattern.exactly.is_match(path) || pattern.below.is_match(path))
        })
    }
}
