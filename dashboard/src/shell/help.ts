// The keys, and the dialog that tells them.

import { t, type Key } from "../text/text";
import { h, render, type VNode } from "../ui/h";

const keys: [string[], Key][] = [
  [["j"], "key.down"], [["k"], "key.up"], [["Enter"], "key.open"], [["/"], "key.search"], [["p"], "key.pause"], [["u"], "key.zone"],
  [["g", "w"], "nav.wall"], [["g", "i"], "nav.incidents"], [["g", "c"], "nav.compare"], [["g", "f"], "nav.feeds"],
  [["g", "r"], "nav.replay"], [["g", "s"], "nav.setup"], [["?"], "key.help"], [["Esc"], "key.close"],
];

const dialog = (): HTMLDialogElement => document.getElementById("help") as HTMLDialogElement;

export function openHelp(): void {
  render(dialog(), content());
  if (!dialog().open) dialog().showModal();
}

const content = (): VNode => h("div", null,
  h("h2", { id: "help-title" }, t("help.title")),
  h("dl", { class: "keys" }, keys.map(([names, says]) =>
    h("div", null, h("dt", null, names.map((name, i) => [i > 0 && " ", h("kbd", null, name)])), h("dd", null, t(says))))),
  h("form", { method: "dialog" }, h("button", { class: "button" }, t("help.close"))));
