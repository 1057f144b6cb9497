//! Links between the project's own pages and files.

use std::{fs, path::Path};

use crate::{Outcome, workspace};

/// Fails when a page points at a file that is not there.
pub(crate) fn check() -> Outcome {
    let root = workspace::root();
    let page = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    let mut broken = Vec::new();
    for path in workspace::files(&root, &page) {
        let name = path.strip_prefix(&root).unwrap_or(&path).display();
        let text = fs::read_to_string(&path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let folder = path.parent().expect("a file lies in a folder");
        for (line, target) in targets(&text) {
            if !folder.join(target).exists() {
                broken.push(format!("{name}:{line}: there is no {target}"));
            }
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// What a Markdown text points at in this project, with the line; links out of it and code are left out.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        if code {
            continue;
        }
        for after in line.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !file.starts_with("mailto:") {
                found.push((index + 1, file));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_to_files_and_nothing_else() {
        let text = "[a](b.md#c) ![d](e/f.png)\n```\n[g](h)\n```\n[i](https://j) [k](#l)\n[m](n)";
        assert_eq!(targets(text), [(1, "b.md"), (1, "e/f.png"), (6, "n")]);
    }

    #[test]
    fn the_pages_about_the_house_name_every_room() {
        let page = fs::read_to_string(workspace::root().join("ARCHITECTURE.md")).unwrap();
        for room in fs::read_dir(workspace::root().join("crates")).unwrap() {
            let room = room.unwrap().file_name().into_string().unwrap();
            assert!(page.contains(&format!(" {room} ")), "ARCHITECTURE.md does not name {room}");
        }
    }
}
