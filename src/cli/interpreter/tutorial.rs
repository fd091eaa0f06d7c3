//! A first walk at the prompt: derivatives of one and of several variables, step by step.

/// One step: what is said, what is to be typed, and what comes of it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What there is to know.
    pub say: &'static str,
    /// What is to be typed.
    pub line: &'static str,
    /// The result in plain text; nothing for a definition.
    pub result: &'static str,
}

/// The steps.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    Step {
        say: "A formula is typed as it is said: `^` is a power, and between 3 and x\n\
              nothing needs to stand. Give this one a name:",
        line: "f(x) = 3x^2 + 2x + 10", result: "" },
    Step {
        say: "The derivative says how steep f is at each x. Primes are derivatives;\n\
              `diff` derives anything:",
        line: "diff(f(x), x)", result: "6*x + 2" },
    Step {
        say: "At x = 2 the slope is a number:",
        line: "f'(2)", result: "14" },
    Step {
        say: "How does one get there? `steps` shows each rule:",
        line: "steps diff(f(x), x)", result: "" },
    Step {
        say: "A function may have several variables. Then there is a derivative in each\n\
              direction of an axis, and together they are the gradient:",
        line: "g(x1, x2) = -x1^2 - 1/2 x2^2", result: "" },
    Step {
        say: "The gradient points to where g rises most:",
        line: "gradient(g(x1, x2))", result: "[-2*x1, -x2]" },
    Step {
        say: "`%` is the last result, and `%1` the first one. At the point (2, 1):",
        line: "subs(%, x1 = 2, x2 = 1)", result: "[-4, -1]" },
    Step {
        say: "In any other direction g rises less. Its slope in the direction (1, 1) is",
        line: "directional(g(x1, x2), [x1, x2], [1, 1])", result: "" },
    Step {
        say: "and along the gradient itself it is the length of the gradient, sqrt(17):",
        line: "subs(directional(g(x1, x2), [x1, x2], [-4, -1]), x1 = 2, x2 = 1)", result: "sqrt(17)" },
    Step {
        say: "Across it, along the level line through the point, g neither rises nor falls:",
        line: "subs(directional(g(x1, x2), [x1, x2], [1, -4]), x1 = 2, x2 = 1)", result: "0" },
];

/// What is said after the last step.
pub const END: &str = "That is the first lesson. `:save FILE` keeps what you have typed, `help` lists\n\
                       all there is, and `help NAME` tells of one thing.";

/// The text of a step.
pub fn text(at: usize) -> String {
    match STEPS.get(at) {
        Some(step) => format!(
            "{} of {}. {}\n\n    {}\n\n(Type it, or press Enter; `quit tutorial` ends this.)",
            at + 1,
            STEPS.len(),
            step.say,
            step.line
        ),
        None => END.to_owned(),
    }
}
