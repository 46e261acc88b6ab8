// The few pieces every view is built from.

import type { Failure } from "../data/fetch";
import { t } from "../text/text";
import { h, type Child, type VNode } from "./h";
import { redraw } from "./redraw";

/** A titled part of a view. `span` is its share of six columns where there is room. */
export function card(title: Child, span: number, ...content: Child[]): VNode {
  return h("section", { class: `card span-${span}` }, h("h2", null, title), ...content);
}

export const note = (...content: Child[]): VNode => h("p", { class: "note" }, ...content);

export const empty = (...content: Child[]): VNode => h("p", { class: "empty" }, ...content);

/** The shape of what will come, without a promise of what it says. */
export function skeleton(lines: number): VNode {
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "unseen" }, t("loading")),
    Array.from({ length: lines }, () => h("div", { class: "bone", "aria-hidden": "true" })));
}

export function failureNote(failure: Failure | null, kept: boolean): Child {
  if (!failure) return null;
  const said = failure.status === 0 ? t("failure.away") : t("failure.said", { status: failure.status, title: failure.title, detail: failure.detail });
  const next = failure.status >= 400 && failure.status < 500 ? "" : t(kept ? "failure.kept" : "failure.again");
  return h("p", { class: "notice trouble", role: "alert" }, `${said} ${next}`);
}

export interface Column { head: string; number?: boolean }

export const table = (caption: string, columns: Column[], rows: Child[][]): VNode => tableOf("scroll", caption, columns, rows);

/** A table whose rows become small cards where there is no room for columns; each cell then says what it is. */
export const stackedTable = (caption: string, columns: Column[], rows: Child[][]): VNode => tableOf("scroll stacks", caption, columns, rows);

function tableOf(kind: string, caption: string, columns: Column[], rows: Child[][]): VNode {
  const cells = (row: Child[]): VNode[] => row.map((cell, i) =>
    i === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: columns[i]?.number ? "number" : null, "data-head": columns[i]?.head ?? null }, cell));
  return h("div", { class: kind, tabindex: "0", role: "region", "aria-label": caption },
    h("table", null, h("caption", { class: "unseen" }, caption),
      h("thead", null, h("tr", null, columns.map((column) => h("th", { scope: "col", class: column.number ? "number" : null }, column.head)))),
      h("tbody", null, rows.map((row) => h("tr", null, cells(row))))));
}

const opened = new Set<string>();

/** What a chart shows, as a table; built only once somebody asks. */
export function disclosure(id: string, summary: string, build: () => Child): VNode {
  const ontoggle = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open) opened.add(id);
    else opened.delete(id);
    redraw();
  };
  return h("details", { key: id, ontoggle }, h("summary", null, summary), opened.has(id) && build());
}
