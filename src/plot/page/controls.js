// Controls, and what follows from them.

const figure = JSON.parse(document.getElementById("figure").textContent);

// The values of all controls, by their names; those of the walk's variables as `start 0`.
const values = {};
const counted = (count) => `${count} ${count === 1 ? "step" : "steps"}`;
// What the walk did with these values, and how many of its steps are shown.
const walking = { steps: [], status: "", known: null };

const parameters = () => figure.slides.map((_, at) => values[`slide ${at}`]);
const bound = (program) => {
    const rest = parameters();
    const run = programs[program];
    return (...variables) => run(...variables, ...rest);
};

// All rules of a kind.
const rules = (kind) => figure.panels.flatMap((panel) => panel.series.filter((one) => one.live && one.live.rule === kind));

// Computes a series again, as a mark like those that the page came with.
function followed(panel, one) {
    const { live } = one;
    if (!live) return one;
    switch (live.rule) {
        case "absent":
            return null;
        case "values": {
            const f = bound(live.program);
            if (one.mark === "curve") {
                const [lower, upper] = panel.x.range;
                const tall = panel.y.range ? panel.y.range[1] - panel.y.range[0] : 1;
                return { ...one, ...sampled((x) => f(x), lower, upper, tall) };
            }
            const { x, y } = panel.grids[one.grid];
            const made = { x, y, z: gridded(f, x, y) };
            const fixed = one.levels && one.levels.length === 1 && one.levels[0] === 0 && !one.labels;
            return { ...one, made, ...(one.levels && !fixed ? { levels: levelsOf(made.z) } : {}) };
        }
        case "tangent": {
            const at = values[live.control];
            const [value, slope] = bound(live.program)(at);
            const label = `tangent at ${live.name} = ${written(at, 4)}: slope ${written(slope, 4)}`;
            const whole = isFinite(value) && isFinite(slope);
            return whole ? { ...one, label, at: [at, value], slope } : { ...one, label, mark: "none" };
        }
        case "taylor": {
            const order = values[live.control];
            const all = live.program === undefined ? live.coefficients : bound(live.program)();
            const polynomial = (x) => {
                let sum = 0;
                for (let at = order; at >= 0; at -= 1) sum = sum * (x - live.at) + all[at];
                return sum;
            };
            const [lower, upper] = panel.x.range;
            const tall = panel.y.range ? panel.y.range[1] - panel.y.range[0] : 1;
            return { ...one, label: live.labels[order], ...sampled(polynomial, lower, upper, tall) };
        }
        case "arrows": {
            const count = values[live.density];
            const [x, y] = [panel.x, panel.y].map(({ range: [lower, upper] }) => {
                const step = (upper - lower) / count;
                return Array.from({ length: count }, (_, at) => lower + step * (at + 0.5));
            });
            const f = bound(live.program);
            const made = { x: [], y: [], u: [], v: [] };
            for (const up of y) {
                for (const right of x) {
                    const [u, v] = f(right, up);
                    if (!isFinite(u) || !isFinite(v)) continue;
                    made.x.push(right);
                    made.y.push(up);
                    made.u.push(u);
                    made.v.push(v);
                }
            }
            return { ...one, ...made, factor: values[live.scale] };
        }
        case "walk": {
            const steps = walking.steps.slice(0, walking.shown + 1);
            const side = (along) => steps.map((step) => {
                const value = along === "step" ? step.number
                    : along === "value" ? step.f : along === "gradient" ? step.gradient : step.x[along];
                return isFinite(value) ? value : null;
            });
            const [x, y, z] = live.along.map(side);
            const way = one.mark === "path" || one.mark === "way";
            // Among several ways each is told by its start.
            const several = /^from \(/.test(one.label);
            const who = several ? `from (${steps[0].x.map((value) => written(value, 4)).join(", ")})` : figure.walk.method;
            const label = !way ? one.label : one.label && `${who}, ${counted(steps[steps.length - 1].number)}`;
            const notes = steps.map((step) => `step ${step.number}, value ${written(step.f)}, |gradient| ${written(step.gradient, 3)}`);
            return { ...one, label, x, y, z, steps: steps.map((step) => step.number), notes };
        }
        default:
            return one;
    }
}

// Walks again where the page can, from where the controls stand.
function walk() {
    const { walk: given } = figure;
    if (!given) return;
    if (given.program === undefined) {
        walking.steps = given.trace.map((numbers, at) => ({
            number: at * given.stride,
            x: numbers.slice(0, given.names.length),
            f: numbers[given.names.length],
            gradient: numbers[given.names.length + 1],
        }));
        walking.status = given.status;
    } else {
        const made = walked(bound(given.program), {
            ...given,
            start: given.names.map((_, at) => values[`start ${at}`]),
            rate: values.rate,
            momentum: values.momentum,
            limit: values.iterations,
        });
        walking.steps = made.steps.map((step, number) => ({ ...step, number }));
        walking.status = made.status;
    }
    const last = walking.steps.length - 1;
    if (!walking.playing) {
        walking.shown = given.program === undefined ? Math.min(values.iterations, last) : last;
    }
    walking.shown = Math.min(walking.shown, last);
}

const WORDS = {
    converged: "converged", step: "the steps are too short to go on", value: "the value changes no more",
    iterations: "the steps are used up", singular: "the Hessian is singular here", "not-finite": "no finite value here",
    unbounded: "there is no end on this way", bound: "at a bound", infeasible: "the conditions do not hold",
    interrupted: "interrupted",
};

function tell(place) {
    const step = walking.steps[walking.shown];
    if (!step) return;
    const { names } = figure.walk;
    const end = walking.shown === walking.steps.length - 1;
    const rows = [
        ["step", String(step.number)],
        ...names.slice(0, 8).map((name, at) => [name, written(step.x[at], 7)]),
        ["value", written(step.f, 7)],
        ["|gradient|", written(step.gradient, 4)],
        ["", end ? WORDS[walking.status] || walking.status : "…"],
    ];
    place.replaceChildren(...rows.flatMap(([name, value]) => {
        const term = document.createElement("dt");
        const said = document.createElement("dd");
        term.textContent = name;
        said.textContent = value;
        return [term, said];
    }));
}

// Sliders go from 0 to `STEPS`; a value that was given stays as it is until it is moved.
const STEPS = 200;

function slider({ key, name, lower, upper, value, whole = false, log = false, hint = "", still = false }, form, refresh) {
    const setting = document.createElement("div");
    setting.className = "setting";
    const label = document.createElement("label");
    const said = document.createElement("span");
    const shown = document.createElement("output");
    const input = document.createElement("input");
    const steps = whole ? upper - lower : STEPS;
    const share = (at) => (log ? Math.log(at / lower) / Math.log(upper / lower) : (at - lower) / (upper - lower));
    const back = (place) => {
        if (whole) return lower + place;
        const part = place / steps;
        const exact = log ? lower * Math.pow(upper / lower, part) : lower + (upper - lower) * part;
        return Number(exact.toPrecision(log ? 3 : 10));
    };
    const show = () => {
        const text = written(values[key], 5);
        shown.textContent = text;
        input.setAttribute("aria-valuetext", `${name} = ${text}`);
    };
    const place = (at) => {
        values[key] = back(at);
        input.value = at;
        show();
    };
    values[key] = value;
    said.textContent = name;
    if (hint) label.title = hint;
    input.type = "range";
    input.min = 0;
    input.max = steps;
    input.step = 1;
    input.dataset.key = key;
    input.value = Math.round(share(value) * steps);
    input.addEventListener("input", () => {
        place(Number(input.value));
        stop();
        refresh();
    });
    label.append(said, shown, input);
    setting.append(label);
    form.append(setting);
    if (!still) {
        const sweeper = button(SWEEP, setting, () => sweep(sweeper, steps, place, refresh));
        sweeper.className = "sweep";
        sweeper.title = `play ${name}`;
        sweeper.setAttribute("aria-label", sweeper.title);
    }
    show();
    return {
        set(next) {
            values[key] = next;
            input.value = Math.round(share(next) * steps);
            show();
        },
    };
}

// What plays now: its timer, and the button of the slider that moves by itself, if one does.
const SWEEP = "▶";
let playing = null;
let sweeping = null;
const play = document.createElement("button");

function stop() {
    if (playing !== null) clearTimeout(playing);
    playing = null;
    walking.playing = false;
    play.textContent = "Play";
    if (sweeping) sweeping.textContent = SWEEP;
    sweeping = null;
}

// Moves a slider from its lower end to its upper one, in a few seconds.
function sweep(sweeper, last, place, refresh) {
    const again = sweeping !== sweeper;
    stop();
    if (!again) return;
    sweeping = sweeper;
    sweeper.textContent = "■";
    const stride = Math.max(1, Math.round(last / 60));
    const pause = Math.max(40, Math.min(300, (5000 * stride) / last));
    let at = 0;
    const next = () => {
        place(at);
        refresh();
        if (at >= last) {
            stop();
            return;
        }
        at = Math.min(last, at + stride);
        playing = setTimeout(next, pause);
    };
    next();
}

function button(text, form, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    form.append(made);
    return made;
}

function group(form, title) {
    const made = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = title;
    made.append(legend);
    form.append(made);
    return made;
}

// Builds the controls; `refresh` draws what has moved.
function controls(form, refresh) {
    const all = [];
    const first = {};
    const add = (setting, place) => {
        const made = slider(setting, place, refresh);
        first[setting.key] = values[setting.key];
        all.push([setting.key, made]);
        return made;
    };
    if (figure.slides.length) {
        const place = group(form, "Symbols");
        figure.slides.forEach(({ name, lower, upper, start }, at) => {
            add({ key: `slide ${at}`, name, lower, upper, value: start }, place);
        });
    }
    for (const panel of figure.panels) {
        panel.series.forEach((one) => {
            const { live } = one;
            if (!live) return;
            const number = all.length;
            if (live.rule === "tangent") {
                const [lower, upper] = panel.x.range;
                live.control = `tangent ${number}`;
                add({ key: live.control, name: `tangent at ${live.name}`, lower, upper, value: one.at[0] }, group(form, "Tangent"));
            } else if (live.rule === "taylor") {
                live.control = `order ${number}`;
                const place = group(form, "Taylor polynomial");
                add({ key: live.control, name: "order", lower: 0, upper: live.labels.length - 1, value: live.order, whole: true }, place);
            } else if (live.rule === "arrows") {
                live.density = `density ${number}`;
                live.scale = `scale ${number}`;
                const place = group(form, "Arrows");
                const side = Math.max(5, Math.round(Math.sqrt(one.x.length)));
                add({ key: live.density, name: "a side", lower: 5, upper: 41, value: side, whole: true }, place);
                add({ key: live.scale, name: "length", lower: 0.2, upper: 3, value: 1, log: true }, place);
            }
        });
    }
    if (figure.walk) walkControls(form, add, refresh);
    if (all.length) {
        button("Reset", form, () => {
            stop();
            all.forEach(([key, made]) => made.set(first[key]));
            refresh();
        }).className = "reset";
    }
    form.hidden = all.length === 0;
    return form.hidden;
}

function walkControls(form, add, refresh) {
    const { walk: given } = figure;
    const place = group(form, `Walk: ${given.method}`);
    const again = given.program !== undefined;
    if (again) {
        given.names.forEach((name, at) => {
            const value = given.start[at];
            const range = sideOf(name) || [value - 5, value + 5];
            const lower = Math.min(range[0], value);
            const upper = Math.max(range[1], value);
            add({ key: `start ${at}`, name: `start ${name}`, lower, upper, value }, place);
        });
        if (given.rate !== undefined) {
            add({ key: "rate", name: "rate", lower: given.rate / 100, upper: given.rate * 100, value: given.rate, log: true }, place);
        }
        if (given.momentum !== undefined) {
            add({ key: "momentum", name: "momentum", lower: 0, upper: 0.99, value: given.momentum }, place);
        }
    }
    const usual = given.limit ?? Math.max(given.count, 20);
    const most = again ? Math.min(2000, Math.max(20, usual, given.count * 2)) : given.trace.length - 1;
    const value = again ? Math.min(most, given.limit ?? Math.max(given.count, 20)) : most;
    const steps = add({ key: "iterations", name: again ? "steps at most" : "steps", lower: 0, upper: Math.max(1, most), value: Math.min(value, Math.max(1, most)), whole: true, still: true }, place);
    play.type = "button";
    play.className = "play";
    play.textContent = "Play";
    place.append(play);
    const said = document.createElement("dl");
    said.id = "walked";
    said.setAttribute("aria-live", "off");
    place.append(said);
    play.addEventListener("click", () => {
        if (walking.playing) {
            stop();
            walking.shown = walking.steps.length - 1;
            if (!again) steps.set(walking.steps.length - 1);
            refresh();
            return;
        }
        stop();
        if (!again) steps.set(walking.steps.length - 1);
        walk();
        const last = walking.steps.length - 1;
        // Long walks go in strides, so that they take a few seconds too.
        const stride = Math.max(1, Math.ceil(last / 60));
        const pause = Math.max(60, Math.min(400, 4000 / Math.max(1, last)));
        walking.playing = true;
        walking.shown = 0;
        play.textContent = "Stop";
        const next = () => {
            refresh();
            if (walking.shown >= last) {
                stop();
                return;
            }
            walking.shown = Math.min(last, walking.shown + stride);
            playing = setTimeout(next, pause);
        };
        playing = setTimeout(next, 0);
    });
}

// The range of the axis of a variable.
function sideOf(name) {
    for (const panel of figure.panels) {
        for (const axis of [panel.x, panel.y]) {
            if (axis.title === name && axis.range) return axis.range;
        }
    }
    return null;
}
