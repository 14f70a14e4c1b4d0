//! Finds the known word that a misspelled word probably means.

/// The shortest beginning of a word that identifies the word.
const TELLING: usize = 6;
/// The longest word that can be misspelled, in bytes: the time and memory of a comparison grow with both lengths.
const LONGEST: usize = 320;

/// The known name that `written` probably means: few letters differ, or the end is missing.
pub fn nearest<'t, T: AsRef<str> + ?Sized + 't>(
    written: &str,
    names: impl Iterator<Item = &'t T> + Clone,
) -> Option<&'t T> {
    if written.len() > LONGEST {
        return None;
    }
    let written = written.to_lowercase();
    let tolerance = (written.len() / 4).clamp(1, 3);
    let distance = |name: &T| strsim::damerau_levenshtein(&written, &name.as_ref().to_lowercase());
    let short = names.clone().filter(|name| name.as_ref().len() <= LONGEST);
    let near = short.map(|name| (distance(name), name)).filter(|(distance, _)| *distance <= tolerance);
    let cut_off = |name: &&T| written.len() >= TELLING && name.as_ref().to_lowercase().starts_with(&written);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name).or_else(|| names.clone().find(cut_off))
}

/// The same for names of objects. Names that differ only in digits (`worker-1`, `worker-9`) are different objects, so they
/// are not suggested.
pub fn nearest_name<'t>(written: &str, names: impl Iterator<Item = &'t str> + Clone) -> Option<&'t str> {
    let letters = |name: &str| name.chars().filter(|char| !char.is_ascii_digit()).collect::<String>().to_lowercase();
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_other_number = |name: &&str| letters(name) == letters(written) && digits(name) != digits(written);
    nearest(written, names.filter(|name| !is_other_number(name)))
}
