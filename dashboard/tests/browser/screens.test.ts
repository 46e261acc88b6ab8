// Every screen at three widths in both themes: nothing in the console, nothing reported, nothing wider than the window, and
// nothing that axe finds. The pictures are kept.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, visiting } from "./page";

const incident = "/incidents/netflix-20261122T1352Z";
const screens: Record<string, string> = {
  wall: "/", service: "/services/netflix", incident, incidents: "/incidents", compare: "/compare?services=netflix,hulu,xfinity", feeds: "/feeds", replay: "/replay", setup: "/setup",
};

after(close);

for (const [name, path] of Object.entries(screens))
  for (const width of [320, 1024, 1920])
    for (const theme of ["light", "dark"] as const)
      test(`${name} stands at ${width} px, ${theme}`, () => visiting(name === "replay" ? "replay" : "incident", { width, theme }, async (visit) => {
        await visit.open(path);
        await visit.shoot(`${name}-${width}-${theme}`);
        assert.equal(await visit.overflow(), 0);
        assert.deepEqual(await visit.accessibility(), []);
        assert.deepEqual(visit.faults, []);
      }));
