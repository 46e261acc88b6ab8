// node scripts/embed.mjs OUTDIR ASSETS.CC DEPFILE: builds the page into OUTDIR and writes it as C++, see outputs/web/assets.h.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { weigh } from "./budget.mjs";
import { buildPage } from "./page.mjs";

const bytesPerLine = 96;
const hash = (content) => createHash("sha256").update(content).digest("base64url").slice(0, 22);

/** Printable ASCII as it is, all else in octal: three digits end by themselves, whatever follows. */
const escaped = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (char === '"' || char === "\\" || char === "?") return `\\${char}`;
  return byte >= 0x20 && byte < 0x7f ? char : `\\${byte.toString(8).padStart(3, "0")}`;
});

function literal(name, content) {
  const lines = [];
  for (let at = 0; at < content.length; at += bytesPerLine)
    lines.push(`    "${Array.from(content.subarray(at, at + bytesPerLine), (byte) => escaped[byte]).join("")}"`);
  return `constexpr char ${name}[] =\n${lines.join("\n")};\n`;
}

function source(weighed) {
  const view = (name) => `{${name}, sizeof ${name} - 1}`;
  const asset = ({ path, type, content }, i) =>
    `    {"${path}", "${type}", "\\"${hash(content)}\\"", ${view(`kContent${i}`)}, ${view(`kGzip${i}`)}},`;
  return [
    "// Written by dashboard/scripts/embed.mjs.",
    '#include "outputs/web/assets.h"',
    "",
    "namespace outcry::outputs::web {",
    "namespace {",
    "",
    ...weighed.flatMap(({ content, gzip }, i) => [literal(`kContent${i}`, content), literal(`kGzip${i}`, gzip)]),
    "constexpr Asset kAssets[] = {",
    ...weighed.map(asset),
    "};",
    "",
    "}  // namespace",
    "",
    "std::span<const Asset> assets() { return kAssets; }",
    "",
    "}  // namespace outcry::outputs::web",
    "",
  ].join("\n");
}

/** An unchanged page is not compiled again. */
function write(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

const [outdir, assets, depfile] = process.argv.slice(2).map((name) => resolve(name));
try {
  const inputs = [...await buildPage(outdir), ...["budget", "embed", "maps", "page"].map((name) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url)))];
  write(assets, source(weigh(outdir).weighed));
  const path = (name) => name.replaceAll("$", "$$$$").replaceAll("#", "\\#").replaceAll(" ", "\\ ");
  writeFileSync(depfile, `${path(assets)}: ${inputs.map(path).join(" ")}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
