import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Lane } from "../../src/api";
import { hourly, rateChart } from "../../src/charts/rate";
import { showIn } from "../../src/text/clock";
import { speak } from "../../src/text/text";

beforeEach(() => { speak("en"); showIn("utc"); });

const nothing = (): null => null;

/** Two hours in steps of ten minutes: twenty posts a minute, then forty, and the last half hour not heard. */
const lane = (): Lane => {
  const observed = Array.from({ length: 12 }, (_, i) => (i < 6 ? 20 : i < 9 ? 40 : null));
  return {
    begin: "2026-11-22T10:00:00Z", until: "2026-11-22T12:00:00Z", step_seconds: 600,
    observed, expected: observed.map((_, i) => (i < 6 ? null : 30)), high: observed.map(nothing), heard: observed.map((value) => (value === null ? 0 : 1)),
  };
};

test("rates of an hour are means, as rates do not add up", () => {
  const at = Date.UTC(2026, 10, 22, 10) / 1000;
  assert.deepEqual(hourly(lane()), [{ at, observed: 20, usual: null }, { at: at + 3600, observed: 40, usual: 30 }]);
  assert.deepEqual(hourly({ ...lane(), observed: lane().observed.map(nothing) }).map(({ observed }) => observed), [null, null]);
});

test("a day of a feed is told in words, with what is usual and what was not heard", () => {
  assert.equal(rateChart(lane()).props["aria-label"], "At most 40 posts/min, at Nov 22, 11:00. Usual then: 30. Not heard for a while.");
  assert.equal(rateChart({ ...lane(), observed: lane().observed.map(nothing) }).props["aria-label"], "Not heard.");
});

test("a chart is made once for a lane, and anew in another language", () => {
  const rate = lane(), chart = rateChart(rate);
  assert.equal(rateChart(rate), chart);
  speak("de");
  assert.notEqual(rateChart(rate), chart);
});
