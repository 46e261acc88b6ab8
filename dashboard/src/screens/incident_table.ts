// Incidents as rows.

import type { IncidentBrief } from "../api";
import { incidentPath } from "../shell/route";
import { ago, moment, span } from "../text/clock";
import { expectation, times, whole } from "../text/numbers";
import { t, word } from "../text/text";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { inward } from "../ui/link";
import { stackedTable } from "../ui/parts";
import { incidentMark } from "../ui/state";
import { reviewWord } from "./review";

export function incidentTable(incidents: IncidentBrief[], form: "short" | "whole"): VNode {
  const rows = incidents.map((one) => (form === "short" ? short(one) : complete(one)));
  const heads = form === "short" ? [t("incidents.began"), t("incidents.state"), t("incidents.lasted")]
    : [t("incidents.service"), t("incidents.state"), t("incidents.began"), t("incidents.lasted"), t("incidents.size"), t("incidents.mostly"), t("incidents.official")];
  return stackedTable(t("incidents.title"), heads.map((head) => ({ head })), rows);
}

/** From the onset until complaints were back to the usual, of one that is over; else until now. Seconds. */
export const length = (one: Pick<IncidentBrief, "onset_at" | "recovering_at" | "resolved_at">): number =>
  one.resolved_at ? (Date.parse(one.recovering_at ?? one.resolved_at) - Date.parse(one.onset_at)) / 1000 : ago(one.onset_at);

const lasted = (one: IncidentBrief): string => (one.resolved_at ? span(length(one)) : t("incidents.so_far", { span: span(length(one)) }));

/** The state, and what operators said of it. */
function stands(one: IncidentBrief): Child {
  const said = reviewWord(one.review);
  return [incidentMark(one.state), said && h("span", { class: "sub" }, said)];
}

const short = (one: IncidentBrief): Child[] => [inward(incidentPath(one.id), {}, moment(one.onset_at)), stands(one), lasted(one)];

function complete(one: IncidentBrief): Child[] {
  const factor = one.expected > 0 ? times(one.observed / one.expected) : "—";
  return [
    [inward(incidentPath(one.id), { id: `row-${one.id}`, class: "rowlink" }, foreign(one.service.name)), one.role !== "single" && h("span", { class: "sub" }, word("role", one.role))],
    stands(one), moment(one.onset_at), lasted(one),
    [h("b", null, whole(one.observed)), h("span", { class: "host" }, ` ${t("incidents.against", { n: expectation(one.expected), factor })}`)],
    one.top_symptom || one.top_region ? [one.top_symptom && foreign(one.top_symptom), one.top_symptom && one.top_region && ", ", one.top_region && foreign(one.top_region)] : "—",
    word("official", one.official),
  ];
}
