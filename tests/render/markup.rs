//! Whether markup is well-formed: HTML and MathML by their tags, LaTeX by its brackets.

/// Elements that have no end tag.
const VOID: [&str; 1] = ["meta"];

/// The first thing wrong with a text of tags: one that is not closed, a stray `<` or `&`.
pub fn check_tags(text: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '>']) {
        let before = &rest[..at];
        let here = &rest[at..];
        let context = || format!("{:.60}", here);
        match here.as_bytes()[0] {
            b'>' => return Err(format!("a stray > after {before}")),
            b'&' => {
                let (entity, _) = here.split_once(';').ok_or_else(context)?;
                if !["&lt", "&gt", "&amp", "&quot", "&#39"].contains(&entity) {
                    return Err(format!("an unknown entity: {}", context()));
                }
                rest = &here[entity.len() + 1..];
                continue;
            }
            _ => {}
        }
        let (tag, after) = here[1..].split_once('>').ok_or_else(context)?;
        rest = after;
        if tag.eq_ignore_ascii_case("!doctype html") {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("not what is open: {}", context()));
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("no tag: {}", context()));
        }
        if attributes.matches('"').count() % 2 != 0 || attributes.contains('<') {
            return Err(format!("attributes: {}", context()));
        }
        if name == "style" {
            rest = rest.split_once("</style>").ok_or_else(context)?.1;
        } else if !VOID.contains(&name) {
            open.push(name);
        }
    }
    match open.pop() {
        Some(name) => Err(format!("{name} is not closed")),
        None => Ok(()),
    }
}

/// The first thing wrong with a formula in MathML: tags, a number of operands that an element does
/// not take, or LaTeX that was not understood.
pub fn check_mathml(text: &str) -> Result<(), String> {
    check_tags(text)?;
    if text.contains(['\\', '{']) && !text.contains("<mo>{</mo>") {
        return Err(format!("LaTeX is left: {text}"));
    }
    // How many children each open element has had.
    let mut open: Vec<(&str, usize)> = vec![("", 0)];
    for piece in text.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').ok_or("no tag")?;
        let (name, _) = tag.split_once(' ').unwrap_or((tag, ""));
        if !name.starts_with('/') {
            open.last_mut().ok_or("nothing is open")?.1 += 1;
            open.push((name, 0));
            continue;
        }
        let (name, children) = open.pop().ok_or("nothing is open")?;
        let wanted = match name {
            "mfrac" | "msup" | "msub" | "mroot" | "munder" | "mover" => 2,
            "msubsup" | "munderover" => 3,
            "msqrt" | "mtd" => 1,
            "mi" | "mn" | "mo" | "mtext" => 0,
            "mrow" | "mtable" | "mtr" => children,
            _ => return Err(format!("an unknown element: {name}")),
        };
        if children != wanted {
            return Err(format!("{name} has {children} operands in {text}"));
        }
    }
    Ok(())
}

/// The first thing wrong with LaTeX: braces, `\left` and `\right`, environments.
pub fn check_latex(text: &str) -> Result<(), String> {
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    let close = |open: &mut Vec<String>, wanted: String, at: usize| match open.pop() {
        Some(found) if found == wanted => Ok(()),
        found => Err(format!("{wanted} ends {found:?} at {at} in {text}")),
    };
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += c.len_utf8();
        match c {
            '{' => open.push("brace".to_owned()),
            '}' => close(&mut open, "brace".to_owned(), at)?,
            // Rows and columns may not lie inside a bracket that is not an environment.
            '&' if open.last().is_none_or(|name| !name.starts_with("env")) => {
                return Err(format!("& inside {:?} at {at} in {text}", open.last()));
            }
            '\\' => {
                let name: String = rest[1..]
                    .chars()
                    .take_while(char::is_ascii_alphabetic)
                    .collect();
                at += name.len().max(1);
                match &*name {
                    "left" => open.push("fence".to_owned()),
                    "right" => close(&mut open, "fence".to_owned(), at)?,
                    "begin" | "end" => {
                        let (word, _) = text[at + 1..].split_once('}').ok_or("no environment")?;
                        at += word.len() + 2;
                        match &*name {
                            "begin" => open.push(format!("env {word}")),
                            _ => close(&mut open, format!("env {word}"), at)?,
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    match open.pop() {
        Some(name) => Err(format!("{name} is not closed in {text}")),
        None => Ok(()),
    }
}

#[test]
fn what_is_not_well_formed_is_found() {
    for text in [
        "<p>",
        "<p><b></p></b>",
        "a < b",
        "a & b",
        "<p a=\"b>",
        "a > b",
        "</p>",
        "&nbsp;",
    ] {
        assert!(check_tags(text).is_err(), "{text}");
    }
    assert!(check_tags("<p class=\"a\">&lt;<b>x</b></p>").is_ok());
    for text in [
        "<msup><mi>x</mi></msup>",
        "<mi>\\frac</mi>",
        "<b></b>",
        "<mi><mi>x</mi></mi>",
    ] {
        assert!(check_mathml(text).is_err(), "{text}");
    }
    for text in [
        "{",
        "}",
        r"\left( x",
        r"\frac{\left( x}{\right)}",
        r"a & b",
        r"\begin{align*}{a & b}\end{align*}",
        r"\begin{cases} \end{align*}",
    ] {
        assert!(check_latex(text).is_err(), "{text}");
    }
    assert!(check_latex(r"\begin{align*} \{ & \left( x^{2} \right| \\ \end{align*}").is_ok());
}
