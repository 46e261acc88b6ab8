// node scripts/pictures.mjs PROGRAM FOLDER: bundles what takes the pictures of the page, and runs it.
import { bundle } from "./bundle.mjs";

await bundle(["tests/real/pictures.ts"], "build/pictures");
await import("../build/pictures/pictures.mjs");
