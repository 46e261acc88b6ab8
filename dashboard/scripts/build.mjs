// The page as the server ships it: index.html, one script, one style sheet.
import { copyFileSync, mkdirSync } from "node:fs";
import { build } from "esbuild";
import "./maps.mjs";

mkdirSync("dist/assets", { recursive: true });
await build({
  entryPoints: { "assets/page": "src/main.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync("src/index.html", "dist/index.html");
