//! Rules: sound, of use, and coming to an end.

use std::collections::HashMap;

use gradus::Expr;
use gradus::expr::lower::Lowering;
use gradus::expr::{Arena, Id, PrintOptions, print};
use gradus::simplify::facts::Facts;
use gradus::simplify::rules::{Arrow, Rewrite, Rule, RuleSet, Selection};
use gradus::syntax::parse_expression;

use crate::support::oracle::{Number, Point, evaluate};
use crate::support::{Samples, rounds, snapshot};

const FILES: [(&str, &str); 10] = [
    ("powers", include_str!("../../grammar/rules/powers.rules")),
    (
        "exponentials",
        include_str!("../../grammar/rules/exponentials.rules"),
    ),
    (
        "trigonometric",
        include_str!("../../grammar/rules/trigonometric.rules"),
    ),
    (
        "hyperbolic",
        include_str!("../../grammar/rules/hyperbolic.rules"),
    ),
    ("inverse", include_str!("../../grammar/rules/inverse.rules")),
    ("sign", include_str!("../../grammar/rules/sign.rules")),
    ("sigmoid", include_str!("../../grammar/rules/sigmoid.rules")),
    ("special", include_str!("../../grammar/rules/special.rules")),
    (
        "piecewise",
        include_str!("../../grammar/rules/piecewise.rules"),
    ),
    ("stable", include_str!("../../grammar/rules/stable.rules")),
];

fn everything() -> Selection {
    Selection::default()
        .proposals(true)
        .angles(true)
        .stable(true)
}

/// The standard rules, and those by which forms are compared.
fn all_rules() -> impl Iterator<Item = &'static Rule> {
    let elementary = RuleSet::elementary().rules();
    RuleSet::standard().rules().chain(elementary)
}

/// A rule's line taken apart by its words, without the code that reads rules.
struct Line {
    left: String,
    right: String,
    conditions: Vec<String>,
    noting: Vec<String>,
    /// The wildcards' names.
    names: Vec<String>,
}

impl Line {
    fn of(rule: &Rule) -> Line {
        let (_, line) = rule.text().split_once(':').expect("a name");
        let (left, rest) = (line.split_once("=>"))
            .or_else(|| line.split_once("~>"))
            .expect("an arrow");
        let (rest, noting) = rest.split_once(" noting ").unwrap_or((rest, ""));
        let (right, conditions) = rest.split_once(" where ").unwrap_or((rest, ""));
        let mut names = Vec::new();
        let mut plain = |text: &str| plain(text, &mut names);
        let mut list = |text: &str| -> Vec<String> {
            let parts = text.split(" and ").map(str::trim);
            parts
                .filter(|part| !part.is_empty())
                .map(&mut plain)
                .collect()
        };
        let (conditions, noting) = (list(conditions), list(noting));
        let mut names = Vec::new();
        Line {
            left: self::plain(left, &mut names),
            right: self::plain(right, &mut names),
            conditions,
            noting,
            names,
        }
    }
}

/// The formula with ordinary names for wildcards: `?n:1` is `vn`, `?a...` is `va`.
fn plain(text: &str, names: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some(at) = rest.find('?') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let name = format!("v{}", &rest[..end]);
        out.push_str(&name);
        if !names.contains(&name) {
            names.push(name);
        }
        rest = &rest[end..];
        if let Some(after) = rest.strip_prefix("...") {
            rest = after;
        } else if let Some(after) = rest.strip_prefix(':') {
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    out + rest
}

/// `word(argument)` of the words that conditions have.
fn predicate(condition: &str) -> Option<(&str, &str)> {
    let (word, rest) = condition.split_once('(')?;
    let words = ["integer", "even", "odd", "number", "symbolic"];
    words
        .contains(&word)
        .then_some((word, rest.strip_suffix(')')?))
}

fn point(values: &HashMap<String, f64>) -> Point {
    let values: Vec<(&str, f64)> = values.iter().map(|(name, &v)| (&**name, v)).collect();
    Point::new(&values)
}

fn value(formula: &str, values: &HashMap<String, f64>) -> Option<Number> {
    evaluate(formula, &point(values)).ok()
}

fn holds(condition: &str, values: &HashMap<String, f64>) -> Option<bool> {
    if let Some((word, argument)) = predicate(condition) {
        let x = value(argument, values)?.value;
        return Some(match word {
            "integer" => x.fract() == 0.0,
            "even" => (x / 2.0).fract() == 0.0,
            "odd" => x.fract() == 0.0 && (x / 2.0).fract() != 0.0,
            _ => true,
        });
    }
    if let Some((a, b)) = condition.split_once(" = ") {
        let (a, b) = (value(a, values)?, value(b, values)?);
        return Some((a.value - b.value).abs() <= a.error + b.error);
    }
    let truth = value(&format!("piecewise({condition}, 1, 0)"), values)?;
    Some(truth.value == 1.0)
}

fn random_value(samples: &mut Samples) -> f64 {
    const GRAIN: f64 = 65536.0;
    let value = match samples.below(6) {
        0 => samples.pick(&[0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 4.0]),
        1 => samples.between(-1.0, 1.0),
        2 => samples.between(0.0, 1.0),
        3 => samples.between(1.0, 5.0),
        4 => samples.between(-10.0, 10.0),
        _ => samples.between(-3.0, 3.0),
    };
    (value * GRAIN).round() / GRAIN
}

/// A point at which the rule's conditions hold, if chance finds one.
fn random_point(line: &Line, samples: &mut Samples) -> Option<HashMap<String, f64>> {
    let mut values: HashMap<String, f64> = (line.names.iter())
        .map(|name| (name.clone(), random_value(samples)))
        .collect();
    for condition in &line.conditions {
        if let Some((word, argument)) = predicate(condition) {
            let whole = samples.below(11) as f64 - 5.0;
            let made = match word {
                "integer" => whole,
                "even" => 2.0 * whole,
                "odd" => 2.0 * whole + 1.0,
                _ => continue,
            };
            if let Some(value) = values.get_mut(argument) {
                *value = made;
            } else if let Some((name, less)) = argument.split_once(['-', '+'])
                && let Some(slot) = values.get_mut(name.trim())
            {
                // even(?n - 1/2)
                let half = match less.trim() {
                    "1/2" if argument.contains('-') => 0.5,
                    "1/2" => -0.5,
                    _ => 0.0,
                };
                *slot = made + half;
            }
        } else if let Some((name, formula)) = condition.split_once(" = ")
            && let Some(found) = value(formula, &values)
            && let Some(slot) = values.get_mut(name)
        {
            *slot = found.value;
        }
    }
    let all = (line.conditions.iter()).all(|condition| holds(condition, &values) == Some(true));
    all.then_some(values)
}

/// What is wrong with a rule at a point, or whether the point says something.
fn compare(line: &Line, values: &HashMap<String, f64>) -> Result<bool, String> {
    let (Some(left), Some(right)) = (value(&line.left, values), value(&line.right, values)) else {
        return Ok(false);
    };
    let mut lost = false;
    for condition in &line.noting {
        match holds(condition, values) {
            Some(true) => {}
            Some(false) => lost = true,
            None => return Ok(false),
        }
    }
    let clear = |x: Number| x.value.is_finite() && x.error <= 1e-7 * x.value.abs().max(1e-3);
    if !clear(left) {
        // Where the left side is not real the right side isn't either, or a condition says so.
        let silent = left.value.is_nan() && clear(right) && right.value.abs() < 1e6 && !lost;
        return match silent && exact_inputs(line, values) {
            true => Err(format!("only the right side is real: {}", right.value)),
            false => Ok(false),
        };
    }
    if lost {
        return Err(format!("left is {} though a condition fails", left.value));
    }
    if !right.value.is_finite() {
        let certain = right.value.is_nan() && left.error == 0.0;
        return match certain {
            true => Err(format!("only the left side is real: {}", left.value)),
            false => Ok(false),
        };
    }
    let size = left.value.abs().max(right.value.abs());
    let slack = 1e-9 * size + 16.0 * (left.error + right.error);
    if (left.value - right.value).abs() > slack {
        return Err(format!("{} and {}", left.value, right.value));
    }
    Ok(clear(right))
}

/// Rounding makes no edge here: all values are small whole numbers or halves.
fn exact_inputs(line: &Line, values: &HashMap<String, f64>) -> bool {
    let _ = line;
    values.values().all(|x| (2.0 * x).fract() == 0.0)
}

#[test]
fn every_rule_is_sound() {
    let mut wrong = Vec::new();
    for rule in all_rules() {
        let line = Line::of(rule);
        let seed = (rule.name().bytes()).fold(7u64, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let mut samples = Samples(seed);
        let mut telling = 0;
        for _ in 0..rounds(3000) {
            let Some(values) = random_point(&line, &mut samples) else {
                continue;
            };
            match compare(&line, &values) {
                Ok(tells) => telling += usize::from(tells),
                Err(fault) => {
                    wrong.push(format!("{}: {fault} at {values:?}", rule.text()));
                    break;
                }
            }
            if telling > 150 {
                break;
            }
        }
        // The second engine says nothing about whole numbers at jumps; the rules' own sampling does.
        let jumps = ["floor(", "ceil(", "round("]
            .iter()
            .any(|word| line.left.contains(word));
        let told = wrong
            .last()
            .is_some_and(|last| last.starts_with(rule.text()));
        if telling < 10 && !told && !jumps {
            wrong.push(format!(
                "{}: only {telling} points say anything",
                rule.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_samples_itself() {
    for rule in all_rules() {
        for seed in [3, 8] {
            if let Err(error) = rule.sample(seed) {
                panic!("{}: {error}", rule.text());
            }
        }
    }
}

/// The built form of a formula, in an arena with others.
fn built(arena: &mut Arena, text: &str) -> Id {
    let ast = parse_expression(text).unwrap_or_else(|error| panic!("`{text}`: {error}"));
    (Lowering::new(text, &ast, arena).run()).unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

#[test]
fn every_rule_fires_on_its_own_left_side() {
    let rules = RuleSet::standard();
    let mut silent = Vec::new();
    for (place, rule) in rules.rules().enumerate() {
        let line = Line::of(rule);
        let numeric: Vec<&String> = (line.names.iter())
            .filter(|name| {
                line.conditions.iter().any(|condition| {
                    predicate(condition).is_some_and(|(word, of)| {
                        word != "symbolic" && of.starts_with(&**name) && !of.contains(" - v")
                    })
                })
            })
            .collect();
        let symbolic = |name: &&String| {
            let condition = format!("symbolic({name})");
            line.conditions.contains(&condition)
        };
        let fires = |numbers: &[&str]| {
            let mut arena = Arena::new();
            let left = built(&mut arena, &line.left);
            let mut changes = Vec::new();
            for (name, number) in numeric.iter().filter(|name| !symbolic(name)).zip(numbers) {
                changes.push((arena.symbol(name), built(&mut arena, number)));
            }
            // A symbol that is a sum: `?a = ?b + 1`, or `number(?a - ?b)`.
            for condition in &line.conditions {
                if let Some(("number", difference)) = predicate(condition)
                    && let Some((name, other)) = difference.split_once(" - ")
                {
                    changes.push((
                        arena.symbol(name),
                        built(&mut arena, &format!("{other} + 1")),
                    ));
                }
                if let Some((name, formula)) = condition.split_once(" = ") {
                    changes.push((arena.symbol(name), built(&mut arena, formula)));
                }
            }
            let left = arena.substitute(left, &changes);
            let Ok(left) = arena.canonical(left) else {
                return false;
            };
            let mut facts = Facts::none();
            for condition in &line.conditions {
                let assumed = match predicate(condition) {
                    Some((word @ ("integer" | "even" | "odd"), name)) => {
                        let symbol = arena.symbol(name);
                        let property = gradus::simplify::facts::Property::named(word);
                        let property = property.expect("a property");
                        facts.assume_property(&mut arena, symbol, property)
                    }
                    Some(_) => continue,
                    None if condition.contains(" = ") => continue,
                    None => {
                        let id = built(&mut arena, condition);
                        let id = arena.substitute(id, &changes);
                        facts.assume(&mut arena, id)
                    }
                };
                if assumed.is_err() {
                    return false;
                }
            }
            let mut out = Vec::new();
            for id in arena.reachable(&[left]) {
                let fuel = &mut 100_000;
                rules.rewrites(&mut arena, id, &everything(), &facts, fuel, &mut out);
            }
            out.iter().any(|rewrite| rewrite.rule == place)
        };
        const NUMBERS: [&str; 10] = ["2", "3", "-1", "1/2", "-1/2", "4", "-3", "1", "5", "-2"];
        let fired = fires(&[]) || (NUMBERS.iter()).any(|a| NUMBERS.iter().any(|b| fires(&[a, b])));
        if !fired {
            silent.push(rule.text());
        }
    }
    assert!(silent.is_empty(), "\n{}", silent.join("\n"));
}

/// The rules `=>` at every node, operands first, until none applies.
fn normal_form(arena: &mut Arena, root: Id, selection: &Selection) -> Result<Id, String> {
    let rules = RuleSet::standard();
    let facts = Facts::none();
    let mut root = root;
    let mut steps = Vec::new();
    'again: loop {
        for id in arena.reachable(&[root]) {
            let mut out: Vec<Rewrite> = Vec::new();
            rules.rewrites(arena, id, selection, &facts, &mut 20_000, &mut out);
            let Some(rewrite) = out.first() else { continue };
            let changed = arena.substitute(root, &[(id, rewrite.result)]);
            let Ok(changed) = arena.canonical(changed) else {
                continue;
            };
            if changed == root {
                continue;
            }
            root = changed;
            steps.push(rules.rule(rewrite.rule).map_or("", Rule::name));
            if steps.len() > 150 {
                let last = &steps[steps.len() - 12..];
                let text = print(arena, root, &PrintOptions::default()).unwrap_or_default();
                return Err(format!("no end: {last:?}: {text}"));
            }
            continue 'again;
        }
        return Ok(root);
    }
}

/// A formula made of left sides of rules, and what else may stand around them.
fn formula(samples: &mut Samples, lines: &[Line], depth: usize) -> String {
    const LEAVES: [&str; 9] = ["x", "y", "x", "z", "2", "-1", "1/2", "x + 1", "2*x"];
    if depth == 0 {
        return samples.pick(&LEAVES).to_owned();
    }
    let one = |samples: &mut Samples| formula(samples, lines, depth - 1);
    match samples.below(12) {
        0 => format!("({}) + ({})", one(samples), one(samples)),
        1 => format!("({})*({})", one(samples), one(samples)),
        2 => format!("({}) - ({})", one(samples), one(samples)),
        3 => format!("({})/({})", one(samples), one(samples)),
        4 => format!(
            "({})^{}",
            one(samples),
            samples.pick(&["2", "3", "(-1)", "(1/2)", "(-2)"])
        ),
        5 => samples.pick(&LEAVES).to_owned(),
        _ => {
            let line = &lines[samples.below(lines.len())];
            let mut text = match samples.below(4) {
                0 => line.right.clone(),
                _ => line.left.clone(),
            };
            for name in &line.names {
                let with = format!("({})", one(samples));
                text = replace_name(&text, name, &with);
            }
            format!("({text})")
        }
    }
}

/// Replaces a name that is not part of a longer one.
fn replace_name(text: &str, name: &str, with: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let before = rest[..at]
            .chars()
            .next_back()
            .or_else(|| out.chars().next_back());
        let after = rest[at + name.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        out.push_str(&rest[..at]);
        let whole = !inside(before) && !inside(after);
        out.push_str(if whole { with } else { name });
        rest = &rest[at + name.len()..];
    }
    out + rest
}

#[test]
fn rules_come_to_an_end_and_keep_values() {
    let lines: Vec<Line> = RuleSet::standard().rules().map(Line::of).collect();
    let plain = Selection::default();
    let angles = plain.angles(true);
    let stable = plain.reading(false).stable(true);
    let (mut compared, mut formulas) = (0, 0);
    for seed in 0..rounds(400) as u64 {
        let mut samples = Samples(seed);
        let depth = 1 + samples.below(3);
        let text = formula(&mut samples, &lines, depth);
        if text.len() > 600 {
            continue;
        }
        if text.parse::<Expr>().is_err() {
            continue;
        }
        let selection = [plain, angles, stable][samples.below(3)];
        let mut arena = Arena::new();
        let id = built(&mut arena, &text);
        let Ok(canonical) = arena.canonical(id) else {
            continue;
        };
        formulas += 1;
        let normal = normal_form(&mut arena, canonical, &selection)
            .unwrap_or_else(|error| panic!("seed {seed}, `{text}`: {error}"));
        let shown = print(&arena, normal, &PrintOptions::default()).expect("a text");
        for _ in 0..12 {
            let at = [0; 3].map(|_| random_value(&mut samples));
            let point = Point::new(&[("x", at[0]), ("y", at[1]), ("z", at[2])]);
            let (Ok(a), Ok(b)) = (evaluate(&text, &point), evaluate(&shown, &point)) else {
                continue;
            };
            let error = 64.0 * (a.error + b.error);
            if a.value.is_finite() && error <= 1e-3 * a.value.abs() {
                compared += 1;
                // That engine has log(1 + exp(x)) as it stands, so its sizes count as well.
                let slack = 1e-9 * a.value.abs() + error + 1e-14;
                assert!(
                    (a.value - b.value).abs() <= slack,
                    "seed {seed}, `{text}` is {} and `{shown}` is {} at {at:?}",
                    a.value,
                    b.value
                );
            }
        }
    }
    assert!(
        formulas > 200 && compared > 500,
        "{formulas} formulas, {compared} values"
    );
}

#[test]
fn files_are_aligned_and_named_after_their_family() {
    for (family, text) in FILES {
        let first = (text.lines())
            .find(|line| !line.starts_with('#'))
            .expect("a line");
        assert_eq!(first, format!("family: {family}"));
        for line in text.lines() {
            assert_eq!(line, line.trim_end(), "{family}: blanks at the end");
            assert!(!line.contains('\t'), "{family}: a tab");
        }
        let known = RuleSet::standard()
            .rules()
            .filter(|rule| rule.family() == family);
        assert!(known.count() >= 20, "{family}");
    }
    let rules = RuleSet::standard().rules();
    assert!(rules.len() > 300);
    let angles = RuleSet::standard().rules().filter(|rule| rule.angles());
    assert!(angles.into_iter().all(|rule| rule.family().ends_with("ic")));
}

#[test]
fn wrong_rules_are_explained() {
    const TEXTS: [&str; 26] = [
        "2*?a => ?a",
        "my rule: ?a => 2",
        "r: sin(?a)^2 + cos(?a)^2",
        "r: ?a => 2*?a",
        "r: 3 => 2",
        "r: sqrt(?a)^2 => ?a",
        "r: f(?a) => f(?b)",
        "r: f(?a) => ?a where ?b > 0",
        "r: f(?a) => ?a where ?a",
        "r: f(?a) => ?a where even(?a, 2)",
        "r: f(?a) => ?a noting integer(?a)",
        "r: f(?a...) => ?a...",
        "r: f(?n:1) => f(?n:2)",
        "r: ?f(?a) => ?a",
        "r: f(?a => ?a",
        "r: f(?a, ?b) => sin(?a, ?b)",
        "r: sin(?a) + => ?a",
        "r: 1/0*f(?a) => ?a",
        "r: [?a, ?b] => ?a",
        "r: sum(?a, i, 1, ?n) => ?a*?n",
        "r: f(?a) => f(f(?a))",
        "pythagoras: f(?a) => ?a",
        "r: f(?a) => ?a\nr: g(?a) => ?a",
        "section: curves",
        "r: ?a + ?b => ?b + ?a",
        "r: f(? + 1) => 2",
    ];
    let mut out = String::new();
    for text in TEXTS {
        out.push_str(text);
        out.push('\n');
        match RuleSet::standard().with_text(text) {
            Ok(_) => out.push_str("    is accepted\n"),
            Err(error) => {
                let span = error.span;
                let at = text
                    .get(span.start as usize..span.end as usize)
                    .unwrap_or("?");
                out.push_str(&format!("    line {}, at `{at}`: {error}\n", error.line));
            }
        }
    }
    snapshot("rules_errors", out);
}

#[test]
fn unsound_rules_are_found() {
    const CASES: [(&str, &str); 8] = [
        ("sqrt(?a^2*?b) => ?a*sqrt(?b)", "the left side is"),
        (
            "log(?a*?b) => log(?a) + log(?b)",
            "the right side is not real",
        ),
        (
            "log(?a) + log(?b) => log(?a*?b)",
            "the left side is not real",
        ),
        ("asin(sin(?a)) => ?a", "the left side is"),
        ("atan(tan(?a)) => ?a", "the left side is"),
        ("?a*sqrt(?b) => sqrt(?a^2*?b)", "the left side is"),
        ("exp(log(?a)) => ?a", "say so with `noting`"),
        ("cos(?a) => 1 - ?a^2/2", "the left side is"),
    ];
    for (text, expected) in CASES {
        let rules = (RuleSet::empty().with_text(&format!("r: {text}")))
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let error = rules.rule(0).expect("a rule").sample(5);
        let error = error.expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let right = RuleSet::empty()
        .with_text("r: exp(log(?a)) => ?a noting ?a > 0")
        .unwrap();
    assert_eq!(right.rule(0).expect("a rule").sample(5), Ok(()));
}

#[test]
fn proposals_and_angles_wait_to_be_asked() {
    let mut arena = Arena::new();
    let id = built(&mut arena, "2*sin(x)*cos(x)*tan(y)*cos(y)");
    let id = arena.canonical(id).expect("a form");
    let inner = arena.reachable(&[id]);
    let mut found = |selection: Selection| -> Vec<(&str, Arrow, bool)> {
        let mut out = Vec::new();
        for &id in &inner {
            let (rules, facts) = (RuleSet::standard(), Facts::none());
            rules.rewrites(&mut arena, id, &selection, &facts, &mut 10_000, &mut out);
        }
        let rules = out
            .iter()
            .filter_map(|rewrite| RuleSet::standard().rule(rewrite.rule));
        rules
            .map(|rule| (rule.name(), rule.arrow(), rule.angles()))
            .collect()
    };
    let plain = found(Selection::default());
    assert!(
        plain.contains(&("tan-times-cos", Arrow::Always, false)),
        "{plain:?}"
    );
    assert!(plain.iter().all(|rule| rule.1 == Arrow::Always && !rule.2));
    let all = found(Selection::default().angles(true).proposals(true));
    assert!(
        all.contains(&("double-sine", Arrow::Proposal, true)),
        "{all:?}"
    );
    assert_eq!(found(Selection::default().always(false)), []);
}

/// The canonical form of a formula.
fn form(arena: &mut Arena, text: &str) -> Id {
    let id = built(arena, text);
    arena.canonical(id).expect("a form")
}

/// A form as it prints.
fn printed(text: &str) -> String {
    let mut arena = Arena::new();
    let id = form(&mut arena, text);
    print(&arena, id, &PrintOptions::default()).expect("a text")
}

/// The results of all rules at the root of an expression.
fn results(rules: &RuleSet, text: &str) -> Vec<String> {
    let mut arena = Arena::new();
    let id = form(&mut arena, text);
    let mut out = Vec::new();
    let fuel = &mut 10_000;
    rules.rewrites(
        &mut arena,
        id,
        &everything(),
        &Facts::none(),
        fuel,
        &mut out,
    );
    (out.iter())
        .map(|rewrite| print(&arena, rewrite.result, &PrintOptions::default()).expect("a text"))
        .collect()
}

#[test]
fn patterns_match_parts() {
    const CASES: &[(&str, &str, &[&str])] = &[
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 + cos(x)^2", &["1"]),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "5 + 3*y*sin(x)^2 + 3*y*cos(x)^2",
            &["3*y + 5"],
        ),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "5*sin(x)^2 + 3*cos(x)^2",
            &["2*sin(x)^2 + 3"],
        ),
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 + cos(y)^2", &[]),
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 - cos(x)^2", &[]),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "sin(x)^4 + sin(x)^2*cos(x)^2",
            &["sin(x)^2"],
        ),
        (
            "1 - sin(?a)^2 => cos(?a)^2",
            "y - y*sin(2*x)^2 + z",
            &["y*cos(2*x)^2 + z"],
        ),
        (
            "sin(?a)*cos(?a) => sin(2*?a)/2",
            "x*sin(x)^3*cos(x)^2",
            &["x*sin(x)^2*sin(2*x)*cos(x)/2"],
        ),
        (
            "log(?a*?b) ~> log(?a) + log(?b)",
            "log(x*y)",
            &["log(x) + log(y)"],
        ),
        ("log(exp(?a)) => ?a", "log(exp(x + y))", &["x + y"]),
        ("exp(log(?a)) => ?a", "x*exp(log(x))", &["x^2"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(3*log(x))", &["x^3"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(log(x))", &["x"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(-y*log(x))", &["x^(-y)"]),
        (
            "exp(?b + ?n:1*log(?a)) => exp(?b)*?a^?n",
            "exp(x^2 + y*log(x))",
            &["x^y*exp(x^2)"],
        ),
        (
            "?a*gamma(?a) => gamma(?a + 1)",
            "x^2*gamma(x)",
            &["x*gamma(x + 1)"],
        ),
        (
            "gamma(?a + 1)/?a => gamma(?a)",
            "y*gamma(x + 1)/x",
            &["y*gamma(x)"],
        ),
        (
            "?a^2 - ?b^2 => (?a - ?b)*(?a + ?b)",
            "4*x^2 - y^4",
            &["(2*x - y^2)*(y^2 + 2*x)"],
        ),
        (
            "exp(?a) + exp(-?a) => 2*cosh(?a)",
            "y*exp(2*x) + y*exp(-2*x)",
            &["2*y*cosh(2*x)"],
        ),
        (
            "exp(?a) + exp(-?a) => 2*cosh(?a)",
            "exp(x - y) + exp(y - x)",
            &["2*cosh(x - y)"],
        ),
        ("max(?a, -?a) => abs(?a)", "max(-x, x)", &["abs(x)"]),
        (
            "f(?a + ?b) => f(?a) + f(?b)",
            "f(x + y + z)",
            &["f(x) + f(y + z)"],
        ),
        (
            "sign(?a*?b...) => g(?a, ?b)",
            "sign(z/2*exp(x))",
            &["g(exp(x), z/2)"],
        ),
        ("f(?a*?b) => g(?a, ?b)", "f(z/2)", &["g(z, 1/2)"]),
        ("f(?a*?b...) => g(?a, ?b)", "f(x*y*z/2)", &["g(x, y*z/2)"]),
        ("f(?a*?b) => g(?a, ?b)", "f(2)", &[]),
        ("f(-?a) => g(?a)", "f(-x)", &["g(x)"]),
        ("f(-?a) => g(?a)", "f(x)", &[]),
        ("f(-?a) => g(?a)", "f(-x - y)", &["g(x + y)"]),
        ("f(-?a) => g(?a)", "f(x - y)", &[]),
        ("f(2*?a) => g(?a)", "f(6*x)", &["g(3*x)"]),
        ("f(2*?a) => g(?a)", "f(x)", &[]),
        ("f(?a^2) => g(?a)", "f(9*x^4)", &["g(3*x^2)"]),
        ("f(?a^2) => g(?a)", "f(2*x^4)", &[]),
        ("f(?a^2) => g(?a)", "f(x)", &[]),
        ("f(?a^?n) => g(?a, ?n)", "f(x)", &[]),
        ("f(?a^?n:1) => g(?a, ?n)", "f(x)", &["g(x, 1)"]),
        ("f(?a^?n:1) => g(?a, ?n)", "f(x^y)", &["g(x, y)"]),
        ("f(?a + ?c:0) => g(?a, ?c)", "f(x)", &["g(x, 0)"]),
        ("f(1 + ?a) => g(?a)", "f(1 + x + y)", &["g(x + y)"]),
        ("f(1 + ?a) => g(?a)", "f(2 + x)", &[]),
        ("f(1 - ?a) => g(?a)", "f(1 - x - y)", &["g(x + y)"]),
        ("sqrt(?a)*sqrt(?b) => f(?a, ?b)", "x*sqrt(y)", &[]),
        (
            "sqrt(?a)*sqrt(?b) => f(?a, ?b)",
            "sqrt(x)*sqrt(y)*z",
            &["z*f(x, y)"],
        ),
        ("1/?a - 1/?b => f(?a, ?b)", "x - y", &[]),
        (
            "1/?a - 1/?b => f(?a, ?b)",
            "1/x - 2/y + z",
            &["f(x, y/2) + z"],
        ),
        ("i^2 => -1", "i^3*x", &["-i*x"]),
        ("f(?a, ?a) => 1", "f(x + y, y + x)", &["1"]),
        ("f(?a, ?a) => 1", "f(x, y)", &[]),
        ("f'(?a) => g(?a)", "f'(x)", &["g(x)"]),
        ("f'(?a) => g(?a)", "f(x)", &[]),
        (
            "sigmoid(?a)*sigmoid(-?a) => f(?a)",
            "sigmoid(x - y)*sigmoid(y - x)",
            &["f(y - x)"],
        ),
        (
            "piecewise(?x < ?y, ?x, ?y) => min(?x, ?y)",
            "piecewise(2*a < b, 2*a, b)",
            &["min(2*a, b)"],
        ),
        ("?a*f(?a) => g(?a)", "x^3*f(x)*y", &["x^2*y*g(x)"]),
        ("?a*f(?a) => g(?a)", "f(x)*y", &[]),
        (
            "f(?a) + f(?b) + ?c... => g(?a, ?b, ?c)",
            "f(x) + f(y) + 2*z + 1",
            &["g(x, y, 2*z + 1)"],
        ),
        (
            "2*sin(?a)*cos(?a) => sin(2*?a)",
            "2*sin(x)*cos(x)",
            &["sin(2*x)"],
        ),
        (
            "2*sin(?a)*cos(?a) => sin(2*?a)",
            "z - 3*y*sin(x)*cos(x)",
            &["z - 3*y*sin(2*x)/2"],
        ),
        (
            "2*sin(?a)*cos(?a) => sin(2*?a)",
            "z - sin(x)*cos(x)/2 + y",
            &["z - sin(2*x)/4 + y"],
        ),
        ("f(?a)*?b... => g(?a, ?b)", "y*z*f(x)", &["g(x, y*z)"]),
        (
            "f(?a + ?b...) => f(?a) + f(?b)",
            "f(x + y + z)",
            &["f(x) + f(y + z)"],
        ),
    ];
    let mut wrong = Vec::new();
    for (rule, subject, expected) in CASES {
        let rules = RuleSet::empty()
            .with_text(&format!("r: {rule}"))
            .unwrap_or_else(|error| panic!("{rule}: {error}"));
        let expected: Vec<String> = expected.iter().map(|text| printed(text)).collect();
        let found = results(&rules, subject);
        if found != expected {
            wrong.push(format!("{rule} at {subject}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
