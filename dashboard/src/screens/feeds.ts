// How well the world is heard: every feed with its state, rate against usual, lag, faults, drops by reason, and gaps.

import type { Feed, Feeds, Sink, Sinks } from "../api";
import { hourly, rateChart } from "../charts/rate";
import { get, path } from "../data/fetch";
import { Resource } from "../data/resource";
import type { World } from "../data/world";
import { heard } from "../shell/header";
import { ago, clock, moment, span } from "../text/clock";
import { bytes, orUnknown, round, short, whole } from "../text/numbers";
import { t, word, type Key } from "../text/text";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { card, disclosure, empty, failureNote, note, skeleton, stackedTable, table } from "../ui/parts";
import { shape } from "../ui/state";
import type { MakeScreen } from "./screen";

export const feeds: MakeScreen = (world) => {
  const loaded = new Resource<Feeds>(() => get(path("/feeds")));
  const told = new Resource<Sinks>(() => get(path("/sinks")));
  return {
    title: () => t("nav.feeds"),
    view: () => {
      const { value, failure } = loaded;
      return [
        h("h1", { tabindex: "-1" }, value ? summary(value.feeds, world) : t("nav.feeds")), failureNote(failure, value !== null),
        value ? h("div", { class: "grid" }, value.feeds.map(feedCard), gaps(value), connection(world), told.value && sinks(told.value.sinks)) : !failure && skeleton(6),
      ];
    },
    heard: (kind) => {
      if (!["feeds", "status", "loaded"].includes(kind)) return;
      loaded.refresh();
      told.refresh();
    },
    leave: () => { loaded.close(); told.close(); },
  };
};

function summary(all: Feed[], { status }: World): string {
  const well = all.filter(heard).length;
  return all.length === 0 ? t(status?.mode === "replay" ? "feeds.replay" : "feeds.none") : well === all.length ? t("feeds.all_well", { n: all.length }) : t("feeds.some_well", { well, n: all.length });
}

function feedCard(feed: Feed): VNode {
  const well = heard(feed);
  const rows: [Key, string][] = [
    ["feeds.newest", feed.newest ? t("feeds.ago", { span: span(ago(feed.newest)) }) : "—"], ["feeds.lag", orUnknown(feed.lag_seconds, (s) => `${round(s)} s`)],
    ["feeds.messages", short(feed.messages)], ["feeds.bytes", `${bytes(feed.bytes)} → ${bytes(feed.bytes_unpacked)}`], ["feeds.connections", whole(feed.connections)],
    ["feeds.gaps", whole(feed.gaps)], ["feeds.undecodable", `${whole(feed.undecodable)} + ${whole(feed.too_long)}`], ["feeds.requests_left", whole(feed.requests_left)],
  ];
  return h("section", { key: feed.name, class: "card span-3 feed-card" },
    h("h2", { class: `state s-${well ? "quiet" : "unknown"}` }, shape(well ? "quiet" : "unknown"), h("span", { class: "feed-name" }, foreign(feed.name)), word("feed", feed.state)),
    h("p", { class: "host" }, foreign(feed.kind), " · ", foreign(feed.host), " · ", t("feeds.since", { since: moment(feed.since) })),
    feed.why && h("p", { class: "notice" }, foreign(feed.why)),
    h("p", { class: "feed-rate" }, pace(feed)),
    rateChart(feed.rate),
    note(feed.rate.expected.some((usual) => usual !== null) ? t("feeds.day_usual") : t("feeds.day")),
    disclosure(`rate-${feed.name}`, t("feeds.rate_table"), () => rates(feed)),
    h("dl", { class: "counts two" }, rows.map(([key, number]) => h("div", { key }, h("dt", null, t(key)), h("dd", null, number)))),
    reasons(t("feeds.faults"), feed.faults), reasons(t("feeds.dropped"), feed.dropped),
    feed.sample && [note(t("feeds.sample")), h("pre", { dir: "auto" }, feed.sample)]);
}

function pace(feed: Feed): string {
  const { posts_per_minute: rate, usual_per_minute: usual } = feed;
  if (rate === null && heard(feed)) return t("feeds.no_rate");
  if (rate === null) return usual === null ? t("feeds.no_pace") : t("feeds.pace_unheard", { usual: round(usual) });
  return usual === null ? t("feeds.pace_alone", { n: round(rate) }) : t("feeds.pace", { n: round(rate), usual: round(usual) });
}

function rates(feed: Feed): Child {
  return table(t("feeds.rate_table"), [{ head: t("time") }, { head: t("feeds.rate"), number: true }, { head: t("feeds.usual"), number: true }],
    hourly(feed.rate).map(({ at, observed, usual }) => [clock(at * 1000), round(observed), round(usual)]).reverse());
}

function reasons(title: string, counted: Record<string, number>): Child {
  const rows = Object.entries(counted).filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
  return rows.length > 0 && [h("h3", null, title), h("dl", { class: "counts" }, rows.map(([reason, n]) => h("div", { key: reason }, h("dt", null, foreign(reason)), h("dd", null, whole(n)))))];
}

function gaps({ gaps: all }: Feeds): VNode {
  const length = (from: string, to: string): string => span((Date.parse(to) - Date.parse(from)) / 1000);
  return card(t("feeds.gaps_title"), 4, all.length
    ? table(t("feeds.gaps_title"), [t("feeds.feed"), t("feeds.from"), t("feeds.length"), t("feeds.cause"), t("feeds.recoverable")].map((head) => ({ head })),
      all.map((gap) => [foreign(gap.feed), moment(gap.from), length(gap.from, gap.to), foreign(gap.cause), gap.recoverable ? t("yes") : t("no")]))
    : empty(t("feeds.no_gaps")));
}

/** Nobody but this page, where none is set up. */
function sinks(all: Sink[]): Child {
  const heads = ["sinks.sink", "sinks.state", "sinks.delivered", "sinks.refused", "sinks.since", "sinks.why"] as const;
  const numbers = ["sinks.delivered", "sinks.refused"];
  return all.length > 0 && card(t("sinks.title"), 6, stackedTable(t("sinks.title"), heads.map((key) => ({ head: t(key), number: numbers.includes(key) })),
    all.map((sink) => [
      [foreign(sink.name), " · ", foreign(sink.kind)], sinkState(sink), whole(sink.delivered), whole(sink.refused),
      sink.oldest_undelivered ? moment(sink.oldest_undelivered) : "—", sink.why ? foreign(sink.why) : "—",
    ])));
}

function sinkState(sink: Sink): VNode {
  const well = sink.why === "" && (sink.state === "idle" || sink.state === "delivering");
  const said = sink.state === "idle" && sink.waiting > 0 ? t("sinks.waiting", { n: sink.waiting }) : word("sink", sink.state);
  return h("span", { class: `state s-${well ? "quiet" : "unknown"}` }, shape(well ? "quiet" : "unknown"), said);
}

function connection(world: World): VNode {
  const { status, cutAt, ledger } = world;
  return card(t("feeds.connection"), 2,
    h("p", null, cutAt === null ? t("feeds.connected") : t("banner.cut", { since: moment(cutAt) })),
    h("dl", { class: "counts" },
      h("div", null, h("dt", null, t("feeds.event")), h("dd", { id: "sequence" }, whole(ledger.last))),
      h("div", null, h("dt", null, t("feeds.version")), h("dd", null, status?.version ?? "—"))));
}
