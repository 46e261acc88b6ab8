// A whole state of the world as a server would tell it.

import type { Breakdown, Catalog, Feed, FeedBrief, Incident, IncidentBrief, Post, RegionShare, ServiceBrief, ServiceDetail, Sink, Status } from "../../src/api";
import { chance } from "./chance";
import { iso, lane, observed, usual, type Story } from "./story";

export interface Scene {
  name: string;
  now: number;
  status: Status;
  stories: Map<string, Story>;
  services: Map<string, ServiceDetail>;
  incidents: Map<string, Incident>;
  posts: Map<string, Post[]>;
  feeds: Feed[];
  sinks: Sink[];
  gaps: { feed: string; from: string; to: string; cause: string; recoverable: boolean }[];
  catalog: Catalog;
  /** Every answer is this problem, if it is set. */
  broken: { status: number; title: string; detail: string } | null;
}

export const minutes = 60, hours = 3600, days = 86_400;

export function emptyScene(name: string, now: number): Scene {
  const closed = Math.floor(now / 60) * 60;
  return {
    name, now, stories: new Map(), services: new Map(), incidents: new Map(), posts: new Map(), feeds: [], sinks: [], gaps: [], broken: null,
    catalog: { categories: [], regions: [], symptoms: [] },
    status: {
      version: "0.4.0", mode: "live", newest: iso(now - 1), closed_until: iso(closed), window_seconds: 60, incident: [], recovering: [], watch: [],
      unknown: [], quiet: 0, learned: 1, trouble: "", feeds: [], replay: null, sequence: 41,
    },
  };
}

export function addService(scene: Scene, story: Story, more: Partial<ServiceDetail> = {}): ServiceDetail {
  const { now } = scene;
  const seen = [0, 600, 1200].map((ago) => observed(story, now - 600 - ago, 600)).reduce((a, b) => a + b, 0);
  const expected = Number((usual(story, now - 900) * 3).toPrecision(3));
  const service: ServiceDetail = {
    slug: story.slug, name: story.name, category: story.category, state: "quiet", reason: "reports are within the usual", since: null,
    observed: seen, expected, false_alarms_per_day_now: 8, blind_since: null, incident: null, role: null, official: "none",
    aliases: [story.slug], status_page: `https://status.${story.slug}.example/`, upstream: [], downstream: [], peers: [],
    now: breakdown(scene, seen, expected), history: { count_90d: 0, heard_days: 88, median_minutes: null, last: null }, incidents: [],
    ...more,
  };
  scene.stories.set(story.slug, story);
  scene.services.set(story.slug, service);
  return service;
}

export function breakdown(scene: Scene, reporters: number, expected: number): Breakdown {
  const n = (share: number): number => Math.round(reporters * share);
  return {
    from: iso(scene.now - 1800), to: iso(scene.now), reporters, expected,
    mix: { report: n(0.82), question: n(0.18), recovery: n(0.05), planned: 0, official: 0, news: n(0.12), workaround: n(0.04), individual: n(0.06), joke: n(0.16), other: n(0.1) },
    symptoms: [], regions: [], region_unknown: n(0.6), platforms: [], error_codes: [], alternatives: [],
  };
}

/** The Wilson interval at 95 %. */
export function proportion(k: number, n: number): { value: number; low: number; high: number; n: number } {
  const z = 1.96, p = n ? k / n : 0, d = 1 + z * z / Math.max(n, 1);
  const centre = (p + z * z / (2 * Math.max(n, 1))) / d, half = z * Math.sqrt(p * (1 - p) / Math.max(n, 1) + z * z / (4 * Math.max(n, 1) ** 2)) / d;
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}

export function region(code: string, name: string, country: string, n: number, lift: number, completeness: RegionShare["completeness"]): RegionShare {
  const said = Math.max(5, Math.round(n * 0.45));
  const complete = completeness === "complete" ? said - 1 : completeness === "intermittent" ? Math.round(said * 0.3) : Math.round(said * 0.6);
  return { code, name, country, n, expected: Number((n / lift).toPrecision(3)), lift, significant: lift >= 2, completeness, complete: proportion(complete, said) };
}

export function post(service: string, at: number, text: string, more: Partial<Post> = {}): Post {
  const id = `${service}-${at}-${Math.floor(chance(text, at) * 1e6)}`;
  return {
    id, time: iso(at), service, intent: "report", evidence: 0.94, link: `https://bsky.example/profile/someone/post/${id}`, text, symptoms: [],
    region: null, region_name: null, copies: 0, ...more,
  };
}

export function incident(scene: Scene, service: ServiceDetail, onset: number, more: Partial<Incident> = {}): Incident {
  const { now } = service;
  const made: Incident = {
    id: `${service.slug}-${iso(onset).slice(0, 16).replace(/[-:]/g, "")}Z`, service: { slug: service.slug, name: service.name, category: service.category },
    state: "open", role: "single", group_id: null, severity: { level: 3, name: "major", area: 402.9 },
    onset_at: iso(onset), detected_at: iso(onset + 180), peak_at: iso(onset + 1200), recovering_at: null, resolved_at: null,
    observed: service.observed, expected: service.expected ?? 0, peak_reporters: 31, review: null,
    revision: 7, run: { mode: scene.status.mode, config_hash: "5f3a9c1e", version: scene.status.version }, cause: [], confidence: 0.0002,
    onset_interval: [iso(onset - 60), iso(onset + 60)], reopened_count: 0,
    transitions: [
      { at: iso(onset + 120), from: null, to: "suspected", reason: "the chart has moved away from the usual", statistic: 61.2, threshold: 181.25, actor: "detector" },
      { at: iso(onset + 180), from: "suspected", to: "open", reason: "the chart passed its limit: 14 reporters, 1.1 expected", statistic: 23456.8, threshold: 181.25, actor: "detector" },
    ],
    statistic: { name: "sr", value: 23456.8, threshold: 181.25, parameters: "shifts x2 x4 x8 x16", false_alarms_per_day: 0.00018 },
    reporters: service.observed, posts: Math.round(service.observed * 1.4), mix: { ...now.mix, first_hand: now.mix.report }, reposts: 61, copies: 9, sentiment: -0.42,
    symptoms: now.symptoms.map((s) => ({ slug: s.slug, name: s.name, n: s.n, expected: Number((s.n * (s.usual ?? 0.1)).toPrecision(3)), lift: Number((s.share.value / (s.usual ?? 0.1)).toPrecision(3)), significant: s.significant })),
    regions: now.regions, region_unknown: now.region_unknown, platforms: now.platforms, error_codes: now.error_codes,
    samples: [], tips: [], alternatives: now.alternatives, also_named: [], coordination: { score: 0.03, clusters: [] },
    official: { word: "none", first_at: null, lag_seconds: null, posts: [] }, data_gaps: [],
    compared: { nth_90d: 4, longer_than: 2, of: 3, larger_than: 3, heard_days: 88 }, children: [], command: "",
    ...more,
  };
  made.command = `outcry explain ${made.id}`;
  scene.incidents.set(made.id, made);
  return made;
}

/** An incident that is not over, and the service that has it. */
export function fail(scene: Scene, service: ServiceDetail, onset: number, more: Partial<Incident> = {}): Incident {
  const made = incident(scene, service, onset, more);
  Object.assign(service, { state: made.state === "recovering" ? "recovering" : "incident", since: made.onset_at, incident: made.id, false_alarms_per_day_now: made.statistic.false_alarms_per_day, role: made.role, official: made.official.word, reason: "the chart passed its limit" });
  return made;
}

export function feed(scene: Scene, name: string, kind: string, perMinute: number, more: Partial<Feed> = {}): Feed {
  const story: Story = { slug: name, name, category: "", level: perMinute };
  const counted = lane(story, scene.now - days, scene.now, 600);
  const rate = { ...counted, high: counted.high.map(() => null) };
  const made: Feed = {
    name, kind, state: "live", posts_per_minute: perMinute, usual_per_minute: Number((perMinute * 1.2).toPrecision(3)), silent_seconds: 1, since: iso(scene.now - 3 * days), why: "", host: `${name}.example`,
    newest: iso(scene.now - 1), lag_seconds: 1.4, messages: perMinute * 4320, bytes: perMinute * 4320 * 410, bytes_unpacked: perMinute * 4320 * 1830,
    connections: 3, faults: { "connection lost": 2 }, gaps: 1, undecodable: 3, too_long: 0, requests_left: null, rate, sample: "", dropped: { "no service named": perMinute * 4100, "repost": perMinute * 120 },
    ...more,
  };
  scene.feeds.push(made);
  return made;
}

export function sink(scene: Scene, name: string, kind: string, more: Partial<Sink> = {}): void {
  const well: Sink = { name, kind, state: "idle", since: iso(scene.now - 3 * days), why: "", delivered: 37, refused: 0, failures: 0, waiting: 0, oldest_undelivered: null };
  scene.sinks.push({ ...well, ...more });
}

export const feedBrief = ({ name, kind, state, posts_per_minute, usual_per_minute, silent_seconds }: Feed): FeedBrief =>
  ({ name, kind, state, posts_per_minute, usual_per_minute, silent_seconds });

export function briefOf(scene: Scene, detail: ServiceDetail, lanes: boolean): ServiceBrief {
  const { slug, name, category, state, reason, since, observed: seen, expected, false_alarms_per_day_now, blind_since, role, official } = detail;
  const brief: ServiceBrief = { slug, name, category, state, reason, since, observed: seen, expected, false_alarms_per_day_now, blind_since, incident: detail.incident, role, official };
  const story = scene.stories.get(slug);
  if (lanes && story) brief.lane = lane(story, scene.now - days, Date.parse(scene.status.closed_until ?? "") / 1000, 600);
  return brief;
}

export function incidentBrief(made: Incident): IncidentBrief {
  const { id, service, state, role, group_id, severity, onset_at, detected_at, peak_at, recovering_at, resolved_at, observed: seen, expected, peak_reporters, review } = made;
  return {
    id, service, state, role, group_id, severity, onset_at, detected_at, peak_at, recovering_at, resolved_at, observed: seen, expected, peak_reporters, review,
    top_symptom: made.symptoms[0]?.name ?? null, top_region: made.regions[0]?.name ?? null, official: made.official.word,
  };
}

/** Brings the status, the histories and the catalog up to what the scene holds. */
export function settle(scene: Scene): Scene {
  const { status } = scene;
  const of = (state: string): string[] => [...scene.services.values()].filter((s) => s.state === state).map((s) => s.slug);
  Object.assign(status, { incident: of("incident"), recovering: of("recovering"), watch: of("watch"), unknown: of("unknown"), quiet: of("quiet").length });
  status.feeds = scene.feeds.map(feedBrief);
  for (const service of scene.services.values()) {
    const own = [...scene.incidents.values()].filter((i) => i.service.slug === service.slug).sort((a, b) => b.onset_at.localeCompare(a.onset_at));
    service.incidents = own.map(incidentBrief);
    service.history.count_90d = Math.max(service.history.count_90d, own.length);
  }
  const categories = [...new Set([...scene.services.values()].map((s) => s.category))];
  scene.catalog.categories = categories.map((slug) => ({ slug, name: slug, services: [...scene.services.values()].filter((s) => s.category === slug).length }));
  return scene;
}
