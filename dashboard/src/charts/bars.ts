// Shares now against what is usual, with n and interval.

import type { Breakdown } from "../api";
import { percent, proportion, whole } from "../text/numbers";
import { t, word } from "../text/text";
import { h, type Child } from "../ui/h";
import { empty } from "../ui/parts";

export function symptomBars(symptoms: Breakdown["symptoms"]): Child {
  if (!symptoms.length) return empty(t("symptoms.none"));
  const width = (share: number): Record<string, string> => ({ width: `${Math.min(100, share * 100)}%` });
  return h("dl", { class: "bars" }, symptoms.map((symptom) => h("div", { key: symptom.slug },
    h("dt", null, word("symptom", symptom.slug)),
    h("dd", null,
      h("div", { class: "pair", "aria-hidden": "true" },
        h("div", { class: symptom.significant ? "share marked" : "share", style: width(symptom.share.value) }),
        h("div", { class: "interval", style: { left: `${symptom.share.low * 100}%`, width: `${(symptom.share.high - symptom.share.low) * 100}%` } }),
        h("div", { class: "usual", style: width(symptom.usual) })),
      h("span", { class: "said" }, proportion(symptom.share), `, ${t("symptoms.usual", { share: percent(symptom.usual) })}`)))));
}

export function countList(rows: { name: Child; n: number }[]): Child {
  return h("dl", { class: "counts" }, rows.map(({ name, n }, i) => h("div", { key: String(i) }, h("dt", null, name), h("dd", null, whole(n)))));
}
