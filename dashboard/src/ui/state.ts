// A state in three ways at once: shape, colour and word.

import type { IncidentState, ServiceState } from "../api";
import { word } from "../text/text";
import type { VNode } from "./h";
import { h } from "./h";

const shapes: Record<string, string> = {
  quiet: "M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z",
  watch: "M8 1.5l6.5 6.5l-6.5 6.5l-6.5-6.5z",
  incident: "M8 1.5l7 12.5h-14z",
  recovering: "M2.6 3.5h10.8l-5.4 9.6z",
  unknown: "M5.2 6a2.8 2.8 0 1 1 4.2 2.4c-1 .6-1.4 1-1.4 2M8 12.4v.9",
  past: "M3 3h10v10h-10z",
};

const ofIncident: Record<IncidentState, string> = {
  suspected: "watch", open: "incident", recovering: "recovering", resolved: "past", dismissed: "past", merged: "past",
};

export const shape = (state: string): VNode =>
  h("svg", { class: `shape s-${state}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, h("path", { d: shapes[state] ?? shapes["past"] }));

export const stateMark = (state: ServiceState): VNode => h("span", { class: `state s-${state}` }, shape(state), word("state", state));

export const incidentMark = (state: IncidentState): VNode =>
  h("span", { class: `state s-${ofIncident[state]}` }, shape(ofIncident[state]), word("incident", state));

export const lookOf = (state: IncidentState): string => ofIncident[state];
