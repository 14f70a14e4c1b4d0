//! What was most likely meant by a misspelt word.

/// The name that is so near to `written` that it was most likely meant.
pub fn nearest<'t, T: AsRef<str> + ?Sized + 't>(written: &str, names: impl Iterator<Item = &'t T>) -> Option<&'t T> {
    let written = written.to_lowercase();
    let tolerance = (written.len() / 4).clamp(1, 3);
    names
        .map(|name| (strsim::damerau_levenshtein(&written, &name.as_ref().to_lowercase()), name))
        .filter(|(distance, _)| *distance <= tolerance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
