//! The dependency graph against the table of rooms.

use super::{
    Breach,
    graph::Graph,
    rooms::{LIBRARIES, Library, ROOMS, Room},
};

/// Everything that is wrong with this graph.
pub(super) fn breaches(graph: &Graph) -> Vec<Breach> {
    judge(graph, ROOMS, LIBRARIES)
}

fn judge(graph: &Graph, rooms: &[Room], libraries: &[Library]) -> Vec<Breach> {
    let mut found = Vec::new();
    for member in graph.members() {
        match rooms.iter().find(|room| room.name == member) {
            Some(room) => in_room(graph, room, rooms, libraries, &mut found),
            None => found.push(Breach {
                place: member.to_owned(),
                what: "this crate has no row in the table of rooms".to_owned(),
                why: "a crate nobody thought about has no walls".to_owned(),
                way_out: "add it to ROOMS in xtask/src/walls/rooms.rs with what it must never reach, or make it a module"
                    .to_owned(),
            }),
        }
    }
    for room in rooms.iter().filter(|room| !graph.members().any(|member| member == room.name)) {
        found.push(Breach {
            place: room.name.to_owned(),
            what: "this room has a row but no crate".to_owned(),
            why: "a table that lies protects nothing".to_owned(),
            way_out: "remove its row from ROOMS in xtask/src/walls/rooms.rs".to_owned(),
        });
    }
    found
}

fn in_room(graph: &Graph, room: &Room, rooms: &[Room], libraries: &[Library], found: &mut Vec<Breach>) {
    let manifest = || format!("the manifest of {}", room.name);
    for needed in graph.direct(room.name) {
        if let Some(other) = rooms.iter().find(|other| other.name == needed) {
            if other.beside && !room.beside {
                found.push(Breach {
                    place: manifest(),
                    what: format!("the product names {needed}"),
                    why: "what stands beside the product is in no program".to_owned(),
                    way_out: "name it under [dev-dependencies]".to_owned(),
                });
            } else if !other.beside && !room.may_use.contains(&needed) {
                found.push(Breach {
                    place: manifest(),
                    what: format!("it names {needed}, which is not among the crates it may use"),
                    why: room.why.to_owned(),
                    way_out:
                        "take what you need as a parameter or a port; if the design changed, change ROOMS in \
                              xtask/src/walls/rooms.rs and ARCHITECTURE.md with it"
                            .to_owned(),
                });
            }
        }
        if room.never_names.contains(&needed) {
            found.push(Breach {
                place: manifest(),
                what: format!("it names {needed}"),
                why: room.why.to_owned(),
                way_out: format!("ask a crate that may use {needed} for a finished answer"),
            });
        }
        if let Some(library) = libraries.iter().find(|library| library.name == needed)
            && !room.beside
            && !library.homes.contains(&room.name)
        {
            let homes =
                if library.homes.is_empty() { "nowhere".to_owned() } else { library.homes.join(", ") };
            found.push(Breach {
                place: manifest(),
                what: format!("it names {needed}, whose home is {homes}"),
                why: library.why.to_owned(),
                way_out: "move the code to that room and call it from here".to_owned(),
            });
        }
    }
    for forbidden in room.never_reaches.iter().copied().flatten() {
        if let Some(way) = graph.way(room.name, forbidden) {
            found.push(Breach {
                place: room.name.to_owned(),
                what: format!("it reaches {forbidden}: {}", way.join(" -> ")),
                why: room.why.to_owned(),
                way_out: format!(
                    "cut the edge, or switch off the feature that draws it (`cargo tree -p {} -i {forbidden} \
                     --edges normal,build,features` shows it)",
                    room.name
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Room =
        Room { name: "", may_use: &[], never_reaches: &[], never_names: &[], why: "because", beside: false };
    const SAMPLE: &[Room] = &[
        Room { name: "ground", never_reaches: &[&["socket"]], ..PLAIN },
        Room { name: "middle", may_use: &["ground"], never_reaches: &[&["deep"]], ..PLAIN },
        Room { name: "top", may_use: &["middle"], never_names: &["ground"], ..PLAIN },
        Room { name: "kit", beside: true, ..PLAIN },
    ];
    const MEMBERS: &[&str] = &["ground", "kit", "middle", "top"];
    const HOMES: &[Library] = &[Library { name: "sql", homes: &["middle"], why: "one home" }];

    fn said(edges: &[(&str, &str)]) -> Vec<String> {
        said_of(MEMBERS, edges)
    }

    fn said_of(members: &[&str], edges: &[(&str, &str)]) -> Vec<String> {
        let found = judge(&Graph::sample(members, edges), SAMPLE, HOMES);
        found.into_iter().map(|breach| format!("{}: {}", breach.place, breach.what)).collect()
    }

    #[test]
    fn what_the_table_allows_is_no_breach() {
        assert_eq!(
            said(&[("middle", "ground"), ("top", "middle"), ("middle", "sql"), ("kit", "sql")]),
            [""; 0]
        );
    }

    #[test]
    fn a_forbidden_package_is_found_through_others() {
        let edges = [("ground", "innocent"), ("innocent", "helper"), ("helper", "socket")];
        assert_eq!(said(&edges), ["ground: it reaches socket: ground -> innocent -> helper -> socket"]);
        assert_eq!(said(&[("ground", "socket")]), ["ground: it reaches socket: ground -> socket"]);
    }

    #[test]
    fn an_edge_between_rooms_needs_a_word_in_the_table() {
        let edges = [("ground", "middle")];
        let expected = ["the manifest of ground: it names middle, which is not among the crates it may use"];
        assert_eq!(said(&edges), expected);
    }

    #[test]
    fn a_package_may_be_inside_but_not_named() {
        assert_eq!(said(&[("top", "middle"), ("middle", "ground")]), [""; 0]);
        let named = said(&[("top", "ground")]);
        assert!(named.contains(&"the manifest of top: it names ground".to_owned()), "{named:?}");
    }

    #[test]
    fn a_library_has_its_home() {
        assert_eq!(said(&[("top", "sql")]), ["the manifest of top: it names sql, whose home is middle"]);
    }

    #[test]
    fn the_product_does_not_name_what_stands_beside_it() {
        assert_eq!(said(&[("top", "kit")]), ["the manifest of top: the product names kit"]);
    }

    #[test]
    fn every_crate_has_a_row_and_every_row_a_crate() {
        let members = ["ground", "kit", "middle", "new"];
        let expected =
            ["new: this crate has no row in the table of rooms", "top: this room has a row but no crate"];
        assert_eq!(said_of(&members, &[]), expected);
    }

    #[test]
    fn the_real_table_would_notice_the_worst_edges() {
        let members: Vec<_> = ROOMS.iter().map(|room| room.name).collect();
        let worst = [
            ("tacit-taint", "tokio"),
            ("tacit-taint", "tracing"),
            ("tacit-spec", "tacit-taint"),
            ("tacit-record", "tokio"),
            ("tacit-wire", "tacit-store"),
            ("tacit-script", "tacit-wire"),
            ("tacit-engine", "tacit-store"),
            ("tacit-vault", "hyper"),
            ("tacit-store", "tacit-vault"),
            ("tacit-queue", "tacit-record"),
            ("tacit-app", "axum"),
            ("tacit-app", "tacit-engine"),
            ("tacit-server", "tacit-vault"),
            ("tacit-server", "sqlx"),
            ("tacit-server", "tacit-wire"),
            ("tacit-agent", "tacit-app"),
            ("tacit-cli", "tacit-testkit"),
            ("xtask", "tacit-cli"),
        ];
        for edge in worst {
            assert!(!breaches(&Graph::sample(&members, &[edge])).is_empty(), "{edge:?} passes");
        }
    }
}
