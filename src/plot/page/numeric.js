// Numbers: what stands along axes, sampled lines, levels of contours, and walks. Nothing here
// knows of the page, so that it can be tried without one.

// Marks at whole multiples of 1, 2, 2.5 or 5 times a power of ten, at most so many.
function ticks(lower, upper, most) {
    const span = upper - lower;
    if (!(span > 0 && isFinite(span))) return [];
    let power = Math.pow(10, Math.floor(Math.log10(span / most)) - 1);
    for (let round = 0; round < 4; round += 1, power *= 10) {
        for (const factor of [1, 2, 2.5, 5]) {
            const step = factor * power;
            const first = Math.ceil(lower / step - 1e-9);
            const last = Math.floor(upper / step + 1e-9);
            if (last - first < most) {
                const found = [];
                for (let at = first; at <= last; at += 1) found.push(Number((at * step).toPrecision(12)));
                return found;
            }
        }
    }
    return [lower, upper];
}

// A number as people write it, with so many digits.
function written(value, digits = 6) {
    if (value === null || value === undefined || Number.isNaN(value)) return "not a number";
    if (!isFinite(value)) return value > 0 ? "∞" : "−∞";
    const rounded = Number(value.toPrecision(digits));
    const size = Math.abs(rounded);
    if (size === 0) return "0";
    if (size >= 1e-4 && size < 1e6) return String(rounded).replace("-", "−");
    const [mantissa, power] = rounded.toExponential().split("e");
    const signs = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    const raised = String(Math.abs(Number(power))).replace(/\d/g, (digit) => signs[digit]);
    return `${mantissa}×10${Number(power) < 0 ? "⁻" : ""}${raised}`.replace("-", "−");
}

// The ends of finite numbers.
function ends(values) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
        if (value !== null && isFinite(value)) {
            if (value < low) low = value;
            if (value > high) high = value;
        }
    }
    return low <= high ? [low, high] : null;
}

// A line through the values of a function, with gaps where it has none and where it jumps.
function sampled(f, lower, upper, tall) {
    const xs = [];
    const ys = [];
    const poles = [];
    let budget = 30000;
    const put = (x, y) => {
        xs.push(x);
        ys.push(isFinite(y) ? y : null);
    };
    const between = (x0, y0, x1, y1, depth) => {
        const whole = isFinite(y0) && isFinite(y1);
        if (depth === 0 || budget <= 0) {
            if (whole && Math.abs(y1 - y0) > 0.3 * tall) {
                xs.push((x0 + x1) / 2);
                ys.push(null);
                if (y0 * y1 < 0) poles.push((x0 + x1) / 2);
            }
            return;
        }
        const x = (x0 + x1) / 2;
        const y = f(x);
        budget -= 1;
        let bent;
        if (whole && isFinite(y)) {
            bent = Math.abs(y - (y0 + y1) / 2) > 0.0015 * tall || Math.abs(y1 - y0) > 0.3 * tall;
        } else {
            bent = isFinite(y0) || isFinite(y1) || isFinite(y);
        }
        if (!bent) return;
        between(x0, y0, x, y, depth - 1);
        put(x, y);
        between(x, y, x1, y1, depth - 1);
    };
    const count = 400;
    let x0 = lower;
    let y0 = f(lower);
    put(x0, y0);
    for (let at = 1; at <= count; at += 1) {
        const x1 = at === count ? upper : lower + ((upper - lower) * at) / count;
        const y1 = f(x1);
        between(x0, y0, x1, y1, 12);
        put(x1, y1);
        x0 = x1;
        y0 = y1;
    }
    return { x: xs, y: ys, poles };
}

// The values of a function of two variables on a grid, row by row.
function gridded(f, x, y) {
    return y.map((up) => x.map((right) => {
        const value = f(right, up);
        return isFinite(value) ? value : null;
    }));
}

// Round levels that show values well: even steps, unless most of the values lie close to one end;
// then 1, 3, 10, 30, …
function levelsOf(rows, count = 12) {
    let values = rows.flat().filter((value) => value !== null && isFinite(value));
    if (!values.length) return [];
    values.sort((a, b) => a - b);
    const low = values[0];
    const high = values[values.length - 1];
    if (!(low < high)) return [];
    const quantile = (share) => values[Math.round(share * (values.length - 1))];
    const median = (quantile(0.5) - low) / (high - low);
    if (median < 0.15 && low >= -0.02 * (quantile(0.75) - low)) return ladder(values, count);
    if (median > 0.85 && high <= 0.02 * (high - quantile(0.25))) {
        const turned = values.map((value) => -value).reverse();
        return ladder(turned, count).map((level) => -level).reverse();
    }
    let from = low;
    let to = high;
    const room = 0.6 * (quantile(0.98) - quantile(0.02));
    if (room > 0) {
        from = Math.max(from, quantile(0.02) - room);
        to = Math.min(to, quantile(0.98) + room);
    }
    return ticks(from, to, count).filter((level) => level > low && level < high);
}

function ladder(values, count) {
    const high = values[values.length - 1];
    const near = values[Math.floor(values.length / 50)];
    const least = Math.max(near, high * 1e-8);
    if (!(least > 0 && high > least)) return [];
    const found = [];
    for (let power = Math.ceil(Math.log10(high)); ; power -= 1) {
        for (const mantissa of [3, 1]) {
            const level = Number(`${mantissa}e${power}`);
            if (level >= high) continue;
            if (level < least || found.length >= count) return found.reverse();
            found.push(level);
        }
    }
}

// How many digits tell neighbouring levels apart.
function digitsOf(levels) {
    let most = 4;
    for (let at = 1; at < levels.length; at += 1) {
        const ratio = Math.max(Math.abs(levels[at - 1]), Math.abs(levels[at])) / Math.abs(levels[at] - levels[at - 1]);
        if (isFinite(ratio) && ratio > 0) most = Math.max(most, Math.ceil(Math.log10(ratio)) + 2);
    }
    return Math.min(most, 16);
}

// Whether levels are evenly spaced.
function even(levels) {
    if (levels.length < 3) return levels.length < 2 || isFinite(levels[1] - levels[0]);
    const step = levels[1] - levels[0];
    for (let at = 1; at < levels.length; at += 1) {
        if (Math.abs(levels[at] - levels[at - 1] - step) > 1e-5 * Math.abs(step)) return false;
    }
    return true;
}

// The place of a value among levels that are not even: 0 at the first, 1 at the second, …
function placed(levels) {
    const last = levels.length - 1;
    return (value) => {
        if (value === null) return null;
        if (value <= levels[0]) {
            return value === levels[0] ? 0 : -Math.min(1, (levels[0] - value) / Math.abs(levels[1] - levels[0]));
        }
        if (value >= levels[last]) {
            return last + Math.min(1, (value - levels[last]) / Math.abs(levels[last] - levels[last - 1]));
        }
        let at = 0;
        while (value >= levels[at + 1]) at += 1;
        const [from, to] = [levels[at], levels[at + 1]];
        const share = from * to > 0 && value * from > 0
            ? Math.log(value / from) / Math.log(to / from)
            : (value - from) / (to - from);
        return at + share;
    };
}

const norm = (vector) => Math.hypot(...vector);

// Solves hessian * step = -gradient; null where the Hessian is singular to working precision.
function newtonStep(hessian, gradient) {
    const n = gradient.length;
    const largest = (row) => row.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    const scales = hessian.map((row) => Math.pow(2, Math.round(-0.5 * Math.log2(largest(row)))));
    if (!scales.every(isFinite)) return null;
    const rows = hessian.map((row, i) => row.map((entry, j) => entry * scales[i] * scales[j]));
    const right = gradient.map((entry, i) => -entry * scales[i]);
    const pivots = [];
    for (let at = 0; at < n; at += 1) {
        let best = at;
        for (let i = at + 1; i < n; i += 1) {
            if (Math.abs(rows[i][at]) > Math.abs(rows[best][at])) best = i;
        }
        [rows[at], rows[best]] = [rows[best], rows[at]];
        [right[at], right[best]] = [right[best], right[at]];
        const pivot = rows[at][at];
        pivots.push(Math.abs(pivot));
        for (let i = at + 1; i < n; i += 1) {
            const factor = rows[i][at] / pivot;
            if (factor === 0) continue;
            for (let j = at; j < n; j += 1) rows[i][j] -= factor * rows[at][j];
            right[i] -= factor * right[at];
        }
    }
    const least = Math.min(...pivots);
    if (!(least > 4 * Number.EPSILON * n * Math.max(...pivots))) return null;
    const step = new Array(n).fill(0);
    for (let i = n - 1; i >= 0; i -= 1) {
        let sum = right[i];
        for (let j = i + 1; j < n; j += 1) sum -= rows[i][j] * step[j];
        step[i] = sum / rows[i][i];
    }
    const scaled = step.map((entry, i) => entry * scales[i]);
    return scaled.every(isFinite) ? scaled : null;
}

// A walk by gradient descent with a fixed rate, momentum, or the plain Newton method, by the same
// rules as in the library. `f` gives value, gradient and, for Newton, Hessian of the function.
function walked(f, { method, start, rate, momentum, limit, up, tolerance, step_tolerance, value_tolerance }) {
    const sign = up ? -1 : 1;
    const at = (x) => {
        const made = f(...x);
        return {
            x,
            f: sign * made.value,
            gradient: made.gradient.map((entry) => sign * entry),
            hessian: made.hessian && made.hessian.map((row) => row.map((entry) => sign * entry)),
        };
    };
    const finite = (place) => isFinite(place.f) && place.gradient.every(isFinite);
    const steps = [];
    let here = at(start.slice());
    let size = norm(here.gradient);
    const note = () => steps.push({ x: here.x, f: sign * here.f, gradient: size });
    note();
    const done = (status) => ({ steps, status });
    if (!finite(here)) return done("not-finite");
    const scale = Math.min(1, Math.max(Math.abs(here.f), size));
    const small = tolerance ?? 1e-10 * scale;
    const extent = Math.max(1, ...start.map(Math.abs));
    let last = start.map(() => 0);
    let lastStep = Infinity;
    let lastSize = Infinity;
    for (;;) {
        if (size === 0 || (small > 0 && size <= small)) return done("converged");
        let x;
        if (method === "newton") {
            const close = lastStep <= 1e-8 * (1 + Math.max(...here.x.map(Math.abs)));
            if (close && size >= lastSize) return done("step");
            if (!here.hessian.flat().every(isFinite)) return done("not-finite");
            const step = newtonStep(here.hessian, here.gradient);
            if (!step) return done("singular");
            const length = norm(step);
            if (length > 1e12 * (1 + Math.max(...here.x.map(Math.abs)))) return done("singular");
            x = here.x.map((value, i) => value + step[i]);
            lastStep = length;
            lastSize = size;
        } else if (method === "momentum") {
            x = here.x.map((value, i) => value + (momentum * last[i] - rate * here.gradient[i]));
        } else {
            x = here.x.map((value, i) => value - rate * here.gradient[i]);
        }
        const step = x.map((value, i) => value - here.x[i]);
        if (norm(step) < (step_tolerance ?? 0) || step.every((part, i) => here.x[i] + part === here.x[i])) {
            return done("step");
        }
        if (steps.length > limit) return done("iterations");
        const next = at(x);
        if (!finite(next)) return done(next.f === -Infinity ? "unbounded" : "not-finite");
        const change = next.f - here.f;
        last = step;
        here = next;
        size = norm(here.gradient);
        note();
        if (change < 0 && Math.max(...x.map(Math.abs)) > 1e20 * extent) return done("unbounded");
        const still = size === 0 || (small > 0 && size <= small);
        if (!still && (value_tolerance ?? 0) > 0 && Math.abs(change) <= value_tolerance) return done("value");
    }
}

// Points of a way, as far as they can be drawn: what lies too many frames away is moved towards the
// point before it, so that the line keeps its direction; where the way comes back it is left out.
function reachable(x, y, panel) {
    const sides = [[x, panel.x], [y, panel.y]].map(([values, { range, log }]) => {
        const [lower, upper] = range && !log ? range : [-Infinity, Infinity];
        return { values, middle: lower / 2 + upper / 2, most: 1e4 * (upper - lower) };
    });
    const beyond = (at) => Math.max(...sides.map(({ values, middle, most }) => (
        most < Infinity ? Math.abs(values[at] - middle) / most : isFinite(values[at]) ? 0 : Infinity)));
    const moved = x.map((_, at) => {
        const far = beyond(at);
        if (far <= 1) return [x[at], y[at]];
        const back = at + 1 < x.length && beyond(at + 1) <= 1;
        if (at === 0 || back || !isFinite(far) || beyond(at - 1) > 1) return [null, null];
        return sides.map(({ values }) => values[at - 1] + (values[at] - values[at - 1]) / far);
    });
    return [0, 1].map((side) => moved.map((point) => point[side]));
}

// The length that the longest arrows have: the largest, unless a few near a pole are far longer than
// all others.
function longestOf(lengths) {
    const sorted = lengths.filter(isFinite).sort((a, b) => a - b);
    if (!sorted.length) return 0;
    const [largest, common] = [sorted[sorted.length - 1], sorted[Math.floor(sorted.length * 9 / 10)]];
    return common > 0 && largest > 4 * common ? common : largest;
}
