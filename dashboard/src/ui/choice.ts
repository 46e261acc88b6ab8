// A few values of a query parameter, one of them chosen.

import { tune } from "../shell/router";
import { h, type VNode } from "./h";

export function choice(label: string, name: string, chosen: string, options: { value: string; label: string }[]): VNode {
  return h("div", { class: "chooser", role: "group", "aria-label": label }, options.map(({ value, label: text }) =>
    h("button", { key: value, type: "button", class: "button", "aria-pressed": String(value === chosen), onclick: () => tune(name, value) }, text)));
}
