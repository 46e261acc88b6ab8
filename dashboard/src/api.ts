// What the server says, as the page reads it. One type for each answer of /api/v1; times are ISO 8601 in UTC.

/** How a service stands. `unknown`: nothing can be said, see `blind`. */
export type ServiceState = "quiet" | "watch" | "incident" | "recovering" | "unknown";
export type IncidentState = "suspected" | "open" | "recovering" | "resolved" | "dismissed" | "merged";
export type FeedState = "connecting" | "replaying" | "live" | "backing_off" | "degraded" | "fatal";
export type Intent =
  | "report" | "question" | "recovery" | "planned" | "official" | "news" | "workaround" | "individual" | "joke" | "other";

/** A share with its n and its Wilson interval at 95 %. */
export interface Proportion { value: number; low: number; high: number; n: number }

/** GET /api/v1/status, and the SSE event `status`. */
export interface Status {
  version: string;
  mode: "live" | "replay";
  /** Of the posts heard: the clock of the page in a replay, and of "ago". */
  newest: string | null;
  closed_until: string | null;
  window_seconds: number;
  /** Slugs of services by state, worst first; `quiet` only as a number. */
  incident: string[];
  recovering: string[];
  watch: string[];
  unknown: string[];
  quiet: number;
  /** Share of a first day heard, below 1 while nothing is promised yet. */
  learned: number;
  /** Why the page must not be trusted now (no feed is live, the store cannot be written); "" = it can. */
  trouble: string;
  feeds: FeedBrief[];
  /**
   * `share`: of the time from `from` to `to` (the newest post of the archive) where that is known before it is read, else of the
   * bytes of the files; null of a pipe.
   */
  replay: { share: number | null; share_of: "time" | "bytes" | null; from: string | null; to: string | null; speed: number; over: boolean } | null;
  /** Of the event log. */
  sequence: number;
}

export interface FeedBrief {
  name: string;
  kind: string;
  state: FeedState;
  /** Of the last minutes that have closed, by the times of the posts; null = not heard. */
  posts_per_minute: number | null;
  /** At this time of day; null before a day was heard. */
  usual_per_minute: number | null;
  silent_seconds: number | null;
}

/** Numbers of equal steps: values[i] is of [begin + i * step, begin + (i + 1) * step). */
export interface Lane {
  begin: string;
  step_seconds: number;
  /** Windows that closed by then are in it, later ones are not: a `tick` adds to its last step exactly once. */
  until: string;
  /** Reporters, added up over the windows of a step (one author counts once in ten minutes); null = not heard at all. */
  observed: (number | null)[];
  /** By the baseline; null = not known. */
  expected: (number | null)[];
  /** Above this is unusual (99 % of windows lie below); null = not known. */
  high: (number | null)[];
  /** Share of the time that was listened to, [0, 1]. */
  heard: number[];
}

/**
 * GET /api/v1/services?state=&category=&q=&slugs=&lanes=&limit=&after= ; sorted by state, then score. `slugs=a,b` asks for those
 * alone (up to 200), `lanes=0` leaves the lanes out. `limit` up to 1,000 without lanes, 200 with them.
 */
export interface ServicePage { services: ServiceBrief[]; next: string | null; total: number }

export interface ServiceBrief {
  slug: string;
  name: string;
  category: string;
  state: ServiceState;
  /** Why it stands so, a sentence. */
  reason: string;
  since: string | null;
  /** Distinct reporters of the last half hour, and how many were to be expected. */
  observed: number;
  expected: number | null;
  /** How often chance alone brings the level as far as it stands now, per day; null = not known. Of an incident: `statistic`. */
  false_alarms_per_day_now: number | null;
  /** Since when nothing was heard that could tell; null = it is heard. */
  blind_since: string | null;
  /** The incident that is not over, if any. */
  incident: string | null;
  role: "single" | "root" | "collateral" | null;
  official: "none" | "acknowledged" | "denied" | "resolved";
  /** 24 h in steps of 10 min; absent where it was not asked for (`lanes=0`). */
  lane?: Lane;
}

/** GET /api/v1/services/{slug} */
export interface ServiceDetail extends ServiceBrief {
  aliases: string[];
  status_page: string | null;
  /** What this service stands on, and what stands on it, by the catalog: slugs. */
  upstream: string[];
  downstream: string[];
  /** Others of the category. */
  peers: string[];
  /** The last half hour, or since the onset of the incident that is not over. */
  now: Breakdown;
  /** Of incidents told as open in 90 days. */
  history: { count_90d: number; heard_days: number; median_minutes: number | null; last: string | null };
  incidents: IncidentBrief[];
}

export interface Breakdown {
  from: string;
  to: string;
  reporters: number;
  expected: number | null;
  mix: Record<Intent, number>;
  /** `usual`: the usual share, [0, 1]; `share.n`: all reporters. */
  symptoms: { slug: string; name: string; n: number; usual: number; share: Proportion; significant: boolean }[];
  regions: RegionShare[];
  /** Reporters without a place. */
  region_unknown: number;
  platforms: { name: string; n: number }[];
  error_codes: { code: string; n: number }[];
  alternatives: { slug: string; name: string; posts: number }[];
}

/** Only with five reporters or more. */
export interface RegionShare {
  code: string;
  name: string;
  country: string;
  n: number;
  expected: number | null;
  lift: number | null;
  significant: boolean;
  completeness: "complete" | "intermittent" | "unknown";
  complete: Proportion;
}

/** GET /api/v1/services/{slug}/series?from=&to=&step= ; at most 3,000 steps. */
export interface Series extends Lane {
  /** From which on the chart alarms, in reporters a step; null = not known. */
  threshold: (number | null)[];
  intents: Record<Intent, number[]>;
}

/**
 * GET /api/v1/services/{slug}/posts?kind=first_hand|official|news|recovery|tip&limit=&after= ; newest first. Posts are kept only
 * as samples of incidents: a service without any has none.
 */
export interface PostPage { posts: Post[]; next: string | null }
/** GET /api/v1/incidents/{id}/posts, the same. */

export interface Post {
  id: string;
  time: string;
  service: string;
  intent: Intent;
  /** How surely it is first-hand evidence, [0, 1]. */
  evidence: number;
  link: string | null;
  /** Hostile. "" once it is older than it may be kept; the link stays. */
  text: string;
  symptoms: string[];
  region: string | null;
  region_name: string | null;
  /** Near copies of it among the posts. */
  copies: number;
}

/** GET /api/v1/incidents?service=&state=&since=&until=&limit=&after= ; newest first. */
export interface IncidentPage { incidents: IncidentBrief[]; next: string | null; total: number }

export interface IncidentBrief {
  id: string;
  service: { slug: string; name: string; category: string };
  state: IncidentState;
  role: "single" | "root" | "collateral";
  group_id: string | null;
  severity: { level: number; name: string; area: number | null };
  onset_at: string;
  detected_at: string;
  peak_at: string | null;
  recovering_at: string | null;
  resolved_at: string | null;
  observed: number;
  expected: number;
  peak_reporters: number;
  top_symptom: string | null;
  top_region: string | null;
  official: "none" | "acknowledged" | "denied" | "resolved";
  review: Review | null;
}

/**
 * What operators said of an incident. A fact beside it: it changes neither `state` nor `revision`, and is no event of the log.
 */
export interface Review { verdict: "true" | "false" | null; acknowledged_at: string | null; dismissed_at: string | null; notes: { at: string; text: string }[] }

/**
 * GET /api/v1/incidents/{id}/report.md, report.html, report.json : the written report, as an attachment.
 * GET /api/v1/incidents/{id} : `data` of its newest event, by docs/schema/incident-event.v1.json, and what surrounds it.
 */
export interface Incident extends Omit<IncidentBrief, "top_symptom" | "top_region" | "official"> {
  revision: number;
  run: { mode: string; config_hash: string; version: string };
  cause: string[];
  confidence: number | null;
  onset_interval: [string, string];
  reopened_count: number;
  transitions: { at: string; from: string | null; to: string; reason: string; statistic: number | null; threshold: number | null; actor: string }[];
  /** At its strongest since the onset. */
  statistic: { name: string; value: number | null; threshold: number | null; parameters: string; false_alarms_per_day: number | null };
  reporters: number;
  posts: number;
  mix: Record<string, number>;
  reposts: number;
  copies: number;
  sentiment: number | null;
  symptoms: { slug: string; name: string; n: number; expected: number | null; lift: number | null; significant: boolean }[];
  regions: RegionShare[];
  region_unknown: number;
  platforms: { name: string; n: number }[];
  error_codes: { code: string; n: number }[];
  samples: Post[];
  tips: Post[];
  alternatives: { slug: string; name: string; posts: number }[];
  also_named: { slug: string; name: string; n: number }[];
  coordination: { score: number; clusters: { posts: number; of: string; text: string }[] };
  official: { word: "none" | "acknowledged" | "denied" | "resolved"; first_at: string | null; lag_seconds: number | null; posts: Post[] };
  data_gaps: { from: string; to: string; cause: string }[];
  /** Earlier ones of the service: "4th in 90 days, longer than 2 of 3". */
  compared: { nth_90d: number; longer_than: number; of: number; larger_than: number; heard_days: number };
  children: IncidentBrief[];
  /** The command that prints it again. */
  command: string;
}

/** POST /api/v1/incidents/{id}/review with the header `X-Outcry: 1` ; answers with the incident, and tells it to all readers. */
export interface ReviewAction { action: "acknowledge" | "dismiss" | "mark_true" | "mark_false" | "note"; text?: string }

/** GET /api/v1/compare?services=a,b,c&from=&to= ; up to 8. */
export interface Comparison { services: (ServiceBrief & { lane: Lane })[] }

/** GET /api/v1/sinks */
export interface Sinks { sinks: Sink[] }

/** Who else is told. */
export interface Sink {
  name: string;
  kind: string;
  state: "idle" | "delivering" | "backing_off" | "gone";
  since: string | null;
  why: string;
  delivered: number;
  refused: number;
  failures: number;
  waiting: number;
  oldest_undelivered: string | null;
}

/** GET /api/v1/feeds */
export interface Feeds { feeds: Feed[]; gaps: { feed: string; from: string; to: string; cause: string; recoverable: boolean }[] }

export interface Feed extends FeedBrief {
  since: string;
  why: string;
  host: string;
  newest: string | null;
  lag_seconds: number | null;
  messages: number;
  bytes: number;
  bytes_unpacked: number;
  connections: number;
  faults: Record<string, number>;
  gaps: number;
  undecodable: number;
  too_long: number;
  requests_left: number | null;
  /** Posts a minute over 24 h in steps of 10 min, and what is usual; `high` is null. */
  rate: Lane;
  /** Hostile: a message that could not be read, or its beginning. */
  sample: string;
  dropped: Record<string, number>;
}

/** POST /api/v1/try with the header `X-Outcry: 1`: which of the posts of the last day a service would have counted. */
export interface TryRequest { name: string; aliases: string[]; phrases: string[] }
export interface TryAnswer { heard: number; named: number; counted: number; posts: Post[]; faults: { field: string; message: string }[]; toml: string }

/** GET /api/v1/catalog */
export interface Catalog {
  categories: { slug: string; name: string; services: number }[];
  regions: { code: string; name: string; country: string; population_millions: number | null }[];
  symptoms: { slug: string; name: string }[];
}

/**
 * GET /api/v1/stream?last_event_id= (SSE; `retry` 2000, a comment each 15 s). Only events of the log carry an `id`, their number
 * in it; the log is replayed after the header Last-Event-ID or, as a page cannot set that, `last_event_id`. The first event
 * of a connection is `status`, before what is replayed. Events:
 *   status    Status, at most one a second
 *   services  ServiceBrief[] (without lanes) of those that changed in the last window
 *   tick      { closed_until, observed: { [slug]: number }, expected: { [slug]: number }, heard: number }, one a window; a slug
 *             that is left out had no reporter, and its expected stays as it was
 *   incident  Incident, at each event of one; without an `id` and with the revision it has when its review
 *             changed, or posts were taken out of it
 *   feeds     FeedBrief[]
 *   reset     "" : what was missed is no longer kept; everything is to be loaded anew
 */
export type StreamEvent = "status" | "services" | "tick" | "incident" | "feeds" | "reset";

/**
 * For other programs, outside of /api/v1: /feed.atom, /services/{slug}/feed.atom (Atom), /calendar.ics (iCalendar),
 * /badge/{slug}.svg, and /api/openapi.json.
 */

/** RFC 9457, application/problem+json. */
export interface Problem { type: string; title: string; status: number; detail: string }
