// Links: inside the page they keep how the reader looks at it; outwards only http(s), with their host in sight.

import type { VNode } from "./h";
import { h, type Child, type Props } from "./h";
import { href } from "../shell/route";

/** The URL that may be followed, and its host; null for anything but a plain web address. */
export function outward(link: string | null): { url: string; host: string } | null {
  let url: URL;
  try { url = new URL(link ?? ""); } catch { return null; }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username || url.password || !url.hostname) return null;
  return { url: url.href, host: url.host };
}

export function external(link: string | null, label: string): Child {
  const safe = outward(link);
  if (!safe) return null;
  return h("a", { href: safe.url, rel: "noopener noreferrer nofollow", target: "_blank", class: "outward" },
    label, label && " ", h("span", { class: "host" }, safe.host));
}

/** The same in another format, from the page's own server; not a view. */
export const file = (path: string, type: string, label: string): VNode => h("a", { href: path, rel: "alternate", type }, label);

export const inward = (to: string, props: Props, ...children: Child[]): VNode => h("a", { ...props, href: href(to) }, ...children);
