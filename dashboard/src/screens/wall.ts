// The wall: a sentence that can be read aloud, and every service as a lane of 24 hours, the worst first. Only rows in sight
// are in the document.

import type { Incident, IncidentBrief, ServiceBrief } from "../api";
import { laneChart } from "../charts/lane";
import { laneEnd, settled, stepStart, thin } from "../data/lanes";
import { matching, states } from "../data/order";
import type { World } from "../data/world";
import { here, tune } from "../shell/router";
import { servicePath } from "../shell/route";
import { clock, moment, now, roundHours, zoneNow } from "../text/clock";
import { expectation, whole } from "../text/numbers";
import { rarity } from "../text/rarity";
import { spoken, t, word } from "../text/text";
import { perDay, plain, wallVerdict, type Verdict } from "../text/verdict";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { keep, KeptByName } from "../ui/kept";
import { inward } from "../ui/link";
import { disclosure, empty, failureNote, note, skeleton, table } from "../ui/parts";
import { redraw } from "../ui/redraw";
import { shape, stateMark } from "../ui/state";
import { verdictView } from "../ui/verdict";
import type { MakeScreen } from "./screen";

const tall = 96, low = 57, overscan = 6, around = 20, tableRows = 20;
const narrow = matchMedia("(max-width: 759px)");

export const wall: MakeScreen = (world) => {
  let selected = "";
  const asked = (name: string): string => here().query.get(name) ?? "";
  const matched = keep<ServiceBrief[]>(), judged = keep<Verdict>(), filtered = keep<VNode>();
  const drawn = new Drawn(world);
  const wanted = () => ({ state: asked("state"), category: asked("category"), q: asked("q") });
  const shown = (): ServiceBrief[] => {
    const by = wanted();
    return matched([world.all(), ...Object.values(by)], () => matching(world.all(), by));
  };
  const verdict = (): Verdict | null => {
    const { status } = world;
    const services = world.all();
    if (!status || !(world.complete || services.length)) return null;
    const [worst] = services;
    const incident = worst?.incident ? world.detail(worst.incident) : null;
    return judged([status, services, incident, ...reader()], () => wallVerdict(status, services, services.length, () => incident));
  };
  let drawnFrom = -1;
  const scrolled = (): void => { if (inSight(shown().length, rowHeight())[0] !== drawnFrom) redraw(); };
  addEventListener("scroll", scrolled, { passive: true });
  addEventListener("resize", redraw);

  const view = (): Child => {
    const said = verdict();
    if (!said) return [h("h1", { class: "unseen", tabindex: "-1" }, t("nav.wall")), failureNote(world.failure, false), skeleton(12)];
    const services = shown();
    drawnFrom = inSight(services.length, rowHeight())[0];
    return [
      verdictView(said, world.all()[0]),
      failureNote(world.failure, true),
      world.all().length > 0 && filtered([world.all(), ...Object.values(wanted()), spoken()], () => filters(world, asked)),
      world.all().length === 0 ? nothingWatched() : services.length === 0 ? empty(t("wall.no_match")) : lanes(world, services, selected, drawn),
    ];
  };

  const step = (by: number): void => {
    const services = shown();
    const at = services.findIndex((service) => service.slug === selected);
    const next = services[Math.min(services.length - 1, Math.max(0, at + by))];
    if (!next) return;
    selected = next.slug;
    reveal(services.indexOf(next));
    redraw();
    requestAnimationFrame(() => document.getElementById(`row-${selected}`)?.focus({ preventScroll: true }));
  };

  return {
    title: () => { const said = verdict(); return said ? plain(said) : t("nav.wall"); },
    spoken: () => { const said = verdict(); return said ? plain(said) : ""; },
    view, step,
    leave: () => { removeEventListener("scroll", scrolled); removeEventListener("resize", redraw); },
  };
};

/** How the reader wants it told, and when: sentences with times are no older than a minute. */
const reader = (): unknown[] => [spoken(), zoneNow(), Math.floor(now() / 60_000)];

/** Rows as they were drawn: most are the same from frame to frame. */
class Drawn {
  private readonly rows = new KeptByName<VNode>();
  private readonly incidents = keep<Map<string, IncidentBrief[]>>();

  constructor(private readonly world: World) {}

  all(services: ServiceBrief[], indices: number[], height: number): VNode[] {
    const { world } = this;
    const incidents = this.incidents([world.incidentChanges], () => byService(world));
    const as = reader();
    this.rows.forget();
    return indices.flatMap((i) => {
      const service = services[i];
      if (!service) return [];
      const own = incidents.get(service.slug) ?? none;
      const incident = service.incident ? world.detail(service.incident) : null;
      const lane = world.lanes.get(service.slug);
      return this.rows.get(service.slug)([service, lane && settled(lane), i, height, own, incident, ...as], () => row(world, service, i, height, own, incident));
    });
  }
}

const none: IncidentBrief[] = [];

const rowHeight = (): number => (narrow.matches ? tall : low);

function reveal(index: number): void {
  const rows = document.getElementById("rows");
  if (!rows) return;
  const top = rows.getBoundingClientRect().top + index * rowHeight();
  const above = 72, below = innerHeight - rowHeight() - 24;
  if (top < above) scrollBy(0, top - above);
  if (top > below) scrollBy(0, top - below);
}

function filters(world: World, asked: (name: string) => string): VNode {
  const all = world.all();
  const categories = [...new Set(all.map((service) => service.category))].sort();
  const chip = (state: string): VNode | null => {
    const n = all.filter((service) => service.state === state).length;
    if (n === 0 && asked("state") !== state) return null;
    const pressed = asked("state") === state;
    return h("button", { key: state, type: "button", class: `chip s-${state}`, "aria-pressed": String(pressed), onclick: () => tune("state", pressed ? null : state) },
      shape(state), h("b", null, whole(n)), " ", word("state", state));
  };
  return h("div", { class: "filters", role: "search" },
    h("div", { class: "chips" }, states.map(chip)),
    h("div", { class: "chips end" }, h("label", { class: "field" }, h("span", { class: "unseen" }, t("wall.category")),
      h("select", { value: asked("category"), onchange: (e: Event) => tune("category", (e.target as HTMLSelectElement).value) },
        h("option", { value: "" }, t("wall.all_categories")),
        categories.map((slug) => h("option", { key: slug, value: slug, selected: slug === asked("category") }, word("category", slug))))),
    h("label", { class: "field" }, h("span", { class: "unseen" }, t("wall.search")),
      h("input", { id: "search", type: "search", placeholder: t("wall.search"), value: asked("q"), oninput: (e: Event) => tune("q", (e.target as HTMLInputElement).value) }))));
}

function lanes(world: World, services: ServiceBrief[], selected: string, drawn: Drawn): Child {
  const height = rowHeight();
  const [from, to] = inSight(services.length, height);
  const seen = services.slice(from, to);
  const slugs = (services: ServiceBrief[]): string[] => services.map((service) => service.slug);
  if (world.complete) world.lanes.see(slugs(seen), slugs(services.slice(Math.max(0, from - around), to + around)));
  const kept = services.findIndex((service) => service.slug === selected);
  const rows = kept >= 0 && (kept < from || kept >= to) ? [kept, ...range(from, to)] : range(from, to);
  return [
    h("div", { class: "wall", role: "table", "aria-label": t("wall.label"), "aria-rowcount": String(services.length + 1) },
      h("div", { role: "rowgroup" }, head(world)),
      h("div", { id: "rows", role: "rowgroup", class: "rows", style: { height: `${services.length * height}px` } },
        drawn.all(services, rows, height))),
    note(t("wall.how")),
    disclosure("lanes", t("wall.as_table"), () => laneTable(world, seen.slice(0, tableRows))),
  ];
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Rows in sight, and some before and after. */
function inSight(count: number, height: number): [number, number] {
  const top = document.getElementById("rows")?.getBoundingClientRect().top ?? 300;
  const first = Math.floor(-top / height) - overscan;
  const from = Math.min(Math.max(0, first), Math.max(0, count - 1));
  return [from, Math.min(count, Math.max(from + 1, first + Math.ceil(innerHeight / height) + 2 * overscan))];
}

function head(world: World): VNode {
  const cell = (name: string, ...content: Child[]): VNode => h("div", { role: "columnheader", class: name }, content);
  return h("div", { role: "row", class: "row head", "aria-rowindex": "1" },
    cell("name", t("wall.service")), cell("is", t("wall.state")), cell("day", h("span", { class: "unseen" }, t("wall.day")), axis(world)),
    cell("now", t("wall.now")), cell("chance", t("wall.chance")));
}

function axis(world: World): Child {
  const lane = world.lanes.any();
  if (!lane) return t("wall.day");
  const begin = stepStart(lane, 0), end = laneEnd(lane);
  return h("div", { class: "axis", "aria-hidden": "true" },
    roundHours(begin, end, 4).map((at) => h("span", { key: String(at), style: { left: `${((at - begin) / (end - begin)) * 100}%` } }, clock(at * 1000))),
    h("span", { class: "end" }, t("wall.axis_end")));
}

function byService(world: World): Map<string, IncidentBrief[]> {
  const found = new Map<string, IncidentBrief[]>();
  for (const incident of world.incidents.values())
    if (incident.state !== "dismissed") found.set(incident.service.slug, [...found.get(incident.service.slug) ?? [], incident]);
  return found;
}

function row(world: World, service: ServiceBrief, index: number, height: number, incidents: IncidentBrief[], incident: Incident | null): VNode {
  const lane = world.lanes.get(service.slug);
  const cell = (name: string, ...content: Child[]): VNode => h("div", { role: "cell", class: name }, content);
  return h("div", {
    key: service.slug, role: "row", class: `row s-${service.state}`, "aria-rowindex": String(index + 2),
    style: { transform: `translateY(${index * height}px)`, height: `${height}px` },
  },
    h("div", { role: "rowheader", class: "name" }, inward(servicePath(service.slug), { id: `row-${service.slug}`, class: "rowlink" }, foreign(service.name)),
      h("span", { class: "sub" }, word("category", service.category), service.role === "collateral" && ` · ${t("role.collateral")}`)),
    cell("is", stateMark(service.state)),
    cell("day", lane ? laneChart(lane, incidents, service.state) : h("div", { class: "lane bone" })),
    cell("now", numbers(service)),
    cell("chance", chance(service, incident)));
}

/** How rare a level like this is; of a service that cannot be judged, why not. */
function chance(service: ServiceBrief, incident: Incident | null): Child {
  if (service.state === "quiet") return null;
  if (service.state === "unknown") return service.blind_since && foreign(service.reason);
  return rarity(perDay(service, incident)) || "—";
}

function numbers(service: ServiceBrief): Child {
  if (service.state === "unknown") return [h("b", null, "—"), h("span", { class: "sub" },
    service.blind_since ? t("wall.blind_since", { since: moment(service.blind_since) }) : t("wall.too_little"))];
  return [h("b", null, whole(service.observed)), h("span", { class: "sub" }, t("wall.expected", { n: expectation(service.expected) }))];
}

function laneTable(world: World, services: ServiceBrief[]): VNode {
  const laned = services.flatMap((service) => { const lane = world.lanes.get(service.slug); return lane ? [{ service, lane: thin(lane, 24) }] : []; });
  const hours = laned[0]?.lane.observed.map((_, i) => clock(stepStart(laned[0]?.lane ?? laneless, i) * 1000)) ?? [];
  return table(t("wall.as_table"), [{ head: t("wall.service") }, ...hours.map((head) => ({ head, number: true }))],
    laned.map(({ service, lane }) => [foreign(service.name), ...lane.observed.map((n) => whole(n))]));
}

const laneless = { begin: "", until: "", step_seconds: 0, observed: [], expected: [], high: [], heard: [] };

function nothingWatched(): VNode {
  return h("div", { class: "welcome" }, h("p", null, t("wall.empty")), h("p", null, inward("/setup", { class: "button" }, t("nav.setup"))));
}
