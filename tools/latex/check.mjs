// Sets LaTeX with KaTeX: every formula must be understood. Writes a page of all of them.
//
// Arguments: the page to write, then files. A file is LaTeX (`align*` environments, or a formula a
// line) or a snapshot of a test, in which formulas are the indented lines that have no MathML.

import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import katex from "katex";

const [page, ...files] = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node check.mjs PAGE.html FILE…");
  process.exit(2);
}

const escape = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** The formulas of a file, each with the MathML that stands beside it, if any. */
function formulas(file) {
  const text = readFileSync(file, "utf8");
  const body = text.startsWith("---") ? text.split(/^---$/m).slice(2).join("---") : text;
  const blocks = body.match(/\\begin\{align\*\}[^]*?\\end\{align\*\}/g);
  if (blocks) return blocks.map((latex) => ({ latex }));
  const lines = body.split("\n");
  if (!text.startsWith("---")) {
    return lines.filter((line) => line.trim()).map((latex) => ({ latex }));
  }
  const found = [];
  let title = "";
  for (const line of lines) {
    const trimmed = line.trim();
    if (!line.startsWith("    ")) title = trimmed;
    else if (trimmed.startsWith("<")) found.at(-1).mathml = trimmed;
    // In Unicode, a formula has no backslash and no brace.
    else if (/[\\{^]/.test(trimmed) || !/[·√²³⁰-⁹]|d\/d/.test(trimmed)) {
      found.push({ title, latex: trimmed });
    }
  }
  return found;
}

const css = fileURLToPath(import.meta.resolve("katex/dist/katex.min.css"));
let out = `<!DOCTYPE html><meta charset="utf-8"><title>LaTeX</title>
<link rel="stylesheet" href="${css}">
<style>
  body { font: 14px sans-serif; margin: 1em; }
  td { border-bottom: 1px solid #ddd; padding: 0.3em 1em; }
  .katex-display { margin: 0.3em 0; text-align: left; }
  .katex-display > .katex { text-align: left; }
  .wrong { color: #b00; }
</style>
`;
let right = 0;
let wrong = 0;
for (const file of files) {
  out += `<h2>${escape(basename(file))}</h2><table>`;
  for (const { title = "", latex, mathml } of formulas(file)) {
    let shown;
    try {
      shown = katex.renderToString(latex, {
        displayMode: true,
        throwOnError: true,
        // Names may have letters of any script; all else must be LaTeX as it should be.
        strict: (code) =>
          ["unicodeTextInMathMode", "unknownSymbol"].includes(code) ? "ignore" : "error",
        output: "html",
      });
      right += 1;
    } catch (error) {
      shown = `<span class="wrong">${escape(String(error))}</span>`;
      console.error(`${file}: ${latex}\n    ${error.message}`);
      wrong += 1;
    }
    const own = mathml ? `<math displaystyle="true">${mathml}</math>` : "";
    out += `<tr><td>${escape(title)}<td>${shown}<td>${own}`;
  }
  out += "</table>";
}
writeFileSync(page, out);
console.log(`${right} formulas set, ${wrong} refused; the page: ${page}`);
process.exit(wrong === 0 ? 0 : 1);
