// Builds and starts the double.
import { bundle } from "./bundle.mjs";

await bundle(["tests/double/main.ts"], "build/double");
await import("../build/double/main.mjs");
