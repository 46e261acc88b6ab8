// A day of one service in one line: reporters, the band of the usual, incidents shaded, and hatched what was not heard.

import type { IncidentBrief, Lane } from "../api";
import { laneEnd, settled, stepStart, steps, unheard } from "../data/lanes";
import { moment, zoneNow } from "../text/clock";
import { expectation, whole } from "../text/numbers";
import { spoken, t } from "../text/text";
import { h, type VNode } from "../ui/h";
import { above, area, line, surgeScale, unit } from "./paths";

const height = 1000;

const made = new WeakMap<Lane, { of: string; chart: VNode }>();

/** The same description for the same lane, so that an unchanged one costs nothing. */
export function laneChart(lane: Lane, incidents: IncidentBrief[], state: string): VNode {
  const of = [state, zoneNow(), spoken(), ...incidents.map((one) => one.id + one.state + String(doubtful(one)))].join();
  const drawn = settled(lane);
  const known = made.get(drawn);
  if (known?.of === of) return known.chart;
  const chart = draw(drawn, incidents, state);
  made.set(drawn, { of, chart });
  return chart;
}

function draw(lane: Lane, incidents: IncidentBrief[], state: string): VNode {
  const count = steps(lane);
  const usual = largest(lane.high);
  const y = surgeScale(Math.max(largest(lane.observed) * 1.08, usual * 2.2, 4), usual, height);
  const floor = lane.high.map((value) => (value === null ? null : 0));
  return h("div", { class: `lane s-${state}`, role: "img", "aria-label": inWords(lane) },
    incidents.map((incident) => shade(lane, incident)),
    h("svg", { viewBox: `0 0 ${count * unit} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
      h("path", { class: "band", d: area(floor, lane.high, y) }),
      h("path", { class: "excess", d: area(lane.high, above(lane.observed, lane.high), y) }),
      h("path", { class: "observed", d: line(lane.observed, y) })),
    unheard(lane.heard).map(([from, to]) => h("div", { class: "hatched", style: extent(from / count, to / count) })));
}

const largest = (row: (number | null)[]): number => row.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

function shade(lane: Lane, incident: IncidentBrief): VNode | null {
  const begin = stepStart(lane, 0), whole = laneEnd(lane) - begin;
  const share = (time: string): number => Math.min(1, Math.max(0, (Date.parse(time) / 1000 - begin) / whole));
  const from = share(incident.onset_at), to = incident.resolved_at ? share(incident.resolved_at) : 1;
  if (to <= from) return null;
  return h("div", { key: incident.id, class: doubtful(incident) ? "shade doubtful" : "shade", style: extent(from, to) });
}

const doubtful = ({ state, review }: IncidentBrief): boolean =>
  state === "suspected" || review?.verdict === "false" || Boolean(review?.dismissed_at);

const extent = (from: number, to: number): Record<string, string> => ({ left: `${from * 100}%`, width: `${(to - from) * 100}%` });

function inWords(lane: Lane): string {
  let peak = 0;
  lane.observed.forEach((value, i) => { if ((value ?? -1) > (lane.observed[peak] ?? -1)) peak = i; });
  const gaps = unheard(lane.heard).length;
  const most = lane.observed[peak] ?? null;
  if (most === null) return t("lane.unheard");
  const at = moment(stepStart(lane, peak) * 1000);
  return t("lane.words", { n: whole(most), at, expected: expectation(lane.expected[peak] ?? null) }, most) + (gaps ? ` ${t("lane.gaps", { n: gaps })}` : "");
}
