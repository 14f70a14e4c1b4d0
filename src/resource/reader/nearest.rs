//! What was most likely meant by a misspelt word.

/// The shortest text of which the beginning alone tells what is meant.
const TELLING: usize = 6;

/// The name that is so near to `written` that it was most likely meant: few letters differ, or the end is missing.
pub fn nearest<'t, T: AsRef<str> + ?Sized + 't>(
    written: &str,
    names: impl Iterator<Item = &'t T> + Clone,
) -> Option<&'t T> {
    let written = written.to_lowercase();
    let tolerance = (written.len() / 4).clamp(1, 3);
    let distance = |name: &T| strsim::damerau_levenshtein(&written, &name.as_ref().to_lowercase());
    let near = names.clone().map(|name| (distance(name), name)).filter(|(distance, _)| *distance <= tolerance);
    let cut_off = |name: &&T| written.len() >= TELLING && name.as_ref().to_lowercase().starts_with(&written);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name).or_else(|| names.clone().find(cut_off))
}
