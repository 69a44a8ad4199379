//! "Did you mean": the nearest of a few names.

/// The candidate most like `word`, if one is near enough to be a slip of the pen.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, candidate)| {
            *likeness >= 0.8 || (word.len() >= 3 && candidate.contains(word))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        let names = ["bake", "devirt", "inline"];
        assert_eq!(nearest("bakee", names), Some("bake"));
        assert_eq!(nearest("inlin", names), Some("inline"));
        assert_eq!(nearest("zzz", names), None);
    }
}
