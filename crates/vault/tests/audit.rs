//! The audit log shows what was done to it behind the program's back.

use std::sync::LazyLock;

use rand::{SeedableRng, rngs::StdRng};
use tacit_spec::{PersonId, SecretId, TeamId};
use tacit_vault::{
    KeySlots,
    audit::{Action, Actor, AuditEntry, BreakKind, Broken, Chain, Detail, Event, Head, Object, Row, Tip},
};
use uuid::Uuid;

/// The chain of one of two installations. Made once: an installation stretches its recovery code, which takes a while.
fn chain(installation: usize) -> &'static Chain {
    static CHAINS: LazyLock<[Chain; 2]> = LazyLock::new(|| {
        [1, 2].map(|seed| Chain::new(&KeySlots::create(&mut StdRng::seed_from_u64(seed)).1))
    });
    &CHAINS[installation - 1]
}

fn event(number: u32) -> Event {
    Event::new(
        1_700_000_000_000_000 + i64::from(number),
        Actor::Person(PersonId(Uuid::from_u128(7))),
        Action::SecretUpdated,
    )
    .in_team(TeamId(Uuid::from_u128(1)))
    .on(Object::Secret(SecretId(Uuid::from_u128(u128::from(number)))))
    .named("private_api_key".parse().expect("a good name"))
    .with(Detail::Version(number))
}

/// Eight rows, and the tip after each.
fn log(chain: &Chain) -> (Vec<Row>, Vec<Tip>) {
    let mut tips = vec![chain.genesis()];
    let rows = (1..=8)
        .map(|number| {
            let link = chain.append(&tips[tips.len() - 1], event(number));
            tips.push(link.tip);
            Row { entry: link.entry, mac: link.tip.mac.to_vec() }
        })
        .collect();
    (rows, tips)
}

#[test]
fn an_untouched_log_verifies_whole_and_in_pages() {
    let chain = chain(1);
    let (rows, tips) = log(chain);
    let head = Head { epoch: 1, tip: tips[5] };
    assert_eq!(chain.verify(&chain.genesis(), rows.clone(), &[head]), Ok(tips[8]));
    let middle = chain.verify(&chain.genesis(), rows[..3].to_vec(), &[]).unwrap();
    assert_eq!(chain.verify(&middle, rows[3..].to_vec(), &[head]), Ok(tips[8]));
    assert_eq!(chain.verify(&chain.genesis(), [], &[]), Ok(chain.genesis()));
    assert!(chain.verify(&chain.genesis(), rows[1..].to_vec(), &[]).is_err());
}

#[test]
fn entries_read_back_as_written_and_hold_what_the_allow_list_has() {
    let chain = chain(1);
    let link = chain.append(&chain.genesis(), event(3));
    let entry = AuditEntry::from_bytes(&link.entry).unwrap();
    assert_eq!((entry.seq, entry.event), (1, event(3)));
    assert_eq!(
        String::from_utf8(link.entry).unwrap(),
        concat!(
            r#"{"seq":1,"at_micros":1700000000000003,"#,
            r#""actor":{"person":"00000000-0000-0000-0000-000000000007"},"action":"secret_updated","#,
            r#""team":"00000000-0000-0000-0000-000000000001","#,
            r#""objects":[{"secret":"00000000-0000-0000-0000-000000000003"}],"#,
            r#""secret_names":["private_api_key"],"details":[{"version":3}]}"#
        )
    );
    assert!(AuditEntry::from_bytes(b"{}").is_err());
}

#[track_caller]
fn broken(rows: Vec<Row>, heads: &[Head], seq: u64, kind: BreakKind) {
    let chain = chain(1);
    assert_eq!(chain.verify(&chain.genesis(), rows, heads), Err(Broken { seq, kind }));
}

#[test]
fn an_edited_row_is_named() {
    let (rows, _) = log(chain(1));
    for at in 0..rows.len() {
        let seq = at as u64 + 1;
        for byte in 0..rows[at].entry.len() {
            let mut rows = rows.clone();
            rows[at].entry[byte] ^= 0x01;
            let error = chain(1).verify(&chain(1).genesis(), rows, &[]).unwrap_err();
            assert_eq!(error.seq, seq, "byte {byte}");
        }
        let text = String::from_utf8(rows[at].entry.clone()).unwrap();
        let mut edited = rows.clone();
        edited[at].entry = text.replace("secret_updated", "secret_created").into_bytes();
        broken(edited, &[], seq, BreakKind::Edited);
        let mut edited = rows.clone();
        edited[at].mac[31] ^= 1;
        broken(edited, &[], seq, BreakKind::Edited);
        let mut edited = rows.clone();
        edited[at].mac.truncate(16);
        broken(edited, &[], seq, BreakKind::Edited);
    }
}

#[test]
fn an_inserted_row_is_named() {
    let (rows, tips) = log(chain(1));
    for at in 0..rows.len() {
        // Forged with another key, for exactly this place.
        let link = chain(2).append(&tips[at], event(99));
        let mut forged = rows.clone();
        forged.insert(at, Row { entry: link.entry, mac: link.tip.mac.to_vec() });
        broken(forged, &[], at as u64 + 1, BreakKind::Inserted);
        // A genuine row, once more.
        let mut twice = rows.clone();
        twice.insert(at + 1, rows[at].clone());
        broken(twice, &[], at as u64 + 2, BreakKind::Inserted);
    }
}

#[test]
fn a_deleted_row_is_named() {
    let (rows, _) = log(chain(1));
    for at in 0..rows.len() - 1 {
        let mut fewer = rows.clone();
        fewer.remove(at);
        broken(fewer, &[], at as u64 + 1, BreakKind::Deleted);
    }
}

#[test]
fn exchanged_rows_are_named() {
    let (rows, _) = log(chain(1));
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            let mut exchanged = rows.clone();
            exchanged.swap(one, other);
            broken(exchanged, &[], one as u64 + 1, BreakKind::Reordered);
        }
    }
}

#[test]
fn a_cut_log_contradicts_its_head() {
    let (rows, tips) = log(chain(1));
    for kept in 0..rows.len() {
        broken(
            rows[..kept].to_vec(),
            &[Head { epoch: 1, tip: tips[8] }],
            kept as u64 + 1,
            BreakKind::Truncated,
        );
    }
}

#[test]
fn a_log_put_back_and_continued_contradicts_its_head() {
    let chain = chain(1);
    let (mut rows, tips) = log(chain);
    rows.truncate(4);
    let mut tip = tips[4];
    for number in 50..60 {
        let link = chain.append(&tip, event(number));
        tip = link.tip;
        rows.push(Row { entry: link.entry, mac: link.tip.mac.to_vec() });
    }
    assert_eq!(chain.verify(&chain.genesis(), rows.clone(), &[]), Ok(tip));
    broken(
        rows,
        &[Head { epoch: 1, tip: tips[3] }, Head { epoch: 2, tip: tips[6] }],
        6,
        BreakKind::Rewritten,
    );
}

#[test]
fn a_log_of_another_installation_is_refused_at_once() {
    let (rows, _) = log(chain(2));
    broken(rows, &[], 1, BreakKind::Edited);
}

#[test]
fn heads_come_back_and_any_change_to_one_is_noticed() {
    let chain = chain(1);
    let head = Head { epoch: 3, tip: log(chain).1[8] };
    let sealed = chain.seal_head(&head);
    assert_eq!(chain.open_head(&sealed), Ok(head));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(chain.open_head(&changed).is_err(), "byte {at}");
        assert!(chain.open_head(&sealed[..at]).is_err(), "cut at {at}");
    }
    assert!(self::chain(2).open_head(&sealed).is_err());
}
