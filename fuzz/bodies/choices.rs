//! Bytes as choices: one byte chooses one item of a list, so that every input has a meaning and is easy to write by hand.

/// The choices of a line: `a` is the first item of a list, `b` the second. Where the line ends, the rest is `a`.
pub struct Choices<'b>(&'b [u8]);

impl<'b> Choices<'b> {
    /// The choices of these bytes.
    pub fn new(bytes: &'b [u8]) -> Choices<'b> {
        Choices(bytes)
    }

    /// A number below `end`, which is at most 256.
    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(first.wrapping_sub(b'a')) % end
    }

    /// One of the items.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// The lines of an input without comments, which begin with `#`.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#"))
}
