// Posts of strangers, with where and when, how surely they count, and the way to the original.

import type { Post } from "../api";
import { percent, whole } from "../text/numbers";
import { clock, full } from "../text/clock";
import { t, word } from "../text/text";
import { foreign } from "./foreign";
import { h, type Child, type VNode } from "./h";
import { external } from "./link";
import { empty } from "./parts";

export function postItem(post: Post): VNode {
  const facts = [
    post.region_name ? post.region_name : t("post.nowhere"),
    ...post.symptoms.map((slug) => word("symptom", slug)),
    post.intent === "report" || post.intent === "question" ? t("post.certain", { share: percent(post.evidence) }) : word("intent", post.intent),
    post.copies > 0 && t("post.copies", { n: whole(post.copies) }, post.copies),
  ].filter(Boolean);
  return h("li", { key: post.id, class: "post", tabindex: "-1" },
    post.text === "" ? h("p", { class: "gone" }, t("post.gone")) : foreign(post.text, "p"),
    h("p", { class: "facts" }, h("time", { datetime: post.time, title: full(post.time) }, clock(post.time)), facts.map((fact) => [" · ", fact]),
      linkOf(post)));
}

function linkOf(post: Post): Child {
  const link = external(post.link, t("post.see"));
  return link && [" · ", link];
}

export function postList(posts: Post[], nothing: string): VNode {
  return posts.length ? h("ul", { class: "posts" }, posts.map(postItem)) : empty(nothing);
}

/** By a word of text, place or symptom. */
export function saying(posts: Post[], q: string): Post[] {
  const wanted = q.trim().toLowerCase();
  if (!wanted) return posts;
  return posts.filter((post) => [post.text, post.region_name ?? "", ...post.symptoms].some((text) => text.toLowerCase().includes(wanted)));
}
