//! Looking for a text in the memory of a process, and in files.

use std::{
    fs::{self, File},
    io::ErrorKind,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// The bytes in which a text could lie around.
pub(crate) fn forms(text: &str) -> Vec<Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = text.as_bytes();
    let base64 = bytes.chunks_exact(3).flat_map(|three| {
        let number = three.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| DIGITS[number >> shift & 63])
    });
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide = bytes.iter().flat_map(|byte| [*byte, 0]);
    vec![
        bytes.to_vec(),
        base64.collect(),
        hex.into_bytes(),
        wide.collect(),
        bytes.iter().rev().copied().collect(),
    ]
}

/// How often any of the forms is in the memory of a process, with the names of the regions.
pub(crate) fn in_memory(process: u32, forms: &[Vec<u8>]) -> Vec<String> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("the process lives");
    let memory = File::open(format!("/proc/{process}/mem")).expect("root may look");
    let mut found = Vec::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
        let name = parts.nth(3).unwrap_or("anonymous");
        if !rights.starts_with('r') || name.starts_with("[v") {
            continue;
        }
        let (from, to) = range.split_once('-').expect("a range");
        let number = |text| u64::from_str_radix(text, 16).expect("a number");
        let (mut at, to) = (number(from), number(to));
        let mut window = vec![0; 1 << 20];
        while at < to {
            let length = window.len().min(usize::try_from(to - at).expect("it fits"));
            match memory.read_at(&mut window[..length], at) {
                Ok(read) if read > 0 => {
                    let hits: usize = forms.iter().map(|form| count(&window[..read], form)).sum();
                    found.extend((0..hits).map(|_| name.to_owned()));
                    // What lies across two windows is seen by the second.
                    at += u64::try_from(if read < length || at + read as u64 >= to {
                        read
                    } else {
                        read - 256
                    })
                    .expect("it fits");
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => break,
            }
        }
    }
    found
}

fn count(text: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(text, needle).count()
}

/// The process and what it has started.
pub(crate) fn family(process: u32) -> Vec<u32> {
    let mut all = vec![process];
    for task in fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        all.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()).flat_map(family));
    }
    all
}

/// Files under a directory that hold any of the forms.
pub(crate) fn in_files(directory: &Path, forms: &[Vec<u8>]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(in_files(&path, forms));
        } else if let Ok(bytes) = fs::read(&path)
            && forms.iter().any(|form| count(&bytes, form) > 0)
        {
            found.push(path);
        }
    }
    found
}

/// Regular files that a process has open.
pub(crate) fn open_files(process: u32) -> Vec<PathBuf> {
    let links = fs::read_dir(format!("/proc/{process}/fd")).expect("the process lives").flatten();
    links.filter_map(|link| fs::read_link(link.path()).ok()).filter(|path| path.is_file()).collect()
}
