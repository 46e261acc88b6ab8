// Every view has its URL. `lang` and `tz` go along from link to link once they are part of it.

export interface Route { view: string; id: string; query: URLSearchParams }

const views = ["services", "incidents", "compare", "feeds", "replay", "setup"];
const kept = ["lang", "tz"];

export function parse(pathname: string, search: string): Route {
  const [view = "", id = ""] = pathname.split("/").filter(Boolean).map(decoded);
  const query = new URLSearchParams(search);
  if (view === "") return { view: "wall", id: "", query };
  if (view === "services" && !id) return { view: "wall", id: "", query };
  return { view: views.includes(view) ? view : "missing", id, query };
}

function decoded(part: string): string {
  try { return decodeURIComponent(part); } catch { return part; }
}

/** `to` with what is kept of the present URL. */
export function href(to: string, search = globalThis.location?.search ?? ""): string {
  const [path = "/", own = ""] = to.split("?");
  const query = new URLSearchParams(own);
  const present = new URLSearchParams(search);
  for (const name of kept) {
    const value = present.get(name);
    if (value !== null && !query.has(name)) query.set(name, value);
  }
  const text = query.toString();
  return path + (text && `?${text}`);
}

export const servicePath = (slug: string): string => `/services/${encodeURIComponent(slug)}`;
export const feedPath = (slug: string): string => `${servicePath(slug)}/feed.atom`;
export const badgePath = (slug: string): string => `/badge/${encodeURIComponent(slug)}.svg`;
export const incidentPath = (id: string): string => `/incidents/${encodeURIComponent(id)}`;
