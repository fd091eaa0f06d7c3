//! Rules from inside.
use super::*;

#[test]
fn standard_rules_can_be_read() {
    let mut known: Vec<Rule> = Vec::new();
    let mut wrong = Vec::new();
    for text in FAMILIES {
        let mut family = None;
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(name) = line.strip_prefix("family: ") {
                family = Some(name);
                continue;
            }
            if line.starts_with("section: ") {
                continue;
            }
            match read::read(line, family, &known.iter().collect::<Vec<_>>()) {
                Ok(rules) => known.extend(rules.into_iter().map(|(rule, _)| rule)),
                Err(error) => wrong.push(format!("{line}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(RuleSet::standard().rules().len(), known.len());
    println!("{} rules", known.len());
}

#[test]
fn standard_rules_are_sound() {
    let mut wrong = Vec::new();
    for rule in RuleSet::standard().rules() {
        if let Err(error) = rule.sample(1) {
            wrong.push(format!("{}: {error}", rule.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
