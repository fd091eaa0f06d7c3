"""Critical points of the test functions, found another way: Newton's method from a fine grid of
starts, in doubles, then to 30 digits. Needs numpy, sympy and mpmath:

    python3 generate.py > critical.txt
"""
import mpmath
import numpy as np
import sympy as sp

mpmath.mp.dps = 30
WELLS = "10 - (10/(3+3*(x-0.5)^2+3*(y-0.5)^2) + 2/(1+2*(x-3)^2+2*(y-1.5)^2) + 3/(1+0.5*(x-3.5)^2+0.5*(y-4)^2))"
TANG = "({0}^4 - 16*{0}^2 + 5*{0})/2"
ACKLEY = "-20*exp(-0.2*sqrt(0.5*(x^2+y^2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20"
CASES = [
    ("himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", dict(x=(-6, 6), y=(-6, 6))),
    ("six-hump camel", "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2", dict(x=(-3, 3), y=(-2, 2))),
    ("three-hump camel", "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2", dict(x=(-5, 5), y=(-5, 5))),
    ("three wells", WELLS, dict(x=(0, 5), y=(0, 5))),
    ("styblinski-tang 2", " + ".join(TANG.format(v) for v in "xy"), dict(x=(-5, 5), y=(-5, 5))),
    ("styblinski-tang 3", " + ".join(TANG.format(v) for v in "xyz"), dict(x=(-5, 5), y=(-5, 5), z=(-5, 5))),
    ("beale", "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", dict(x=(-4.5, 4.5), y=(-4.5, 4.5))),
    ("booth", "(x + 2*y - 7)^2 + (2*x + y - 5)^2", dict(x=(-10, 10), y=(-10, 10))),
    ("matyas", "0.26*(x^2 + y^2) - 0.48*x*y", dict(x=(-10, 10), y=(-10, 10))),
    ("mccormick", "sin(x+y) + (x-y)^2 - 1.5*x + 2.5*y + 1", dict(x=(-1.5, 4), y=(-3, 4))),
    ("rosenbrock", "(1-x)^2 + 100*(y-x^2)^2", dict(x=(-5, 5), y=(-5, 5))),
    ("goldstein-price", "(1+(x+y+1)^2*(19-14*x+3*x^2-14*y+6*x*y+3*y^2))*(30+(2*x-3*y)^2*(18-32*x+12*x^2+48*y-36*x*y+27*y^2))", dict(x=(-0.5, 0.5), y=(-1.5, -0.5))),
    ("branin", "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10", dict(x=(-5, 10), y=(0, 15))),
    ("bohachevsky", "x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7", dict(x=(-1, 1), y=(-1, 1))),
    ("levy", "sin(pi*(1+(x-1)/4))^2 + ((x-1)/4)^2*(1+10*sin(pi*(1+(x-1)/4)+1)^2) + ((y-1)/4)^2*(1+sin(2*pi*(1+(y-1)/4))^2)", dict(x=(-4, 4), y=(-4, 4))),
    ("rastrigin", "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", dict(x=(-1.7, 1.7), y=(-1.7, 1.7))),
    ("griewank", "1 + (x^2+y^2)/4000 - cos(x)*cos(y/sqrt(2))", dict(x=(-5, 5), y=(-5, 5))),
    ("easom", "-cos(x)*cos(y)*exp(-(x-pi)^2-(y-pi)^2)", dict(x=(1, 5), y=(1, 5))),
    ("ackley", ACKLEY, dict(x=(0.3, 2.2), y=(0.3, 2.2))),
    ("product of waves", "sin(x)*cos(y)", dict(x=(-4, 4), y=(-4, 4))),
    ("cubic times wave", "x^3*cos(x)", dict(x=(0.5, 20))),
    ("broken by a pole", "x + y^2 + 1/x", dict(x=(-3, 4), y=(-1, 2))),
    ("logarithms", "x*log(x) + y^2*x - y", dict(x=(-1, 3), y=(-3, 3))),
]
rng = np.random.default_rng(1)
for name, text, box in CASES:
    f = sp.sympify(text.replace("^", "**"), locals={"e": sp.E}, rational=True)
    names = sorted(box)
    v = sp.symbols(names, real=True)
    f = f.subs({sp.Symbol(n): s for n, s in zip(names, v)})
    g = [sp.diff(f, s) for s in v]
    h = [[sp.diff(p, s) for s in v] for p in g]
    fn = sp.lambdify(v, f, "numpy")
    gn, hn = sp.lambdify(v, g, "numpy"), sp.lambdify(v, h, "numpy")
    lo, hi = np.array([box[n][0] for n in names], float), np.array([box[n][1] for n in names], float)
    count = {1: 2000, 2: 2000, 3: 3000}[len(names)]
    found = []
    for start in lo + (hi - lo) * rng.random((count, len(names))):
        x = start.copy()
        ok = False
        with np.errstate(all="ignore"):
            for _ in range(40):
                gv, hv = np.array(gn(*x), float), np.array(hn(*x), float)
                if not (np.isfinite(gv).all() and np.isfinite(hv).all()):
                    break
                try:
                    step = np.linalg.solve(hv, gv)
                except np.linalg.LinAlgError:
                    break
                x = x - step
                if np.abs(step).max() < 1e-12 * (1 + np.abs(x).max()):
                    ok = True
                    break
        if not ok or (x < lo - 1e-9).any() or (x > hi + 1e-9).any():
            continue
        with np.errstate(all="ignore"):
            if not np.isfinite(fn(*x)):
                continue
        if all(np.abs(x - y).max() > 1e-7 for y in found):
            found.append(x)
    gm = sp.lambdify(v, g, "mpmath")
    lines = []
    for x in found:
        if len(names) == 1:
            exact = [mpmath.findroot(lambda t: gm(t)[0], x[0])]
        else:
            exact = list(mpmath.findroot(lambda *a: gm(*a), list(x)))
        eig = np.linalg.eigvalsh(np.array(hn(*x), float))
        kind = "minimum" if (eig > 1e-9).all() else "maximum" if (eig < -1e-9).all() else "saddle" if (eig > 1e-9).any() and (eig < -1e-9).any() else "degenerate"
        lines.append((tuple(float(e) for e in exact), " ".join(mpmath.nstr(e, 17) if abs(e) > 1e-25 else "0" for e in exact) + " " + kind))
    lines.sort()
    print(f"{name} | {text} | " + ", ".join(f"{n}={box[n][0]}..{box[n][1]}" for n in names))
    for _, line in lines:
        print(f"    {line}")
