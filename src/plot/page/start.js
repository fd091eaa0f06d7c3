// The start: the library is inflated, the panels are drawn.

const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
};

// Draws the legend of a panel as buttons that hide and show a series.
function legend(place, figure, panel, series, hidden, redraw) {
    const shown = series.map((one, at) => [one, at]).filter(([one]) => one && one.label && one.mark !== "none");
    const keys = shown.map(([one, at]) => `${at} ${one.mark}`).join();
    if (place.dataset.keys === keys) {
        // The buttons stay where they are, with the focus that one may have.
        shown.forEach(([one, at], number) => {
            const made = place.children[number];
            made.lastChild.textContent = one.label;
            made.setAttribute("aria-pressed", String(!hidden.has(at)));
        });
        return;
    }
    place.dataset.keys = keys;
    const painter = new Painter(figure, panel);
    const entries = shown.map(([one, at]) => {
        const made = element("button", "entry");
        const sign = element("span", `sign ${["points", "scatter", "note"].includes(one.mark) ? "dot" : one.dashed || one.mark === "tangent" ? "dashes" : "line"}`);
        sign.style.color = painter.color(one.tint);
        made.type = "button";
        made.setAttribute("aria-pressed", String(!hidden.has(at)));
        made.title = "hide or show";
        made.append(sign, element("span", "", one.label));
        made.addEventListener("click", () => {
            if (!hidden.delete(at)) hidden.add(at);
            redraw();
        });
        return made;
    });
    place.replaceChildren(...entries);
    place.hidden = entries.length === 0;
}

function build() {
    const panels = document.getElementById("panels");
    const form = document.getElementById("controls");
    const title = document.getElementById("title");
    const work = document.getElementById("work");
    // What stands over every panel is said once.
    const same = figure.panels.length > 1 && !figure.title
        && figure.panels.every((panel) => panel.title === figure.panels[0].title);
    title.textContent = same ? figure.panels[0].title : figure.title;
    title.hidden = !title.textContent;
    panels.style.setProperty("--columns", figure.columns);
    panels.dataset.count = figure.panels.length;
    const config = {
        responsive: true,
        displaylogo: false,
        // A button of the library that would send the data to a server.
        showSendToCloud: false,
        plotlyServerURL: "",
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
        toImageButtonOptions: { format: "png", scale: 2, filename: "gradus" },
        showTips: false,
    };
    const drawn = figure.panels.map((panel) => {
        const frame = element("figure", "panel");
        const caption = element("figcaption", "", panel.title);
        const entries = element("div", "legend");
        const graph = element("div", `graph${panel.camera ? " space" : panel.equal ? " equal" : ""}`);
        caption.hidden = !panel.title || same;
        if (panel.equal && !panel.camera && panel.x.range && panel.y.range) {
            // So wide that the frame fills it, with room for numbers and a bar of colours.
            const [wide, high] = [panel.x, panel.y].map(({ range }) => range[1] - range[0]);
            graph.style.setProperty("--shape", wide / high);
        }
        frame.append(caption, entries, graph);
        if (panel.every) frame.append(element("p", "small", `One of ${panel.every} points is shown.`));
        panels.append(frame);
        return { panel, entries, graph, hidden: new Set() };
    });
    const draw = () => {
        walk();
        const told = document.getElementById("walked");
        if (told) tell(told);
        for (const one of drawn) {
            const series = one.panel.series.map((mark) => followed(one.panel, mark));
            // Lines at the poles of curves that move.
            const poles = series.flatMap((mark) => (mark && mark.poles && mark.poles.length <= 12 ? mark.poles : []));
            const uprights = poles.map((x) => ({ mark: "upright", tint: "faint", x, label: "" }));
            const moved = { ...one.panel, series: [...series.map((mark) => mark || { mark: "none", label: "" }), ...uprights] };
            if (moved.series.some((mark) => mark.live && mark.live.rule === "walk" && mark.live.along[0] === "step")) {
                moved.x = { ...moved.x, range: [0, Math.max(1, walking.steps.length - 1)] };
            }
            const { traces, layout } = painted(figure, moved, one.hidden);
            Plotly.react(one.graph, traces, layout, config);
            legend(one.entries, figure, moved, moved.series, one.hidden, draw);
        }
    };
    // However fast a slider moves, there is one drawing for a frame of the screen.
    let waits = false;
    const refresh = () => {
        if (waits) return;
        waits = true;
        requestAnimationFrame(() => {
            waits = false;
            draw();
        });
    };
    const bare = controls(form, refresh);
    work.className = bare ? "bare" : "";
    work.hidden = false;
    document.getElementById("wait").remove();
    draw();
    const notes = document.getElementById("notes");
    notes.replaceChildren(...figure.notes.map((note) => element("li", "", note)));
    notes.hidden = figure.notes.length === 0;
    document.documentElement.dataset.ready = "yes";
}

async function start() {
    const packed = document.getElementById("library");
    if (typeof DecompressionStream === "undefined") {
        throw new Error("this browser is too old: it has no DecompressionStream (Chrome 80, Firefox 113 and Safari 16.4 have it)");
    }
    const text = atob(packed.textContent);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    packed.remove();
    build();
}

start().catch((error) => {
    const wait = document.getElementById("wait") || document.getElementById("title");
    wait.hidden = false;
    wait.textContent = `The picture can't be drawn: ${error.message}`;
    throw error;
});
