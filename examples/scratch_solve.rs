use gradus::analysis::solve::{Kind, solve};
use gradus::expr::{PrintOptions, print};
use gradus::simplify::facts::{Assumptions, Facts};
use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let line = line.split("=>").next().unwrap().trim().to_owned();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.split(';').map(str::trim).collect();
        let var = parts.get(1).copied().unwrap_or("x");
        let assume = parts.get(2).copied().unwrap_or("");
        let eq = parts[0];
        let text = match eq.split_once(" = ") {
            Some((a, b)) => format!("({a}) - ({b})"),
            None => eq.to_owned(),
        };
        let start = std::time::Instant::now();
        let e: gradus::Expr = match text.parse() {
            Ok(e) => e,
            Err(e) => {
                println!("{line} => parse {e}");
                continue;
            }
        };
        let out = e.with(|arena, id| {
            let x = arena.symbol(var);
            let a = if assume.is_empty() {
                Assumptions::new()
            } else {
                Assumptions::parse(assume).unwrap()
            };
            let facts = Facts::new(arena, &a).unwrap();
            match solve(arena, id, x, &facts) {
                Err(e) => format!("error: {e}"),
                Ok(s) => {
                    let mut list = Vec::new();
                    for sol in &s.list {
                        let dec = matches!(sol.kind, Kind::Numeric { .. });
                        let p = |arena: &gradus::expr::Arena, id, d| {
                            print(
                                arena,
                                id,
                                &PrintOptions {
                                    decimals: d,
                                    ..PrintOptions::default()
                                },
                            )
                            .unwrap()
                        };
                        let mut t = p(arena, sol.value, dec);
                        if sol.multiplicity > 1 {
                            t += &format!(" x{}", sol.multiplicity);
                        }
                        if !sol.conditions.is_empty() {
                            let c: Vec<String> =
                                sol.conditions.iter().map(|&c| p(arena, c, false)).collect();
                            t += &format!(" {{{}}}", c.join(", "));
                        }
                        list.push(t);
                    }
                    let notes: Vec<String> = s.notes.iter().map(|n| n.text(arena, x)).collect();
                    let mut t = format!("[{}]", list.join("; "));
                    if !notes.is_empty() {
                        t += &format!("  // {}", notes.join(" // "));
                    }
                    t
                }
            }
        });
        let time = start.elapsed();
        let slow = if time.as_millis() > 100 {
            format!("   ({:?})", time)
        } else {
            String::new()
        };
        println!("{line} => {out}{slow}");
    }
}
