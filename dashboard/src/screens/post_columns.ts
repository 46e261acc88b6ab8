// What people write, in columns by kind; can be filtered by a word and held still.

import { t } from "../text/text";
import { h, type Child, type VNode } from "../ui/h";
import { card, note } from "../ui/parts";
import { redraw } from "../ui/redraw";
import { Posts, type Kind } from "./posts";

const kinds: Kind[] = ["first_hand", "official", "news", "recovery"];

export class PostColumns {
  private readonly columns: Posts[];
  private held = false;
  private q = "";

  constructor(base: string) {
    this.columns = kinds.map((kind) => new Posts(base, kind));
  }

  refresh(): void {
    for (const column of this.columns) column.refresh(this.held);
  }

  close(): void {
    for (const column of this.columns) column.close();
  }

  /** `incidents`: whether the service has any; posts are kept of them alone. */
  view(incidents: boolean): VNode {
    const none = this.columns.every((column) => column.none);
    return card(t("posts.title"), 6, none && !incidents ? h("p", { class: "empty" }, t("posts.private")) : [
      this.controls(),
      h("div", { class: "columns" }, this.columns.map((column) => this.column(column))),
      note(t("posts.kept")),
    ]);
  }

  private column(posts: Posts): Child {
    return h("div", { key: posts.kind, class: `column ${posts.kind}` },
      h("h3", null, t(`posts.${posts.kind}`), " ", h("span", { class: "host" }, posts.count(this.q))), posts.view(this.q));
  }

  private controls(): VNode {
    return h("div", { class: "filters" },
      h("label", { class: "field" }, h("span", { class: "unseen" }, t("posts.filter")),
        h("input", { type: "search", "data-search": "", placeholder: t("posts.filter"), value: this.q, oninput: (e: Event) => { this.q = (e.target as HTMLInputElement).value; redraw(); } })),
      h("button", { type: "button", class: "button", "data-pause": "", "aria-pressed": String(this.held), onclick: () => this.hold() }, t(this.held ? "posts.go_on" : "posts.pause")));
  }

  private hold(): void {
    this.held = !this.held;
    this.refresh();
    redraw();
  }
}
