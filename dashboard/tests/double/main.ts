// npm run double -- SCENARIO --port N : the page as it looks in a scenario, with a window closing every other second.

import { parseArgs } from "node:util";
import { scenarios } from "./scenarios";
import { Double } from "./server";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: "string", default: "8078" } } });
const make = scenarios[positionals[0] ?? "incident"];
if (!make) {
  console.error(`no such scenario; there are: ${Object.keys(scenarios).join(", ")}`);
  process.exit(2);
}
const double = new Double(make(Math.floor(Date.now() / 1000)), "dist", Number(values.port));
await double.start();
setInterval(() => double.log.tick(), 2000);
console.log(double.url);
