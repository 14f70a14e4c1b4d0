//! The disk: what may be read of a stranger's repository, and how a file is written whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::paths::{absolute, real};

/// The largest configuration or baseline that is read, in bytes.
pub const LARGEST_SETTINGS: u64 = 64 << 20;
/// The largest manifest that is read, in bytes: offsets are kept in 32 bits.
pub const LARGEST_MANIFEST: u64 = u32::MAX as u64;

/// The largest size for which a file that claims it gets memory before it is read.
const MOST_TRUSTED: u64 = 64 << 20;

/// Why a link is not followed.
pub const LEADS_OUT: &str = "symbolic link that leads out of the repository";

/// The root of the repository around a directory; the directory itself where there is no repository.
pub fn repository_root(directory: &Path) -> PathBuf {
    let directory = absolute(directory);
    let root = directory.ancestors().find(|directory| directory.join(".git").exists());
    root.unwrap_or(&directory).to_owned()
}

/// Whether a path lies below a directory and leads, by a link, to something outside the directory.
pub fn leads_out(root: &Path, path: &Path) -> bool {
    absolute(path).starts_with(absolute(root)) && !real(path).starts_with(real(root))
}

/// Whether everybody may write to a directory, as to /tmp: what is in it may be anybody's.
pub fn is_writable_by_all(directory: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        directory.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = directory;
        false
    }
}

/// Whether a path that the user or a configuration names leads out of the repository around the working directory.
pub(super) fn leads_out_of_repository(path: &Path) -> bool {
    leads_out(&repository_root(Path::new(".")), path)
}

/// Reads a file that the user or a configuration names, of at most so many bytes.
///
/// # Errors
/// The file cannot be read, leads out of the repository, or is too large.
pub fn read_named(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    match leads_out_of_repository(path) {
        true => Err(io::Error::other(LEADS_OUT)),
        false => read_file_or_pipe(path, most),
    }
}

/// Reads a file or a pipe of at most so many bytes, but no device.
pub(super) fn read_file_or_pipe(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // A device may never end.
    if is_device(&path.metadata()?) {
        return Err(io::Error::other("the file is a device"));
    }
    let file = File::open(path)?;
    let expected = file.metadata()?.len();
    read_up_to(file, most, expected)
}

/// Reads a file of at most so many bytes. The expected size only spares allocations.
pub(super) fn read_up_to(file: impl Read, most: u64, expected: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(MOST_TRUSTED)).unwrap_or_default() + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("the file is larger than {most} bytes"))),
        false => Ok(bytes),
    }
}

/// Whether reading a file may never end.
fn is_device(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        metadata.file_type().is_char_device() || metadata.file_type().is_block_device()
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its name. A link at the path is replaced, and
/// never followed. What is not a regular file, such as a pipe, is written to as it is.
///
/// # Errors
/// The file cannot be written; what was there before is still there.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let before = fs::symlink_metadata(path).ok();
    let is_other = |metadata: &Metadata| !metadata.is_file() && !metadata.is_symlink();
    if before.as_ref().is_some_and(is_other) {
        let mut file = OpenOptions::new().write(true).open(path)?;
        return write(&mut file).and_then(|()| file.flush());
    }
    let name = path.file_name().ok_or_else(|| io::Error::other("the path names no file"))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".bgplint-{}", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = write_new(&beside, before.filter(Metadata::is_file).as_ref(), write);
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        // What is left of the new file helps nobody; that it could not be removed either is not the cause.
        let _ = fs::remove_file(&beside);
    }
    renamed
}

fn write_new(
    path: &Path,
    like: Option<&Metadata>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = io::BufWriter::new(OpenOptions::new().write(true).create_new(true).open(path)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(like) = like {
        file.set_permissions(like.permissions())?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_stays_as_it_was() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("a.yaml");
        fs::write(&file, "before").expect("it is written");
        let failed = write_whole(&file, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "before");
        write_whole(&file, |out| out.write_all(b"after")).expect("it is written");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "after");
        assert_eq!(fs::read_dir(directory.path()).expect("the directory").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_seen() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let (inside, outside) = (directory.path().join("in"), directory.path().join("out.yaml"));
        fs::create_dir(&inside).expect("it is made");
        fs::write(&outside, "x").expect("it is written");
        std::os::unix::fs::symlink("../out.yaml", inside.join("a.yaml")).expect("it is linked");
        std::os::unix::fs::symlink("a.yaml", inside.join("b.yaml")).expect("it is linked");
        fs::write(inside.join("c.yaml"), "x").expect("it is written");
        let seen = ["a.yaml", "b.yaml", "c.yaml"].map(|name| leads_out(&inside, &inside.join(name)));
        assert_eq!(seen, [true, true, false]);
        assert!(!leads_out(&inside, &outside), "what the user names outside is meant");
    }

    #[test]
    fn a_file_that_does_not_end_is_not_read_to_its_end() {
        assert!(read_up_to(io::repeat(b'a'), 1000, 0).is_err());
        assert_eq!(read_up_to(&b"abc"[..], 3, 0).expect("it is short enough"), b"abc");
    }
}
