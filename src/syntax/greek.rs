//! The Greek alphabet: letter, LaTeX command and, through the command, the Latin name.

/// One letter. The Latin name is the command without its backslash.
struct Letter {
    letter: &'static str,
    command: &'static str,
    /// What LaTeX needs where it has no such command, because the letter looks like a Latin one.
    plain: Option<&'static str>,
}

const fn row(letter: &'static str, command: &'static str) -> Letter {
    Letter {
        letter,
        command,
        plain: None,
    }
}

const fn like(letter: &'static str, command: &'static str, plain: &'static str) -> Letter {
    Letter {
        letter,
        command,
        plain: Some(plain),
    }
}

#[rustfmt::skip]
const ALPHABET: &[Letter] = &[
    row("α", r"\alpha"),   like("Α", r"\Alpha", r"\mathrm{A}"),
    row("β", r"\beta"),    like("Β", r"\Beta", r"\mathrm{B}"),
    row("γ", r"\gamma"),   row("Γ", r"\Gamma"),
    row("δ", r"\delta"),   row("Δ", r"\Delta"),
    row("ε", r"\epsilon"), like("Ε", r"\Epsilon", r"\mathrm{E}"),
    row("ζ", r"\zeta"),    like("Ζ", r"\Zeta", r"\mathrm{Z}"),
    row("η", r"\eta"),     like("Η", r"\Eta", r"\mathrm{H}"),
    row("θ", r"\theta"),   row("Θ", r"\Theta"),
    row("ι", r"\iota"),    like("Ι", r"\Iota", r"\mathrm{I}"),
    row("κ", r"\kappa"),   like("Κ", r"\Kappa", r"\mathrm{K}"),
    row("λ", r"\lambda"),  row("Λ", r"\Lambda"),
    row("μ", r"\mu"),      like("Μ", r"\Mu", r"\mathrm{M}"),
    row("ν", r"\nu"),      like("Ν", r"\Nu", r"\mathrm{N}"),
    row("ξ", r"\xi"),      row("Ξ", r"\Xi"),
    like("ο", r"\omicron", "o"), like("Ο", r"\Omicron", r"\mathrm{O}"),
    row("π", r"\pi"),      row("Π", r"\Pi"),
    row("ρ", r"\rho"),     like("Ρ", r"\Rho", r"\mathrm{P}"),
    row("σ", r"\sigma"),   row("Σ", r"\Sigma"),
    row("τ", r"\tau"),     like("Τ", r"\Tau", r"\mathrm{T}"),
    row("υ", r"\upsilon"), row("Υ", r"\Upsilon"),
    row("φ", r"\phi"),     row("Φ", r"\Phi"),
    row("χ", r"\chi"),     like("Χ", r"\Chi", r"\mathrm{X}"),
    row("ψ", r"\psi"),     row("Ψ", r"\Psi"),
    row("ω", r"\omega"),   row("Ω", r"\Omega"),
    // Other shapes of the same letters. They come last, so that a name is printed in the usual shape.
    row("ϵ", r"\epsilon"), row("ϑ", r"\theta"), row("ϕ", r"\phi"), row("ϱ", r"\rho"),
    row("ϰ", r"\kappa"),   row("\u{b5}", r"\mu"), row("\u{2126}", r"\Omega"),
];

fn find(latin: &str) -> Option<&'static Letter> {
    ALPHABET.iter().find(|row| &row.command[1..] == latin)
}

/// The Greek letter with a Latin name.
///
/// # Examples
/// ```
/// use gradus::syntax::greek;
/// assert_eq!(greek("sigma"), Some("σ"));
/// assert_eq!(greek("Delta"), Some("Δ"));
/// assert_eq!(greek("x"), None);
/// ```
pub fn greek(latin: &str) -> Option<&'static str> {
    find(latin).map(|row| row.letter)
}

/// The LaTeX of the Greek letter with a Latin name.
///
/// # Examples
/// ```
/// use gradus::syntax::latex_greek;
/// assert_eq!(latex_greek("sigma"), Some(r"\sigma"));
/// assert_eq!(latex_greek("Alpha"), Some(r"\mathrm{A}"));
/// ```
pub fn latex_greek(latin: &str) -> Option<&'static str> {
    find(latin).map(|row| row.plain.unwrap_or(row.command))
}

/// The Latin name of a Greek letter.
///
/// # Examples
/// ```
/// use gradus::syntax::latin;
/// assert_eq!(latin('σ'), Some("sigma"));
/// assert_eq!(latin('s'), None);
/// ```
pub fn latin(letter: char) -> Option<&'static str> {
    ALPHABET
        .iter()
        .find(|row| row.letter.starts_with(letter))
        .map(|row| &row.command[1..])
}
