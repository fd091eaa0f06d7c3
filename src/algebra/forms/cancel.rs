//! Fractions in lowest terms.

use super::field::{Field, Form, number};
use super::write::Writer;
use super::{Fraction, Generator, Limits};
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::{MAX_VARIABLES, Poly, gcd_with_cofactors};
use crate::expr::{Arena, Id, Node, Number};

/// One fraction in lowest terms, numerator and denominator multiplied out. A polynomial comes out
/// expanded; a rational factor of a fraction stays outside.
///
/// What is cancelled may be 0 somewhere, so that the result may be defined at more points.
///
/// # Errors
/// When an exact zero is divided by, there are too many generators, or a limit is reached.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "(x^2 - 1)/(x^2 - 2*x + 1)".parse()?;
/// assert_eq!(f.cancel()?.to_string(), "(x + 1)/(x - 1)");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn cancel(arena: &mut Arena, id: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    settled(arena, id, |arena, id| {
        let mut fraction = Fraction::of(arena, id, limits)?;
        fraction.cancel()?;
        let result = fraction.expanded(arena)?;
        Ok((result, fraction))
    })
}

/// Does the same again where the result has other generators than what was given: `exp(-x)` may
/// have become `exp(x)`.
pub(super) fn settled(
    arena: &mut Arena,
    id: Id,
    mut once: impl FnMut(&mut Arena, Id) -> Result<(Id, Fraction), AlgebraError>,
) -> Result<Id, AlgebraError> {
    const PASSES: usize = 4;
    let mut id = id;
    for _ in 0..PASSES {
        let (next, fraction) = once(arena, id)?;
        let symbolic = |generator: &Generator| generator.whole.is_none();
        if next == id || !fraction.generators().iter().any(symbolic) {
            return Ok(next);
        }
        id = next;
    }
    Ok(id)
}

/// One fraction: denominators combined by their least common multiple, the shape of products
/// kept, what numerator and denominator share cancelled.
///
/// # Errors
/// As for [`cancel`].
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "1/(x + 1) + 1/(x + 2)".parse()?;
/// assert_eq!(f.together()?.to_string(), "(2*x + 3)/((x + 1)*(x + 2))");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn together(arena: &mut Arena, id: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    settled(arena, id, |arena, id| {
        let mut fraction = Fraction::of(arena, id, limits)?;
        fraction.cancel()?;
        let result = fraction.to_expression(arena)?;
        Ok((result, fraction))
    })
}

impl Fraction {
    /// Brings it to lowest terms: no sum in the numerator has a factor in common with one in the
    /// denominator.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn cancel(&mut self) -> Result<(), AlgebraError> {
        let form = std::mem::replace(&mut self.form, Form::one());
        self.form = self.field.cancel(form)?;
        Ok(())
    }

    /// As an expression with numerator and denominator multiplied out.
    ///
    /// # Errors
    /// When a limit is reached.
    pub fn expanded(&mut self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        // Powers of roots that meet when sums are multiplied out may leave common factors.
        const PASSES: usize = 3;
        if self.field.relations.iter().any(Option::is_some) {
            for _ in 0..PASSES {
                let next = self.multiplied(arena)?;
                let same = next.sums == self.form.sums && next.monomial == self.form.monomial;
                self.form = next;
                if same {
                    break;
                }
            }
        }
        self.written_out(arena)
    }

    /// With numerator and denominator multiplied out, in lowest terms again.
    fn multiplied(&mut self, arena: &Arena) -> Result<Form, AlgebraError> {
        let (mut made, above, under) = self.sides(arena);
        for (side, sign) in [(above, 1), (under, -1)] {
            let (poly, _) = self.field.quotient(&side)?;
            let side = self.field.form_of_poly(poly)?;
            made = made.times(&side.power(sign)?)?;
        }
        let made = self.field.settle_roots(made)?;
        self.field.cancel(made)
    }

    /// What stands outside, above and below the line.
    fn sides(&self, arena: &Arena) -> (Form, Form, Form) {
        let form = &self.form;
        // Roots and symbolic powers stand outside, where powers of their bases join them.
        let mut outside = Form::number(form.content.clone());
        let mut above = Form::one();
        let mut under = Form::one();
        for (at, generator) in self.field.generators.list.iter().enumerate() {
            let exponent = form.monomial[at];
            let inside = !generator.root
                && generator
                    .whole
                    .is_some_and(|whole| exponent % whole as i32 == 0)
                && !matches!(arena.node(generator.base), Node::Number(_));
            match (inside, exponent) {
                (false, _) => outside.monomial[at] = exponent,
                (true, 1..) => above.monomial[at] = exponent,
                (true, _) => under.monomial[at] = -exponent,
            }
        }
        for &(sum, exponent) in &form.sums {
            match exponent {
                // What must join a generator's power stays as it is.
                _ if self.field.written.contains_key(&sum) => outside.sums.push((sum, exponent)),
                1.. => above.sums.push((sum, exponent)),
                _ => under.sums.push((sum, -exponent)),
            }
        }
        (outside, above, under)
    }

    fn written_out(&mut self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        let form = &self.form;
        let list = &self.field.generators.list;
        // Symbolic powers with negative exponents are multiplied in: exp(x) - exp(-x).
        let mut powers = [0; MAX_VARIABLES];
        let mut whole = form.clone();
        for (at, generator) in list.iter().enumerate() {
            if generator.whole.is_none() && whole.monomial[at] < 0 {
                powers[at] = std::mem::take(&mut whole.monomial[at]);
            }
        }
        let below = whole.sums.iter().any(|pair| pair.1 < 0)
            || whole.monomial.iter().any(|&exponent| exponent < 0);
        if !below {
            let (numerator, denominator) = self.field.quotient(&whole)?;
            let (numerator, divisor) = self.field.reduce_roots(numerator)?;
            let writer = Writer::new(arena, &self.field);
            if divisor.is_some() {
                // A root of a fraction: what it stands for has a denominator.
                return writer.form(arena, form);
            }
            let scale = denominator
                .as_constant()
                .and_then(|value| number(&value).reciprocal())
                .unwrap_or(Number::ONE);
            return writer.scaled(arena, &numerator, &scale, &powers);
        }
        let (mut outside, above, under) = self.sides(arena);
        for (side, sign) in [(above, 1), (under, -1)] {
            let several = side.sums.len() > 1
                || side.sums.first().is_some_and(|pair| pair.1 > 1)
                || !side.sums.is_empty() && side.monomial != [0; MAX_VARIABLES];
            let side = match several {
                true => self.field.multiplied_out(&side)?,
                false => side,
            };
            outside = outside.times(&side.power(sign)?)?;
        }
        Writer::new(arena, &self.field).form(arena, &outside)
    }
}

impl Field {
    /// The product of sums as one sum, monomials included.
    fn multiplied_out(&mut self, form: &Form) -> Result<Form, AlgebraError> {
        let (poly, _) = self.quotient(form)?;
        let (poly, divisor) = self.reduce_roots(poly)?;
        let (content, poly) = poly.primitive();
        let mut made = Form::number(number(&content));
        made.sums.push((self.store(poly)?, 1));
        match divisor {
            Some(divisor) => made.times(&divisor.power(-1)?),
            None => Ok(made),
        }
    }

    /// The same in lowest terms.
    pub(super) fn cancel(&mut self, mut form: Form) -> Result<Form, AlgebraError> {
        // Every split lowers the degrees of the sums, so this ends.
        while let Some(next) = self.split_shared(&form)? {
            form = self.settle_roots(next)?;
        }
        self.take_roots_out(form)
    }

    /// Splits one factor that a sum above and a sum below the line share off both.
    fn split_shared(&mut self, form: &Form) -> Result<Option<Form>, AlgebraError> {
        for &(above, count) in form.sums.iter().filter(|pair| pair.1 > 0) {
            for &(below, less) in form.sums.iter().filter(|pair| pair.1 < 0) {
                let key = (above, below);
                if self.coprime.contains(&key) {
                    continue;
                }
                let (p, q) = (&self.sums[above as usize], &self.sums[below as usize]);
                let (shared, p, q) = gcd_with_cofactors(p, q, &mut self.fuel)?;
                if shared.is_constant() {
                    self.coprime.insert(key);
                    continue;
                }
                let mut made = form.clone();
                made.sums.retain(|pair| pair.0 != above && pair.0 != below);
                for (poly, exponent) in [(shared, count + less), (p, count), (q, less)] {
                    let part = self.form_of_poly(poly)?;
                    made = made.times(&part.power(exponent)?)?;
                }
                return Ok(Some(made));
            }
        }
        Ok(None)
    }

    /// Takes roots out of sums where their bases stand on the other side of the line:
    /// `(x + 1 + sqrt(x + 1))/(x + 1)` is `(sqrt(x + 1) + 1)/sqrt(x + 1)`.
    fn take_roots_out(&mut self, mut form: Form) -> Result<Form, AlgebraError> {
        for at in (0..self.relations.len()).rev() {
            let Some(relation) = &self.relations[at] else {
                continue;
            };
            let [(base, 1)] = relation.form.sums[..] else {
                continue;
            };
            let Some(&(_, exponent)) = form.sums.iter().find(|pair| pair.0 == base) else {
                continue;
            };
            let (degree, base) = (relation.degree, self.sums[base as usize].clone());
            if !relation.denominator.is_one() || relation.form.monomial != [0; MAX_VARIABLES] {
                continue;
            }
            let (content, _) = relation.numerator.primitive();
            for (sum, count) in form.sums.clone() {
                let poly = self.sums[sum as usize].clone();
                if (count > 0) == (exponent > 0) || !poly.contains(at) {
                    continue;
                }
                // s divides r0 + r1*s + ... if the base divides r0.
                let mut parts = poly.coefficients_in(at);
                let constant = parts.remove(0);
                let Some(quotient) = constant.divide_exact(&base, &mut self.fuel)? else {
                    continue;
                };
                let mut parts: Vec<Poly> = parts.iter().map(|part| part.scale(&content)).collect();
                parts.resize(degree as usize - 1, Poly::zero(self.variables()));
                parts.push(quotient);
                let rest = Poly::from_coefficients(at, &parts)?;
                let mut rest = self.form_of_poly(rest)?.times(&Form::generator(at, 1))?;
                if let Some(inverse) = number(&content).reciprocal() {
                    rest = rest.times(&Form::number(inverse))?;
                }
                form.sums.retain(|pair| pair.0 != sum);
                form = form.times(&rest.power(count)?)?;
                form = self.settle_roots(form)?;
            }
        }
        Ok(form)
    }
}
