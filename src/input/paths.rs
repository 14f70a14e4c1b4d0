//! Paths in the shape in which they can be compared.

use std::path::{Component, Path, PathBuf};

/// The path from the root, without `.` and `..`.
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The path from the root, whatever links lead to it; where there is nothing, as it is named.
pub fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    path.canonicalize().unwrap_or(path)
}

/// The path without `.` and `..`, as far as it leads below where it begins.
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

/// Whether kustomize takes a file of this name for a kustomization.
pub fn is_kustomization(path: &Path) -> bool {
    const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known))
}
