//! Values at a point, with how far they may be off.
//!
//! A derivative is a difference quotient of the compiled function, extrapolated to step 0 (L. F.
//! Richardson, 1911; the table and its error are those of C. J. F. Ridders, Adv. Eng. Software 4
//! (1982)). Its error is what neighbouring entries of the table differ by, together with what
//! rounding may do. What reads a derivative is evaluated with the derivative moved by its error.

use super::plan::{Code, Plan, Slot};

/// What an evaluation gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// A real number, and how far it may be off.
    Real {
        /// The value.
        value: f64,
        /// A bound of its error that holds as a rule.
        error: f64,
        /// The size of what it is a difference of.
        scale: f64,
    },
    /// There is no real value.
    NotReal {
        /// NaN, or an infinity.
        value: f64,
    },
    /// There may be a value, but it was not found well enough.
    Unclear,
}

/// How many halvings of the step the table has.
const ROWS: usize = 8;

/// The first steps that are tried, as shares of the variable's size.
const STARTS: [f64; 4] = [0.25, 1.0 / 32.0, 1.0 / 256.0, 1.0 / 4096.0];

/// The error at which a table is good enough, relative to the value.
const GOOD: f64 = 1e-10;

/// By how much inputs are moved to see what rounding does, relative to them: some 64 roundings.
const NUDGE: f64 = 1.5e-14;

/// Evaluates what a plan holds.
pub(super) struct Machine<'a> {
    plan: &'a Plan,
    /// The work that is left; with 0, all is unclear.
    pub fuel: u64,
    /// Another first step, to see whether a value depends on it.
    second_opinion: bool,
    /// The point that is compared at, and the derivatives there that are known.
    home: Vec<f64>,
    known: Vec<Option<Reading>>,
}

impl<'a> Machine<'a> {
    /// With this much work to spend.
    pub fn new(plan: &'a Plan, fuel: u64) -> Self {
        Machine {
            plan,
            fuel,
            second_opinion: false,
            home: Vec::new(),
            known: Vec::new(),
        }
    }

    /// Goes to a point that is compared at.
    pub fn visit(&mut self, point: &[f64], second_opinion: bool) {
        self.home = point.to_vec();
        self.known = vec![None; self.plan.slots.len()];
        self.second_opinion = second_opinion;
    }

    /// Whether a condition holds at a point.
    pub fn holds(&mut self, condition: &Code, point: &[f64]) -> bool {
        matches!(self.value(condition, point), Reading::Real { value, .. } if value == 1.0)
    }

    /// The value of a function at a point, with what rounding may do to it.
    pub fn rounded(&mut self, code: &Code, point: &[f64]) -> Reading {
        let reading = self.value(code, point);
        let Reading::Real {
            value,
            mut error,
            scale,
        } = reading
        else {
            return reading;
        };
        let inputs = self.inputs(code, point).0;
        for pattern in [0b0101_0011u32, 0b1010_0101, 0b0110_1100] {
            let mut moved = inputs.clone();
            for (at, input) in moved.iter_mut().enumerate() {
                let up = pattern >> (at % 8) & 1 == 1;
                *input *= if up { 1.0 + NUDGE } else { 1.0 - NUDGE };
            }
            let near = self.run(code, &moved);
            // Where a nudge leaves the domain, nothing is certain.
            if !near.is_finite() {
                return Reading::Unclear;
            }
            error = error.max((near - value).abs());
        }
        error += self.noise(code, &inputs, value);
        if !error.is_finite() {
            return Reading::Unclear;
        }
        Reading::Real {
            value,
            error: error + value.abs() * 1e-15,
            scale: scale.max(value.abs()),
        }
    }

    /// How far a value may be off because every operation on the way to it rounds.
    fn noise(&mut self, code: &Code, inputs: &[f64], value: f64) -> f64 {
        let Some(noisy) = &code.noisy else {
            return 0.0;
        };
        self.fuel = self.fuel.saturating_sub(code.cost);
        let mut inputs = inputs.to_vec();
        inputs.push(0.0);
        let mut most = 0.0f64;
        for size in [f64::EPSILON, -f64::EPSILON] {
            if let Some(last) = inputs.last_mut() {
                *last = size;
            }
            let near = noisy.value(&inputs);
            if !near.is_finite() {
                return f64::INFINITY;
            }
            most = most.max((near - value).abs());
        }
        most
    }

    /// The size of the largest value on the way to that of a function; infinite where it is not
    /// known.
    pub fn largest(&mut self, code: &Code, point: &[f64]) -> f64 {
        let Some(inside) = &code.inside else {
            return f64::INFINITY;
        };
        let inputs = self.inputs(code, point).0;
        let mut values = vec![0.0; inside.output_count()];
        self.fuel = self.fuel.saturating_sub(code.cost);
        match inside.outputs_into(&inputs, &mut values) {
            Ok(()) => values.iter().fold(0.0, |most, value| value.abs().max(most)),
            Err(_) => f64::INFINITY,
        }
    }

    fn run(&mut self, code: &Code, inputs: &[f64]) -> f64 {
        self.fuel = self.fuel.saturating_sub(code.cost);
        code.function.value(inputs)
    }

    /// The inputs of a function: the point, then the derivatives that it reads, NaN for those
    /// without value. With their errors by place, the largest scale, and whether one is unclear.
    fn inputs(&mut self, code: &Code, point: &[f64]) -> (Vec<f64>, Vec<(usize, f64)>, f64, bool) {
        let plan = self.plan;
        let mut inputs = point.to_vec();
        inputs.resize(plan.names.len() + plan.slots.len(), f64::NAN);
        let (mut errors, mut largest, mut unclear) = (Vec::new(), 0.0f64, false);
        for &need in &code.needs {
            let Some(slot) = plan.slots.get(need) else {
                continue;
            };
            let at = plan.names.len() + need;
            let at_home = self.home == point;
            let known = self.known.get(need).copied().flatten();
            let reading = match known.filter(|_| at_home) {
                Some(known) => known,
                None => self.derivative(slot, point),
            };
            if let (true, Some(known)) = (at_home, self.known.get_mut(need)) {
                *known = Some(reading);
            }
            match reading {
                Reading::Real {
                    value,
                    error,
                    scale,
                } => {
                    if let Some(input) = inputs.get_mut(at) {
                        *input = value;
                    }
                    errors.push((at, error));
                    largest = largest.max(scale);
                }
                Reading::NotReal { .. } => {}
                Reading::Unclear => unclear = true,
            }
        }
        (inputs, errors, largest, unclear)
    }

    /// The value of a function at a point. Calls nest as derivatives do, which is bounded.
    fn value(&mut self, code: &Code, point: &[f64]) -> Reading {
        if self.fuel == 0 {
            return Reading::Unclear;
        }
        if code.needs.is_empty() {
            let inputs = self.inputs(code, point).0;
            let value = self.run(code, &inputs);
            return match value.is_finite() {
                true => Reading::Real {
                    value,
                    error: 0.0,
                    scale: value.abs(),
                },
                false => Reading::NotReal { value },
            };
        }
        let (mut inputs, errors, scale, unclear) = self.inputs(code, point);
        let value = self.run(code, &inputs);
        if !value.is_finite() {
            return match unclear {
                true => Reading::Unclear,
                false => Reading::NotReal { value },
            };
        }
        let mut total = 0.0;
        for (at, error) in errors {
            let own = inputs.get(at).copied().unwrap_or(f64::NAN);
            let mut change = 0.0f64;
            for moved in [own + error, own - error] {
                if let Some(input) = inputs.get_mut(at) {
                    *input = moved;
                }
                let near = self.run(code, &inputs);
                if !near.is_finite() {
                    return Reading::Unclear;
                }
                change = change.max((near - value).abs());
            }
            if let Some(input) = inputs.get_mut(at) {
                *input = own;
            }
            total += change;
        }
        Reading::Real {
            value,
            error: total,
            scale: scale.max(value.abs()),
        }
    }

    fn derivative(&mut self, slot: &Slot, point: &[f64]) -> Reading {
        let noise = match self.value(&slot.code, point) {
            Reading::Real { value, .. } => {
                let inputs = self.inputs(&slot.code, point).0;
                self.noise(&slot.code, &inputs, value)
            }
            other => return other,
        };
        if !noise.is_finite() {
            return Reading::Unclear;
        }
        let mut best = Reading::Unclear;
        for start in STARTS {
            let start = if self.second_opinion {
                start * 0.375
            } else {
                start
            };
            let found = self.table(slot, point, start, noise);
            let (Reading::Real { value, error, .. }, true) = (found, self.fuel > 0) else {
                continue;
            };
            if !matches!(best, Reading::Real { error: least, .. } if least <= error) {
                best = found;
            }
            if error <= GOOD * value.abs() {
                break;
            }
        }
        best
    }

    /// The best entry of the table of difference quotients that begins with a step.
    fn table(&mut self, slot: &Slot, point: &[f64], start: f64, noise: f64) -> Reading {
        let steps: Vec<f64> = (slot.orders.iter())
            .map(|&(at, _)| {
                let size = point
                    .get(at)
                    .map_or(1.0, |value| value.abs())
                    .max(1.0 / 64.0);
                // A power of two, so that the points of the quotient are exact.
                start * size.log2().floor().exp2()
            })
            .collect();
        let mut above: Vec<f64> = Vec::new();
        let (mut best, mut least, mut scale) = (f64::NAN, f64::INFINITY, 0.0f64);
        let mut share = 1.0;
        for _ in 0..ROWS {
            let Some(mut quotient) = self.quotient(slot, point, &steps, share) else {
                break;
            };
            quotient.error += noise * quotient.growth;
            let mut row = vec![quotient.value];
            let mut weight = 1.0;
            for (column, &old) in above.iter().enumerate() {
                weight *= 4.0;
                let Some(&left) = row.get(column) else { break };
                let entry = left + (left - old) / (weight - 1.0);
                let error = (entry - left).abs().max((entry - old).abs()) + quotient.error;
                if error < least {
                    (best, least, scale) = (entry, error, quotient.scale);
                }
                row.push(entry);
            }
            // Once rounding rules, smaller steps only add to it.
            if quotient.error > least || least < 1e-13 * best.abs() {
                break;
            }
            above = row;
            share *= 0.5;
        }
        if !best.is_finite() || !least.is_finite() {
            return Reading::Unclear;
        }
        Reading::Real {
            value: best,
            error: least,
            scale,
        }
    }

    /// A central difference quotient; nothing where a value is missing.
    fn quotient(
        &mut self,
        slot: &Slot,
        point: &[f64],
        steps: &[f64],
        share: f64,
    ) -> Option<Quotient> {
        let count: usize = slot.orders.iter().map(|&(_, n)| n as usize + 1).product();
        let (mut sum, mut error, mut largest) = (0.0, 0.0f64, 0.0f64);
        let mut divisor = 1.0;
        for (&(_, order), &step) in slot.orders.iter().zip(steps) {
            divisor *= (step * share).powi(order as i32);
        }
        let mut spread = 1.0;
        for term in 0..count {
            let (mut rest, mut weight) = (term, 1.0);
            let mut moved = point.to_vec();
            for (&(at, order), &step) in slot.orders.iter().zip(steps) {
                let place = rest % (order as usize + 1);
                rest /= order as usize + 1;
                weight *= signed_binomial(order, place as u32);
                if let Some(input) = moved.get_mut(at) {
                    *input += step * share * (f64::from(order) / 2.0 - place as f64);
                }
            }
            let Reading::Real {
                value,
                error: own,
                scale,
            } = self.value(&slot.code, &moved)
            else {
                return None;
            };
            sum += weight * value;
            error = error.max(own);
            largest = largest.max(value.abs()).max(scale * 1e-3);
            spread = f64::max(spread, weight.abs());
        }
        let total: f64 = (slot.orders.iter())
            .map(|&(_, n)| f64::from(n).exp2())
            .product();
        let value = sum / divisor;
        value.is_finite().then_some(Quotient {
            value,
            error: total * (error + 4.0 * f64::EPSILON * largest) / divisor.abs(),
            scale: largest / divisor.abs(),
            growth: total / divisor.abs(),
        })
    }
}

struct Quotient {
    value: f64,
    error: f64,
    scale: f64,
    /// By how much an error of the values grows.
    growth: f64,
}

/// (-1)^k times the binomial coefficient of n and k.
fn signed_binomial(n: u32, k: u32) -> f64 {
    let mut value = if k % 2 == 1 { -1.0 } else { 1.0 };
    for at in 0..k {
        value = value * f64::from(n - at) / f64::from(at + 1);
    }
    value
}
