//! "Did you mean".

/// The candidate that was most likely meant: the same but for case and separators, or one or two slips away.
pub(crate) fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = plain(written)?;
    let slips = if written.len() <= 4 { 1 } else { 2 };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&written, &plain(candidate)?);
            (distance <= slips).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Nobody mistypes a name that long, and the comparison would be slow.
const LONGEST: usize = 60;

fn plain(text: &str) -> Option<String> {
    (text.len() <= LONGEST)
        .then(|| text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect())
}

/// "did you mean `x`?", or else the whole list.
pub(crate) fn hint<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match closest(written, candidates.clone()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("use one of {}", candidates.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_slips_and_nothing_else() {
        let known = ["equal", "equal_number", "not_equal", "url"];
        assert_eq!(closest("equalz", known), Some("equal"));
        assert_eq!(closest("Equal-Number", known), Some("equal_number"));
        assert_eq!(closest("eqaul", known), Some("equal"));
        assert_eq!(closest("data", known), None);
        assert_eq!(closest(&"equal".repeat(1000), known), None);
    }
}
