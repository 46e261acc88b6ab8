// Moves between views without loading the page anew.

import { href, parse, type Route } from "./route";

let route: Route = parse(location.pathname, location.search);
let changed: (moved: boolean) => void = () => undefined;

export const here = (): Route => route;

export function startRouter(onChange: (moved: boolean) => void): void {
  changed = onChange;
  addEventListener("popstate", () => follow());
  document.addEventListener("click", onClick);
}

export function go(to: string): void {
  history.pushState(null, "", href(to));
  follow();
}

/** Another value of a query parameter of this view; null takes it out. No new entry in the history. */
export function tune(name: string, value: string | null): void {
  const query = new URLSearchParams(location.search);
  if (value === null || value === "") query.delete(name);
  else query.set(name, value);
  const text = query.toString();
  history.replaceState(null, "", location.pathname + (text && `?${text}`));
  follow();
}

function follow(): void {
  const before = route;
  route = parse(location.pathname, location.search);
  changed(before.view !== route.view || before.id !== route.id);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.rel === "alternate" || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.hash) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
