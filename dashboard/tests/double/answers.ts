// The answers of /api/v1 that are not a stream.

import type { Incident, Post, ReviewAction, TryRequest } from "../../src/api";
import { states } from "../../src/data/order";
import type { Log } from "./log";
import { briefOf, days, incidentBrief, type Scene } from "./scene";
import { iso, lane, series } from "./story";

export interface Answer { status: number; body: unknown; type?: string }

const ok = (body: unknown): Answer => ({ status: 200, body });
const problem = (status: number, title: string, detail: string): Answer => ({ status, body: { type: "about:blank", title, status, detail } });

export function answer(scene: Scene, log: Log, url: URL, body: unknown): Answer {
  if (scene.broken) return problem(scene.broken.status, scene.broken.title, scene.broken.detail);
  const [, , , what = "", id = "", part = ""] = url.pathname.split("/").map(decodeURIComponent);
  const query = url.searchParams;
  if (what === "status") return ok(scene.status);
  if (what === "catalog") return ok(scene.catalog);
  if (what === "feeds") return ok({ feeds: scene.feeds, gaps: scene.gaps });
  if (what === "sinks") return ok({ sinks: scene.sinks });
  if (what === "compare") return ok({ services: (query.get("services") ?? "").split(",").flatMap((slug) => one(scene, slug, query)) });
  if (what === "try") return ok(tried(scene, body as TryRequest));
  if (what === "services") return id ? ofService(scene, id, part, query) : ok(services(scene, query));
  if (what === "incidents") return id ? ofIncident(scene, log, id, part, query, body as ReviewAction | null) : ok(incidents(scene, query));
  return problem(404, "Not Found", url.pathname);
}

function services(scene: Scene, query: URLSearchParams): unknown {
  const wanted = query.get("slugs")?.split(",");
  const rank = (state: string): number => (states as string[]).indexOf(state);
  const all = [...scene.services.values()].filter((s) => !wanted || wanted.includes(s.slug)).sort((a, b) => rank(a.state) - rank(b.state));
  const from = Number(query.get("after") ?? 0), limit = Number(query.get("limit") ?? 100);
  const page = all.slice(from, from + limit);
  return {
    services: page.map((service) => briefOf(scene, service, query.get("lanes") !== "0")),
    next: from + limit < all.length ? String(from + limit) : null, total: all.length,
  };
}

function ofService(scene: Scene, slug: string, part: string, query: URLSearchParams): Answer {
  const service = scene.services.get(slug), story = scene.stories.get(slug);
  if (!service || !story) return problem(404, "Not Found", `no service "${slug}"`);
  if (part === "") return ok(service);
  if (part === "series") return ok(series(story, seconds(query.get("from"), scene.now - 86_400), Math.min(seconds(query.get("to"), scene.now), scene.now), Number(query.get("step") ?? 60)));
  return ok(posts(scene.posts.get(slug) ?? [], query));
}

const seconds = (time: string | null, otherwise: number): number => (time ? Date.parse(time) / 1000 : otherwise);

const kinds: Record<string, string[]> = {
  first_hand: ["report", "question"], official: ["official"], news: ["news", "joke"], recovery: ["recovery"], tip: ["workaround"],
};

function posts(all: Post[], query: URLSearchParams): unknown {
  const intents = kinds[query.get("kind") ?? "first_hand"] ?? [];
  const from = Number(query.get("after") ?? 0), to = from + Number(query.get("limit") ?? 50);
  const found = all.filter((post) => intents.includes(post.intent));
  return { posts: found.slice(from, to), next: to < found.length ? String(to) : null };
}

function incidents(scene: Scene, query: URLSearchParams): unknown {
  const service = query.get("service"), state = query.get("state"), since = query.get("since");
  const all = [...scene.incidents.values()].filter((i) =>
    (!service || i.service.slug === service) && (!state || i.state === state) && (!since || (i.resolved_at ?? iso(scene.now)) >= since));
  const sorted = all.sort((a, b) => b.onset_at.localeCompare(a.onset_at));
  return { incidents: sorted.map(incidentBrief), next: null, total: all.length };
}

function ofIncident(scene: Scene, log: Log, id: string, part: string, query: URLSearchParams, action: ReviewAction | null): Answer {
  const incident = scene.incidents.get(id);
  if (!incident) return problem(404, "Not Found", `no incident "${id}"`);
  if (part === "posts") return ok(posts(incident.samples, query));
  if (part.startsWith("report.")) return { status: 200, body: `# ${incident.id}\n`, type: "text/markdown; charset=utf-8" };
  if (part !== "review" || !action) return ok(incident);
  const reviewed = review(incident, action, iso(scene.now));
  log.review(reviewed);
  return ok(reviewed);
}

function review(incident: Incident, { action, text }: ReviewAction, at: string): Incident {
  const before = incident.review ?? { verdict: null, acknowledged_at: null, dismissed_at: null, notes: [] };
  const after = {
    verdict: action === "mark_true" ? "true" as const : action === "mark_false" ? "false" as const : before.verdict,
    acknowledged_at: action === "acknowledge" ? at : before.acknowledged_at,
    dismissed_at: action === "dismiss" ? at : before.dismissed_at,
    notes: action === "note" ? [...before.notes, { at, text: text ?? "" }] : before.notes,
  };
  return { ...incident, review: after };
}

function one(scene: Scene, slug: string, query: URLSearchParams): unknown[] {
  const service = scene.services.get(slug), story = scene.stories.get(slug);
  if (!service || !story) return [];
  const from = seconds(query.get("from"), scene.now - days), to = seconds(query.get("to"), scene.now);
  return [{ ...briefOf(scene, service, false), lane: lane(story, from, Math.min(to, scene.now), Math.max(60, Math.ceil((to - from) / 288 / 60) * 60)) }];
}

function tried(scene: Scene, { name, phrases }: TryRequest): unknown {
  if (!name.trim()) return { heard: 0, named: 0, counted: 0, posts: [], faults: [{ field: "name", message: "a service wants a name" }], toml: "" };
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const found = scene.posts.get(slug) ?? [];
  return {
    heard: 2_913_004, named: found.length * 3, counted: found.length, posts: found, faults: phrases.some((p) => p.length < 3) ? [{ field: "phrases", message: "shorter than three letters" }] : [],
    toml: `[[service]]\nslug = "${slug}"\nname = "${name}"\ncategory = "other"\n`,
  };
}
