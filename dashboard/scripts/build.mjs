// Builds the page into dist/ and says what it weighs.
import { fileURLToPath } from "node:url";
import { weigh } from "./budget.mjs";
import { buildPage } from "./page.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
await buildPage(dist);
const { weighed, total, budget } = weigh(dist);
for (const { name, gzip } of weighed) console.log(`${String(gzip.length).padStart(8)}  ${name}`);
console.log(`${String(total).padStart(8)}  of ${budget} bytes, gzip`);
