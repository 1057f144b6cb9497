//! Which package needs which, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

/// Names of packages and what each needs to be built and to run. Needs of tests are left out: they are in no program.
#[derive(Debug)]
pub(super) struct Graph {
    members: BTreeSet<String>,
    needs: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads what `cargo metadata --format-version 1` prints.
    pub(super) fn read(metadata: &str) -> Result<Self, String> {
        let odd =
            || "`cargo metadata` printed something this version of xtask does not understand.".to_owned();
        let value: Value = serde_json::from_str(metadata).map_err(|_| odd())?;
        Self::parse(&value).ok_or_else(odd)
    }

    fn parse(value: &Value) -> Option<Self> {
        let names: BTreeMap<&str, &str> = value["packages"]
            .as_array()?
            .iter()
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let name = |id: &Value| names.get(id.as_str()?).map(|name| (*name).to_owned());
        let members = value["workspace_members"].as_array()?.iter().filter_map(name).collect();
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in value["resolve"]["nodes"].as_array()? {
            // Two versions of one package count as one: a wall is about what code can do.
            let of = needs.entry(name(&node["id"])?).or_default();
            for need in node["deps"].as_array()? {
                if need["dep_kinds"].as_array()?.iter().any(|kind| kind["kind"] != "dev") {
                    of.insert(name(&need["pkg"])?);
                }
            }
        }
        Some(Self { members, needs })
    }

    /// The packages of this workspace.
    pub(super) fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    /// What this package names in its own manifest.
    pub(super) fn direct(&self, package: &str) -> impl Iterator<Item = &str> {
        self.needs.get(package).into_iter().flatten().map(String::as_str)
    }

    /// The shortest way from one package to another, both ends included.
    pub(super) fn way<'a>(&'a self, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = VecDeque::from([from]);
        while let Some(at) = open.pop_front() {
            for next in self.direct(at) {
                if next == from || came_from.contains_key(next) {
                    continue;
                }
                came_from.insert(next, at);
                if next == to {
                    let mut way = vec![next];
                    while let Some(before) = came_from.get(way[way.len() - 1]) {
                        way.push(before);
                    }
                    way.reverse();
                    return Some(way);
                }
                open.push_back(next);
            }
        }
        None
    }
}

#[cfg(test)]
impl Graph {
    /// A graph of members and edges.
    pub(super) fn sample(members: &[&str], edges: &[(&str, &str)]) -> Self {
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in edges {
            needs.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        Self { members: members.iter().map(|name| (*name).to_owned()).collect(), needs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_metadata_without_the_needs_of_tests() {
        let graph = Graph::read(
            r#"{
              "packages": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "c"},
                           {"id": "4", "name": "d"}],
              "workspace_members": ["1"],
              "resolve": {"nodes": [
                {"id": "1", "deps": [
                  {"pkg": "2", "dep_kinds": [{"kind": null}]},
                  {"pkg": "3", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]},
                  {"pkg": "4", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "2", "deps": []}, {"id": "3", "deps": []}, {"id": "4", "deps": []}]}
            }"#,
        )
        .unwrap();
        assert_eq!(graph.members().collect::<Vec<_>>(), ["a"]);
        assert_eq!(graph.direct("a").collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        assert!(Graph::read("{}").is_err());
        assert!(Graph::read("not json").is_err());
    }

    #[test]
    fn finds_the_shortest_way_and_survives_circles() {
        let graph = Graph::sample(&[], &[("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("a", "c")]);
        assert_eq!(graph.way("a", "d"), Some(vec!["a", "c", "d"]));
        assert_eq!(graph.way("d", "a"), None);
    }
}
