// A day of one feed in one line: posts a minute, dashed what is usual at that time of day, and hatched what was not heard.

import type { Lane } from "../api";
import { settled, stepStart, steps, unheard } from "../data/lanes";
import { moment, zoneNow } from "../text/clock";
import { round } from "../text/numbers";
import { spoken, t } from "../text/text";
import { h, type VNode } from "../ui/h";
import { line, unit } from "./paths";

const height = 1000;

const made = new WeakMap<Lane, { of: string; chart: VNode }>();

/** The same description for the same lane, so that an unchanged one costs nothing. */
export function rateChart(rate: Lane): VNode {
  const of = zoneNow() + spoken();
  const known = made.get(rate);
  if (known?.of === of) return known.chart;
  const chart = draw(rate);
  made.set(rate, { of, chart });
  return chart;
}

/** The scale is even: a flood may be drawn as high as it is. */
function draw(rate: Lane): VNode {
  const lane = settled(rate);
  const count = steps(lane);
  const top = Math.max(1, ...lane.observed.map(zero), ...lane.expected.map(zero)) * 1.08;
  const y = (value: number): number => height - (value / top) * height;
  return h("div", { class: "lane pace", role: "img", "aria-label": inWords(lane) },
    h("svg", { viewBox: `0 0 ${count * unit} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
      h("path", { class: "observed", d: line(lane.observed, y) }),
      h("path", { class: "usual", d: line(lane.expected, y) })),
    unheard(lane.heard).map(([from, to]) => h("div", { class: "hatched", style: { left: `${(from / count) * 100}%`, width: `${((to - from) / count) * 100}%` } })));
}

const zero = (value: number | null): number => value ?? 0;

function inWords(lane: Lane): string {
  let peak = -1;
  lane.observed.forEach((value, i) => { if (value !== null && value > (lane.observed[peak] ?? -1)) peak = i; });
  const most = lane.observed[peak] ?? null;
  if (most === null) return t("lane.unheard");
  const usual = lane.expected[peak] ?? null, gaps = unheard(lane.heard).length;
  const said = t("feeds.most", { n: round(most), at: moment(stepStart(lane, peak) * 1000) });
  return [said, usual !== null && t("feeds.most_usual", { n: round(usual) }), gaps > 0 && t("lane.gaps", { n: gaps })].filter(Boolean).join(" ");
}

/** Means of the hours, as rates do not add up; nothing of an hour is null. */
export function hourly(rate: Lane): { at: number; observed: number | null; usual: number | null }[] {
  const by = Math.max(1, Math.round(3600 / rate.step_seconds));
  const mean = (values: (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  };
  return Array.from({ length: Math.ceil(steps(rate) / by) }, (_, i) => ({
    at: stepStart(rate, i * by), observed: mean(rate.observed.slice(i * by, (i + 1) * by)), usual: mean(rate.expected.slice(i * by, (i + 1) * by)),
  }));
}
