// All incidents, the newest first.

import type { IncidentPage } from "../api";
import { get, path } from "../data/fetch";
import { Resource } from "../data/resource";
import { here } from "../shell/router";
import { t } from "../text/text";
import { choice } from "../ui/choice";
import { h } from "../ui/h";
import { empty, failureNote, skeleton } from "../ui/parts";
import { incidentTable } from "./incident_table";
import type { MakeScreen } from "./screen";

const states = ["", "open", "recovering", "suspected", "resolved", "dismissed", "merged"] as const;

export const incidents: MakeScreen = () => {
  let shown: string | null = null;
  let page: Resource<IncidentPage> | null = null;
  let selected = -1;

  const pageNow = (): Resource<IncidentPage> => {
    const state = here().query.get("state") ?? "";
    if (page && shown === state) return page;
    page?.close();
    shown = state;
    return (page = new Resource<IncidentPage>(() => get(path("/incidents", { state, limit: 100 }))));
  };

  return {
    title: () => t("nav.incidents"),
    view: () => {
      const { value, failure } = pageNow();
      const options = states.map((value) => ({ value, label: value ? t(`incident.${value}`) : t("incidents.all") }));
      return [
        h("h1", { tabindex: "-1" }, t("nav.incidents")), choice(t("incidents.state"), "state", shown ?? "", options), failureNote(failure, value !== null),
        value ? (value.incidents.length ? h("div", { class: "listing" }, incidentTable(value.incidents, "whole")) : empty(t("incidents.none"))) : !failure && skeleton(6),
      ];
    },
    heard: (kind) => { if (kind === "incident" || kind === "loaded") page?.refresh(); },
    step: (by) => {
      const rows = document.querySelectorAll<HTMLElement>("main .rowlink");
      selected = Math.min(rows.length - 1, Math.max(0, selected + by));
      rows[selected]?.focus();
    },
    leave: () => page?.close(),
  };
};
