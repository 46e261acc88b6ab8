// Posts of one kind, the newest first; older ones are fetched when they are asked for.

import type { Post, PostPage } from "../api";
import { Failure, get, path } from "../data/fetch";
import { Resource } from "../data/resource";
import { whole } from "../text/numbers";
import { t } from "../text/text";
import { h, type Child } from "../ui/h";
import { failureNote, skeleton } from "../ui/parts";
import { postList, saying } from "../ui/posts";
import { redraw } from "../ui/redraw";

export type Kind = "first_hand" | "official" | "news" | "recovery";

const atOnce = 40;

/** Those known that are there still; what lies beyond the end of the answer is taken to be. */
export function still(known: Post[], { posts, next }: PostPage): PostPage {
  const there = new Map(posts.map((post) => [post.id, post]));
  const end = posts.at(-1)?.time ?? "";
  return { posts: known.flatMap((post) => there.get(post.id) ?? (next !== null && post.time <= end ? post : [])), next };
}

export class Posts {
  private readonly loaded: Resource<PostPage>;
  private pages = 1;
  private asking = false;
  private held = false;
  private failure: Failure | null = null;

  constructor(private readonly base: string, readonly kind: Kind) {
    this.loaded = new Resource<PostPage>(() => this.all());
  }

  /** Whether there is none, which is not known before the answer is there. */
  get none(): boolean {
    return this.loaded.value?.posts.length === 0;
  }

  /** Held still, nothing comes; but what was deleted goes. */
  refresh(held = false): void {
    this.held = held;
    this.loaded.refresh();
  }

  close(): void {
    this.loaded.close();
  }

  /** How many there are with this word: "40+" while there are more to be fetched. */
  count(q: string): string {
    const { value } = this.loaded;
    return value ? whole(saying(value.posts, q).length) + (value.next ? "+" : "") : "";
  }

  view(q: string): Child {
    const { value, failure } = this.loaded;
    return [
      failureNote(this.failure ?? failure, value !== null),
      value ? postList(saying(value.posts, q), t(q ? "posts.no_match" : "posts.none")) : !failure && skeleton(3),
      value?.next && h("button", { type: "button", class: "button more-posts", disabled: this.asking, onclick: (event: Event) => void this.more(event.target as HTMLElement) },
        t("posts.more"), h("span", { class: "unseen" }, ` ${t(`posts.${this.kind}`)}`)),
    ];
  }

  private page(after: string | null): Promise<PostPage> {
    return get(path(`${this.base}/posts`, { kind: this.kind, limit: atOnce, after }));
  }

  /** All pages in sight anew, so that a post that was deleted goes from every one of them. */
  private async all(): Promise<PostPage> {
    let { posts, next } = await this.page(null);
    for (let read = 1; next !== null && read < this.pages; ++read) {
      const page = await this.page(next);
      posts = [...posts, ...page.posts];
      next = page.next;
    }
    return this.held && this.loaded.value ? still(this.loaded.value.posts, { posts, next }) : { posts, next };
  }

  private async more(button: HTMLElement): Promise<void> {
    const before = this.loaded.value;
    if (!before?.next || this.asking) return;
    const list = button.parentElement?.querySelector(".posts");
    const shown = list?.children.length ?? 0;
    this.asking = true;
    this.failure = null;
    redraw();
    try {
      const page = await this.page(before.next);
      this.pages += 1;
      this.loaded.set({ posts: [...before.posts, ...page.posts], next: page.next });
      requestAnimationFrame(() => (list?.children[shown] as HTMLElement | undefined)?.focus());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.failure = error;
    }
    this.asking = false;
    redraw();
  }
}
