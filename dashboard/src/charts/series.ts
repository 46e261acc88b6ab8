// Observed against expected: the chart that explains an alarm, and the same as a table.

import type { Incident, IncidentBrief, Series } from "../api";
import { stepStart, steps, thin, unheard } from "../data/lanes";
import { clock, moment, zoneNow } from "../text/clock";
import { expectation, percent, round, whole } from "../text/numbers";
import { spoken, t } from "../text/text";
import { h, type Child } from "../ui/h";
import { disclosure, table } from "../ui/parts";
import { plot, type Plot } from "./plot";

const rows = 96;
const made = new WeakMap<Series, { of: string; plotted: Plot }>();

export function seriesChart(id: string, series: Series, incidents: IncidentBrief[], current: Incident | null): Child {
  const label = t("series.label", { minutes: round(series.step_seconds / 60) });
  return [
    h("p", { class: "legend" }, key("observed", t("series.observed")), key("expected", t("series.expected")), key("band", t("series.high")), key("threshold", t("series.threshold"))),
    h("p", { class: "reading", "aria-hidden": "true" }),
    plot(label, plotOf(series, incidents, current)),
    disclosure(id, t("as_table"), () => seriesTable(label, series)),
  ];
}

const key = (kind: string, label: string): Child => h("span", { class: `key ${kind}` }, h("i", { "aria-hidden": "true" }), label);

/** The same object for the same numbers, so that an unchanged chart is not drawn again. */
function plotOf(series: Series, incidents: IncidentBrief[], current: Incident | null): Plot {
  const of = [spoken(), zoneNow(), current?.revision, incidents.map((one) => one.id + one.state)].join();
  const known = made.get(series);
  if (known?.of === of) return known.plotted;
  const times = series.observed.map((_, i) => stepStart(series, i));
  const end = stepStart(series, steps(series));
  const seconds = (time: string): number => Date.parse(time) / 1000;
  const plotted: Plot = {
    times,
    band: series.high,
    lines: [
      { label: t("series.threshold"), values: series.threshold, colour: "watch", dash: [2, 4], width: 1 },
      { label: t("series.expected"), values: series.expected, colour: "quiet", dash: [6, 4], width: 1.25 },
      { label: t("series.observed"), values: series.observed, colour: "text" },
    ],
    shades: incidents.filter((one) => one.state !== "dismissed").map((one) => [seconds(one.onset_at), one.resolved_at ? seconds(one.resolved_at) : end]),
    unheard: unheard(series.heard).map(([from, to]) => [stepStart(series, from), stepStart(series, to)]),
    marks: current ? [
      { at: seconds(current.onset_at), label: t("series.onset", { at: clock(current.onset_at) }), dash: true },
      { at: seconds(current.detected_at), label: t("series.told", { at: clock(current.detected_at) }), dash: false },
    ] : [],
  };
  made.set(series, { of, plotted });
  return plotted;
}

function seriesTable(label: string, series: Series): Child {
  const coarse = thin(series, rows);
  const column = (head: string) => ({ head, number: true });
  const all = coarse.observed.map((n, i) => [
    moment(stepStart(coarse, i) * 1000), whole(n), expectation(coarse.expected[i] ?? null), round(coarse.high[i] ?? null), percent(coarse.heard[i] ?? 0),
  ]);
  return table(label, [{ head: t("time") }, column(t("series.observed")), column(t("series.expected")), column(t("series.high")), column(t("series.heard"))], all.reverse());
}
