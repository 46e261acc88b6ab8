// A service for other programs: its feed, and a badge for a page elsewhere.

import type { ServiceDetail } from "../api";
import { badgePath, feedPath, servicePath } from "../shell/route";
import { t } from "../text/text";
import { h, type VNode } from "../ui/h";
import { file } from "../ui/link";
import { card, note } from "../ui/parts";
import { redraw } from "../ui/redraw";

let copied = "";

export function formatsCard(service: ServiceDetail): VNode {
  const snippet = embed(service, location.origin);
  return card(t("formats.title"), 6,
    h("p", { class: "actions" }, file(feedPath(service.slug), "application/atom+xml", t("formats.atom")), file(badgePath(service.slug), "image/svg+xml", t("formats.badge")),
      h("button", { type: "button", class: "button", onclick: () => void copy(snippet) }, t("formats.copy")),
      h("span", { role: "status", class: "host" }, copied === snippet && t("formats.copied"))),
    note(t("formats.embed")), h("pre", { id: "snippet", dir: "ltr", tabindex: "0" }, snippet));
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** HTML for another page: the badge, and a link back to here. */
export function embed({ slug, name }: { slug: string; name: string }, origin: string): string {
  return `<a href="${origin}${servicePath(slug)}"><img src="${origin}${badgePath(slug)}" alt="${escaped(t("formats.alt", { name }))}"></a>`;
}

/** Where the clipboard may not be written (plain HTTP from afar) the text is selected, to be copied by hand. */
async function copy(snippet: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(snippet);
    copied = snippet;
  } catch {
    const at = document.getElementById("snippet");
    if (at) getSelection()?.selectAllChildren(at);
  }
  redraw();
}
