//! Derivations as a page: formulas in MathML, which browsers set by themselves, and no more.

use super::super::derivation::{Derivation, Step};
use super::outline::{self, Sheet};
use super::{LIMIT, written};
use crate::expr::{Formula, Style};

/// The longest formula that is set. Its MathML is several times as long.
const FORMULA: usize = LIMIT / 4;

/// What the page looks like, on light and on dark screens, and on paper.
const CSS: &str = include_str!("page.css");

struct Page {
    out: String,
    /// A chain that begins with the next expression, and whether it is folded at first.
    begins: Option<bool>,
}

pub(super) fn render(derivation: &Derivation) -> Option<String> {
    let mut page = Page {
        out: String::new(),
        begins: None,
    };
    let problem = derivation.parts.first().map(|part| &part.problem);
    let title = match problem {
        Some(problem) => shortened(&written(problem, Style::Unicode)?),
        None => String::new(),
    };
    page.out
        .push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.out.push_str(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    );
    escape(&mut page.out, &format!("Derivation of {title}"));
    page.out.push_str("</title>\n<style>\n");
    page.out.push_str(CSS);
    page.out
        .push_str("</style>\n</head>\n<body>\n<main>\n<h1>Derivation</h1>\n");
    for part in &derivation.parts {
        page.out.push_str("<section>\n");
        if let Some(label) = &part.label {
            page.out.push_str("<h2>");
            escape(&mut page.out, label);
            page.out.push_str("</h2>\n");
        }
        page.out.push_str("<div class=\"chain\">\n");
        outline::write(part, &mut page)?;
        page.out.push_str("</div>\n</section>\n");
    }
    page.out.push_str("</main>\n</body>\n</html>\n");
    (page.out.len() <= LIMIT).then_some(page.out)
}

impl Page {
    /// Opens the chain that begins here, if one does, under what it begins with.
    fn begin(&mut self, head: &str) -> bool {
        let Some(folded) = self.begins.take() else {
            return false;
        };
        self.out.push_str(match folded {
            true => "<details>",
            false => "<details open>",
        });
        self.out.push_str("<summary>");
        self.out.push_str(head);
        self.out.push_str("</summary>\n<div class=\"chain\">\n");
        true
    }

    fn full(&self) -> Option<()> {
        (self.out.len() <= LIMIT).then_some(())
    }
}

impl Sheet for Page {
    fn style(&self) -> Style {
        Style::Latex
    }

    fn head(&mut self, text: String) -> Option<()> {
        let formula = math("", &text)?;
        if !self.begin(&formula) {
            self.out.push_str("<div class=\"head\">");
            self.out.push_str(&formula);
            self.out.push_str("</div>\n");
        }
        self.full()
    }

    fn equal(&mut self, text: String, step: Option<&Step>) -> Option<()> {
        self.begin("in detail");
        self.out
            .push_str("<div class=\"line\"><div class=\"formula\">");
        self.out.push_str(&math("<mo>=</mo>", &text)?);
        self.out.push_str("</div>");
        if let Some(step) = step {
            self.note(step)?;
        }
        self.out.push_str("</div>\n");
        self.full()
    }

    fn open(&mut self, quiet: bool) -> Option<()> {
        // The chain around it begins with what this one begins with.
        self.begin("in detail");
        self.begins = Some(quiet);
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        self.begin("in detail");
        self.out.push_str("</div>\n</details>\n");
        Some(())
    }
}

impl Page {
    /// The rule, what it takes for what, and where it holds.
    fn note(&mut self, step: &Step) -> Option<()> {
        self.out
            .push_str("<div class=\"note\"><span class=\"rule\">");
        escape(&mut self.out, &step.rule);
        self.out.push_str("</span>");
        for (name, expr) in &step.parts {
            self.out.push_str("<span class=\"part\">, ");
            let text = format!("{name} = {}", written(expr, Style::Latex)?);
            self.out.push_str(&math("", &text)?);
            self.out.push_str("</span>");
        }
        for (at, condition) in step.conditions.iter().enumerate() {
            let word = if at == 0 { " for " } else { " and " };
            self.out.push_str("<span class=\"condition\">");
            self.out.push_str(word);
            self.out
                .push_str(&math("", &written(condition, Style::Latex)?)?);
            self.out.push_str("</span>");
        }
        self.out.push_str("</div>");
        self.full()
    }
}

/// The element of a formula, with what stands before it in MathML.
fn math(before: &str, latex: &str) -> Option<String> {
    if latex.len() > FORMULA {
        return None;
    }
    let formula = Formula::read(latex).mathml();
    Some(format!(
        "<math displaystyle=\"true\"><mrow>{before}{formula}</mrow></math>"
    ))
}

/// Appends a text with what HTML would take for its own.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

/// The beginning of a text, if it is long for a title.
fn shortened(text: &str) -> String {
    const LONG: usize = 80;
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
