// node scripts/test.mjs unit|browser|bench [PART OF A NAME], or real PROGRAM: bundles the tests of a folder and runs them.
import { readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { bundle } from "./bundle.mjs";

const [kind, ...rest] = process.argv.slice(2);
if (kind === "real") process.env.PROGRAM = resolve(rest.shift() ?? "../build/release/outcry");
const [part = ""] = rest;
const folder = kind === "bench" ? "browser" : kind, ending = kind === "bench" ? ".bench.ts" : ".test.ts";
const names = readdirSync(`tests/${folder}`).filter((name) => name.endsWith(ending) && name.includes(part));

await import(["unit", "real"].includes(kind) ? "./maps.mjs" : "./build.mjs");
rmSync(`build/${kind}`, { recursive: true, force: true });
await bundle(names.map((name) => `tests/${folder}/${name}`), `build/${kind}`);
const files = names.map((name) => `build/${kind}/${name.replace(/\.ts$/, ".mjs")}`);
const run = kind === "bench" ? files : ["--test", "--test-reporter=spec", ...(["browser", "real"].includes(kind) ? ["--test-concurrency=1"] : []), ...files];
process.exitCode = spawnSync(process.execPath, run, { stdio: "inherit" }).status ?? 1;
