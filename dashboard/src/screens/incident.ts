// One incident: what happened when and why it was believed, how large, where, in whose words, and how good the data is.

import type { Incident } from "../api";
import { countList } from "../charts/bars";
import { mapAndTable } from "../charts/map";
import { get, path } from "../data/fetch";
import { Resource } from "../data/resource";
import { servicePath } from "../shell/route";
import { day, full, moment, span } from "../text/clock";
import { expectation, percent, round, times, whole } from "../text/numbers";
import { rarity } from "../text/rarity";
import { t, word, type Key } from "../text/text";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { external, inward } from "../ui/link";
import { card, empty, failureNote, note, skeleton, table } from "../ui/parts";
import { incidentMark, lookOf } from "../ui/state";
import { incidentTable, length } from "./incident_table";
import { officialTimeline } from "./official";
import { Posts } from "./posts";
import { ReviewCard, reviewWord } from "./review";
import type { MakeScreen } from "./screen";
import { timeline } from "./timeline";

export const incident: MakeScreen = (_, id) => {
  const base = `/incidents/${encodeURIComponent(id)}`;
  const loaded = new Resource<Incident>(() => get(path(base)));
  const take = (next: Incident): void => { if ((loaded.value?.revision ?? -1) <= next.revision) loaded.set(next); };
  const review = new ReviewCard(id, take);
  const samples = new Posts(base, "first_hand");

  return {
    title: () => (loaded.value ? heading(loaded.value) : id),
    spoken: () => (loaded.value ? heading(loaded.value) : ""),
    view: () => {
      const { value, failure } = loaded;
      if (!value) return [h("h1", { class: "unseen", tabindex: "-1" }, id), failureNote(failure, false), !failure && skeleton(8)];
      return [head(value), failureNote(failure, true), h("div", { class: "grid" },
        card(t("incident.timeline"), 4, timeline(value), note(proof(value))), review.view(value), facts(value),
        h("div", { class: "stack span-2" }, card(t("service.official"), 6, officialTimeline(value)), reportCard(base, value)),
        card(t("service.where"), 6, mapAndTable(value.regions, value.region_unknown, value.reporters)),
        symptoms(value), cause(value), card(t("incident.samples"), 4, samples.view("")), help(value), quality(value),
        value.children.length > 0 && card(t("incident.children"), 6, incidentTable(value.children, "whole")))];
    },
    heard: (kind, data) => {
      const told = kind === "incident" && (data as Incident).id === id;
      if (told && loaded.value) take(data as Incident);
      else if (told || kind === "loaded" || kind === "tick") loaded.refresh();
      if (told || kind === "loaded" || kind === "tick") samples.refresh();
    },
    leave: () => { loaded.close(); samples.close(); },
  };
};

const heading = (value: Incident): string => t(headingOf(value), { name: value.service.name, at: moment(value.onset_at) });

const headingOf = ({ state }: Incident): Key =>
  state === "open" || state === "recovering" ? "incident.heading" : state === "suspected" ? "incident.heading_suspected" : "incident.heading_past";

function head(value: Incident): VNode {
  const lasting = value.resolved_at
    ? t("incident.lasted", { span: span(length(value)) }) : t("incident.lasting", { span: span(length(value)) });
  const more = [
    t("incident.counted", { n: whole(value.observed), expected: expectation(value.expected), factor: value.expected > 0 ? times(value.observed / value.expected) : "—" }, value.observed),
    lasting, rarity(value.statistic.false_alarms_per_day) && t("verdict.chance", { chance: rarity(value.statistic.false_alarms_per_day) }),
  ].filter(Boolean).join(" ");
  return h("header", { class: `verdict s-${lookOf(value.state)}` },
    h("p", { class: "kicker" }, incidentMark(value.state), " · ", reviewWord(value.review) && [reviewWord(value.review), " · "], t("incident.severity", { name: word("severity", value.severity.name) }), " · ", day(value.onset_at), " · ", inward(servicePath(value.service.slug), {}, foreign(value.service.name))),
    h("h1", { tabindex: "-1" }, heading(value)), h("p", { class: "more" }, more));
}

const proof = ({ statistic }: Incident): string => t("incident.proof", {
  name: word("chart", statistic.name), parameters: statistic.parameters, value: round(statistic.value), threshold: round(statistic.threshold), chance: rarity(statistic.false_alarms_per_day),
});

function facts(value: Incident): VNode {
  const rows: [Key, string][] = [
    ["fact.reporters", whole(value.reporters)], ["fact.expected", expectation(value.expected)], ["fact.peak", whole(value.peak_reporters)], ["fact.area", whole(value.severity.area)],
    ["fact.posts", whole(value.posts)], ["fact.reposts", `${whole(value.reposts)} + ${whole(value.copies)}`], ["fact.sentiment", round(value.sentiment)], ["fact.reopened", whole(value.reopened_count)],
  ];
  const mix = Object.entries(value.mix).filter(([kind, n]) => n > 0 && kind !== "report").sort(([, a], [, b]) => b - a)
    .map(([kind, n]) => ({ name: word("intent", kind === "first_hand" ? "report" : kind), n }));
  return card(t("incident.size"), 4, h("div", { class: "halves" },
    h("dl", { class: "counts" }, rows.map(([key, number]) => h("div", { key }, h("dt", null, t(key)), h("dd", null, number)))),
    h("div", null, h("h3", null, t("incident.mix")), countList(mix))));
}

function reportCard(base: string, value: Incident): VNode {
  const link = (form: string): VNode => h("a", { key: form, class: "button", href: path(`${base}/report.${form}`), download: `${value.id}.${form}` }, t(`report.${form}` as Key));
  return card(t("report.title"), 6, h("p", { class: "actions" }, link("html"), link("md"), link("json"),
    h("button", { type: "button", class: "button", onclick: () => print() }, t("report.print"))), note(t("report.how")), h("pre", { dir: "ltr" }, value.command));
}

function symptoms(value: Incident): VNode {
  const rows = value.symptoms.map((one): Child[] => [word("symptom", one.slug), whole(one.n), expectation(one.expected), times(one.lift), one.significant ? t("yes") : t("no")]);
  const number = (head: string) => ({ head, number: true });
  return card(t("service.symptoms"), 4, rows.length
    ? table(t("service.symptoms"), [{ head: t("symptoms.what") }, number(t("map.n")), number(t("series.expected")), number(t("map.rate")), { head: t("symptoms.sure") }], rows) : empty(t("symptoms.none")));
}

function cause(value: Incident): VNode {
  return card(t("incident.cause"), 2, h("p", null, t(`cause.${value.role}`)), value.cause.map((reason, i) => h("p", { key: String(i) }, foreign(reason))),
    value.also_named.length > 0 && [h("h3", null, t("incident.also_named")), countList(value.also_named.map(({ slug, name, n }) => ({ name: inward(servicePath(slug), {}, foreign(name)), n })))],
    note(compared(value)));
}

const compared = ({ compared: { nth_90d, longer_than, larger_than, of, heard_days } }: Incident): string =>
  of >= 3 ? t("incident.compared", { n: nth_90d, longer: longer_than, larger: larger_than, of, days: whole(heard_days) }, 2) : t("incident.compared_little", { n: nth_90d, days: whole(heard_days) }, 2);

function help(value: Incident): VNode {
  return card(t("service.help"), 2, value.tips.length ? h("ul", { class: "tips" }, value.tips.map((tip) => h("li", { key: tip.id }, foreign(tip.text), " ", external(tip.link, "")))) : empty(t("service.no_tips")),
    value.alternatives.length > 0 && [h("h3", null, t("service.went")), countList(value.alternatives.map(({ name, posts }) => ({ name: foreign(name), n: posts })))]);
}

function quality(value: Incident): VNode {
  const { clusters, score } = value.coordination;
  return card(t("incident.quality"), 6,
    h("p", null, value.data_gaps.length ? t("quality.gaps", { n: value.data_gaps.length }) : t("quality.no_gaps"), " ", t("quality.coordination", { share: percent(score) })),
    clusters.length > 0 && h("ul", null, clusters.map((cluster, i) => h("li", { key: String(i) }, t("quality.cluster", { n: cluster.posts }), " ", foreign(cluster.text)))),
    note(t("quality.run", { mode: value.run.mode, version: value.run.version, hash: value.run.config_hash, revision: value.revision, id: value.id, at: full(value.detected_at) })));
}
