//! The sources keep the invariants: layers, one place for each name, no panic, no unsafe code.

mod source;

use std::collections::BTreeSet;

use gradus::function::all;

use source::{File, files};

/// The layers, lowest first; those on one line may not use each other either.
const LAYERS: [&[&str]; 15] = [
    &["function"],
    &["syntax"],
    &["expr"],
    &["algebra"],
    &["simplify"],
    &["diff"],
    &["analysis"],
    &["compile"],
    &["data"],
    &["verify"],
    &["point"],
    &["optimize"],
    &["plot"],
    &["session"],
    &["cli"],
];

/// Files at the root of the crate, which join the layers.
const ROOT: [&str; 3] = ["lib.rs", "error.rs", "strings.rs"];

/// What the root offers to the layers that have errors of all stages.
const ROOT_ITEMS: [&str; 1] = ["Error"];

/// Files that may have unsafe code, each block with its SAFETY argument.
const UNSAFE: [&str; 3] = [
    "compile/dispatch.rs",
    "compile/jit/memory.rs",
    "function/kernels/dispatch.rs",
];

/// Panics that stop compiling and never run.
const WHILE_COMPILING: [(&str, &str); 1] = [(
    "function/table.rs",
    r#"panic!("no row of this name in the function table")"#,
)];

/// Words of the language that are not functions of the table, though they read like some.
const WORDS: [&str; 4] = ["piecewise", "sum", "mean", "diff"];

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

/// Complains about everything at once.
fn assert_none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn each(mut complain: impl FnMut(&File, &mut Vec<String>)) {
    let mut found = Vec::new();
    for file in files() {
        complain(&file, &mut found);
    }
    assert_none(found);
}

#[test]
fn layers_use_lower_layers_only() {
    each(|file, found| {
        let Some((folder, _)) = file.path.split_once('/') else {
            assert!(
                ROOT.contains(&&*file.path),
                "{}: which layer is it?",
                file.path
            );
            return;
        };
        let own = layer(folder).unwrap_or_else(|| panic!("{}: which layer is it?", file.path));
        for (number, code) in file.code() {
            for name in used(&code) {
                let lower = match layer(&name) {
                    Some(other) => other < own || name == folder,
                    None => ROOT_ITEMS.contains(&&*name) && own >= layer("session").unwrap(),
                };
                if !lower {
                    found.push(format!("{}:{number}: {folder} uses {name}", file.path));
                }
            }
        }
    });
}

/// What checks derivations shares no code with what makes them but the reader and the evaluator.
#[test]
fn the_checker_is_independent() {
    let allowed = ["function", "syntax", "expr", "compile", "verify"];
    each(|file, found| {
        if !file.path.starts_with("verify/") {
            return;
        }
        for (number, code) in file.code() {
            for name in used(&code) {
                if !allowed.contains(&&*name) {
                    found.push(format!("{}:{number}: verify uses {name}", file.path));
                }
            }
        }
    });
}

/// What follows `crate::` in a line: one name, or several in braces.
fn used(code: &str) -> BTreeSet<String> {
    let name = |text: &str| -> String {
        let text = text.trim_start();
        (text.chars())
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => _ = names.insert(name(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ if start && !c.is_whitespace() => {
                            names.insert(name(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.remove("");
    names
}

#[test]
fn uses_are_found() {
    let used = |code| used(code).into_iter().collect::<Vec<_>>();
    assert_eq!(used("use crate::expr::Id;"), ["expr"]);
    assert_eq!(
        used("use crate::{Error, expr::{Id, Node}, diff};"),
        ["Error", "diff", "expr"]
    );
    assert_eq!(
        used("let a: crate::diff::Error = crate::compile::b();"),
        ["compile", "diff"]
    );
    assert!(used("use super::Id;").is_empty());
}

#[test]
fn a_functions_name_stands_in_the_table_only() {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for function in all() {
        names.insert(function.name());
        names.extend(function.row().aliases);
    }
    for word in WORDS {
        assert!(
            !names.contains(word),
            "{word} is a function: is it still a word?"
        );
    }
    each(|file, found| {
        if ["function/", "cli/", "plot/"]
            .iter()
            .any(|folder| file.path.starts_with(folder))
        {
            return;
        }
        for (number, literal) in file.literals() {
            if names.contains(&*literal) {
                found.push(format!("{}:{number}: \"{literal}\"", file.path));
            }
        }
    });
}

#[test]
fn nothing_panics_on_purpose() {
    const PANICS: [&str; 7] = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "unreachable!(",
        "dbg!(",
    ];
    each(|file, found| {
        for (number, code) in file.code() {
            let line = file.text.lines().nth(number - 1).unwrap_or("").trim();
            if WHILE_COMPILING.contains(&(&*file.path, line)) {
                continue;
            }
            for panic in PANICS {
                if code.contains(panic) {
                    found.push(format!("{}:{number}: {panic}", file.path));
                }
            }
        }
    });
}

#[test]
fn unsafe_code_is_where_it_is_allowed() {
    each(|file, found| {
        let allowed = UNSAFE.contains(&&*file.path);
        for (number, code) in file.code() {
            let word = (code.split(|c: char| !c.is_alphanumeric() && c != '_'))
                .any(|word| word == "unsafe");
            if word && !allowed {
                found.push(format!("{}:{number}: unsafe", file.path));
            }
        }
    });
    for path in UNSAFE {
        assert!(
            files().iter().any(|file| file.path == path),
            "{path} is gone"
        );
    }
}

#[test]
fn every_file_says_what_it_is() {
    each(|file, found| {
        if !file.text.starts_with("//! ") {
            found.push(format!("{}: begins without //!", file.path));
        }
        let head: String = (file.text.lines())
            .take_while(|line| line.starts_with("//!"))
            .collect();
        let lines = file.text.lines().count();
        if lines > 600 && !head.contains("long") {
            found.push(format!(
                "{}: {lines} lines, and no word why it is long",
                file.path
            ));
        }
        for mark in ["TODO", "FIXME", "XXX"] {
            if file.text.contains(mark) {
                found.push(format!("{}: {mark}", file.path));
            }
        }
    });
}

#[test]
fn modules_have_no_cycle_of_folders() {
    // The layer order is total, so a cycle would be caught there; each layer must be in it.
    let folders: BTreeSet<String> = (files().iter())
        .filter_map(|file| Some(file.path.split_once('/')?.0.to_owned()))
        .collect();
    for folder in folders {
        assert!(layer(&folder).is_some(), "{folder}");
    }
}
