use super::*;

#[test]
fn each_rule_is_of_a_set_and_has_a_name_of_its_own() {
    let sets: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    for (at, rule) in RULES.iter().enumerate() {
        assert!(sets.contains(&rule.set), "{rule:?}");
        assert!(!RULES[..at].contains(rule), "{rule:?}");
    }
    // A set's rules stand together, in the order of the sets.
    let position = |rule: &Rule| sets.iter().position(|set| *set == rule.set);
    assert!(RULES.is_sorted_by_key(position));
}
