//! Programs as text, one instruction a line.

use std::fmt;

use super::program::{First, Instr, Order, Program, Second};
use crate::function::FunctionId;

impl Order {
    fn sign(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::LessEqual => "<=",
            Order::Greater => ">",
            Order::GreaterEqual => ">=",
            Order::Equal => "=",
            Order::NotEqual => "!=",
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (slot, input) in self.loads.iter().enumerate() {
            writeln!(f, "     s{slot} = input {input}")?;
        }
        for (at, constant) in self.constants.iter().enumerate() {
            writeln!(f, "     s{} = {constant}", self.loads.len() + at)?;
        }
        for (at, &instr) in self.code.iter().enumerate() {
            write!(f, "{at:>4} ")?;
            self.write_instr(instr, f)?;
            writeln!(f)?;
        }
        let mut separator = "     return ";
        for slot in &self.outputs {
            write!(f, "{separator}s{slot}")?;
            separator = ", ";
        }
        writeln!(f)
    }
}

impl Program {
    fn write_instr(&self, instr: Instr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernels = &self.kernels;
        match instr {
            Instr::Copy { to, a } => write!(f, "s{to} = s{a}"),
            Instr::Add { to, a, b } => write!(f, "s{to} = s{a} + s{b}"),
            Instr::Sub { to, a, b } => write!(f, "s{to} = s{a} - s{b}"),
            Instr::Mul { to, a, b } => write!(f, "s{to} = s{a} * s{b}"),
            Instr::Div { to, a, b } => write!(f, "s{to} = s{a} / s{b}"),
            Instr::Fused {
                first,
                second,
                to,
                a,
                b,
                c,
            } => {
                let first = match first {
                    First::Add => "+",
                    First::Sub => "-",
                    First::Mul => "*",
                };
                let (sign, follows) = match second {
                    Second::Add => ("+", true),
                    Second::Sub => ("-", true),
                    Second::SubFrom => ("-", false),
                    Second::Mul => ("*", true),
                    Second::Div => ("/", true),
                    Second::DivInto => ("/", false),
                };
                if follows {
                    write!(f, "s{to} = (s{a} {first} s{b}) {sign} s{c}")
                } else {
                    write!(f, "s{to} = s{c} {sign} (s{a} {first} s{b})")
                }
            }
            Instr::Neg { to, a } => write!(f, "s{to} = -s{a}"),
            Instr::Recip { to, a } => write!(f, "s{to} = 1 / s{a}"),
            Instr::PowInt { to, a, n } => write!(f, "s{to} = s{a} ^ {n}"),
            Instr::Pow { to, a, b } => write!(f, "s{to} = s{a} ^ s{b}"),
            Instr::Sqrt { to, a } => {
                write!(f, "s{to} = {}(s{a})", FunctionId::SQRT.row().name)
            }
            Instr::Unary { kernel, to, a } => {
                let name = kernels.unary[usize::from(kernel)].function.row().name;
                write!(f, "s{to} = {name}(s{a})")
            }
            Instr::Binary { kernel, to, a, b } => {
                let name = kernels.binary[usize::from(kernel)].function.row().name;
                write!(f, "s{to} = {name}(s{a}, s{b})")
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let name = kernels.ternary[usize::from(kernel)].function.row().name;
                write!(f, "s{to} = {name}(s{a}, s{b}, s{c})")
            }
            Instr::Indexed { kernel, to, n, a } => {
                let name = kernels.indexed[usize::from(kernel)].function.row().name;
                write!(f, "s{to} = {name}({n}, s{a})")
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let name = kernels.unary[usize::from(kernel)].function.row().name;
                write!(f, "s{to} = {name}(s{a}), s{at_zero} at 0")
            }
            Instr::Compare { order, to, a, b } => {
                write!(f, "s{to} = s{a} {} s{b}", order.sign())
            }
            Instr::And { to, a, b } => write!(f, "s{to} = s{a} and s{b}"),
            Instr::Or { to, a, b } => write!(f, "s{to} = s{a} or s{b}"),
            Instr::Not { to, a } => write!(f, "s{to} = not s{a}"),
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => write!(f, "s{to} = if s{condition} then s{a} else s{b}"),
            Instr::Jump { target } => write!(f, "go to {target}"),
            Instr::JumpIfNot { condition, target } => {
                write!(f, "if not s{condition} go to {target}")
            }
            Instr::LoopStart { at } => {
                let entry = &self.loops[at as usize];
                write!(
                    f,
                    "s{} = 0; for s{} from s{} to s{}, end at {}",
                    entry.to, entry.index, entry.first, entry.last, entry.end
                )
            }
            Instr::LoopEnd { at } => {
                let entry = &self.loops[at as usize];
                write!(
                    f,
                    "s{} = s{} + s{}; again from {}",
                    entry.to, entry.to, entry.value, entry.start
                )
            }
        }
    }
}
