// Marks into traces of plotly.js, and panels into its layouts. Texts that plotly.js would read as
// markup are written so that they stand as they are.

const safe = (text) => text.replace(/&/g, "&amp;").replace(/[<]/g, "&lt;").replace(/>/g, "&gt;");

const faded = (color, share) => {
    const part = (at) => parseInt(color.slice(at, at + 2), 16);
    return `rgba(${part(1)},${part(3)},${part(5)},${share})`;
};

// Shapes of points in the order of the other outputs.
const SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down"];
const SHAPES_IN_SPACE = ["circle", "square", "diamond", "cross", "x"];

class Painter {
    constructor(figure, panel) {
        this.theme = figure.theme;
        this.maps = figure.maps;
        this.panel = panel;
        this.covered = panel.series.some((one) => one.mark === "filled");
        this.bars = 0;
    }

    color(tint) {
        return typeof tint === "number" ? this.theme.palette[tint % this.theme.palette.length] : this.theme[tint];
    }

    scale(name) {
        const colors = this.maps[name || "viridis"];
        return colors.map((color, at) => [at / (colors.length - 1), color]);
    }

    colorAt(name, share) {
        const colors = this.maps[name || "viridis"];
        return colors[Math.round(Math.min(1, Math.max(0, share)) * (colors.length - 1))];
    }

    bar(extra = {}) {
        this.bars += 1;
        const title = this.panel.z.title;
        return {
            thickness: 13,
            len: 1,
            lenmode: "fraction",
            outlinewidth: 0,
            tickfont: { color: this.theme.ink, size: 12 },
            title: title && !this.panel.camera
                ? { text: safe(title), side: "right", font: { color: this.theme.ink, size: 12 } }
                : undefined,
            exponentformat: "power",
            ...extra,
        };
    }

    // What a hover says of a point of the plane.
    said(label, more = "") {
        const { x, y } = this.panel;
        const name = (axis, usual) => safe(axis.title || usual);
        const tag = label ? `<extra>${safe(label)}</extra>` : "<extra></extra>";
        return `${name(x, "x")} = %{x:.6~g}<br>${name(y, "value")} = %{y:.6~g}${more}${tag}`;
    }

    // The traces, shapes and notes of a series.
    draw(one, into) {
        const color = this.color(one.tint);
        const name = one.label;
        const { theme } = this;
        const put = (trace) => into.traces.push({ showlegend: false, ...trace });
        switch (one.mark) {
            case "curve":
                put({
                    type: "scatter", mode: one.x.length > 1 ? "lines" : "markers", x: one.x, y: one.y,
                    line: { color, width: one.dashed ? 1.8 : 2.2, dash: one.dashed ? "dash" : "solid", simplify: false },
                    marker: { color, size: 7 }, connectgaps: false, hovertemplate: this.said(name),
                });
                break;
            case "points": {
                const many = one.x.length > 300;
                put({
                    type: one.x.length > 3000 ? "scattergl" : "scatter", mode: "markers", x: one.x, y: one.y,
                    marker: {
                        color, size: many ? Math.max(3, 8 / Math.pow(one.x.length / 300, 0.3)) : 8,
                        opacity: many ? 0.65 : 1, symbol: SHAPES[one.shape % 5],
                        line: { color: theme.ground, width: many ? 0 : 0.8 },
                    },
                    hovertemplate: this.said(name),
                });
                break;
            }
            case "band": {
                const line = { width: 0, color };
                put({ type: "scatter", mode: "lines", x: one.x, y: one.low, line, hoverinfo: "skip" });
                put({
                    type: "scatter", mode: "lines", x: one.x, y: one.high, line, fill: "tonexty",
                    fillcolor: faded(color, 0.24), hoverinfo: "skip",
                });
                break;
            }
            case "bars":
                put({
                    type: "scatter", mode: "markers", x: one.x, y: one.y, marker: { color, size: 1 },
                    error_y: { type: "data", array: one.half, color, thickness: 1.2, width: 3 },
                    hovertemplate: this.said(name, " ± %{error_y.array:.4~g}"),
                });
                break;
            case "filled":
                this.filled(one, put);
                break;
            case "contours":
                // Lines over areas of the same grid are drawn with the areas.
                if (this.panel.series.some((other) => other.mark === "filled" && other.grid === one.grid)) break;
                this.contours(one, color, put);
                break;
            case "arrows":
                this.arrows(one, color, put);
                break;
            case "path":
                this.path(one, color, put);
                break;
            case "tangent": {
                const [x, y] = one.at;
                const [lower, upper] = into.range.x;
                put({
                    type: "scatter", mode: "lines", x: [lower, upper],
                    y: [y + one.slope * (lower - x), y + one.slope * (upper - x)],
                    line: { color, width: 1.8, dash: "dash" }, hoverinfo: "skip",
                });
                put({
                    type: "scatter", mode: "markers", x: [x], y: [y], marker: { color, size: 9 },
                    hovertemplate: this.said(name),
                });
                break;
            }
            case "upright":
                into.shapes.push({
                    type: "line", xref: "x", yref: "paper", x0: one.x, x1: one.x, y0: 0, y1: 1,
                    line: { color, width: 1.2, dash: "dot" },
                });
                break;
            case "note":
                this.note(one, color, put);
                break;
            case "surface":
                this.surface(one, into, put);
                break;
            case "scatter":
                put({
                    type: "scatter3d", mode: "markers", x: one.x, y: one.y, z: one.z,
                    marker: {
                        color, size: one.x.length > 500 ? 2.5 : 4.5,
                        symbol: SHAPES_IN_SPACE[one.shape % 5], line: { color: theme.ground, width: 0.5 },
                    },
                    hovertemplate: this.saidInSpace(name),
                });
                break;
            case "sheet":
                put({
                    type: "mesh3d", x: one.x, y: one.y, z: one.z, i: [0, 0], j: [1, 2], k: [2, 3],
                    color, opacity: 0.55, flatshading: true, hovertemplate: this.saidInSpace(name),
                });
                break;
            case "line": {
                const lift = this.lift();
                put({
                    type: "scatter3d", mode: "lines", x: one.x, y: one.y, z: one.z.map((value) => (value === null ? null : value + lift)),
                    line: { color, width: one.dashed ? 6 : 5, dash: one.dashed ? "dash" : "solid" },
                    hovertemplate: this.saidInSpace(name),
                });
                break;
            }
            case "way":
                this.way(one, color, put);
                break;
            default:
                break;
        }
    }

    saidInSpace(label, more = "") {
        const { x, y, z } = this.panel;
        const tag = label ? `<extra>${safe(label)}</extra>` : "<extra></extra>";
        return `${safe(x.title || "x")} = %{x:.6~g}<br>${safe(y.title || "y")} = %{y:.6~g}<br>`
            + `${safe(z.title || "value")} = %{z:.6~g}${more}${tag}`;
    }

    gridOf(one) {
        return one.made || this.panel.grids[one.grid];
    }

    overPlane(label) {
        const { x, y, z } = this.panel;
        const tag = label ? `<extra>${safe(label)}</extra>` : "<extra></extra>";
        return `${safe(x.title || "x")} = %{x:.6~g}<br>${safe(y.title || "y")} = %{y:.6~g}<br>`
            + `value = %{customdata:.6~g}${tag}`;
    }

    filled(one, put) {
        const { x, y, z } = this.gridOf(one);
        const { levels } = one;
        if (!levels.length) {
            put({
                type: "heatmap", x, y, z, customdata: z, colorscale: this.scale(one.map), colorbar: this.bar(),
                hovertemplate: this.overPlane(""),
            });
            return;
        }
        const lines = { color: "rgba(255,255,255,0.43)", width: 0.7, smoothing: 0 };
        const uneven = !even(levels);
        const place = uneven ? placed(levels) : null;
        const reach = ends(z.flat()) || [levels[0], levels[0]];
        const contours = uneven || levels.length < 2
            ? { start: uneven ? 0 : levels[0], end: uneven ? levels.length - 1 : levels[0], size: 1 }
            : { start: levels[0], end: levels[levels.length - 1], size: levels[1] - levels[0] };
        const marks = uneven ? levels.map((_, at) => at) : levels;
        put({
            type: "contour", x, y, z: uneven ? z.map((row) => row.map(place)) : z, customdata: z,
            autocontour: false, contours: { ...contours, coloring: "fill", showlines: true }, line: lines,
            colorscale: this.scale(one.map), connectgaps: false, reach,
            colorbar: this.bar({ tickmode: "array", tickvals: marks, ticktext: levels.map((level) => written(level, digitsOf(levels))) }),
            hovertemplate: this.overPlane(""),
        });
    }

    contours(one, color, put) {
        const { x, y, z } = this.gridOf(one);
        const { levels } = one;
        const flat = this.covered && one.tint === "ink" ? "rgba(255,255,255,0.43)" : color;
        const base = {
            type: "contour", x, y, z, customdata: z, autocontour: false, showscale: false, connectgaps: false,
            hovertemplate: this.overPlane(one.label),
        };
        const labels = {
            showlabels: one.labels, labelfont: { size: 11, color: this.theme.ink }, labelformat: `.${digitsOf(levels) + 1}~g`,
        };
        const equation = levels.length === 1 && levels[0] === 0 && !one.labels;
        if (equation) base.hoverinfo = "skip";
        if (equation) delete base.hovertemplate;
        if (even(levels) && levels.length > 1) {
            const contours = { start: levels[0], end: levels[levels.length - 1], size: levels[1] - levels[0], ...labels };
            put(one.map
                ? {
                    ...base, contours: { ...contours, coloring: "lines" }, colorscale: this.scale(one.map),
                    zmin: levels[0], zmax: levels[levels.length - 1], zauto: false, line: { width: 1.6, smoothing: 0 },
                }
                : { ...base, contours: { ...contours, coloring: "none" }, line: { color: flat, width: 1.2, smoothing: 0 } });
            return;
        }
        // Levels that are not even are each a trace of its own.
        levels.forEach((level, at) => {
            const share = levels.length > 1 ? at / (levels.length - 1) : 0.5;
            put({
                ...base,
                ...(at ? { hoverinfo: "skip", hovertemplate: undefined } : {}),
                contours: { start: level, end: level, size: 1, coloring: "none", ...labels },
                line: { color: one.map ? this.colorAt(one.map, share) : flat, width: equation ? 2.2 : 1.5, smoothing: 0 },
            });
        });
    }

    // Arrows with their middle at the point. The root keeps short ones visible beside long ones;
    // the colour says how long they are.
    arrows(one, color, put) {
        const lengths = one.u.map((u, at) => Math.hypot(u, one.v[at]));
        const longest = longestOf(lengths);
        if (!(longest > 0)) return;
        const [wide, high] = [one.x, one.y].map((side) => {
            const reach = ends(side);
            return reach[1] - reach[0] || 1;
        });
        const spacing = 1 / Math.max(1, Math.sqrt(one.x.length) - 1);
        const factor = one.factor ?? 1;
        const shown = lengths.map((length, at) => {
            const [right, up] = [one.u[at] / wide, one.v[at] / high];
            const size = Math.hypot(right, up);
            if (!(size > 0)) return [0, 0];
            const wanted = (spacing * 0.88 * Math.max(0.12, Math.sqrt(Math.min(1, length / longest))) * factor) / size;
            return [one.u[at] * wanted, one.v[at] * wanted];
        });
        const names = [this.panel.x.title || "x", this.panel.y.title || "y"].map(safe);
        put({
            type: "quiver", x: one.x, y: one.y, u: shown.map(([u]) => u), v: shown.map(([, v]) => v),
            lengthmode: "raw", arrowref: "data", anchor: "center",
            marker: {
                arrowsize: 0.9, line: { width: Math.max(1.2, Math.min(2, 34 * spacing)) },
                ...(one.map
                    ? { color: lengths, colorscale: this.scale(one.map), cmin: 0, cmax: longest, showscale: true, colorbar: this.bar() }
                    : { color }),
            },
            text: one.u.map((u, at) => `${names[0]} = ${written(one.x[at])}<br>${names[1]} = ${written(one.y[at])}<br>`
                + `arrow (${written(u)}, ${written(one.v[at])})<br>length ${written(lengths[at])}`),
            textposition: "top center", textfont: { color: "rgba(0,0,0,0)", size: 1 },
            hovertemplate: "%{text}<extra></extra>",
        });
    }

    ends(points, color) {
        const last = points - 1;
        const by = (start, end, between) => Array.from({ length: points }, (_, at) => (at === last ? end : at === 0 ? start : between));
        return {
            symbol: by("circle", "star", "circle"),
            size: by(11, 15, points > 200 ? 3 : 6),
            color: by(this.theme.ground, color, color),
            line: { color: by(color, "#ffffff", color), width: by(2, 1, 0) },
            opacity: 1,
        };
    }

    path(one, color, put) {
        if (!one.x.length) return;
        const [x, y] = reachable(one.x, one.y, this.panel);
        if (this.covered) {
            put({ type: "scatter", mode: "lines", x, y, line: { color: "rgba(255,255,255,0.75)", width: 4.5 }, hoverinfo: "skip" });
        }
        const numbers = one.steps || x.map((_, at) => at);
        const notes = one.notes || numbers.map((step) => `step ${step}`);
        const last = x.length - 1;
        put({
            type: "scatter", mode: one.numbered ? "lines+markers+text" : "lines+markers", x, y,
            line: { color, width: 2.2 }, marker: this.ends(x.length, color),
            text: numbers.map((step, at) => (at === 0 || at === last ? `<b>${step}</b>` : "")),
            textposition: numbers.map((_, at) => (at === 0 && last > 0 && x[0] > x[Math.min(last, 3)] ? "middle right" : at === 0 ? "middle left" : "bottom right")),
            textfont: { color: this.covered ? "#ffffff" : this.theme.ink, size: 13, shadow: this.covered ? "auto" : "none" },
            customdata: notes, cliponaxis: true,
            hovertemplate: this.said(one.label, "").replace("<extra>", "<br>%{customdata}<extra>"),
        });
    }

    // Lines lie a little above the surface, which would hide parts of them.
    lift() {
        const grids = this.panel.series.filter((other) => other.mark === "surface").map((other) => heights(this.gridOf(other).z));
        return grids[0] ? (grids[0][1] - grids[0][0]) * 0.008 : 0;
    }

    way(one, color, put) {
        const { x, y, z } = one;
        if (!x.length) return;
        const numbers = one.steps || x.map((_, at) => at);
        const notes = one.notes || numbers.map((step) => `step ${step}`);
        const marks = this.ends(x.length, color);
        const lift = this.lift();
        put({
            type: "scatter3d", mode: "lines+markers", x, y, z: z.map((value) => value + lift), line: { color, width: 5 }, customdata: notes,
            marker: {
                color: marks.color, size: marks.size.map((size) => size * 0.5),
                symbol: marks.symbol.map((symbol) => (symbol === "star" ? "diamond" : "circle")),
                line: { color, width: 1 },
            },
            hovertemplate: `${safe(this.panel.x.title || "x")} = %{x:.6~g}<br>${safe(this.panel.y.title || "y")} = %{y:.6~g}<br>%{customdata}<extra></extra>`,
        });
    }

    note(one, color, put) {
        const [x, y] = one.at;
        // Of a high place the text stands above, of a low one below.
        const high = /^max/.test(one.text);
        const range = this.panel.x.range;
        const share = range ? (x - range[0]) / (range[1] - range[0]) : 0.5;
        const side = share > 0.85 ? "left" : share < 0.15 ? "right" : "center";
        const few = this.panel.series.filter((other) => other.mark === "note").length <= 8;
        put({
            type: "scatter", mode: few ? "markers+text" : "markers", x: [x], y: [y], text: [safe(one.text)],
            textposition: `${high ? "top" : "bottom"} ${side}`,
            textfont: { color: this.covered ? "#ffffff" : this.theme.ink, size: 12, shadow: this.covered ? "auto" : "none" },
            marker: { color: this.covered ? "#ffffff" : color, size: one.shape ? 10 : 8, symbol: SHAPES[one.shape % 5], line: { color: this.theme.ink, width: 1 } },
            hovertemplate: this.said("", "<br>%{text}"),
        });
    }

    surface(one, into, put) {
        const { x, y, z } = this.gridOf(one);
        const several = this.panel.series.filter((other) => other.mark === "surface").length > 1;
        const reach = heights(z);
        if (!reach) return;
        // A little more than the surface, whose ends would be cut by rounding.
        const room = (reach[1] - reach[0]) * 0.01 || 1;
        into.tell("z", [reach[0] - room, reach[1] + room]);
        put({
            type: "surface", x, y, z, colorscale: this.scale(one.map), cmin: reach[0], cmax: reach[1],
            showscale: into.bars++ === 0, colorbar: this.bar({ len: 0.75 }),
            opacity: several ? 0.85 : this.panel.series.some((other) => ["scatter", "way", "sheet"].includes(other.mark)) ? 0.78 : 1,
            contours: {
                z: { show: true, usecolormap: true, width: 1, highlightcolor: this.theme.ink, project: { z: !several } },
                x: { highlightcolor: this.theme.ink }, y: { highlightcolor: this.theme.ink },
            },
            lighting: { ambient: 0.72, diffuse: 0.5, specular: 0.08, roughness: 0.7 },
            hovertemplate: this.saidInSpace(one.label),
        });
    }
}

// The heights of a surface that are shown: all, unless a few are far beyond the others.
function heights(rows) {
    const values = rows.flat().filter((value) => value !== null && isFinite(value)).sort((a, b) => a - b);
    if (!values.length) return null;
    const at = (share) => values[Math.round(share * (values.length - 1))];
    const room = (at(0.97) - at(0.03)) * 2.5;
    return [Math.max(at(0), at(0.03) - room), Math.min(at(1), at(0.97) + room)];
}

// The traces and layout of a panel, of which some series may have been computed again.
function painted(figure, panel, hidden) {
    const painter = new Painter(figure, panel);
    const reach = {};
    const into = {
        traces: [],
        shapes: [],
        bars: 0,
        range: { x: panel.x.range || [-1, 1] },
        tell(side, [low, high]) {
            const known = reach[side] || [low, high];
            reach[side] = [Math.min(known[0], low), Math.max(known[1], high)];
        },
    };
    panel.series.forEach((one, at) => {
        const from = into.traces.length;
        painter.draw(one, into);
        into.traces.slice(from).forEach((trace) => {
            if (hidden.has(at)) trace.visible = false;
        });
    });
    const layout = panel.camera ? inSpace(figure, panel, reach) : inPlane(figure, panel, painter);
    layout.shapes = into.shapes;
    return { traces: into.traces, layout };
}

function common({ theme }) {
    return {
        autosize: true,
        paper_bgcolor: theme.ground,
        plot_bgcolor: theme.ground,
        font: { family: "system-ui, sans-serif", size: 13, color: theme.ink },
        hoverlabel: { bgcolor: theme.ground, bordercolor: theme.faint, font: { color: theme.ink, size: 13 }, align: "left" },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.faint, activecolor: theme.ink, orientation: "h" },
        showlegend: false,
        uirevision: "kept",
        hovermode: "closest",
    };
}

function axisOf(theme, axis, extra = {}) {
    const made = {
        title: { text: safe(axis.title), standoff: 8 },
        type: axis.log ? "log" : "linear",
        gridcolor: theme.grid,
        zerolinecolor: faded(theme.faint, 0.55),
        zerolinewidth: 1,
        linecolor: theme.faint,
        showline: true,
        mirror: true,
        ticks: "outside",
        tickcolor: theme.faint,
        ticklen: 4,
        automargin: true,
        exponentformat: "power",
        hoverformat: ".6~g",
        ...extra,
    };
    if (axis.range) {
        made.range = axis.log ? axis.range.map(Math.log10) : axis.range.slice();
        made.autorange = false;
    }
    return made;
}

function inPlane(figure, panel, painter) {
    const { theme } = figure;
    const y = axisOf(theme, panel.y);
    const x = axisOf(theme, panel.x);
    if (panel.equal) {
        y.scaleanchor = "x";
        y.constrain = "domain";
        x.constrain = "domain";
    }
    if (painter.covered) {
        x.showgrid = y.showgrid = x.zeroline = y.zeroline = false;
    }
    return {
        ...common(figure), xaxis: x, yaxis: y, dragmode: "zoom",
        margin: { l: 48, r: painter.bars ? 8 : 18, t: 30, b: 44 },
    };
}

function inSpace(figure, panel, reach) {
    const { theme } = figure;
    const around = (panel.camera.azimuth * Math.PI) / 180;
    const above = (panel.camera.elevation * Math.PI) / 180;
    const far = figure.panels.length > 1 ? 2.5 : 2.25;
    const side = (axis, range) => ({
        title: { text: safe(axis.title), font: { color: theme.ink, size: 14 } },
        color: theme.ink, gridcolor: theme.grid, zerolinecolor: faded(theme.faint, 0.6),
        backgroundcolor: theme.ground, showbackground: true, gridwidth: 2, showline: true, linecolor: theme.faint, linewidth: 2, tickfont: { size: 11, color: theme.ink },
        showspikes: false, nticks: 7, type: axis.log ? "log" : "linear",
        ...(axis.range || range ? { range: axis.range || range, autorange: false } : {}),
    });
    return {
        ...common(figure),
        margin: { l: 0, r: 8, t: 24, b: 0 },
        scene: {
            xaxis: side(panel.x), yaxis: side(panel.y), zaxis: side(panel.z, reach.z),
            bgcolor: theme.ground, aspectmode: "manual", aspectratio: { x: 1.1, y: 1.1, z: 0.8 },
            camera: {
                eye: {
                    x: far * Math.cos(around) * Math.cos(above), y: far * Math.sin(around) * Math.cos(above),
                    z: far * Math.sin(above),
                },
                center: { x: 0, y: 0, z: -0.1 },
            },
            uirevision: "kept",
        },
    };
}
