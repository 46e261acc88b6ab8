import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lane } from "../../src/api";
import { above, area, line, stretches, surgeScale } from "../../src/charts/paths";
import { level, countries } from "../../src/charts/map";
import { advance, follows, settled, thin, unheard } from "../../src/data/lanes";

const lane: Lane = {
  begin: "2026-11-22T13:50:00.000Z", step_seconds: 600, until: "2026-11-22T14:15:00.000Z",
  observed: [2, 4, 1], expected: [2, 2, 1], high: [5, 5, 5], heard: [1, 1, 0.5],
};
const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`) / 1000;
const window = (closed: string, observed = 3) => ({ closedUntil: at(closed), windowSeconds: 60, observed, expected: 0.2, heard: 1 });

test("a window is added to the step it lies in", () => {
  const next = advance(lane, window("14:16:00"));
  assert.deepEqual(next.observed, [2, 4, 4]);
  assert.equal(next.expected[2], 1.2);
  assert.equal(next.heard[2], 0.6);
});

test("a new step pushes the oldest out", () => {
  const next = advance({ ...lane, until: "2026-11-22T14:20:00.000Z" }, window("14:21:00"));
  assert.equal(next.begin, "2026-11-22T14:00:00.000Z");
  assert.deepEqual(next.observed, [4, 1, 3]);
});

test("a window counts once: seen ones and missed ones are told apart", () => {
  assert.equal(follows(lane, window("14:15:00")), "seen");
  assert.equal(follows(lane, window("14:16:00")), "next");
  assert.equal(follows(lane, window("14:18:00")), "gap");
  const next = advance(lane, window("14:16:00"));
  assert.equal(follows(next, window("14:16:00")), "seen");
});

test("an unheard window adds nothing and is no zero", () => {
  const silent = { ...lane, observed: [2, 4, null], heard: [1, 1, 0] };
  assert.equal(advance(silent, { ...window("14:16:00", 0), heard: 0 }).observed[2], null);
});

test("a step that is not over is not drawn", () => {
  assert.deepEqual(settled(lane).observed, [2, 4]);
  assert.deepEqual(settled({ ...lane, until: "2026-11-22T14:20:00.000Z" }).observed, [2, 4, 1]);
});

test("what is drawn is the same object until a step is over", () => {
  const first = settled(lane);
  let grown = lane;
  for (const minute of [16, 17, 18, 19]) grown = advance(grown, window(`14:${minute}:00`));
  assert.equal(settled(grown), first);
  grown = advance(grown, window("14:20:00"));
  assert.deepEqual(settled(grown).observed, [2, 4, 16]);
  grown = advance(grown, window("14:21:00"));
  assert.deepEqual(settled(grown).observed, [4, 16]);
  assert.deepEqual(settled(advance(grown, window("14:22:00"))).observed, [4, 16]);
});

test("tables add steps up", () => {
  const coarse = thin({ ...lane, observed: [2, 4, null] }, 2);
  assert.deepEqual(coarse.observed, [6, null]);
  assert.equal(coarse.step_seconds, 1200);
});

test("stretches that were not heard are found", () => {
  assert.deepEqual(unheard([1, 0, 0.2, 1, 0]), [[1, 3], [4, 5]]);
});

test("lines break where a number is missing", () => {
  const y = (value: number): number => 10 - value;
  assert.equal(line([1, 2, null, 3], y), "M5 9L15 8M30 7h10");
  assert.equal(area([0, 0], [1, 2], y), "M5 9L15 8L15 10L5 10z");
  assert.deepEqual(stretches([1, null, 1], [1, 1, 1]), [[0, 1], [2, 3]]);
});

test("the excess is what lies above the usual", () => {
  assert.deepEqual(above([1, 9, null], [5, 5, 5]), [5, 9, null]);
});

test("the scale keeps zero at the bottom, the top at the top, and order between", () => {
  const y = surgeScale(400, 6, 100);
  assert.equal(y(0), 100);
  assert.equal(Math.round(y(400)), 0);
  assert.ok(y(3) > y(6) && y(6) > y(100));
});

test("regions are coloured by their rate, and states add up to countries", () => {
  assert.deepEqual([0.8, 1.6, 3, 5, 11].map(level), [0, 1, 2, 3, 4]);
  const part = (code: string, n: number, expected: number) => ({ code, name: code, country: "", n, expected, lift: n / expected, significant: true, completeness: "complete" as const, complete: { value: 1, low: 0, high: 1, n } });
  const [us] = countries([part("US-TX", 30, 3), part("US-OH", 10, 5)]);
  assert.equal(us?.n, 40);
  assert.equal(us?.lift, 5);
});
