//! Compiled functions through the public interface.

mod batch;
#[cfg(feature = "jit")]
mod native;
mod stable;

use gradus::compile::{
    CompileError, CompileOptions, EvalError, Evaluator, Function, KinkPolicy, LoadError,
};
use gradus::expr::{Arena, Constant, Id, Number};
use gradus::function::FunctionId;

fn function(arena: &Arena, outputs: &[Id], inputs: &[Id]) -> Function {
    Function::compile(arena, outputs, inputs, &CompileOptions::default()).unwrap()
}

#[test]
fn listing() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let square = arena.pow(x, Id::TWO);
    let quotient = arena.div(square, y);
    let root = arena.pow(y, Id::HALF);
    let difference = arena.sub(quotient, root);
    let e = arena.constant(Constant::E);
    let minus = arena.neg(x);
    let exponential = arena.pow(e, minus);
    let angle = arena.call(FunctionId::ATAN2, &[y, x]);
    let product = arena.mul(exponential, angle);
    let cube = arena.integer(-3);
    let cube = arena.pow(x, cube);
    let f = function(&arena, &[difference, product, cube], &[x, y]);
    insta::assert_snapshot!(f.program().to_string(), @"
         s0 = input 0
         s1 = input 1
       0 s2 = (s0 * s0) / s1
       1 s3 = sqrt(s1)
       2 s3 = s2 - s3
       3 s2 = -s0
       4 s2 = exp(s2)
       5 s4 = atan2(s1, s0)
       6 s4 = s2 * s4
       7 s2 = s0 ^ 3
       8 s2 = 1 / s2
         return s3, s4, s2
    ");
    assert_eq!(f.program().operations(), 10);
    assert_eq!(f.output_count(), 3);
    assert_eq!(f.inputs(), ["x", "y"]);
    let mut out = [0.0; 3];
    f.outputs_into(&[3.0, 4.0], &mut out).unwrap();
    let angle = 4f64.atan2(3.0);
    assert_eq!(out, [9.0 / 4.0 - 2.0, (-3f64).exp() * angle, 1.0 / 27.0]);
}

#[test]
fn powers() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let mut exponents = Vec::new();
    for (n, d) in [
        (7, 1),
        (-7, 1),
        (40, 1),
        (1, 3),
        (3, 2),
        (-3, 2),
        (-1, 2),
        (2, 3),
    ] {
        exponents.push(Number::ratio(n, d).unwrap());
    }
    let outputs: Vec<Id> = exponents
        .iter()
        .map(|exponent| {
            let exponent = arena.number_node(exponent.clone());
            arena.pow(x, exponent)
        })
        .collect();
    let f = function(&arena, &outputs, &[x]);
    let mut out = vec![0.0; outputs.len()];
    for point in [0.5, 1.7, 3.0, 12.5] {
        f.outputs_into(&[point], &mut out).unwrap();
        for (exponent, &found) in exponents.iter().zip(&out) {
            let expected = point.powf(exponent.to_f64());
            assert!((found / expected - 1.0).abs() < 4e-15, "{point}^{exponent}");
        }
    }
    f.outputs_into(&[-8.0], &mut out).unwrap();
    assert!(out[3..].iter().all(|value| value.is_nan()));
    assert_eq!(out[0], -2097152.0);

    let y = arena.symbol("y");
    let power = arena.pow(x, y);
    let f = function(&arena, &[power], &[x, y]);
    assert_eq!(f.value(&[0.0, 0.0]), 1.0);
    assert_eq!(f.value(&[-2.0, 3.0]), -8.0);
    assert!(f.value(&[-2.0, 0.5]).is_nan());
}

#[test]
fn kinks_obey_the_policy_in_derivatives() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let sign = arena.call(FunctionId::SIGN, &[x]);
    let step = arena.call(FunctionId::HEAVISIDE, &[x]);
    for (kink, expected) in [
        (KinkPolicy::Nan, [f64::NAN, f64::NAN]),
        (KinkPolicy::Left, [-1.0, 0.0]),
        (KinkPolicy::Right, [1.0, 1.0]),
        (KinkPolicy::Zero, [0.0, 0.0]),
    ] {
        let options = CompileOptions {
            kink,
            derivative: true,
            ..Default::default()
        };
        let f = Function::compile(&arena, &[sign, step], &[x], &options).unwrap();
        let mut out = [0.0; 2];
        for zero in [0.0, -0.0] {
            f.outputs_into(&[zero], &mut out).unwrap();
            for (found, expected) in out.iter().zip(expected) {
                assert!(*found == expected || found.is_nan() && expected.is_nan());
            }
        }
        f.outputs_into(&[-2.0], &mut out).unwrap();
        assert_eq!(out, [-1.0, 0.0]);
        assert!(f.value(&[f64::NAN]).is_nan());
        let zeros = [0.0; 9];
        let mut column = [1.0; 9];
        f.values(&[&zeros], &mut column).unwrap();
        for found in column {
            assert!(found == expected[0] || found.is_nan() && expected[0].is_nan());
        }
    }
    let f = function(&arena, &[sign, step], &[x]);
    let mut out = [1.0; 2];
    f.outputs_into(&[0.0], &mut out).unwrap();
    assert_eq!(out, [0.0, 0.5]);
}

/// What is wanted at kinks of derivatives does not change the value beside them.
#[test]
fn values_beside_derivatives_have_no_kinks() {
    for (text, at, value) in [
        ("sign(x)*y", 0.0, 0.0),
        ("heaviside(x) + y", 0.0, 1.0),
        ("if x > 0 then heaviside(x) else sign(x)", 0.0, 0.0),
        ("floor(x) + abs(x)", 0.0, 0.0),
        ("piecewise(x < 0, 1, x > 0, 2)*y", 0.0, f64::NAN),
    ] {
        let expr: gradus::Expr = text.parse().unwrap();
        for kink in [KinkPolicy::Nan, KinkPolicy::Left, KinkPolicy::Zero] {
            let options = CompileOptions {
                kink,
                ..Default::default()
            };
            let function = expr.compile_with(["x", "y"], &options).unwrap();
            let mut gradient = [0.0; 2];
            let same = |found: f64| found == value || found.is_nan() && value.is_nan();
            let derivatives = function.derivatives().unwrap();
            let found = derivatives.value_and_gradient(&[at, 0.5], &mut gradient);
            assert!(same(found), "{text}: {found}");
            assert!(same(function.value(&[at, 0.5])), "{text}");
            let slope = expr.diff("x").unwrap();
            let both = gradus::Expr::compile_all(&[&expr, &slope], ["x", "y"], &options).unwrap();
            let mut outputs = [0.0; 2];
            both.outputs_into(&[at, 0.5], &mut outputs).unwrap();
            assert!(same(outputs[0]), "{text}: {outputs:?}");
        }
    }
}

#[test]
fn functions_of_every_shape() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let most = arena.call(FunctionId::MAX, &[x, y, Id::ONE]);
    let three = arena.integer(3);
    let clamped = arena.call(FunctionId::CLAMP, &[x, y, three]);
    let indexed = arena.call(FunctionId::POLYGAMMA, &[Id::TWO, x]);
    let constant = arena.call(FunctionId::POLYGAMMA, &[Id::TWO, Id::HALF]);
    let f = function(&arena, &[most, clamped, indexed, constant], &[x, y]);
    let mut out = [0.0; 4];
    f.outputs_into(&[5.0, -1.0], &mut out).unwrap();
    assert_eq!(out[..2], [5.0, 3.0]);
    assert!(out[2..].iter().all(|value| value.is_finite()));
    let options = CompileOptions::default();
    let wrong = arena.call(FunctionId::SIN, &[x, y]);
    assert_eq!(
        Function::compile(&arena, &[wrong], &[x, y], &options).unwrap_err(),
        CompileError::Arity {
            name: FunctionId::SIN.row().name,
            expected: 1,
            found: 2
        }
    );
    for index in [x, Id::HALF, Id::MINUS_ONE] {
        let wrong = arena.call(FunctionId::POLYGAMMA, &[index, x]);
        assert!(matches!(
            Function::compile(&arena, &[wrong], &[x, y], &options),
            Err(CompileError::IndexNotLiteral { .. })
        ));
    }
}

#[test]
fn what_is_missing_is_named() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("sigma"));
    let sum = arena.add(x, y);
    let options = CompileOptions::default();
    let compile = |inputs: &[Id]| Function::compile(&arena, &[sum], inputs, &options).unwrap_err();
    assert_eq!(
        compile(&[x]).to_string(),
        "`sigma` has no value; give one, such as sigma=1"
    );
    assert_eq!(compile(&[x, sum]), CompileError::NotASymbol { position: 1 });
    assert_eq!(
        compile(&[x, y, x]),
        CompileError::RepeatedInput { name: "x".into() }
    );
    let options = CompileOptions {
        operation_limit: 2,
        ..options
    };
    assert_eq!(
        Function::compile(&arena, &[sum], &[x, y], &options).unwrap_err(),
        CompileError::TooLarge { limit: 2 }
    );
}

#[test]
fn wrong_lengths() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let sum = arena.add(x, y);
    let f = function(&arena, &[sum], &[x, y]);
    assert!(f.value(&[1.0]).is_nan());
    let error = EvalError::InputLength {
        expected: 2,
        found: 1,
    };
    assert_eq!(f.try_value(&[1.0]), Err(error.clone()));
    assert_eq!(error.to_string(), "the function takes 2 inputs and got 1");
    assert_eq!(f.try_value(&[1.0, 2.0]), Ok(3.0));
    assert!(f.outputs_into(&[1.0, 2.0], &mut []).is_err());
    let column = [1.0, 2.0, 3.0];
    let mut out = [0.0; 3];
    assert!(f.values(&[&column], &mut out).is_err());
    assert_eq!(
        f.values(&[&column, &column[..2]], &mut out),
        Err(EvalError::ColumnLength {
            name: "y".into(),
            expected: 3,
            found: 2
        })
    );
    f.values(&[&column, &[10.0]], &mut out).unwrap();
    assert_eq!(out, [11.0, 12.0, 13.0]);
    let nothing = function(&arena, &[], &[x]);
    assert_eq!(nothing.try_value(&[1.0]), Err(EvalError::NoOutput));
    assert!(nothing.value(&[1.0]).is_nan());
    let constant = function(&arena, &[Id::TWO], &[]);
    assert_eq!(constant.value(&[]), 2.0);
    constant.values(&[], &mut out).unwrap();
    assert_eq!(out, [2.0; 3]);
}

/// Value, gradient and second derivatives of a product share prefixes by node identity.
#[test]
fn outputs_share() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let sine = arena.call(FunctionId::SIN, &[x]);
    let value = arena.mul(sine, y);
    let alone = function(&arena, &[value], &[x, y]).program().operations();
    let both = function(&arena, &[value, sine], &[x, y]);
    assert_eq!(both.program().operations(), alone);
}

/// A million nodes deep, and a million wide, in seconds and without recursion.
#[test]
fn a_million_nodes() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let mut value = x;
    for at in 0..500_000 {
        let sine = arena.call(FunctionId::SIN, &[value]);
        value = if at % 2 == 0 {
            arena.add(sine, x)
        } else {
            arena.mul(sine, x)
        };
    }
    let f = function(&arena, &[value], &[x]);
    assert_eq!(f.program().operations(), 1_000_000);
    assert!(f.program().slot_count() <= 3);
    let mut expected = 0.5f64;
    for at in 0..500_000 {
        expected = if at % 2 == 0 {
            expected.sin() + 0.5
        } else {
            expected.sin() * 0.5
        };
    }
    assert_eq!(f.value(&[0.5]), expected);

    let mut arena = Arena::new();
    let symbols: Vec<Id> = (0..200_000)
        .map(|at| arena.symbol(&format!("x{at}")))
        .collect();
    let mut sum = Id::ZERO;
    for &symbol in &symbols {
        let square = arena.pow(symbol, Id::TWO);
        sum = arena.add(sum, square);
    }
    let f = function(&arena, &[sum], &symbols);
    assert_eq!(f.value(&vec![2.0; 200_000]), 800_000.0);
    assert!(f.program().slot_count() < 200_010);
}

#[test]
fn functions_are_shared() {
    use gradus::function::kernels::pow::pow;

    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let power = arena.pow(x, y);
    let f = function(&arena, &[power], &[x, y]);
    drop(arena);
    shareable(&f);
    let closure = f.closure();
    shareable(&closure);
    drop(f);
    std::thread::scope(|scope| {
        for at in 0..4 {
            let closure = &closure;
            scope.spawn(move || {
                for round in 0..1000 {
                    let base = f64::from(at) + f64::from(round) / 100.0;
                    assert_eq!(closure(&[base, 2.5]), pow(base, 2.5));
                }
            });
        }
    });
    assert_eq!(closure.clone()(&[3.0, 2.0]), 9.0);
    assert!(closure(&[]).is_nan());
}

/// What is written is read again; what is damaged is refused with its reason.
#[test]
fn stored_functions() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let angle = arena.call(FunctionId::ATAN2, &[y, x]);
    let sine = arena.call(FunctionId::SIN, &[angle]);
    let zero = arena.pow(Id::ZERO, Id::MINUS_ONE);
    let product = arena.mul(sine, zero);
    let f = function(&arena, &[sine, product], &[x, y]);
    let text = serde_json::to_string(&f).unwrap();
    let loaded: Function = serde_json::from_str(&text).unwrap();
    assert_eq!(loaded.value(&[0.3, 0.4]), f.value(&[0.3, 0.4]));
    assert_eq!(loaded.inputs(), f.inputs());
    assert_eq!(loaded.program().to_string(), f.program().to_string());

    let refuse = |path: &str, value: serde_json::Value| {
        let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
        *json.pointer_mut(path).unwrap() = value;
        serde_json::from_value::<Function>(json)
            .unwrap_err()
            .to_string()
    };
    let damaged = |error: LoadError| error.to_string();
    assert_eq!(
        refuse("/program/version", 9.into()),
        damaged(LoadError::Version {
            expected: 2,
            found: 9
        })
    );
    assert_eq!(
        refuse("/program/unary/0", "unheard".into()),
        damaged(LoadError::UnknownFunction {
            name: "unheard".into()
        })
    );
    let name = FunctionId::ATAN2.row().name;
    assert_eq!(
        refuse("/program/unary/0", name.into()),
        damaged(LoadError::KernelShape { name: name.into() })
    );
    assert_eq!(
        refuse("/program/code/0/Binary/a", 99.into()),
        damaged(LoadError::OutOfBounds { at: 0 })
    );
    assert_eq!(
        refuse("/program/code/0/Binary/kernel", 1.into()),
        damaged(LoadError::OutOfBounds { at: 0 })
    );
    // Inputs and constants stay as they are.
    assert_eq!(
        refuse("/program/code/0/Binary/to", 0.into()),
        damaged(LoadError::OutOfBounds { at: 0 })
    );
    let bad = |table| damaged(LoadError::BadTable { table });
    assert_eq!(
        refuse("/program/slots", 4_000_000_000u32.into()),
        bad("slots")
    );
    assert_eq!(refuse("/program/slots", 1.into()), bad("slots"));
    assert_eq!(refuse("/program/loads/1", 7.into()), bad("inputs"));
    assert_eq!(refuse("/program/outputs/1", 70.into()), bad("outputs"));
    assert_eq!(refuse("/names", serde_json::json!(["x"])), bad("inputs"));
    for (code, at) in [
        (r#"[{"Jump":{"target":0}}]"#, 0),
        (r#"[{"Jump":{"target":2}}]"#, 0),
        (r#"[{"Jump":{"target":4294967295}}]"#, 0),
    ] {
        let code: serde_json::Value = serde_json::from_str(code).unwrap();
        let json = serde_json::json!({"names": [], "program": {
            "version": 2, "inputs": 0, "loads": [], "constants": [], "slots": 1, "code": code,
            "loops": [], "unary": [], "binary": [], "ternary": [], "indexed": [], "outputs": [0]
        }});
        assert_eq!(
            serde_json::from_value::<Function>(json)
                .unwrap_err()
                .to_string(),
            damaged(LoadError::BadJump { at })
        );
    }
}

/// Slots that are read before they are written, on some way.
#[test]
fn stored_slots() {
    use serde_json::json;
    let load = |code: serde_json::Value| {
        serde_json::from_value::<Function>(json!({"names": ["x"], "program": {
            "version": 2, "inputs": 1, "loads": [0], "constants": [], "slots": 3, "code": code,
            "loops": [], "unary": [], "binary": [], "ternary": [], "indexed": [], "outputs": [2]
        }}))
        .map_err(|error| error.to_string())
    };
    let neg = |to: u32, a: u32| json!({"Neg": {"to": to, "a": a}});
    let test = |target: u32| json!({"JumpIfNot": {"condition": 0, "target": target}});
    let jump = |target: u32| json!({"Jump": {"target": target}});
    let sound = [
        json!([neg(1, 0), neg(2, 1)]),
        json!([test(3), neg(2, 0), jump(4), neg(2, 0), neg(2, 2)]),
        // What is jumped over is never read.
        json!([neg(2, 0), jump(3), neg(2, 1), neg(1, 2)]),
    ];
    for code in sound {
        assert!(load(code.clone()).is_ok(), "{code}");
    }
    for (code, at) in [
        (json!([neg(2, 1), neg(1, 0)]), 0),
        (json!([neg(1, 0), neg(1, 1)]), 2),
        (json!([test(2), neg(1, 0), neg(2, 1)]), 2),
        (
            json!([test(3), neg(1, 0), jump(4), neg(2, 0), neg(2, 1)]),
            4,
        ),
        (json!([test(2), neg(2, 0)]), 2),
    ] {
        let expected = LoadError::Unwritten { at }.to_string();
        let found = load(code.clone()).unwrap_err();
        assert!(found.contains(&expected), "{code}: {found}");
    }
}

/// Loops in files: ends that do not fit, jumps across, endless ones.
#[test]
fn stored_loops() {
    use serde_json::json;
    let load = |code: serde_json::Value, loops: serde_json::Value| {
        serde_json::from_value::<Function>(json!({"names": [], "program": {
            "version": 2, "inputs": 0, "loads": [],
            "constants": [1f64.to_bits(), 3f64.to_bits()], "slots": 4, "code": code,
            "loops": loops, "unary": [], "binary": [], "ternary": [], "indexed": [],
            "outputs": [2]
        }}))
    };
    let entry = |start: u32, end: u32, level: u32| {
        json!([{"to": 2, "index": 3, "first": 0, "last": 1, "value": 3,
            "start": start, "end": end, "level": level}])
    };
    let (start, end) = (
        json!({"LoopStart": {"at": 0}}),
        json!({"LoopEnd": {"at": 0}}),
    );
    let sound = load(json!([start, end]), entry(1, 2, 0)).unwrap();
    assert_eq!(sound.value(&[]), 6.0);
    for (code, loops) in [
        (json!([start, end]), entry(0, 2, 0)),
        (json!([start, end]), entry(1, 1, 0)),
        (json!([start, end]), entry(1, 2, 1)),
        (json!([start]), entry(1, 1, 0)),
        (json!([end, start]), entry(2, 1, 0)),
        (json!([start, end, start, end]), entry(1, 2, 0)),
        (
            json!([{"Jump": {"target": 2}}, start, {"Jump": {"target": 3}}, end]),
            entry(2, 4, 0),
        ),
        (json!([start, {"Jump": {"target": 3}}, end]), entry(1, 3, 0)),
    ] {
        let error = load(code.clone(), loops).unwrap_err().to_string();
        assert!(error.contains("jumps where it must not"), "{code}: {error}");
    }
    assert!(load(json!([{"LoopEnd": {"at": 1}}]), entry(1, 2, 0)).is_err());
}

#[test]
fn a_million_points() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let sine = arena.call(FunctionId::SIN, &[x]);
    let square = arena.pow(x, Id::TWO);
    let value = arena.mul(sine, square);
    let f = function(&arena, &[value], &[x]);
    let grid: Vec<f64> = (0..1_000_000).map(|i| f64::from(i) * 1e-5).collect();
    let mut out = vec![0.0; grid.len()];
    f.values(&[&grid], &mut out).unwrap();
    assert!(
        grid.iter()
            .zip(&out)
            .all(|(&x, &found)| found == f.value(&[x]))
    );
    let mut other = vec![0.0; grid.len()];
    f.columns_with(Evaluator::Scalar, &[&grid], &mut [&mut other])
        .unwrap();
    assert_eq!(out, other);
}
