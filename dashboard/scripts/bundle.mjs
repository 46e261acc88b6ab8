// TypeScript for Node: one file into build/, run as it is.
import { build } from "esbuild";

export async function bundle(entries, outdir) {
  await build({
    entryPoints: entries, outdir, bundle: true, platform: "node", format: "esm", target: "node18", sourcemap: "inline",
    outExtension: { ".js": ".mjs" }, external: ["playwright-core", "axe-core"], logLevel: "warning",
  });
}
