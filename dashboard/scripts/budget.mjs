// What each file of the page weighs, packed as it is served; fails when the page has grown too heavy.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { files } from "./page.mjs";

const budget = 120 * 1024;

/** Everything that is served, with its bytes. */
export function weigh(outdir) {
  const weighed = files.map((file) => {
    const content = readFileSync(join(outdir, file.name));
    return { ...file, content, gzip: gzipSync(content, { level: 9 }) };
  });
  const total = weighed.reduce((sum, { gzip }) => sum + gzip.length, 0);
  if (total > budget) {
    const list = weighed.map(({ name, gzip }) => `${gzip.length} ${name}`).join(", ");
    throw new Error(`the page is too heavy: ${total} of ${budget} bytes, gzip (${list})`);
  }
  return { weighed, total, budget };
}
