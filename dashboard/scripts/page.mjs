// The page as the server ships it: index.html, one script, one style sheet.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { inputs as mapInputs } from "./maps.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What makes up the page: its place in `outdir`, its URL, its type. */
export const files = [
  { name: "index.html", path: "/", type: "text/html; charset=utf-8" },
  { name: "assets/page.js", path: "/assets/page.js", type: "text/javascript; charset=utf-8" },
  { name: "assets/page.css", path: "/assets/page.css", type: "text/css; charset=utf-8" },
];

/** The licences of what is in the script, which go wherever it goes. */
function licences() {
  const texts = ["uplot", "us-atlas", "world-atlas"].map((name) => `${name}\n\n${readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8")}`);
  return `/*\n${texts.join("\n").replaceAll("*/", "* /")}*/`;
}

/** Builds into `outdir`; answers with the files that it was made of. */
export async function buildPage(outdir) {
  mkdirSync(join(outdir, "assets"), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { "assets/page": "src/main.ts" },
    outdir,
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    footer: { js: licences() },
    logLevel: "warning",
  });
  const index = join(root, "src/index.html");
  copyFileSync(index, join(outdir, "index.html"));
  const bundled = Object.keys(metafile.inputs).map((name) => join(root, name));
  return [index, ...mapInputs, ...bundled.filter((name) => !name.startsWith(join(root, "build")))];
}
