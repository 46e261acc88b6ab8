// Where: each region a path that can be focused and read, coloured by its rate against the usual, never by raw counts.

import states from "../../build/maps/states.json";
import world from "../../build/maps/world.json";
import type { RegionShare } from "../api";
import { expectation, percent, proportion, times, whole } from "../text/numbers";
import { t, word } from "../text/text";
import { countryName } from "../text/verdict";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { empty, note, stackedTable } from "../ui/parts";
import { redraw } from "../ui/redraw";

export const fewest = 5;
const levels = [1.5, 2.5, 4, 8];
type Which = "states" | "world";
const maps = { states, world };
let wished: Which | null = null;

/** 0 = as usual, to 4 = more than eight times. */
export const level = (lift: number): number => levels.filter((least) => lift >= least).length;
/** What has no rate has no colour either. */
const shade = (lift: number | null): string => `level-${lift === null ? "none" : level(lift)}`;

/** The parts of a country as one: the world knows countries alone. */
export function countries(regions: RegionShare[]): RegionShare[] {
  const codes = [...new Set(regions.map((region) => region.code.slice(0, 2)))];
  return codes.map((code) => {
    const parts = regions.filter((region) => region.code.slice(0, 2) === code);
    const n = parts.reduce((sum, region) => sum + region.n, 0), expected = parts.reduce((sum, region) => sum + (region.expected ?? 0), 0);
    const [first] = parts;
    const whole = parts.length === 1 && first ? first : null;
    return {
      code, name: countryName(code), country: code, n, expected, lift: expected > 0 ? n / expected : null, significant: parts.some((region) => region.significant),
      completeness: whole?.completeness ?? "unknown", complete: whole?.complete ?? { value: 0, low: 0, high: 1, n: 0 },
    };
  });
}

export function mapAndTable(all: RegionShare[], unknown: number, reporters: number): Child {
  const regions = all.filter((region) => region.n >= fewest);
  if (!regions.length) return empty(t("map.none", { n: fewest }));
  const inStates = regions.filter((region) => region.code.startsWith("US-")).length;
  const which = wished ?? (inStates * 2 >= regions.length ? "states" : "world");
  return [
    h("div", { class: "where" },
      h("figure", null, chooser(which), map(which, which === "world" ? countries(regions) : regions), scale()),
      regionTable(regions)),
    note(t("map.how", { n: fewest, share: percent(reporters > 0 ? unknown / reporters : 0), unknown: whole(unknown) })),
  ];
}

function chooser(which: Which): VNode {
  const button = (one: Which): VNode => h("button", { key: one, type: "button", class: "button", "aria-pressed": String(one === which), onclick: () => { wished = one; redraw(); } }, t(`map.${one}`));
  return h("div", { class: "chooser", role: "group", "aria-label": t("map.label") }, button("states"), button("world"));
}

function map(which: Which, regions: RegionShare[]): VNode {
  const { width, height, regions: shapes } = maps[which];
  const known = new Map(regions.map((region) => [region.code, region]));
  return h("svg", { key: which, class: "map", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": t("map.label") },
    shapes.filter(([code]) => !known.has(code ?? "")).map(([code, d], i) => h("path", { key: `${code}${i}`, class: "land", d })),
    shapes.map(([code, d]) => { const region = known.get(code ?? ""); return region && shapeOf(region, d ?? ""); }));
}

const shapeOf = (region: RegionShare, d: string): VNode =>
  h("path", { key: `region ${region.code}`, class: `region ${shade(region.lift)}`, d, tabindex: "0", role: "img", "aria-label": inWords(region) }, h("title", null, inWords(region)));

const inWords = (region: RegionShare): string =>
  t("map.region", { name: region.name, lift: times(region.lift), n: whole(region.n), expected: expectation(region.expected), how: word("complete", region.completeness) });

const scale = (): VNode => h("figcaption", { class: "legend" }, [0, 1, 2, 3, 4].map((of) =>
  h("span", { class: `key level-${of}` }, h("i", { "aria-hidden": "true" }), of === 0 ? t("map.usual") : `≥ ${times(levels[of - 1] ?? 0)}`)));

function regionTable(regions: RegionShare[]): VNode {
  const sorted = [...regions].sort((a, b) => (b.lift ?? 0) - (a.lift ?? 0));
  const most = Math.max(1, ...sorted.map((region) => region.lift ?? 0));
  return stackedTable(t("map.table"), [{ head: t("map.where") }, { head: t("map.rate") }, { head: t("map.n"), number: true }, { head: t("map.complete") }],
    sorted.map((region) => [
      foreign(region.name),
      h("span", { class: "rate" }, h("span", { class: `bar ${shade(region.lift)}`, "aria-hidden": "true", style: { width: `${((region.lift ?? 0) / most) * 4.5}rem` } }), times(region.lift), !region.significant && h("span", { class: "host" }, ` ${t("map.maybe")}`)),
      t("map.of", { n: whole(region.n), expected: expectation(region.expected) }),
      region.completeness === "unknown" ? word("complete", "unknown") : [word("complete", region.completeness), h("span", { class: "host" }, ` ${t("complete.say", { share: proportion(region.complete) })}`)],
    ]));
}
