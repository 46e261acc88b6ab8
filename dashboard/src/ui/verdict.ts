// The verdict as the head of a view: its name in the colour of its state, and a link to it where there is one.

import type { ServiceBrief } from "../api";
import { servicePath } from "../shell/route";
import type { Verdict } from "../text/verdict";
import { h, type VNode } from "./h";
import { inward } from "./link";
import { shape } from "./state";

export function verdictView(verdict: Verdict, of?: ServiceBrief): VNode {
  const named = (text: string): VNode => of
    ? inward(servicePath(of.slug), { class: `name s-${verdict.state}` }, h("bdi", { dir: "auto" }, text))
    : h("bdi", { class: `name s-${verdict.state}`, dir: "auto" }, text);
  return h("header", { class: `verdict s-${verdict.state}` },
    h("h1", { tabindex: "-1" }, shape(verdict.state), verdict.sentence.map((part) => (part.gap === "name" ? named(part.text) : part.text))),
    verdict.more.length > 0 && h("p", { class: "more" }, verdict.more.join(" ")));
}
