//! The scrubber against one plain pass of an Aho-Corasick automaton over the same values.

use std::{hint::black_box, sync::Arc, time::Instant};

use aho_corasick::AhoCorasick;
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};

use super::{Row, row};
use crate::measure::median;

const ROUNDS: usize = 9;

/// Values as people store them: 32 random-looking characters.
fn value(index: usize) -> String {
    let mut state = index as u64 + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    (0..32)
        .map(|_| char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_/+"[next() % 60]))
        .collect()
}

/// One MiB of the JSON that APIs answer with, with a secret in it every 64 KiB.
fn body(secrets: usize) -> String {
    let mut text = String::with_capacity(1 << 20);
    let mut index = 0;
    while text.len() < 1 << 20 {
        text.push_str(&format!(
            "{{\"id\":{index},\"name\":\"order {index}\",\"state\":\"shipped\",\"note\":\"left at the door\",\"price\":{}.95}},\n",
            index % 90
        ));
        if index % 650 == 0 {
            text.push_str(&format!("{{\"token\":\"{}\"}},\n", value(index % secrets)));
        }
        index += 1;
    }
    text
}

pub(super) fn throughput() -> Vec<Row> {
    let mut rows = Vec::new();
    for count in [10, 100, 1000] {
        let values: Vec<String> = (0..count).map(value).collect();
        let began = Instant::now();
        let mut builder = NeedlesBuilder::new();
        for (index, value) in values.iter().enumerate() {
            builder.add(&format!("secret_{index}"), &Secret::new(value.clone()));
        }
        let scrubber = Scrubber::new().layered(Arc::new(builder.build()));
        let build = began.elapsed().as_millis();
        let plain = AhoCorasick::new(&values).expect("a small automaton");
        let body = body(count);
        let mib = body.len() as f64 / f64::from(1 << 20);
        let mut ratios = Vec::new();
        let mut rates = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            black_box(scrubber.text(black_box(&body)));
            let own = began.elapsed().as_secs_f64();
            let began = Instant::now();
            black_box(plain.find_overlapping_iter(black_box(&body)).count());
            let bare = began.elapsed().as_secs_f64();
            ratios.push(own / bare);
            rates.push(mib / own);
        }
        let found = format!(
            "{:.2}x one plain pass over the values ({:.0} MiB/s, built in {build} ms)",
            median(ratios),
            median(rates)
        );
        rows.push(row(
            format!("scrub 1 MiB, {count} secrets in all forms"),
            found,
            if count == 100 { "<= 2x" } else { "" },
        ));
    }
    rows
}
