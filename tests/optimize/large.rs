//! Many variables: limited memory, sparse Hessians, products with vectors.

use gradus::optimize::{Direction, Method, Objective, Settings, Termination, optimize};

/// The extended function of Rosenbrock with what a sparse objective offers.
pub struct Extended {
    n: usize,
    places: Vec<(usize, usize)>,
    offers: Offers,
}

/// What of second derivatives an objective has.
#[derive(Clone, Copy, PartialEq)]
pub enum Offers {
    Entries,
    Products,
    Nothing,
}

impl Extended {
    pub fn new(n: usize, offers: Offers) -> Self {
        let rows = (0..n).flat_map(|row| {
            let pair = (row % 2 == 1).then(|| (row, row - 1));
            pair.into_iter().chain([(row, row)])
        });
        Extended {
            n,
            places: rows.collect(),
            offers,
        }
    }

    fn start(&self) -> Vec<f64> {
        (0..self.n)
            .map(|at| if at % 2 == 0 { -1.2 } else { 1.0 })
            .collect()
    }
}

impl Objective for Extended {
    fn dimension(&self) -> usize {
        self.n
    }
    fn value(&self, x: &[f64]) -> f64 {
        (x.chunks(2))
            .map(|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2))
            .sum()
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        for (p, g) in x.chunks(2).zip(out.chunks_mut(2)) {
            let r = p[1] - p[0] * p[0];
            g[0] = -400.0 * p[0] * r - 2.0 * (1.0 - p[0]);
            g[1] = 200.0 * r;
        }
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        assert!(self.n < 100, "a dense Hessian of {} variables", self.n);
        let mut entries = vec![0.0; self.places.len()];
        self.hessian_entries(x, &mut entries);
        out.fill(0.0);
        for (&(row, column), entry) in self.places.iter().zip(entries) {
            out[row * self.n + column] = entry;
            out[column * self.n + row] = entry;
        }
    }
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        (self.offers == Offers::Entries).then_some(&*self.places)
    }
    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        for (p, h) in x.chunks(2).zip(out.chunks_mut(3)) {
            h[0] = 1200.0 * p[0] * p[0] - 400.0 * p[1] + 2.0;
            h[1] = -400.0 * p[0];
            h[2] = 200.0;
        }
    }
    fn hessian_times(&self, x: &[f64], v: &[f64], out: &mut [f64]) -> bool {
        for ((p, v), out) in x.chunks(2).zip(v.chunks(2)).zip(out.chunks_mut(2)) {
            let diagonal = 1200.0 * p[0] * p[0] - 400.0 * p[1] + 2.0;
            out[0] = diagonal * v[0] - 400.0 * p[0] * v[1];
            out[1] = -400.0 * p[0] * v[0] + 200.0 * v[1];
        }
        self.offers == Offers::Products
    }
}

#[test]
fn many_variables() {
    #[rustfmt::skip]
    let cases: &[(Method, Offers, usize, usize)] = &[
        (Method::LBfgs,             Offers::Nothing,  35, 65),
        (Method::NewtonSparse,      Offers::Entries,  22, 36),
        (Method::NewtonCg,          Offers::Entries,  20, 40),
        (Method::NewtonCg,          Offers::Products, 20, 40),
        (Method::NewtonCg,          Offers::Nothing,  50, 250),
        (Method::ConjugateGradient, Offers::Nothing,  60, 140),
    ];
    for &(method, offers, least, most) in cases {
        let extended = Extended::new(10_000, offers);
        let mut settings = Settings::new(method, Direction::Minimize);
        settings.tolerance = Some(1e-8);
        let report = optimize(&extended, &extended.start(), &settings).expect("a problem");
        println!(
            "{method}: {:?} in {:?}",
            report.evaluations, report.duration
        );
        assert_eq!(report.termination, Termination::Converged, "{method}");
        assert!(report.x.iter().all(|x| (x - 1.0).abs() < 1e-7), "{method}");
        let asked = report.evaluations.gradient;
        assert!((least..=most).contains(&asked), "{method}: {asked}");
    }
}

#[test]
fn formulas_offer_products_and_sparse_entries() {
    // A ring of variables, in which each meets its neighbours, and all meet in the last term.
    let n = 60;
    let mut text = String::from("(0");
    for at in 1..=n {
        text += &format!(" + x{at}");
    }
    text += ")^4/1000";
    for at in 1..=n {
        let next = at % n + 1;
        text += &format!(" + cosh(x{at} - x{next}/2 - {at}/50)");
    }
    let f: gradus::Expr = text.parse().expect("a formula");
    let start: Vec<(String, f64)> = (1..=n).map(|at| (format!("x{at}"), 0.5)).collect();
    let reference = gradus::minimize(&f)
        .start(start.clone())
        .run()
        .expect("a minimum");
    assert_eq!(reference.termination, Termination::Converged);
    for method in [
        Method::NewtonCg,
        Method::NewtonSparse,
        Method::LBfgs,
        Method::Bfgs,
    ] {
        let minimum = gradus::minimize(&f)
            .start(start.clone())
            .method(method)
            .run();
        let minimum = minimum.expect("a minimum");
        assert!(
            (minimum.f - reference.f).abs() < 1e-10 * reference.f.abs(),
            "{method}"
        );
        for (x, wanted) in minimum.x.iter().zip(&reference.x) {
            assert!((x - wanted).abs() < 1e-6, "{method}: {x} is not {wanted}");
        }
        let products = minimum.evaluations.product;
        assert_eq!(products > 0, method == Method::NewtonCg, "{method}");
    }
    // The products are those of the dense Hessian.
    let names: Vec<String> = (1..=n).map(|at| format!("x{at}")).collect();
    let function = f.compile(&names).expect("a function");
    let x: Vec<f64> = (0..n).map(|at| 0.3 + 0.01 * at as f64).collect();
    let v: Vec<f64> = (0..n).map(|at| (at as f64 * 0.7).sin()).collect();
    let mut product = vec![0.0; n];
    assert!(Objective::hessian_times(&function, &x, &v, &mut product));
    let dense = function.hessian(&x).expect("a Hessian");
    for (row, found) in dense.iter().zip(&product) {
        let wanted: f64 = row.iter().zip(&v).map(|(h, v)| h * v).sum();
        assert!(
            (found - wanted).abs() < 1e-10 * wanted.abs().max(1.0),
            "{found} {wanted}"
        );
    }
}
