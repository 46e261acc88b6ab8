// One service: the verdict, and then why, what, where, in whose words, what the company says, what helps, and whether it is
// frequent.

import type { Incident, Series, ServiceDetail } from "../api";
import { countList, symptomBars } from "../charts/bars";
import { mapAndTable } from "../charts/map";
import { mixChart } from "../charts/mix";
import { seriesChart } from "../charts/series";
import { get, path } from "../data/fetch";
import { rangeNames, rangeOf, rangeQuery, type Range } from "../data/range";
import { Resource } from "../data/resource";
import type { World } from "../data/world";
import { here } from "../shell/router";
import { incidentPath, servicePath } from "../shell/route";
import { clock, day, moment, now, span } from "../text/clock";
import { whole } from "../text/numbers";
import { t, word } from "../text/text";
import { list, plain, serviceVerdict } from "../text/verdict";
import { choice } from "../ui/choice";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { external, inward } from "../ui/link";
import { card, empty, failureNote, note, skeleton } from "../ui/parts";
import { verdictView } from "../ui/verdict";
import { incidentTable } from "./incident_table";
import { officialTimeline } from "./official";
import { formatsCard } from "./formats";
import { PostColumns } from "./post_columns";
import type { MakeScreen } from "./screen";

export const service: MakeScreen = (world, slug) => {
  const base = `/services/${encodeURIComponent(slug)}`;
  const detail = new Resource<ServiceDetail>(() => get(path(base)));
  const posts = new PostColumns(base);
  let shown: Range | null = null;
  let series: Resource<Series> | null = null;

  const range = (): Range => rangeOf(here().query, detail.value?.incident ? "3h" : "24h");
  /** Not before the clock is known, which in a replay is that of the archive. */
  const seriesNow = (): Resource<Series> | null => {
    if (!world.status) return null;
    const wanted = range();
    if (!series || shown !== wanted) {
      series?.close();
      shown = wanted;
      series = new Resource<Series>(() => get(path(`${base}/series`, rangeQuery(wanted, now()))));
    }
    return series;
  };
  const incident = (): Incident | null => (detail.value?.incident ? world.detail(detail.value.incident) : null);
  /** The one that is not over, or else the last that was one. */
  const lastIncident = (): Incident | null => {
    const last = detail.value?.incidents.find(({ state }) => state !== "suspected" && state !== "dismissed");
    return incident() ?? (last ? world.detail(last.id) : null);
  };
  const verdict = () => detail.value && serviceVerdict(detail.value, incident());

  return {
    title: () => { const said = verdict(); return said ? plain(said) : slug; },
    spoken: () => { const said = verdict(); return said ? plain(said) : ""; },
    view: () => {
      const { value, failure } = detail;
      if (!value) return [h("h1", { class: "unseen", tabindex: "-1" }, slug), failureNote(failure, false), !failure && skeleton(8)];
      const said = serviceVerdict(value, incident());
      return [verdictView(said), why(value), failureNote(failure, true), links(value), h("div", { class: "grid" },
        chartCard(value, seriesNow(), incident(), range()), symptomCard(value), whereCard(value, incident()), mixCard(seriesNow()), platformCard(value, world),
        posts.view(value.incidents.length > 0), officialCard(value, lastIncident()), helpCard(value, lastIncident()), historyCard(value), formatsCard(value))];
    },
    heard: (kind, data) => {
      if (kind === "loaded" || (kind === "services" && (data as ServiceDetail[]).some((one) => one.slug === slug))) detail.refresh();
      if (kind === "loaded" || kind === "tick") { series?.refresh(); posts.refresh(); }
    },
    leave: () => { detail.close(); series?.close(); posts.close(); },
  };
};

/** In the server's own words. */
const why = (value: ServiceDetail): Child => value.state !== "quiet" && value.reason !== "" && note(t("service.why"), " ", foreign(value.reason));

function links(value: ServiceDetail): VNode {
  const compare = [value.slug, ...value.peers].slice(0, 8).join(",");
  return h("p", { class: "links" },
    value.incident && inward(incidentPath(value.incident), { class: "button" }, t("service.incident")),
    value.peers.length > 0 && inward(`/compare?services=${compare}`, { class: "button" }, t("service.compare")),
    external(value.status_page, t("service.status_page")));
}

function chartCard(value: ServiceDetail, series: Resource<Series> | null, incident: Incident | null, range: Range): VNode {
  const options = rangeNames.map((name) => ({ value: name, label: t(`range.${name}`) }));
  return card(t("service.chart"), 4, choice(t("range.label"), "range", range, options), series && failureNote(series.failure, series.value !== null),
    series?.value ? seriesChart(`series-${value.slug}`, series.value, value.incidents, incident) : skeleton(4));
}

function symptomCard(value: ServiceDetail): VNode {
  return card(t("service.symptoms"), 2, symptomBars(value.now.symptoms), value.now.error_codes.length > 0 && [h("h3", null, t("service.codes")),
    countList(value.now.error_codes.map(({ code, n }) => ({ name: foreign(code), n })))],
    note(t("service.since", { from: clock(value.now.from), to: clock(value.now.to), n: whole(value.now.reporters) }, value.now.reporters)));
}

/** In an incident as its events tell it: their usual shares are weighed by how much is known of each. */
const whereCard = ({ now: { regions, region_unknown, reporters } }: ServiceDetail, incident: Incident | null): VNode =>
  card(t("service.where"), 6, incident ? mapAndTable(incident.regions, incident.region_unknown, incident.reporters) : mapAndTable(regions, region_unknown, reporters));

const mixCard = (series: Resource<Series> | null): VNode => card(t("service.mix"), 4, series?.value ? mixChart("mix", series.value) : skeleton(3));

function platformCard(value: ServiceDetail, world: World): VNode {
  const said = value.now.platforms.filter(({ name }) => name !== "unknown"), unsaid = value.now.platforms.filter(({ name }) => name === "unknown");
  const rows = said.length ? [...said, ...unsaid].map(({ name, n }) => ({ name: word("platform", name), n })) : [];
  return card(t("service.platforms"), 2, rows.length ? countList(rows) : empty(t("service.no_platforms")), related(value, world));
}

function related(value: ServiceDetail, world: World): Child {
  const named = (slugs: string[]): Child => slugs.map((slug, i) => [i > 0 && ", ", inward(servicePath(slug), {}, foreign(world.service(slug)?.name ?? slug))]);
  return [
    value.upstream.length > 0 && note(t("service.upstream"), " ", named(value.upstream)),
    value.downstream.length > 0 && note(t("service.downstream"), " ", named(value.downstream)),
    value.aliases.length > 0 && note(t("service.aliases", { names: list(value.aliases) })),
  ];
}

/** Of which incident, when it is over. */
const whose = (value: ServiceDetail, last: Incident | null): Child =>
  last && last.id !== value.incident && note(inward(incidentPath(last.id), {}, t("service.last", { at: moment(last.onset_at) })));

const officialCard = (value: ServiceDetail, incident: Incident | null): VNode =>
  card(t("service.official"), 2, whose(value, incident), incident ? officialTimeline(incident) : empty(value.official === "none" ? t("official.nothing") : word("official", value.official)));

function helpCard(value: ServiceDetail, incident: Incident | null): VNode {
  const went = (value.incident ? value.now.alternatives : incident?.alternatives ?? []).map(({ name, posts }) => ({ name: foreign(name), n: posts }));
  const tips = incident?.tips ?? [];
  return card(t("service.help"), 2, (tips.length > 0 || went.length > 0) && whose(value, incident),
    tips.length ? h("ul", { class: "tips" }, tips.map((tip) => h("li", { key: tip.id }, foreign(tip.text), tip.copies > 0 && h("span", { class: "host" }, ` ×${tip.copies + 1}`), " ", external(tip.link, "")))) : empty(t("service.no_tips")),
    went.length > 0 && [h("h3", null, t("service.went")), countList(went)]);
}

function historyCard(value: ServiceDetail): VNode {
  const { count_90d, heard_days, median_minutes, last } = value.history;
  return card(t("service.history"), 2,
    h("p", null, t("history.count", { n: whole(count_90d), days: whole(heard_days) }, count_90d),
      median_minutes !== null && count_90d > 1 && ` ${t("history.median", { span: span(median_minutes * 60) })}`, last && ` ${t("history.last", { day: day(last) })}`),
    heard_days < 30 && note(t("history.little")),
    value.incidents.length > 0 && incidentTable(value.incidents.slice(0, 8), "short"));
}
