//! Rust and C: one program for each, compiled and run.

use std::path::{Path, PathBuf};
use std::process::Command;

use gradus::compile::{Language, With};

use super::cases::{Case, formulas, functions, random};

/// A folder for a program.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("code")
        .join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn run(command: &mut Command, what: &str) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        output.status.success(),
        "{what}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("a text")
}

/// Each line has the bits of the numbers of one case at one point.
fn check(language: &str, cases: &[Case], text: &str, exact: bool) {
    let mut lines = text.lines();
    for case in cases {
        for at in 0..case.points.len() {
            let line = lines.next().expect("a line for each point");
            let found: Vec<f64> = line
                .split_whitespace()
                .map(|bits| f64::from_bits(u64::from_str_radix(bits, 16).expect(line)))
                .collect();
            case.check(language, at, &found, exact);
        }
    }
    assert_eq!(lines.next(), None);
}

/// The functions of a program, with their helpers once.
fn program(cases: &[Case], language: Language) -> String {
    let mut text = String::new();
    let mut known: Vec<gradus::compile::Helper> = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let code = case.code(language, &format!("case{number}")).expect("code");
        if number == 0 {
            text.push_str(&code.head);
        }
        for helper in code.helpers {
            match known.iter().find(|other| other.name == helper.name) {
                Some(other) => assert_eq!(other.text, helper.text, "{}", case.text),
                None => {
                    text.push_str(&helper.text);
                    known.push(helper);
                }
            }
        }
        text.push_str(&code.function);
    }
    text
}

fn literals(point: &[f64]) -> String {
    let texts: Vec<String> = point
        .iter()
        .map(|value| format!("b(0x{:x})", value.to_bits()))
        .collect();
    texts.join(", ")
}

fn rust_main(cases: &[Case], real: &str) -> String {
    let mut text = format!(
        "fn b(bits: u64) -> {real} {{ f64::from_bits(bits) as {real} }}\n\
         fn p(values: &[{real}]) {{ for &v in values {{ print!(\"{{:x}} \", f64::from(v).to_bits()); }} }}\n"
    );
    let mut calls = String::new();
    for (number, case) in cases.iter().enumerate() {
        calls.push_str(&format!("    run{number}();\n"));
        text.push_str(&format!("fn run{number}() {{\n"));
        for (point, _) in &case.points {
            let call = format!("case{number}({})", literals(point));
            text.push_str(&match case.with {
                With::Value => format!("    p(&[{call}]); println!();\n"),
                With::Gradient => {
                    format!("    let (v, g) = {call}; p(&[v]); p(&g); println!();\n")
                }
                With::Hessian => format!(
                    "    let (v, g, h) = {call}; p(&[v]); p(&g); for r in h {{ p(&r); }} println!();\n"
                ),
            });
        }
        text.push_str("}\n");
    }
    format!("{text}fn main() {{\n{calls}}}\n")
}

fn rustc() -> Command {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.args([
        "--edition",
        "2024",
        "-C",
        "opt-level=0",
        "-C",
        "debuginfo=0",
        "-A",
        "warnings",
    ]);
    command
}

fn all_cases() -> Vec<Case> {
    let mut cases = formulas();
    cases.extend(functions());
    cases.extend(random(0xC0DE, 60));
    cases
}

#[test]
fn rust_gives_the_bits() {
    let cases = all_cases();
    let folder = folder("rust");
    let source = folder.join("main.rs");
    let text = program(&cases, Language::Rust) + &rust_main(&cases, "f64");
    std::fs::write(&source, text).expect("a file");
    let binary = folder.join("main");
    run(rustc().arg(&source).arg("-o").arg(&binary), "rustc");
    check(
        "rust",
        &cases,
        &run(&mut Command::new(&binary), "rust"),
        true,
    );
}

#[test]
fn c_gives_the_bits() {
    let cases = all_cases();
    let folder = folder("c");
    let source = folder.join("main.c");
    let mut text = program(&cases, Language::C);
    text.push_str(
        "#include <stdint.h>\n#include <stdio.h>\n#include <string.h>\n\
         static double b(uint64_t bits) { double v; memcpy(&v, &bits, 8); return v; }\n\
         static void p(const double *v, int n) { for (int i = 0; i < n; i++) { uint64_t u; memcpy(&u, v + i, 8); printf(\"%llx \", (unsigned long long)u); } }\n\
         int main(void) {\n    double v, g[64], h[4096];\n",
    );
    for (number, case) in cases.iter().enumerate() {
        let count = case.names.len();
        for (point, _) in &case.points {
            let arguments = literals(point);
            text.push_str(&match case.with {
                With::Value => format!("    v = case{number}({arguments}); p(&v, 1);"),
                With::Gradient => {
                    format!("    v = case{number}({arguments}, g); p(&v, 1); p(g, {count});")
                }
                With::Hessian => format!(
                    "    v = case{number}({arguments}, g, h); p(&v, 1); p(g, {count}); p(h, {});",
                    count * count
                ),
            });
            text.push_str(" puts(\"\");\n");
        }
    }
    text.push_str("    return 0;\n}\n");
    std::fs::write(&source, text).expect("a file");
    let binary = folder.join("main");
    let mut cc = Command::new("cc");
    cc.args([
        "-std=c99",
        "-pedantic-errors",
        "-O0",
        "-ffp-contract=off",
        "-o",
    ]);
    run(cc.arg(&binary).arg(&source).arg("-lm"), "cc");
    check("c", &cases, &run(&mut Command::new(&binary), "c"), true);
}

/// `f32` in Rust and C has the digits of `f32`.
#[test]
fn single_precision_is_close() {
    let mut cases = formulas();
    // What a number of 24 bits can't hold, or loses by cancellation.
    let hard = [
        "1e-300",
        "digamma",
        "123456789",
        "floor(first)",
        "sum(sum",
        "x^16",
        "round",
    ];
    cases.retain(|case| {
        case.with == With::Value && !hard.iter().any(|part| case.text.contains(part))
    });
    for case in &mut cases {
        case.tolerance = Some(2e-4);
    }
    let folder = folder("single");
    let source = folder.join("main.rs");
    let text = program(&cases, Language::RustSingle) + &rust_main(&cases, "f32");
    std::fs::write(&source, text).expect("a file");
    let binary = folder.join("main");
    run(rustc().arg(&source).arg("-o").arg(&binary), "rustc");
    check(
        "rust-f32",
        &cases,
        &run(&mut Command::new(&binary), "rust-f32"),
        false,
    );

    let mut text = program(&cases, Language::CSingle);
    text.push_str(
        "#include <stdio.h>\n#include <string.h>\n#include <stdint.h>\n\
         static float b(uint64_t bits) { double v; memcpy(&v, &bits, 8); return (float)v; }\n\
         int main(void) {\n    double v; uint64_t u;\n",
    );
    for (number, case) in cases.iter().enumerate() {
        for (point, _) in &case.points {
            text.push_str(&format!(
                "    v = case{number}({}); memcpy(&u, &v, 8); printf(\"%llx\\n\", (unsigned long long)u);\n",
                literals(point)
            ));
        }
    }
    text.push_str("    return 0;\n}\n");
    let source = folder.join("main.c");
    std::fs::write(&source, text).expect("a file");
    let mut cc = Command::new("cc");
    cc.args(["-std=c99", "-pedantic-errors", "-O0", "-o"]);
    run(cc.arg(&binary).arg(&source).arg("-lm"), "cc");
    check(
        "c-f32",
        &cases,
        &run(&mut Command::new(&binary), "c-f32"),
        false,
    );
}

/// The library `libm` that this package's tests depend on, as it was built for them.
fn libm() -> PathBuf {
    // The test stands beside what it was linked with.
    assert_eq!(libm::fabs(-1.0), 1.0);
    let own = std::env::current_exe().expect("a path");
    let folder = own.parent().expect("a folder");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("liblibm-") && name.ends_with(".rlib")
        })
        .collect();
    found.sort_by_key(|path| path.metadata().and_then(|data| data.modified()).ok());
    found.pop().expect("libm")
}

#[test]
fn rust_without_std_compiles_and_is_close() {
    let mut cases = formulas();
    cases.extend(functions());
    let folder = folder("nostd");
    let library = |command: &mut Command| {
        let mut library = std::ffi::OsString::from("libm=");
        library.push(libm());
        command.arg("--extern").arg(library);
    };
    for language in [Language::RustNoStd, Language::RustNoStdSingle] {
        let source = folder.join(format!("{language}.rs"));
        let text = format!("#![no_std]\n{}", program(&cases, language));
        std::fs::write(&source, text).expect("a file");
        let mut command = rustc();
        library(&mut command);
        command.args(["--crate-type", "lib", "--emit", "metadata"]);
        command.args(["--crate-name", "printed", "--out-dir"]);
        run(command.arg(&folder).arg(&source), "rustc");
    }
    // The same functions in a program that can print.
    for case in &mut cases {
        case.tolerance = Some(case.tolerance.unwrap_or(1e-13).max(4e-14));
    }
    let source = folder.join("main.rs");
    let text = program(&cases, Language::RustNoStd) + &rust_main(&cases, "f64");
    std::fs::write(&source, text).expect("a file");
    let binary = folder.join("main");
    let mut command = rustc();
    library(&mut command);
    run(command.arg(&source).arg("-o").arg(&binary), "rustc");
    let text = run(&mut Command::new(&binary), "rust-nostd");
    check("rust-nostd", &cases, &text, false);
}
