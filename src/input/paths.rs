//! Paths: the forms in which they are compared, and the form in which they are shown.

use std::path::{Component, Path, PathBuf};

/// The absolute path, without `.` and `..`.
#[cfg(feature = "walk")]
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The absolute path with all links resolved. A path that does not exist stays as it is.
#[cfg(feature = "walk")]
pub fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    path.canonicalize().unwrap_or(path)
}

/// The path without `.` and `..`; a leading `..` stays.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.pop() => {}
            other => normal.push(other),
        }
    }
    normal
}

/// The common beginning of two paths.
pub fn common(one: &Path, other: &Path) -> PathBuf {
    let both = one.components().zip(other.components()).take_while(|(one, other)| one == other);
    both.map(|(component, _)| component).collect()
}

/// A path as a user in `directory` would write it: relative if it is below the directory, otherwise unchanged. The paths
/// are compared as text, so both should have the same form ([`absolute`] or [`real`]).
pub fn seen_from(directory: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(directory).unwrap_or(path).to_owned()
}

/// A path as it is shown: with forward slashes and without a leading `./`; the directory itself is `.`.
pub fn shown(path: &Path) -> String {
    let name = path.to_str().map_or_else(|| escaped(path), str::to_owned);
    // Elsewhere a backslash is part of a name.
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name };
    match name.strip_prefix("./").unwrap_or(&name) {
        "" => ".".to_owned(),
        // A CI runner takes a line that begins with `::` for a command.
        name if name.starts_with("::") => format!("./{name}"),
        name => name.to_owned(),
    }
}

/// A path with escapes for the bytes that are not text, so that two names are not shown alike.
fn escaped(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| name.push_str(&format!("\\x{byte:02x}")));
    }
    name
}

/// Whether the name of the file makes it a kustomization.
pub fn is_kustomization(path: &Path) -> bool {
    const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// Whether the name of a file in a directory says that it is a manifest.
#[cfg(feature = "walk")]
pub(super) fn is_manifest(path: &Path) -> bool {
    const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) || is_kustomization(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_a_user_would_write_them() {
        let back = if cfg!(windows) { "a/b.yaml" } else { "a\\b.yaml" };
        let table = [("./a/b.yaml", "a/b.yaml"), ("a\\b.yaml", back), ("/a/b", "/a/b"), ("", "."), (".", ".")];
        for (path, expected) in table {
            assert_eq!(shown(Path::new(path)), expected, "{path}");
        }
        let below = |path: &str| shown(&seen_from(Path::new("/r/a"), Path::new(path)));
        assert_eq!([below("/r/a/b"), below("/r/a"), below("/r/ab")], ["b", ".", "/r/ab"]);
        assert_eq!(common(Path::new("/r/a/b"), Path::new("/r/ab/b")), Path::new("/r"));
    }
}
