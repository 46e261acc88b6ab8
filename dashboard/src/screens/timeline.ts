// Everything that happened to an incident, in order, with the statistic behind each step.

import type { Incident } from "../api";
import { clockSeconds, moment, full } from "../text/clock";
import { round } from "../text/numbers";
import { t, word } from "../text/text";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { lookOf, shape } from "../ui/state";
import { firstWord } from "./official";

interface Entry { at: string; state: string; says: Child; proof?: string }

export function entries(incident: Incident): Entry[] {
  const { review, official } = incident;
  const [from, to] = incident.onset_interval;
  const all: Entry[] = [
    { at: incident.onset_at, state: "past", says: t("timeline.onset", { from: clockSeconds(from), to: clockSeconds(to) }) },
    ...incident.transitions.map((step) => ({
      at: step.at, state: lookOf(step.to as Incident["state"]), says: [h("b", null, word("incident", step.to)), ": ", foreign(step.reason)],
      proof: t("timeline.proof", { name: word("chart", incident.statistic.name), value: round(step.statistic), threshold: round(step.threshold) }),
    })),
    ...incident.data_gaps.map((gap) => ({ at: gap.from, state: "unknown", says: [t("timeline.gap", { to: moment(gap.to) }), " ", foreign(gap.cause)] })),
  ];
  const maybe = (at: string | null | undefined, state: string, says: Child): void => { if (at) all.push({ at, state, says }); };
  maybe(incident.peak_at, "past", t("timeline.peak", { n: round(incident.peak_reporters) }, incident.peak_reporters));
  maybe(official.first_at, "quiet", t(firstWord(incident)));
  maybe(review?.acknowledged_at, "quiet", t("timeline.acknowledged"));
  maybe(review?.dismissed_at, "past", t("timeline.dismissed"));
  for (const note of review?.notes ?? []) maybe(note.at, "past", [t("timeline.note"), " ", foreign(note.text)]);
  return all.sort((a, b) => a.at.localeCompare(b.at));
}

export const timeline = (incident: Incident): VNode => h("ol", { class: "timeline" }, entries(incident).map(({ at, state, says, proof }, i) =>
  h("li", { key: `${at} ${i}` }, h("time", { datetime: at, title: full(at) }, moment(at)), shape(state), h("span", null, says, proof && h("span", { class: "proof" }, proof)))));
