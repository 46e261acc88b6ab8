// Every screen at four widths in both themes: nothing in the console, nothing reported, nothing wider than the window, and
// nothing that axe finds. The pictures are kept.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, visiting } from "./page";

const incident = "/incidents/netflix-20261122T1352Z";
const screens: Record<string, string> = {
  wall: "/", service: "/services/netflix", quiet: "/services/spotify", incident, incidents: "/incidents", compare: "/compare?services=netflix,hulu,xfinity", feeds: "/feeds", replay: "/replay",
  setup: "/setup",
};
const widths = [2560, 1280, 768, 320];

after(close);

for (const [name, path] of Object.entries(screens))
  for (const theme of ["light", "dark"] as const)
    test(`${name} stands at every width, ${theme}`, () => visiting(name === "replay" ? "replay" : "incident", { width: 2560, theme }, async (visit) => {
      await visit.open(path);
      for (const width of widths) {
        await visit.resize(width);
        assert.equal(await visit.overflow(), 0, `wider than ${width} px`);
        assert.deepEqual(await visit.accessibility(), [], `at ${width} px`);
        await visit.shoot(`${name}-${width}-${theme}`);
      }
      assert.deepEqual(visit.faults, []);
    }));
