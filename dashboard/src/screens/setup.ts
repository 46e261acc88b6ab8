// Would a new service be heard? Names and phrases tried on the posts heard lately, before it goes into the catalog.

import type { TryAnswer, TryRequest } from "../api";
import { Failure, path, post } from "../data/fetch";
import { whole } from "../text/numbers";
import { t } from "../text/text";
import { foreign } from "../ui/foreign";
import { h, type Child, type VNode } from "../ui/h";
import { card, failureNote, note, skeleton } from "../ui/parts";
import { postList } from "../ui/posts";
import { redraw } from "../ui/redraw";
import type { MakeScreen } from "./screen";

type Field = keyof TryRequest;

export const setup: MakeScreen = () => {
  const typed: Record<Field, string> = { name: "", aliases: "", phrases: "" };
  let answer: TryAnswer | null = null, failure: Failure | null = null, busy = false;

  const ask = async (): Promise<void> => {
    busy = true;
    failure = null;
    redraw();
    try {
      answer = await post<TryAnswer>(path("/try"), { name: typed.name, aliases: lines(typed.aliases), phrases: lines(typed.phrases) } satisfies TryRequest);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
    busy = false;
    redraw();
  };

  const field = (name: Field, input: "input" | "textarea"): VNode => {
    const faults = answer?.faults.filter((fault) => fault.field === name) ?? [];
    return h("div", { class: "entry" },
      h("label", { for: name }, t(`setup.${name}`)), h("p", { class: "note", id: `${name}-how` }, t(`setup.${name}_how`)),
      h(input, {
        id: name, rows: input === "textarea" ? "3" : null, required: name === "name", "data-search": name === "name" ? "" : null, value: typed[name], autocomplete: "off",
        "aria-describedby": `${name}-how${faults.length ? ` ${name}-fault` : ""}`, "aria-invalid": faults.length ? "true" : null,
        oninput: (e: Event) => { typed[name] = (e.target as HTMLInputElement).value; },
      }),
      faults.length > 0 && h("p", { class: "notice", id: `${name}-fault` }, faults.map((fault) => fault.message).join("; ")));
  };

  return {
    title: () => t("setup.title"),
    view: () => [
      h("h1", { tabindex: "-1" }, t("setup.title")), h("p", { class: "note" }, t("setup.how")),
      h("div", { class: "grid" },
        card(t("setup.service"), 2, h("form", { onsubmit: (event: Event) => { event.preventDefault(); void ask(); } },
          field("name", "input"), field("aliases", "textarea"), field("phrases", "textarea"), h("button", { class: "button", disabled: busy }, t("setup.try"))), failureNote(failure, false)),
        card(t("setup.answer"), 4, h("div", { role: "status" }, busy ? skeleton(3) : answer ? told(answer) : h("p", { class: "empty" }, t("setup.nothing_yet"))))),
    ],
  };
};

export const lines = (text: string): string[] => text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean);

function told(answer: TryAnswer): Child {
  return [
    h("p", { class: "large" }, t("setup.counted", { heard: whole(answer.heard), named: whole(answer.named), n: whole(answer.counted) }, answer.counted)),
    answer.toml && [note(t("setup.toml")), h("pre", { dir: "ltr" }, foreign(answer.toml))],
    answer.posts.length > 0 && [h("h3", null, t("setup.posts")), postList(answer.posts, "")],
  ];
}
