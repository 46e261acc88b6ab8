// What is said over time, by kind: first-hand, works again, official, news, and what is not counted.

import type { Intent, Series } from "../api";
import { laneEnd, stepStart } from "../data/lanes";
import { moment } from "../text/clock";
import { whole } from "../text/numbers";
import { t, type Key } from "../text/text";
import { h, type Child } from "../ui/h";
import { disclosure, table } from "../ui/parts";

const groups: { name: string; of: Intent[] }[] = [
  { name: "first_hand", of: ["report", "question"] }, { name: "back", of: ["recovery"] }, { name: "tip", of: ["workaround"] },
  { name: "official", of: ["official", "planned"] }, { name: "news", of: ["news"] }, { name: "rest", of: ["joke", "individual", "other"] },
];
const bars = 72, height = 100;

interface Mixed { begin: number; step: number; columns: number[][] }

/** Sums by group in at most 72 columns. */
export function mixed(series: Series): Mixed {
  const length = series.observed.length, by = Math.max(1, Math.ceil(length / bars));
  const columns = Array.from({ length: Math.ceil(length / by) }, (_, c) => groups.map(({ of }) =>
    of.reduce((sum, intent) => sum + series.intents[intent].slice(c * by, (c + 1) * by).reduce((a, b) => a + b, 0), 0)));
  return { begin: stepStart(series, 0), step: by * series.step_seconds, columns };
}

export function mixChart(id: string, series: Series): Child {
  const { begin, step, columns } = mixed(series);
  const most = Math.max(1, ...columns.map((column) => column.reduce((a, b) => a + b, 0)));
  const totals = groups.map((_, g) => columns.reduce((sum, column) => sum + (column[g] ?? 0), 0));
  const name = (group: { name: string }): string => t(`mix.${group.name}` as Key);
  return [
    h("p", { class: "legend" }, groups.map((group, g) => h("span", { class: `key mix-${group.name}` }, h("i", { "aria-hidden": "true" }), `${name(group)} `, h("b", null, whole(totals[g] ?? 0))))),
    h("div", { class: "mix", role: "img", "aria-label": t("mix.label") },
      h("svg", { viewBox: `0 0 ${columns.length} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
        groups.map((group, g) => h("path", { class: `mix-${group.name}`, d: columns.map((column, c) => bar(column, g, c, most)).join("") })))),
    h("p", { class: "ends", "aria-hidden": "true" }, h("span", null, moment(begin * 1000)), h("span", null, moment(laneEnd(series) * 1000))),
    disclosure(id, t("as_table"), () => table(t("mix.label"), [{ head: t("time") }, ...groups.map((group) => ({ head: name(group), number: true }))],
      columns.map((column, c) => [moment((begin + c * step) * 1000), ...column.map(whole)]).reverse())),
  ];
}

function bar(column: number[], group: number, at: number, most: number): string {
  const value = column[group] ?? 0;
  if (!value) return "";
  const below = column.slice(0, group).reduce((a, b) => a + b, 0);
  const y = (v: number): number => Math.round((height - (v / most) * height) * 10) / 10;
  return `M${at + 0.08} ${y(below)}V${y(below + value)}h.84V${y(below)}z`;
}
