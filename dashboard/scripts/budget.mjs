// Fails when the page has grown too heavy. Prints what each file weighs, packed as it is served.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budget = 120 * 1024;
const files = readdirSync("dist", { recursive: true }).map((name) => `dist/${name}`).filter((name) => statSync(name).isFile());
const sizes = files.map((name) => [name, gzipSync(readFileSync(name), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of sizes) console.log(`${String(size).padStart(8)}  ${name}`);
console.log(`${String(total).padStart(8)}  of ${budget} bytes, gzip`);
if (total > budget) {
  console.error("the page is too heavy");
  process.exitCode = 1;
}
