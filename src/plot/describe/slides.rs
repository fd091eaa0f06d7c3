//! Symbols that can be moved, and the walks that are drawn.

use std::borrow::Cow;

use super::curves::{Reach, shown};
use super::{Plot, Subject};
use crate::expr::{Expr, natural_order};
use crate::optimize::Search;
use crate::plot::figure::Figure;
use crate::plot::live::{Slide, Walk};
use crate::plot::{PlotError, rounded, sample};
use crate::syntax::{normalise_name, same_name};

impl Plot {
    /// A further symbol with its range: a control of a page, and in a still picture the middle.
    ///
    /// # Examples
    /// ```
    /// use gradus::plot::{Plot, color::Tone, page};
    /// let figure = Plot::new([&"sin(a*x)".parse()?])
    ///     .range("x", -6.0, 6.0)
    ///     .slide("a", 0.0, 4.0)
    ///     .figure()?;
    /// assert!(page::write(&figure, Tone::Light)?.contains("\"slides\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn slide(mut self, name: impl AsRef<str>, lower: f64, upper: f64) -> Self {
        let slide = Slide {
            name: normalise_name(name.as_ref()).into_owned(),
            range: [lower, upper],
            start: lower / 2.0 + upper / 2.0,
        };
        self.slides.retain(|known| known.name != slide.name);
        self.slides.push(slide);
        self
    }

    /// The way of a search, which a page can walk again. Slides must be known before.
    ///
    /// # Errors
    /// [`PlotError::Optimize`] for a search that can't be started, [`PlotError::Start`] for the
    /// start of what is no variable.
    pub fn walk(mut self, search: &Search) -> Result<Self, PlotError> {
        let expr = search.expression().clone();
        let run = search.clone().expr(&self.settled(&expr)).trace(true);
        let minimum = run.run()?;
        let is_variable = |start: &str| minimum.names.iter().any(|name| same_name(name, start));
        if let Some(name) = search.starts().find(|start| !is_variable(start)) {
            return Err(PlotError::Start {
                name: name.to_owned(),
                found: minimum.names.clone(),
            });
        }
        let settings = search.settings();
        // Of several ways a page walks the first again.
        if self.walk.is_some() {
            return Ok(self.path(&minimum));
        }
        self.walk = Some(Walk {
            expr: search.is_free().then_some(expr),
            names: minimum.names.clone(),
            method: minimum.method,
            direction: settings.direction,
            rate: settings.rate,
            momentum: settings.momentum,
            max_iterations: settings.max_iterations,
            tolerance: settings.tolerance,
            step_tolerance: settings.step_tolerance,
            value_tolerance: settings.value_tolerance,
            trace: minimum.trajectory.clone().unwrap_or_default(),
            status: minimum.termination.to_string(),
        });
        Ok(self.path(&minimum))
    }

    /// An expression with the first values of what slides.
    pub(super) fn settled(&self, expr: &Expr) -> Expr {
        let values: Vec<(&str, Expr)> = (self.slides.iter())
            .filter_map(|slide| Some((slide.name.as_str(), Expr::decimal(slide.start)?)))
            .collect();
        match values.is_empty() {
            true => expr.clone(),
            false => expr.substitute(&values),
        }
    }

    /// Whether what slides is there, and is no variable.
    pub(super) fn check_slides(&self, variables: &[(String, [f64; 2])]) -> Result<(), PlotError> {
        if self.slides.is_empty() {
            return Ok(());
        }
        let mut found: Vec<String> = (self.subjects.iter())
            .flat_map(Subject::expressions)
            .flat_map(Expr::free_symbols)
            .filter(|name| variables.iter().all(|(variable, _)| variable != name))
            .collect();
        found.sort_by(|a, b| natural_order(a, b));
        found.dedup();
        for slide in &self.slides {
            super::check(&slide.name, slide.range)?;
            if !found.contains(&slide.name) {
                return Err(PlotError::Slide {
                    name: slide.name.clone(),
                    found,
                });
            }
        }
        Ok(())
    }

    /// Takes in where the curves are at the ends of each slide, within reason: the axis stays
    /// where it is while a slide moves.
    pub(super) fn reach_of_slides(
        &self,
        reach: &mut Reach,
        wanted: &[(Expr, String)],
        (name, [lower, upper]): (&str, [f64; 2]),
    ) -> Result<(), PlotError> {
        let Some([low, high]) = reach.0 else {
            return Ok(());
        };
        let room = (high - low).max(1e-9 * low.abs().max(high.abs())) * 0.75;
        for at in 0..self.slides.len() {
            for end in 0..2 {
                let mut moved = self.clone();
                let Some(slide) = moved.slides.get_mut(at) else {
                    continue;
                };
                slide.start = slide.range[end];
                for (expr, _) in wanted {
                    // Where a slide ends the function may have no value at all.
                    let Ok(function) = moved.compiled(expr, &[name]) else {
                        continue;
                    };
                    let sampled = sample(&function, name, lower, upper)?;
                    let ends = sampled.range.into_iter().flatten();
                    reach.extend(ends.map(|end| end.clamp(low - room, high + room)));
                }
            }
        }
        Ok(())
    }
}

impl Figure {
    /// The figure for an output that does not move: titles say where the slides stand.
    pub(in crate::plot) fn settled(&self) -> Cow<'_, Figure> {
        if self.controls.slides.is_empty() {
            return Cow::Borrowed(self);
        }
        let values: Vec<String> = (self.controls.slides.iter())
            .map(|slide| format!("{} = {}", shown(&slide.name), rounded(slide.start, 4)))
            .collect();
        let mut figure = self.clone();
        let title = match figure.panels.as_mut_slice() {
            [only] => &mut only.title,
            _ => &mut figure.title,
        };
        if !title.is_empty() {
            title.push_str(",  ");
        }
        title.push_str(&values.join(", "));
        Cow::Owned(figure)
    }
}
