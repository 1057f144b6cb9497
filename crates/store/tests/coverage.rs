//! Every public function of a repository is called by a behaviour of the contract, and so on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use tacit_store::retention::{FATES, Fate};

/// Not repositories: handles, errors and paging, which every behaviour uses.
const OTHERS: [&str; 6] = ["backend", "claim_writer", "error", "lib", "page", "result_writer"];

#[test]
fn every_function_of_a_repository_has_a_behaviour() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    let mut functions = 0;
    for entry in sorted(&root.join("src")) {
        let aggregate = entry.file_stem().unwrap().to_str().unwrap().to_owned();
        if OTHERS.contains(&&*aggregate) {
            continue;
        }
        let contract = root.join("tests/contract").join(format!("{aggregate}.rs"));
        let calls =
            fs::read_to_string(&contract).unwrap_or_else(|_| panic!("{} is missing", contract.display()));
        for source in sources(&entry) {
            for name in public_functions(&fs::read_to_string(source).unwrap()) {
                functions += 1;
                if !calls.contains(&format!("{aggregate}::{name}(")) {
                    missing.push(format!("{aggregate}::{name}"));
                }
            }
        }
    }
    assert!(functions > 90, "{functions} functions were found: does the search still work?");
    assert!(missing.is_empty(), "no behaviour in tests/contract calls: {missing:#?}");
}

/// A table that only grows fills the disk in the end.
#[test]
fn every_table_says_what_becomes_of_its_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tables = std::collections::BTreeMap::new();
    for file in sorted(&root.join("migrations")) {
        let text = fs::read_to_string(file).unwrap();
        for table in text.split("CREATE TABLE ").skip(1) {
            let (name, rest) = table.split_once(' ').unwrap();
            let columns = rest.split_once(";").unwrap().0.to_owned();
            tables.insert(name.to_owned(), columns);
        }
        // A table that is built anew gets its name, and those that refer to it follow.
        for renamed in text.split("ALTER TABLE ").skip(1) {
            let Some((before, name)) = renamed.split(';').next().unwrap().split_once(" RENAME TO ") else {
                continue;
            };
            let columns = tables.remove(before).unwrap();
            tables.insert(name.to_owned(), columns);
            for columns in tables.values_mut() {
                *columns =
                    columns.replace(&format!("REFERENCES {before} ("), &format!("REFERENCES {name} ("));
            }
        }
    }
    let told: Vec<_> = FATES.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(tables.keys().cloned().collect::<Vec<_>>(), told);
    for (table, fate) in FATES {
        if let Fate::With(parent) = fate {
            let goes = format!("REFERENCES {parent} (");
            let line = tables[table].lines().find(|line| line.contains(&goes)).unwrap();
            assert!(line.contains("ON DELETE CASCADE"), "{table} does not go with {parent}");
        }
    }
}

/// An unlisted behaviour is dead code, which the compiler reports; an unlisted file is not.
#[test]
fn every_file_of_behaviours_is_part_of_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
    let main = fs::read_to_string(root.join("main.rs")).unwrap();
    for file in sorted(&root) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(name == "main" || main.contains(&format!("mod {name};")), "{name} is not listed in main.rs");
    }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn sources(entry: &Path) -> Vec<PathBuf> {
    if entry.is_dir() { sorted(entry) } else { vec![entry.to_owned()] }
}

fn public_functions(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter_map(|line| line.strip_prefix("pub async fn "))
        .filter_map(|line| line.split(['(', '<']).next())
}
