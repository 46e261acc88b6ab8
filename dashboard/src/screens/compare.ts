// Peers side by side: the same stretch of time, each against its own usual.

import type { Comparison } from "../api";
import { plot, type Line, type Plot } from "../charts/plot";
import { laneChart } from "../charts/lane";
import { stepStart, thin } from "../data/lanes";
import { get, path } from "../data/fetch";
import { rangeNames, rangeOf, rangeQuery, type Range } from "../data/range";
import { Resource } from "../data/resource";
import type { World } from "../data/world";
import { servicePath } from "../shell/route";
import { here, tune } from "../shell/router";
import { moment, now } from "../text/clock";
import { expectation, times, whole } from "../text/numbers";
import { t } from "../text/text";
import { choice } from "../ui/choice";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { inward } from "../ui/link";
import { card, disclosure, empty, failureNote, skeleton, table } from "../ui/parts";
import { stateMark } from "../ui/state";
import type { MakeScreen } from "./screen";

const most = 8, rows = 48;
const colours = ["quiet", "incident", "watch", "back", "said", "tip", "text", "soft"];
const dashes: (number[] | undefined)[] = [undefined, [8, 3], [2, 3], [8, 3, 2, 3], undefined, [8, 3], [2, 3], [8, 3, 2, 3]];
const plots = new WeakMap<Comparison, Plot>();

export const compare: MakeScreen = (world) => {
  let asked = "";
  let loaded: Resource<Comparison> | null = null;
  const range = (): Range => rangeOf(here().query, "24h");
  const chosen = (): string[] => (here().query.get("services") ?? "").split(",").filter(Boolean).slice(0, most);
  /** Not before the clock is known, which in a replay is that of the archive. */
  const comparison = (): Resource<Comparison> | null => {
    if (!world.status) return null;
    const key = `${chosen().join(",")} ${range()}`;
    if (key === asked) return loaded;
    asked = key;
    loaded?.close();
    const services = chosen().join(","), of = range();
    const ask = (): Promise<Comparison> => {
      const { from, to } = rangeQuery(of, now());
      return get(path("/compare", { services, from, to }));
    };
    return (loaded = services ? new Resource<Comparison>(ask) : null);
  };

  return {
    title: () => t("nav.compare"),
    view: () => {
      const current = comparison();
      return [
        h("h1", { tabindex: "-1" }, t("compare.title")),
        h("div", { class: "filters" }, picker(world, chosen()), choice(t("range.label"), "range", range(), rangeNames.map((value) => ({ value, label: t(`range.${value}`) })))),
        chosen().length === 0 ? empty(t("compare.none")) : failureNote(current?.failure ?? (current ? null : world.failure), Boolean(current?.value)),
        current?.value ? h("div", { class: "grid" }, lines(current.value), sideBySide(current.value, world)) : chosen().length > 0 && !current?.failure && skeleton(5),
      ];
    },
    heard: (kind) => { if (kind === "tick" || kind === "loaded") loaded?.refresh(); },
    leave: () => loaded?.close(),
  };
};

const choose = (slugs: string[]): void => tune("services", slugs.join(","));

function picker(world: World, chosen: string[]): VNode {
  const add = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const found = world.all().find((one) => one.name === input.value || one.slug === input.value);
    if (!found) return;
    input.value = "";
    if (!chosen.includes(found.slug)) choose([...chosen, found.slug].slice(0, most));
  };
  return h("div", { class: "chips" },
    chosen.map((slug) => h("button", { key: slug, type: "button", class: "chip", "aria-label": t("compare.remove", { name: slug }), onclick: () => choose(chosen.filter((one) => one !== slug)) },
      foreign(world.service(slug)?.name ?? slug), " ×")),
    h("label", { class: "field" }, h("span", { class: "unseen" }, t("compare.add")),
      h("input", { "data-search": "", list: "services", placeholder: t("compare.add"), onchange: add }),
      h("datalist", { id: "services" }, world.all().slice(0, 500).map((one) => h("option", { key: one.slug, value: one.slug }, one.name)))));
}

function plotOf(comparison: Comparison): Plot {
  const known = plots.get(comparison);
  if (known) return known;
  const [first] = comparison.services;
  const lines: Line[] = comparison.services.map((one, i) => {
    const dash = dashes[i];
    return { label: one.name, values: one.lane.observed.map((n, k) => ratio(n, one.lane.expected[k] ?? null)), colour: colours[i] ?? "text", ...(dash && { dash }) };
  });
  const made: Plot = { times: first?.lane.observed.map((_, i) => stepStart(first.lane, i)) ?? [], lines, band: null, shades: [], unheard: [], marks: [] };
  plots.set(comparison, made);
  return made;
}

const ratio = (n: number | null, expected: number | null): number | null => (n === null || expected === null ? null : n / Math.max(expected, 1));

function lines(comparison: Comparison): VNode {
  const services = comparison.services;
  return card(t("compare.chart"), 6,
    h("p", { class: "legend" }, services.map((one, i) => h("span", { key: one.slug, class: "key" },
      h("svg", { viewBox: "0 0 28 4", class: "stroke", "aria-hidden": "true", focusable: "false", style: { color: `var(--${colours[i] ?? "text"})` } }, h("path", { d: "M0 2h28", "stroke-dasharray": dashes[i]?.join(" ") ?? null })), " ", foreign(one.name)))),
    h("p", { class: "reading", "aria-hidden": "true" }),
    plot(t("compare.chart"), plotOf(comparison)),
    disclosure("compare", t("as_table"), () => numbers(comparison)));
}

function numbers({ services }: Comparison): Child {
  const thinned = services.map((one) => thin(one.lane, rows));
  const [first] = thinned;
  return table(t("compare.chart"), [{ head: t("time") }, ...services.map((one) => ({ head: one.name, number: true }))],
    first?.observed.map((_, i) => [moment(stepStart(first, i) * 1000), ...thinned.map((lane) => whole(lane.observed[i] ?? null))]).reverse() ?? []);
}

function sideBySide({ services }: Comparison, world: World): VNode {
  const incidents = [...world.incidents.values()];
  return card(t("compare.side"), 6, h("ul", { class: "peers" }, services.map((one) => h("li", { key: one.slug },
    h("div", { class: "peer" }, inward(servicePath(one.slug), { class: "rowlink" }, foreign(one.name)), stateMark(one.state)),
    laneChart(one.lane, incidents.filter((incident) => incident.service.slug === one.slug), one.state),
    h("div", { class: "number" }, h("b", null, whole(one.observed)), h("span", { class: "sub" }, t("wall.expected", { n: expectation(one.expected) }),
      one.expected ? `, ${times(one.observed / one.expected)}` : ""))))));
}
