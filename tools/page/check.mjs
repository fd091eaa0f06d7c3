// Opens pages in Chromium, moves what can be moved, and says what is wrong.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const LARGEST = 6_000_000;
const [out, ...pages] = process.argv.slice(2);
const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars"],
    protocolTimeout: 120_000,
});
let failures = 0;

// All numbers that are drawn, as one text.
const drawn = () => JSON.stringify([...document.querySelectorAll(".graph")].map((graph) => graph.data.map(
    ({ x, y, z, u, v }) => [x, y, z, u, v].map((side) => side && Array.from(side).flat()),
)));
const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));

for (const file of pages) {
    const name = path.basename(file, ".html");
    const wrong = [];
    const size = fs.statSync(file).size;
    if (size > LARGEST) wrong.push(`${size} bytes`);
    const page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 800 });
    page.on("console", (message) => {
        if (["error", "warn", "warning"].includes(message.type()) && !/GPU stall|GL Driver|willReadFrequently/.test(message.text())) wrong.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`exception: ${error.message}`));
    page.on("request", (request) => {
        if (!/^(file|data|blob):/.test(request.url())) wrong.push(`request: ${request.url()}`);
    });
    const begun = Date.now();
    let told = "";
    try {
        await page.goto(pathToFileURL(file).href);
        await page.waitForFunction("document.documentElement.dataset.ready === 'yes'", { timeout: 60_000 });
        await page.evaluate(settled);
        const load = Date.now() - begun;
        await page.screenshot({ path: `${out}/${name}.png` });
        // The walk of the page against that of the library.
        const walks = await page.evaluate(() => {
            const { walk } = figure;
            if (!walk || walk.program === undefined) return null;
            const last = walking.steps[walking.steps.length - 1];
            return { here: last.x, there: walk.end, steps: [last.number, walk.count], status: [walking.status, walk.status] };
        });
        if (walks) {
            const apart = Math.max(...walks.here.map((value, at) => Math.abs(value - walks.there[at])));
            told += `, walk ${apart.toExponential(1)} from the library's`;
            if (!(apart <= 1e-9)) wrong.push(`the walk ends ${apart} away: ${JSON.stringify(walks)}`);
            if (walks.steps[0] !== walks.steps[1] || walks.status[0] !== walks.status[1]) wrong.push(`the walk differs: ${JSON.stringify(walks)}`);
        }
        // The programs of the page against the numbers that the library wrote into it, of 7 digits.
        const compared = await page.evaluate(() => {
            let count = 0;
            let worst = 0;
            const compare = (here, there, size) => {
                // Where a formula has a gap of one point, the library's line has none.
                if (there === null || Number.isNaN(here)) return;
                count += 1;
                const apart = Math.abs(here - there) / Math.max(Math.abs(there), size);
                worst = Math.max(worst, apart);
            };
            for (const panel of figure.panels) {
                for (const one of panel.series) {
                    const rule = one.live && one.live.rule;
                    if (rule === "values" && one.mark === "curve") {
                        const f = bound(one.live.program);
                        // A place of 7 digits near a pole is another place.
                        const tall = panel.y.range[1] - panel.y.range[0];
                        one.x.forEach((x, at) => {
                            if (Math.abs(one.y[at]) < tall) compare(f(x), one.y[at], tall);
                        });
                    } else if (rule === "values") {
                        const f = bound(one.live.program);
                        const { x, y, z } = panel.grids[one.grid];
                        const size = Math.max(...z.flat().map(Math.abs)) / 10;
                        z.forEach((row, up) => row.forEach((value, right) => compare(f(x[right], y[up]), value, size)));
                    } else if (rule === "arrows") {
                        const f = bound(one.live.program);
                        const size = Math.max(...one.u.map(Math.abs), ...one.v.map(Math.abs)) / 10;
                        one.x.forEach((x, at) => {
                            const [u, v] = f(x, one.y[at]);
                            compare(u, one.u[at], size);
                            compare(v, one.v[at], size);
                        });
                    } else if (rule === "tangent") {
                        const [value, slope] = bound(one.live.program)(one.at[0]);
                        compare(value, one.at[1], 1);
                        compare(slope, one.slope, 1);
                    }
                }
            }
            return { count, worst };
        });
        if (compared.count) {
            told += `, ${compared.count} values within ${compared.worst.toExponential(0)}`;
            if (!(compared.worst < 1e-4)) wrong.push(`values differ from the library's by ${compared.worst}`);
        }
        const sliders = await page.$$("input[type=range]");
        let slowest = 0;
        for (const slider of sliders) {
            const key = await slider.evaluate((input) => input.dataset.key);
            const before = await page.evaluate(drawn);
            const spent = await slider.evaluate(async (input) => {
                const begun = performance.now();
                const moved = input.dataset.key === "iterations" ? 2 : Math.round(Number(input.max) * 0.31);
                input.value = Number(input.value) === moved ? moved + 2 : moved;
                input.dispatchEvent(new Event("input"));
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
                return performance.now() - begun;
            });
            slowest = Math.max(slowest, spent);
            await page.evaluate(settled);
            const after = await page.evaluate(drawn);
            if (before === after) wrong.push(`nothing follows the slider ${key}`);
        }
        // By the keyboard too.
        if (sliders.length) {
            await sliders[0].focus();
            const before = await page.evaluate(drawn);
            for (let press = 0; press < 8; press += 1) await page.keyboard.press("ArrowRight");
            await page.evaluate(settled);
            if (before === await page.evaluate(drawn)) wrong.push("the keyboard moves nothing");
            await page.screenshot({ path: `${out}/${name}-moved.png` });
        }
        const reset = await page.$(".reset");
        if (reset) {
            await reset.click();
            await page.evaluate(settled);
        }
        const sweeper = await page.$(".sweep");
        if (sweeper) {
            const seen = new Set();
            await sweeper.click();
            for (let round = 0; round < 400; round += 1) {
                await new Promise((done) => setTimeout(done, 60));
                seen.add(await page.evaluate(drawn));
                if ((await sweeper.evaluate((one) => one.textContent)) === "▶") break;
            }
            if (seen.size < 3) wrong.push(`a slider that plays shows ${seen.size} pictures`);
            if ((await sweeper.evaluate((one) => one.textContent)) !== "▶") wrong.push("a slider plays for ever");
            if (reset) await reset.click();
            await page.evaluate(settled);
        }
        const play = await page.$(".play");
        if (play) {
            const seen = new Set();
            await play.click();
            for (let round = 0; round < 400; round += 1) {
                await new Promise((done) => setTimeout(done, 60));
                seen.add(await page.evaluate(drawn));
                if ((await play.evaluate((one) => one.textContent)) === "Play") break;
            }
            if (seen.size < 3) wrong.push(`playing shows ${seen.size} pictures`);
        }
        const entries = await page.$$(".entry");
        if (entries.length) {
            await entries[0].click();
            await page.evaluate(settled);
            await (await page.$(".entry")).click();
            await page.evaluate(settled);
        }
        // What the library calls sharing would send the data to a server.
        const sharing = await page.$$('[data-attr="sendChartToCloud"], [data-title^="Share"]');
        if (sharing.length) wrong.push("there is a button that sends data away");
        await page.setViewport({ width: 400, height: 800 });
        await new Promise((done) => setTimeout(done, 1000));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > 400) wrong.push(`${wide} pixels wide on a screen of 400`);
        await page.screenshot({ path: `${out}/${name}-narrow.png`, fullPage: true });
        told = `${(size / 1e6).toFixed(2)} MB, drawn in ${load} ms, ${sliders.length} sliders, slowest ${slowest.toFixed(0)} ms${told}`;
    } catch (error) {
        wrong.push(`${error.message}`);
        await page.screenshot({ path: `${out}/${name}.png` }).catch(() => {});
    }
    console.log(`${wrong.length ? "BAD " : "ok  "} ${name}: ${told}`);
    for (const one of [...new Set(wrong)].slice(0, 8)) console.log(`       ${one}`);
    failures += wrong.length ? 1 : 0;
    await page.close();
}
await browser.close();
console.log(`${pages.length - failures} of ${pages.length} pages are fine; pictures are in ${out}`);
process.exit(failures ? 1 : 0);
