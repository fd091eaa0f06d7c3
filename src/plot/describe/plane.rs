//! Pictures of functions of two variables.

use std::sync::Arc;

use super::curves::{Reach, kind, more, shape, shown};
use super::rows::ROWS_AT_MOST;
use super::{Kind, Plot, Side, Subject, With, data, plain};
use crate::expr::Expr;
use crate::optimize::all_critical_points;
use crate::plot::contour::{breaks, traces};
use crate::plot::figure::{Axis, Figure, Mark, Panel, Series, Tint};
use crate::plot::live::{Live, Rule};
use crate::plot::{Camera, Grid, PlotError, levels, rounded, sample};

/// How many points a grid has on each side.
const FINE: usize = 241;
/// How many a surface has.
const COARSE: usize = 49;
/// How many points a grid has at least on each side.
const LEAST: usize = 15;
/// How many arrows a field has on each side.
const ARROWS: usize = 20;
/// About how many levels there are.
const LEVELS: usize = 12;

impl Plot {
    /// A picture over two variables.
    pub(super) fn over_plane(&self, wanted: Kind, sides: [Side; 2]) -> Result<Figure, PlotError> {
        match wanted {
            Kind::Both => {
                let panels = vec![
                    self.plane_panel(Kind::Filled, sides)?,
                    self.space_panel(sides)?,
                ];
                Ok(Figure {
                    panels,
                    columns: 2,
                    ..Figure::default()
                })
            }
            Kind::Surface => Ok(Figure::one(self.space_panel(sides)?)),
            Kind::Sections => Ok(Figure::one(self.sections(sides)?)),
            kind => Ok(Figure::one(self.plane_panel(kind, sides)?)),
        }
    }

    fn panel(&self, sides: [Side; 2]) -> Panel {
        let [x, y] = sides.map(|(name, range)| Axis {
            title: shown(name),
            range: Some(*range),
            ..Axis::default()
        });
        let titles: Vec<String> = self.subjects.iter().map(Subject::label).collect();
        Panel {
            x,
            y,
            title: titles.join(",  "),
            ..Panel::default()
        }
    }

    /// Values on a grid.
    fn grid(&self, expr: &Expr, [x, y]: [Side; 2], count: usize) -> Result<Arc<Grid>, PlotError> {
        let names = [x.0.as_str(), y.0.as_str()];
        let ranges = [x.1, y.1];
        let grid = match self.table_of(expr) {
            Some(data) => {
                let function = self.row_function(std::slice::from_ref(expr), &names, data)?;
                // Many rows have few points, so that a picture takes seconds at most.
                let most = (ROWS_AT_MOST / data.rows().max(1)).isqrt();
                let count = count.min(most).max(LEAST);
                Grid::sample_rows(&function, names, ranges, [count; 2])?
            }
            None => Grid::sample(&self.compiled(expr, &names)?, names, ranges, [count; 2])?,
        };
        Ok(Arc::new(grid))
    }

    /// Values on a grid, with the places where they change their sign without being 0.
    fn zeros(&self, expr: &Expr, sides: [Side; 2], count: usize) -> Result<Arc<Grid>, PlotError> {
        let grid = self.grid(expr, sides, count)?;
        if self.table_of(expr).is_some() {
            return Ok(grid);
        }
        let function = self.compiled(expr, &sides.map(|(name, _)| name.as_str()))?;
        let breaks = breaks(&grid, 0.0, |place| function.value(&place));
        Ok(match breaks.is_empty() {
            true => grid,
            false => Arc::new(Arc::unwrap_or_clone(grid).broken(breaks)),
        })
    }

    fn plane_panel(&self, wanted: Kind, sides: [Side; 2]) -> Result<Panel, PlotError> {
        let mut panel = self.panel(sides);
        // Circles are circles and gradients stand upright on contours, where that leaves room.
        let [across, up] = sides.map(|(_, [lower, upper])| upper - lower);
        panel.equal = (0.4..=2.5).contains(&(across / up));
        let many = self.subjects.len() > 1;
        if wanted == Kind::Field {
            self.field(&mut panel, sides)?;
        } else {
            for (at, subject) in self.subjects.iter().enumerate() {
                let tint = Tint::Palette(at);
                let count = self.count.unwrap_or(FINE);
                match subject {
                    Subject::Equal(left, right) => {
                        let grid = self.zeros(&(left - right), sides, count)?;
                        if traces(&grid, 0.0).is_empty() {
                            panel
                                .notes
                                .push(format!("no solution seen: {}", subject.label()));
                        }
                        let label = if many { subject.label() } else { String::new() };
                        let mark = Mark::Contours {
                            grid,
                            levels: vec![0.0],
                            labels: false,
                            map: None,
                        };
                        let first = panel.series.len();
                        panel.series.push(Series::new(label, tint, mark));
                        self.follow(&mut panel, first, &(left - right), sides);
                    }
                    Subject::Values(expr, _) => {
                        let grid = self.grid(expr, sides, count)?;
                        let first = panel.series.len();
                        self.values(&mut panel, wanted, (subject, grid), (tint, at, many))?;
                        self.follow(&mut panel, first, expr, sides);
                    }
                }
            }
        }
        self.extras(&mut panel, sides)?;
        Ok(panel)
    }

    /// The series from `first` on show the values of an expression.
    fn follow<const N: usize>(
        &self,
        panel: &mut Panel,
        first: usize,
        expr: &Expr,
        sides: [Side; N],
    ) {
        // A page has no table to go through.
        if expr.has_row_sums() {
            return;
        }
        let names = sides.map(|(name, _)| name.clone());
        for series in first..panel.series.len() {
            panel.live.push(Live {
                series,
                rule: Rule::Values {
                    expr: expr.clone(),
                    names: names.to_vec(),
                },
            });
        }
    }

    /// The values of one expression as areas or lines.
    fn values(
        &self,
        panel: &mut Panel,
        wanted: Kind,
        (subject, grid): (&Subject, Arc<Grid>),
        (tint, at, many): (Tint, usize, bool),
    ) -> Result<(), PlotError> {
        let Some([low, high]) = grid.reach() else {
            return Err(PlotError::NothingFinite {
                what: subject.plain(),
            });
        };
        if low == high && self.slides.is_empty() {
            // There is no line between two levels then.
            let value = rounded(low, 6);
            panel.notes.push(match many {
                true => format!("{} is {value} at every point", subject.label()),
                false => format!("the value is {value} at every point"),
            });
        }
        let levels = levels(&grid, LEVELS);
        let filled = wanted == Kind::Filled && at == 0;
        if filled {
            panel.series.push(Series::quiet(
                tint,
                Mark::Filled {
                    grid: Arc::clone(&grid),
                    levels: levels.clone(),
                    map: self.map,
                },
            ));
        }
        let map = (!many && !filled).then_some(self.map);
        let label = if many { subject.label() } else { String::new() };
        let tint = if filled && !many { Tint::Ink } else { tint };
        let mark = Mark::Contours {
            grid,
            levels,
            labels: !filled,
            map,
        };
        panel.series.push(Series::new(label, tint, mark));
        Ok(())
    }

    /// Arrows of the gradient, over lines of the function; or of two expressions.
    fn field(&self, panel: &mut Panel, sides: [Side; 2]) -> Result<(), PlotError> {
        let names = sides.map(|(name, _)| name.as_str());
        let [right, up] = match self.subjects.as_slice() {
            [Subject::Values(expr, _)] => {
                let grid = self.grid(expr, sides, self.count.unwrap_or(FINE))?;
                let levels = levels(&grid, LEVELS);
                let mark = Mark::Contours {
                    grid,
                    levels,
                    labels: false,
                    map: None,
                };
                let first = panel.series.len();
                panel.series.push(Series::quiet(Tint::Faint, mark));
                self.follow(panel, first, expr, sides);
                panel.z.title = "length of the gradient".to_owned();
                [expr.diff(names[0])?, expr.diff(names[1])?]
            }
            [Subject::Values(right, _), Subject::Values(up, _)] => {
                panel.z.title = "length".to_owned();
                [right.clone(), up.clone()]
            }
            _ => {
                return Err(PlotError::Kind {
                    kind: "field",
                    needs: "one or two expressions",
                });
            }
        };
        // Half a step away from the edges.
        let inner = sides.map(|(name, [lower, upper])| {
            let step = (upper - lower) / ARROWS as f64 / 2.0;
            (name.clone(), [lower + step, upper - step])
        });
        let [x, y] = &inner;
        if !right.has_row_sums() && !up.has_row_sums() {
            panel.live.push(Live {
                series: panel.series.len(),
                rule: Rule::Arrows {
                    parts: [right.clone(), up.clone()],
                    names: names.map(str::to_owned),
                },
            });
        }
        let [right, up] = [
            self.grid(&right, [x, y], ARROWS)?,
            self.grid(&up, [x, y], ARROWS)?,
        ];
        let mut arrows = Vec::new();
        for (row, y) in right.y().iter().enumerate() {
            for (column, x) in right.x().iter().enumerate() {
                let along = [right.value(column, row), up.value(column, row)];
                if along.iter().all(|part| part.is_finite()) {
                    arrows.push([[*x, *y], along]);
                }
            }
        }
        if arrows.is_empty() {
            let first = self.subjects.first().map(Subject::plain);
            return Err(PlotError::NothingFinite {
                what: first.unwrap_or_default(),
            });
        }
        let mark = Mark::Arrows {
            arrows,
            map: Some(self.map),
        };
        panel.series.push(Series::quiet(Tint::Ink, mark));
        Ok(())
    }

    /// What is drawn besides: critical points, ways, data.
    fn extras(&self, panel: &mut Panel, sides: [Side; 2]) -> Result<(), PlotError> {
        let names = sides.map(|(name, _)| name.as_str());
        if self.with.contains(&With::Critical) {
            for (_, point) in self.critical(panel, sides)? {
                panel.series.push(Series::quiet(Tint::Ink, point));
            }
        }
        self.ways_in_plane(panel, names)?;
        if let Some(table) = &self.track {
            let points = data::track(table, names)?;
            let label = format!("{} points", points.len());
            let numbered = true;
            panel.series.push(Series::new(
                label,
                Tint::Path,
                Mark::Path { points, numbered },
            ));
        }
        if let Some(table) = &self.points {
            panel
                .series
                .extend(data::plane(table, names, self.subjects.len())?);
            panel.notes.extend(data::note(table));
        }
        Ok(())
    }

    /// The points where the gradient of the first expression vanishes.
    fn critical(
        &self,
        panel: &mut Panel,
        sides: [Side; 2],
    ) -> Result<Vec<([f64; 3], Mark)>, PlotError> {
        const MOST: usize = 60;
        let Some(Subject::Values(expr, _)) = self.subjects.first() else {
            return Ok(Vec::new());
        };
        let mut search = all_critical_points(&self.settled(expr));
        for (name, [lower, upper]) in sides {
            search = search.range(name, *lower, *upper);
        }
        let found = search.run()?;
        let places = sides.map(|(name, _)| found.names.iter().position(|known| known == name));
        let [Some(x), Some(y)] = places else {
            return Ok(Vec::new());
        };
        panel
            .notes
            .extend(more("critical points", MOST, found.points.len()));
        Ok((found.points.iter().take(MOST))
            .filter_map(|point| {
                let at = [*point.x.get(x)?, *point.x.get(y)?];
                let text = format!("{} {}", kind(point.kind), rounded(point.value, 4));
                let shape = shape(point.kind);
                Some(([at[0], at[1], point.value], Mark::Note { at, text, shape }))
            })
            .collect())
    }

    /// A panel in space.
    fn space_panel(&self, sides: [Side; 2]) -> Result<Panel, PlotError> {
        let mut panel = Panel {
            camera: Some(Camera::default()),
            ..self.panel(sides)
        };
        let names = sides.map(|(name, _)| name.as_str());
        let first = match self.subjects.as_slice() {
            [] => None,
            [Subject::Values(expr, name), ..] => {
                panel.z.title = name.as_deref().map(shown).unwrap_or_default();
                Some(expr)
            }
            _ => {
                return Err(PlotError::Kind {
                    kind: "surface",
                    needs: "expressions, not equations",
                });
            }
        };
        // Surfaces through each other are told apart by their colours.
        let maps = [self.map, self.map.other()];
        for (subject, map) in self.subjects.iter().zip(maps.into_iter().cycle()) {
            if let Subject::Values(expr, _) = subject {
                let grid = self.grid(expr, sides, self.count.unwrap_or(COARSE).min(201))?;
                if grid.reach().is_none() {
                    return Err(PlotError::NothingFinite {
                        what: subject.plain(),
                    });
                }
                let mark = Mark::Surface { grid, map };
                let first = panel.series.len();
                panel.series.push(Series::quiet(Tint::Palette(0), mark));
                self.follow(&mut panel, first, expr, sides);
            }
        }
        if let Some(expr) = first {
            for what in &self.with {
                if let With::TangentPlane(at) = what {
                    let reach = panel.series.iter().find_map(|series| match &series.mark {
                        Mark::Surface { grid, .. } => grid.usual_reach(),
                        _ => None,
                    });
                    self.tangent_plane(&mut panel, expr, (sides, reach), *at)?;
                }
            }
            self.ways_in_space(&mut panel, names)?;
        }
        if self.with.contains(&With::Critical) {
            let points: Vec<[f64; 3]> = self
                .critical(&mut panel, sides)?
                .into_iter()
                .map(|(at, _)| at)
                .collect();
            let mark = Mark::Scatter { points, shape: 3 };
            panel
                .series
                .push(Series::new("critical points", Tint::Palette(1), mark));
        }
        if let Some(table) = &self.points {
            panel.series.extend(data::space(table, names, 1)?);
            panel.notes.extend(data::note(table));
        }
        Ok(panel)
    }

    /// Curves over the first variable for a few values of the second.
    fn sections(&self, [x, y]: [Side; 2]) -> Result<Panel, PlotError> {
        const CUTS: usize = 5;
        let Some(Subject::Values(expr, _)) = self.subjects.first() else {
            return Err(PlotError::Kind {
                kind: "sections",
                needs: "an expression",
            });
        };
        let mut panel = Panel {
            title: written_title(self),
            x: Axis {
                title: shown(&x.0),
                range: Some(x.1),
                ..Axis::default()
            },
            ..Panel::default()
        };
        let mut reach = Reach::default();
        for at in 0..CUTS {
            let value = y.1[0] + (y.1[1] - y.1[0]) * at as f64 / (CUTS - 1) as f64;
            let Some(number) = Expr::decimal(value) else {
                continue;
            };
            let cut = expr.substitute(&[(y.0.as_str(), number)]);
            let sampled = match self.table_of(&cut) {
                Some(data) => self.sampled_rows(&cut, data, &x.0, x.1)?,
                None => sample(&self.compiled(&cut, &[x.0.as_str()])?, &x.0, x.1[0], x.1[1])?,
            };
            reach.extend(sampled.range.into_iter().flatten());
            let first = panel.series.len();
            panel.series.push(Series::new(
                format!("{} = {}", shown(&y.0), rounded(value, 4)),
                Tint::Palette(at),
                Mark::Curve {
                    pieces: sampled.pieces,
                    dashed: false,
                },
            ));
            self.follow(&mut panel, first, &cut, [x]);
        }
        panel.y.range = reach.padded();
        match panel.y.range {
            Some(_) => Ok(panel),
            None => Err(PlotError::NothingFinite { what: plain(expr) }),
        }
    }
}

fn written_title(plot: &Plot) -> String {
    let titles: Vec<String> = plot.subjects.iter().map(Subject::label).collect();
    titles.join(",  ")
}
