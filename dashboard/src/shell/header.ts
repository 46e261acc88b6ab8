// Always in sight: where one is, how well the feeds are heard, what time it is.

import type { FeedBrief } from "../api";
import type { World } from "../data/world";
import { clockSeconds, now, showIn, span, zoneName, zoneNow } from "../text/clock";
import { round } from "../text/numbers";
import { t, word } from "../text/text";
import { h, type Child, type VNode } from "../ui/h";
import { inward } from "../ui/link";
import { redraw } from "../ui/redraw";
import { shape } from "../ui/state";
import { openHelp } from "./help";
import { here, tune } from "./router";
import { rememberZone, setTheme, theme, themes } from "./settings";

const shownFeeds = 3, longSilence = 120;

export const views = [
  { view: "wall", path: "/", key: "w" }, { view: "incidents", path: "/incidents", key: "i" }, { view: "compare", path: "/compare", key: "c" },
  { view: "feeds", path: "/feeds", key: "f" }, { view: "replay", path: "/replay", key: "r" }, { view: "setup", path: "/setup", key: "s" },
] as const;

export function header(world: World): VNode {
  return h("header", { class: "top", role: "banner" },
    inward("/", { class: "brand" }, t("app")),
    h("nav", { "aria-label": t("nav.label") }, views.map(({ view, path }) =>
      inward(path, { key: view, "aria-current": isHere(view) ? "page" : null }, t(`nav.${view}`)))),
    h("div", { class: "health", role: "group", "aria-label": t("nav.feeds_label") }, world.status && feeds(world.status.feeds)),
    h("div", { class: "tools" },
      h("button", { type: "button", class: "quiet clock", onclick: switchZone, title: t("zone.switch") },
        h("span", null, clockSeconds(now())), " ", zoneName()),
      h("button", { type: "button", class: "quiet", onclick: switchTheme, "aria-label": `${t("nav.theme")}: ${t(`theme.${theme()}`)}`, title: `${t("nav.theme")}: ${t(`theme.${theme()}`)}` },
        themeSign()),
      h("button", { type: "button", class: "quiet", onclick: openHelp, "aria-label": t("nav.help"), title: t("nav.help") }, "?")));
}

function isHere(view: string): boolean {
  const at = here().view;
  return at === view || (view === "wall" && at === "services");
}

export function switchZone(): void {
  const next = zoneNow() === "utc" ? "local" : "utc";
  rememberZone(next);
  showIn(next);
  tune("tz", next === "utc" ? "utc" : here().query.has("tz") ? "local" : null);
}

function switchTheme(): void {
  setTheme(themes[(themes.indexOf(theme()) + 1) % themes.length] ?? "auto");
  redraw();
}

function themeSign(): VNode {
  const half = "M8 1.5a6.5 6.5 0 0 1 0 13z", whole = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z";
  return h("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    h("path", { class: theme() === "dark" ? "filled" : "drawn", d: whole }), theme() === "auto" && h("path", { class: "filled", d: half }));
}

export const heard = (feed: FeedBrief): boolean => feed.state === "live" || feed.state === "replaying";

/** Those that are not well come first, and are always named. */
function feeds(all: FeedBrief[]): Child {
  const ill = all.filter((feed) => !heard(feed) || silent(feed)), well = all.filter((feed) => heard(feed) && !silent(feed));
  const shown = [...ill, ...well].slice(0, Math.max(shownFeeds, ill.length));
  return [shown.map(one), all.length > shown.length && inward("/feeds", { key: "more" }, t("nav.more_feeds", { n: all.length - shown.length }))];
}

const silent = (feed: FeedBrief): boolean => (feed.silent_seconds ?? 0) >= longSilence;

function one(feed: FeedBrief): VNode {
  const ill = !heard(feed) || silent(feed);
  const said = silent(feed) ? t("feed.silent", { span: span(feed.silent_seconds ?? 0) })
    : heard(feed) && feed.posts_per_minute !== null ? t("feed.rate", { n: round(feed.posts_per_minute) }) : word("feed", feed.state);
  return inward("/feeds", { key: feed.name, class: ill ? "feed ill" : "feed" }, shape(ill ? "unknown" : "quiet"), " ", feed.name, " ", h("b", null, said));
}
