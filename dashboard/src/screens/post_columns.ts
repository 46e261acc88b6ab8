// What people write, in columns by kind; can be filtered by a word and held still.

import type { PostPage } from "../api";
import { get, path } from "../data/fetch";
import { Resource } from "../data/resource";
import { whole } from "../text/numbers";
import { t } from "../text/text";
import { h, type VNode } from "../ui/h";
import { card, failureNote, skeleton } from "../ui/parts";
import { postList, saying } from "../ui/posts";
import { redraw } from "../ui/redraw";

const kinds = ["first_hand", "official", "news", "recovery"] as const;
const limit = 40;

export class PostColumns {
  private readonly columns: { kind: (typeof kinds)[number]; posts: Resource<PostPage> }[];
  private held = false;
  private q = "";

  constructor(base: string) {
    this.columns = kinds.map((kind) => ({ kind, posts: new Resource<PostPage>(() => get(path(`${base}/posts`, { kind, limit }))) }));
  }

  refresh(): void {
    if (!this.held) for (const { posts } of this.columns) posts.refresh();
  }

  close(): void {
    for (const { posts } of this.columns) posts.close();
  }

  view(): VNode {
    return card(t("posts.title"), 6, this.controls(), h("div", { class: "columns" }, this.columns.map(({ kind, posts }) => {
      const found = saying(posts.value?.posts ?? [], this.q);
      return h("div", { key: kind, class: `column ${kind}` },
        h("h3", null, t(`posts.${kind}`), " ", posts.value && h("span", { class: "host" }, whole(found.length) + (posts.value.next ? "+" : ""))),
        failureNote(posts.failure, posts.value !== null),
        posts.value ? postList(found, t(this.q ? "posts.no_match" : "posts.none")) : skeleton(3));
    })));
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
