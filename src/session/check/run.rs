//! The lines one after the other: what each is held against, and what comes of it.
//!
//! The file is long because every way in which a line can be held against another is a method here.

use super::compare::{Agreement, Comparison, compare};
use super::domain::remarks;
use super::points::{Ground, Unsupported};
use super::read::{Claim, Link, Piece, claim};
use super::report::{
    Against, Certainty, CheckReport, LineVerdict, Relation, Remark, Verdict, Wrong,
};
use super::side::{Part, Refusal, Side, held, of_value, resolved, side};
use super::slips::{Case, Diagnosis, diagnose};
use super::validity;
use crate::expr::Expr;
use crate::session::{Session, Value};
use crate::syntax::{self, Span, Statement, normalise_name};

/// How many lines have their differences simplified and their slips looked for: a bound on the
/// work that a long file makes.
const MOST_EXACT: usize = 2_000;
const MOST_DIAGNOSED: usize = 200;

/// In how many variables a line is tried as the derivative of the one before, where none is named.
const MOST_VARIABLES: usize = 4;

/// Right lines of more nodes than this are not shown.
const MOST_PRESENTED: usize = 500;

/// The longest right line that is shown, in characters.
const MOST_SHOWN: usize = 400;

/// What the next line is held against.
struct Previous {
    side: Side,
    line: usize,
    /// Whether it is the right side of a definition: then a plain line may begin anew.
    defines: bool,
}

/// The lines so far.
pub(super) struct Checker {
    session: Session,
    ground: Ground,
    previous: Option<Previous>,
    /// Whether lines were passed over since.
    passed: bool,
    /// The names that this chain has defined.
    defined: Vec<String>,
    exact: usize,
    diagnosed: usize,
    /// Whether only slips of differentiation are looked for: a line may be meant as a derivative.
    rules_only: bool,
    lines: Vec<LineVerdict>,
}

/// A verdict on a link, with remarks.
type Linked = (Verdict, Vec<Remark>);

impl Checker {
    pub(super) fn new(session: &Session) -> Self {
        Checker {
            session: session.clone(),
            ground: Ground::new(session, &[]),
            previous: None,
            passed: false,
            defined: Vec::new(),
            exact: MOST_EXACT,
            diagnosed: MOST_DIAGNOSED,
            rules_only: false,
            lines: Vec::new(),
        }
    }

    pub(super) fn report(self) -> CheckReport {
        let wrong = |line: &&LineVerdict| {
            matches!(line.verdict, Verdict::Wrong(_) | Verdict::Refuted { .. })
        };
        CheckReport {
            first_wrong: self.lines.iter().find(wrong).map(|line| line.line),
            lines: self.lines,
        }
    }

    fn say(&mut self, line: usize, text: &str, (verdict, notes): Linked) {
        self.lines.push(LineVerdict {
            line,
            text: text.trim().to_owned(),
            verdict,
            notes,
        });
    }

    /// A line that can't be read is passed over.
    fn pass(&mut self, line: usize, text: &str, verdict: Verdict) {
        self.passed = self.previous.is_some();
        self.say(line, text, (verdict, Vec::new()));
    }

    fn refuse(&mut self, line: usize, text: &str, refusal: Refusal) {
        let verdict = match refusal {
            Refusal::Unreadable(error, offset) => {
                let offset = u32::try_from(offset).unwrap_or(u32::MAX);
                let span = error.span().map(|span| Span {
                    start: span.start.saturating_add(offset),
                    end: span.end.saturating_add(offset),
                });
                Verdict::Unreadable {
                    error: Box::new(error),
                    span,
                }
            }
            Refusal::Unsupported(why) => Verdict::Unsupported(why),
        };
        self.pass(line, text, verdict);
    }

    /// The next line.
    pub(super) fn line(&mut self, number: usize, text: &str) {
        match claim(text) {
            Claim::Blank => {
                self.previous = None;
                self.passed = false;
                self.defined.clear();
            }
            Claim::Comment => {}
            Claim::Statement(piece) => match self.session.run(piece.text) {
                Ok(_) => {
                    self.ground = Ground::new(&self.session, &self.ground.columns);
                    let said = Verdict::Said(piece.text.to_owned());
                    self.say(number, text, (said, Vec::new()));
                }
                Err(error) => {
                    self.refuse(number, text, Refusal::Unreadable(error, piece.start));
                }
            },
            Claim::Columns(names) => {
                self.ground.columns.extend(names);
                let said = Verdict::Said(text.trim().to_owned());
                self.say(number, text, (said, Vec::new()));
            }
            Claim::Equation => {
                self.pass(number, text, Verdict::Unsupported(Unsupported::Equation));
            }
            Claim::UnknownWord(piece) => {
                let start = u32::try_from(piece.start).unwrap_or(0);
                let length = u32::try_from(piece.text.len()).unwrap_or(0);
                let span = Span {
                    start,
                    end: start.saturating_add(length),
                };
                let word = piece.text.to_owned();
                self.pass(number, text, Verdict::UnknownWord { word, span });
            }
            Claim::Domain {
                kind,
                of,
                condition,
            } => {
                let linked = self.domain_claim(kind, of, condition);
                match linked {
                    Ok(linked) => self.say(number, text, linked),
                    Err(refusal) => self.refuse(number, text, refusal),
                }
            }
            Claim::Chain { link, sides } => match self.chain(number, text, link, &sides) {
                Ok(linked) => self.say(number, text, linked),
                Err(refusal) => self.refuse(number, text, refusal),
            },
        }
    }

    /// A line that was read already: an expression, a list or an equation.
    pub(super) fn value(&mut self, number: usize, value: &Value) {
        let typed = value.print(crate::expr::Style::Text).unwrap_or_default();
        let sides: Vec<Value> = match value {
            Value::Equation(left, right) => {
                vec![Value::Expr(left.clone()), Value::Expr(right.clone())]
            }
            other => vec![other.clone()],
        };
        let mut read = Vec::new();
        for side in &sides {
            let text = side.print(crate::expr::Style::Text).unwrap_or_default();
            match of_value(side, text) {
                Ok(side) => read.push(side),
                Err(why) => return self.pass(number, &typed, Verdict::Unsupported(why)),
            }
        }
        let linked = self.links(number, Link::Either, read, false);
        match linked {
            Ok(linked) => self.say(number, &typed, linked),
            Err(refusal) => self.refuse(number, &typed, refusal),
        }
    }

    /// A claim about the domain of an expression or of the line before.
    fn domain_claim(
        &mut self,
        kind: super::read::Domain,
        of: Option<Piece<'_>>,
        condition: Piece<'_>,
    ) -> Result<Linked, Refusal> {
        let of = match of {
            Some(piece) => side(&self.session, piece)?,
            None => match &self.previous {
                Some(previous) => previous.side.clone(),
                None => return Err(Refusal::Unsupported(Unsupported::NothingBefore)),
            },
        };
        let [part] = of.parts.as_slice() else {
            return Err(Refusal::Unsupported(Unsupported::ListDomain));
        };
        let condition = validity::condition(&self.session, condition)?;
        let found = validity::refute(&self.session, &self.ground, &part.full, &condition, kind)
            .map_err(Refusal::Unsupported)?;
        Ok(match found {
            validity::Found::Refuted { point, why } => {
                let of = of.text.clone();
                let refuted = Verdict::Refuted {
                    kind,
                    of,
                    point,
                    why,
                };
                (refuted, Vec::new())
            }
            validity::Found::Holds { points, also } => {
                let notes = also.map(Remark::AlsoAt).into_iter().collect();
                (Verdict::Holds { kind, points }, notes)
            }
        })
    }

    /// A chain of equal sides.
    fn chain(
        &mut self,
        number: usize,
        line: &str,
        link: Link,
        pieces: &[Piece<'_>],
    ) -> Result<Linked, Refusal> {
        let mut notes = Vec::new();
        let mut pieces = pieces;
        let mut defines = false;
        if let ([head, first, rest @ ..], Link::Either) = (pieces, &link)
            && let Some(name) = definition(line, *head, *first)
        {
            let key = normalise_name(&name).into_owned();
            let known = self.session.definitions.get(&name).is_some();
            if !known || !self.defined.contains(&key) {
                let end = first.start + first.text.len();
                let statement = line.get(head.start..end).unwrap_or_default();
                self.session
                    .run(statement)
                    .map_err(|error| Refusal::Unreadable(error, head.start))?;
                self.ground = Ground::new(&self.session, &self.ground.columns);
                self.defined.push(key);
                if known {
                    notes.push(Remark::Anew(name));
                }
                defines = true;
                pieces = pieces.get(1..).unwrap_or_default();
                if rest.is_empty() {
                    let side = side(&self.session, *first)?;
                    self.keep(number, side, true);
                    return Ok((Verdict::Said(line.trim().to_owned()), notes));
                }
            }
        }
        let mut sides = Vec::new();
        for piece in pieces {
            sides.push(side(&self.session, *piece)?);
        }
        let (verdict, more) = self.links(number, link, sides, defines)?;
        notes.extend(more);
        Ok((verdict, notes))
    }

    fn keep(&mut self, line: usize, side: Side, defines: bool) {
        self.previous = Some(Previous {
            side,
            line,
            defines,
        });
        self.passed = false;
    }

    /// Each side against the one before it.
    fn links(
        &mut self,
        number: usize,
        link: Link,
        sides: Vec<Side>,
        defines: bool,
    ) -> Result<Linked, Refusal> {
        let mut notes: Vec<Remark> = (sides.iter())
            .flat_map(|side| side.notes.iter().cloned().map(Remark::Reading))
            .collect();
        let several = sides.len() > 1;
        let mut verdict = Verdict::Begins;
        let mut sides = sides.into_iter();
        let Some(mut last) = sides.next() else {
            return Err(Refusal::Unsupported(Unsupported::NotAnExpression));
        };
        let previous = self.previous.take();
        let linked = match &previous {
            _ if defines => None,
            // The left side of an equality stands for itself.
            _ if several && link == Link::Either => None,
            Some(previous) => {
                if self.passed {
                    notes.push(Remark::HeldAgainst(previous.line));
                }
                let against = Against::Line(previous.line);
                let begins = previous.defines && link == Link::Either;
                Some(self.link(&previous.side, against, &link, &last, begins))
            }
            None if link != Link::Either => {
                return Err(Refusal::Unsupported(Unsupported::NothingBefore));
            }
            None => None,
        };
        match linked {
            None => {}
            Some(Ok((found, more))) => {
                verdict = found;
                notes.extend(more);
            }
            // What can't be checked is passed over, and the next line is held against the same.
            Some(Err(why)) => {
                self.previous = previous;
                return Err(Refusal::Unsupported(why));
            }
        }
        for next in sides {
            if !matches!(verdict, Verdict::Wrong(_)) {
                let against = Against::Before(last.text.clone());
                match self.link(&last, against, &Link::Equal, &next, false) {
                    Ok((found, more)) => {
                        verdict = found;
                        notes.extend(more);
                    }
                    Err(why) => {
                        self.previous = previous;
                        return Err(Refusal::Unsupported(why));
                    }
                }
            }
            last = next;
        }
        self.keep(number, last, false);
        Ok((verdict, notes))
    }

    /// One side against the one before it.
    fn link(
        &mut self,
        before: &Side,
        against: Against,
        link: &Link,
        side: &Side,
        begins: bool,
    ) -> Result<Linked, Unsupported> {
        match link {
            Link::Equal => self.equal(before, against, side),
            Link::Derivative(variables) => {
                let [part] = before.parts.as_slice() else {
                    let expected = (before.parts.iter())
                        .map(|part| self.derived(part, variables))
                        .collect::<Result<Vec<Derived>, Unsupported>>()?;
                    return self.derivatives(&expected, before, against, None, side);
                };
                let expected = [self.derived(part, variables)?];
                self.derivatives(&expected, before, against, None, side)
            }
            Link::Gradient(variables) => {
                let [part] = before.parts.as_slice() else {
                    return Err(Unsupported::Shape);
                };
                let variables = match variables.is_empty() {
                    true => part.full.free_symbols(),
                    false => variables.clone(),
                };
                let expected = (variables.iter())
                    .map(|name| self.derived(part, std::slice::from_ref(name)))
                    .collect::<Result<Vec<Derived>, Unsupported>>()?;
                let relation = Relation::Gradient(variables);
                self.derivatives(&expected, before, against, Some(relation), side)
            }
            Link::Either => self.either(before, against, side, begins),
        }
    }

    fn compared(&mut self, left: &Expr, right: &Expr) -> Result<Comparison, Unsupported> {
        let exact = self.exact > 0;
        self.exact = self.exact.saturating_sub(1);
        compare(&self.session, &self.ground, left, right, exact)
    }

    fn equal(
        &mut self,
        before: &Side,
        against: Against,
        side: &Side,
    ) -> Result<Linked, Unsupported> {
        if before.shape != side.shape || before.parts.len() != side.parts.len() {
            return Err(Unsupported::Shape);
        }
        let mut certainty = Certainty::Exact;
        let mut notes = Vec::new();
        let mut either = before.parts.iter().zip(&side.parts).enumerate();
        let count = side.parts.len();
        for (at, (left, right)) in &mut either {
            let comparison = self.compared(&left.full, &right.full)?;
            match right_as(&comparison) {
                Some(known) => {
                    certainty = weaker(certainty, known);
                    notes.extend(comparison.single.clone().map(Remark::Single));
                    if count == 1 {
                        notes.extend(remarks(&self.session, before, side, &comparison));
                    }
                }
                None => {
                    let relation = Relation::Equal;
                    let origin = left.origin.clone().map(|origin| Derived {
                        right: left.full.clone(),
                        of: origin.of,
                        variables: origin.variables,
                    });
                    let slip = self.slip(&left.full, (left, before), origin.as_ref(), right);
                    let shown = match &origin {
                        Some(_) => self.presentable(&left.full),
                        None => None,
                    };
                    let wrong = Wrong {
                        relation: Some(relation),
                        against,
                        entry: (count > 1).then_some(at + 1),
                        witness: witness(comparison),
                        slip: slip.map(Box::new),
                        right: shown,
                    };
                    return Ok((Verdict::Wrong(Box::new(wrong)), Vec::new()));
                }
            }
        }
        let right = Verdict::Right {
            relation: Relation::Equal,
            against,
            certainty,
        };
        Ok((right, notes))
    }

    /// The derivative of a part.
    fn derived(&self, part: &Part, variables: &[String]) -> Result<Derived, Unsupported> {
        let mut variables = variables.to_vec();
        if variables.is_empty() {
            match part.full.free_symbols().as_slice() {
                [only] => variables.push(only.clone()),
                _ => return Err(Unsupported::NoDerivative),
            }
        }
        let of = held(&self.session, &part.raw, &variables).ok_or(Unsupported::NoDerivative)?;
        let derivative = of.derivative(&variables);
        let derivative = derivative.map_err(|_| Unsupported::NoDerivative)?;
        let right = resolved(&self.session, &derivative).ok_or(Unsupported::NoDerivative)?;
        Ok(Derived {
            right,
            of,
            variables,
        })
    }

    /// Derivatives against the entries of a side.
    fn derivatives(
        &mut self,
        expected: &[Derived],
        before: &Side,
        against: Against,
        relation: Option<Relation>,
        side: &Side,
    ) -> Result<Linked, Unsupported> {
        if expected.len() != side.parts.len() {
            return Err(Unsupported::Shape);
        }
        let relation_of = |derived: &Derived| match &relation {
            Some(relation) => relation.clone(),
            None => Relation::Derivative(derived.variables.clone()),
        };
        let mut certainty = Certainty::Exact;
        let mut notes = Vec::new();
        for (at, (derived, part)) in expected.iter().zip(&side.parts).enumerate() {
            let comparison = self.compared(&derived.right, &part.full)?;
            match right_as(&comparison) {
                Some(known) => {
                    certainty = weaker(certainty, known);
                    notes.extend(comparison.only_left.map(Remark::Undefined));
                }
                None => {
                    let left = (before.parts.get(at)).or_else(|| before.parts.first());
                    let slip = left.and_then(|left| {
                        self.slip(&derived.right, (left, before), Some(derived), part)
                    });
                    let wrong = Wrong {
                        relation: Some(relation_of(derived)),
                        against,
                        entry: (expected.len() > 1).then_some(at + 1),
                        witness: witness(comparison),
                        slip: slip.map(Box::new),
                        right: self.presentable(&derived.right),
                    };
                    return Ok((Verdict::Wrong(Box::new(wrong)), Vec::new()));
                }
            }
        }
        let Some(first) = expected.first() else {
            return Err(Unsupported::Shape);
        };
        let right = Verdict::Right {
            relation: relation_of(first),
            against,
            certainty,
        };
        Ok((right, notes))
    }

    /// A line that may be equal to the one before or its derivative.
    fn either(
        &mut self,
        before: &Side,
        against: Against,
        side: &Side,
        begins: bool,
    ) -> Result<Linked, Unsupported> {
        let ([left], [right]) = (before.parts.as_slice(), side.parts.as_slice()) else {
            if begins && before.shape != side.shape {
                return Ok((Verdict::Begins, Vec::new()));
            }
            return self.equal(before, against, side);
        };
        let comparison = self.compared(&left.full, &right.full)?;
        if let Some(certainty) = right_as(&comparison) {
            let mut notes = remarks(&self.session, before, side, &comparison);
            notes.extend(comparison.single.map(Remark::Single));
            let relation = Relation::Equal;
            let right = Verdict::Right {
                relation,
                against,
                certainty,
            };
            return Ok((right, notes));
        }
        let mut names = left.full.free_symbols();
        names.truncate(MOST_VARIABLES);
        let mut tried = Vec::new();
        for name in names {
            let Ok(derived) = self.derived(left, &[name]) else {
                continue;
            };
            let found = self.compared(&derived.right, &right.full)?;
            if let Some(certainty) = right_as(&found) {
                let relation = Relation::Derivative(derived.variables);
                let notes = found.only_left.map(Remark::Undefined);
                let right = Verdict::Right {
                    relation,
                    against,
                    certainty,
                };
                return Ok((right, notes.into_iter().collect()));
            }
            tried.push((derived, found));
        }
        if begins {
            return Ok((Verdict::Begins, Vec::new()));
        }
        // What it was meant to be shows in the slip that leads to it.
        let mut wrong = Wrong {
            relation: None,
            against,
            entry: None,
            witness: witness(comparison),
            slip: None,
            right: None,
        };
        self.rules_only = true;
        for (derived, found) in tried {
            if let Some(slip) = self.slip(&derived.right, (left, before), Some(&derived), right) {
                wrong.relation = Some(Relation::Derivative(derived.variables));
                wrong.slip = Some(Box::new(slip));
                wrong.witness = witness(found);
                break;
            }
        }
        self.rules_only = false;
        if wrong.slip.is_none()
            && let Some(slip) = self.slip(&left.full, (left, before), None, right)
        {
            wrong.relation = Some(Relation::Equal);
            wrong.slip = Some(Box::new(slip));
        }
        Ok((Verdict::Wrong(Box::new(wrong)), Vec::new()))
    }

    /// The slip that leads from what is right to what stands in the line.
    fn slip(
        &mut self,
        right: &Expr,
        (before, typed): (&Part, &Side),
        derived: Option<&Derived>,
        claim: &Part,
    ) -> Option<Diagnosis> {
        if self.diagnosed == 0 {
            return None;
        }
        self.diagnosed -= 1;
        diagnose(&Case {
            session: &self.session,
            ground: &self.ground,
            right,
            before,
            typed: typed.shape.is_none().then_some(typed.text.as_str()),
            derivative: derived.map(|derived| (&derived.of, derived.variables.as_slice())),
            claim,
            rules_only: self.rules_only,
        })
    }

    fn presentable(&self, right: &Expr) -> Option<Expr> {
        presentable(&self.session, right)
    }
}

/// A derivative with what it was taken of.
#[derive(Clone, Debug)]
struct Derived {
    right: Expr,
    of: Expr,
    variables: Vec<String>,
}

/// The form in which a right expression is shown, if that is short enough.
pub(super) fn presentable(session: &Session, right: &Expr) -> Option<Expr> {
    if right.node_count() > MOST_PRESENTED {
        return None;
    }
    let length = |expr: &Expr| expr.to_string().chars().count();
    let shown = session.shown(right.clone());
    let plain = right.canonical().ok()?;
    // A derivative as the rules give it shows where its terms come from.
    let best = if 2 * length(&plain) <= 3 * length(&shown) {
        plain
    } else {
        shown
    };
    (length(&best) <= MOST_SHOWN).then_some(best)
}

fn right_as(comparison: &Comparison) -> Option<Certainty> {
    match comparison.agreement {
        Agreement::Exact => Some(Certainty::Exact),
        Agreement::Sampled(points) => Some(Certainty::Sampled(points)),
        Agreement::Different(_) | Agreement::Nowhere => None,
    }
}

fn weaker(a: Certainty, b: Certainty) -> Certainty {
    match (a, b) {
        (Certainty::Exact, other) | (other, Certainty::Exact) => other,
        (Certainty::Sampled(a), Certainty::Sampled(b)) => Certainty::Sampled(a.min(b)),
    }
}

fn witness(comparison: Comparison) -> Option<super::compare::Witness> {
    match comparison.agreement {
        Agreement::Different(witness) => Some(witness),
        _ => None,
    }
}

/// The name that two sides define, if they are a definition.
fn definition(line: &str, head: Piece<'_>, body: Piece<'_>) -> Option<String> {
    let end = body.start + body.text.len();
    let statement = line.get(head.start..end)?;
    match syntax::parse_statement(statement) {
        Ok(Statement::Definition { name, .. }) => statement
            .get(name.start as usize..name.end as usize)
            .map(str::to_owned),
        _ => None,
    }
}
