//! Changes of a formula's text, as a slip of the pen makes them.

/// Every change of one kind at one place.
pub fn mutations(text: &str) -> Vec<String> {
    let mut found = vec![format!("-({text})"), format!("{text} + 1")];
    let bytes = text.as_bytes();
    let word = |at: usize| bytes[at].is_ascii_alphanumeric() || bytes[at] == b'\'';
    for at in 0..bytes.len() {
        let (head, tail) = text.split_at(at);
        // Another sign.
        for (from, to) in [(" + ", " - "), (" - ", " + "), ("*", " + "), ("/", "*")] {
            if let Some(rest) = tail.strip_prefix(from) {
                found.push(format!("{head}{to}{rest}"));
            }
        }
        // Another number.
        if bytes[at].is_ascii_digit() && (at == 0 || !word(at - 1)) {
            let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = tail[..digits].parse().expect("digits");
            found.push(format!("{head}{}{}", number + 1, &tail[digits..]));
        }
        let start = at == 0 || !word(at - 1);
        // Another function.
        for (from, to) in [
            ("sin(", "cos("),
            ("cos(", "sin("),
            ("log(", "exp("),
            ("exp(", "sin("),
            ("tan(", "sin("),
            ("abs(", "sin("),
            ("sigmoid(", "tanh("),
            ("sum(", "mean("),
            ("f(", "g("),
        ] {
            if start && let Some(rest) = tail.strip_prefix(from) {
                found.push(format!("{head}{to}{rest}"));
            }
        }
        // A factor dropped.
        if start && word(at) {
            let length = (at..bytes.len()).take_while(|&at| word(at)).count();
            if let Some(rest) = tail[length..].strip_prefix('*') {
                found.push(format!("{head}{rest}"));
            }
        }
    }
    found
}

/// One change at random; `pick` gives a number below another.
pub fn changed(text: &str, pick: &mut dyn FnMut(usize) -> usize) -> String {
    let all = mutations(text);
    let one = &all[pick(all.len())];
    match pick(3) {
        0 => {
            let more = mutations(one);
            more[pick(more.len())].clone()
        }
        _ => one.clone(),
    }
}
