// The scenes a page must look well in. Each is the same every time, but for its `now`.

import { hostileScene } from "./hostile";
import { addService, breakdown, days, emptyScene, fail, feed, sink, hours, incident, minutes, post, proportion, region, settle, type Scene } from "./scene";
import { iso, type Story } from "./story";

const services: [slug: string, name: string, category: string, level: number][] = [
  ["netflix", "Netflix", "video", 3], ["xfinity", "Xfinity", "internet", 2.6], ["telkomsel", "Telkomsel", "mobile", 3.2], ["discord", "Discord", "messaging", 2.4],
  ["spotify", "Spotify", "music", 1.8], ["instagram", "Instagram", "social", 4], ["playstation", "PlayStation Network", "games", 2], ["gmail", "Gmail", "office", 1],
  ["verizon", "Verizon", "mobile", 2.7], ["steam", "Steam", "games", 1.4], ["paypal", "PayPal", "finance", 0.7], ["hulu", "Hulu", "video", 1.2],
];

const bump = (from: number, to: number, top: number) => (t: number): number =>
  t < from || t > to ? 0 : top * Math.sin(((t - from) / (to - from)) * Math.PI);
const rise = (from: number, top: number) => (t: number): number => (t < from ? 0 : top * (1 - Math.exp(-(t - from) / 420)));

function town(name: string, now: number, surges: Record<string, Partial<Story>> = {}): Scene {
  const scene = emptyScene(name, now);
  for (const [slug, label, category, level] of services) addService(scene, { slug, name: label, category, level, ...surges[slug] });
  for (const service of scene.services.values())
    service.peers = [...scene.services.values()].filter((other) => other.category === service.category && other !== service).map((other) => other.slug);
  feed(scene, "Jetstream", "bluesky", 1860);
  feed(scene, "Mastodon", "mastodon", 240);
  feed(scene, "Reddit", "reddit", 38, { requests_left: 412 });
  sink(scene, "bus", "kafka");
  sink(scene, "team", "slack", { delivered: 4, waiting: 2 });
  sink(scene, "pager", "pagerduty", { state: "backing_off", why: "events.pagerduty.com: no connection (Connection refused)", delivered: 12, failures: 41, oldest_undelivered: iso(now - 900) });
  scene.gaps = [{ feed: "Jetstream", from: iso(now - 9 * hours), to: iso(now - 9 * hours + 140), cause: "connection lost", recoverable: true }];
  scene.catalog.symptoms = [{ slug: "playback", name: "playback" }, { slug: "connection", name: "cannot connect" }, { slug: "login", name: "login" }, { slug: "crash", name: "crashes" }];
  return scene;
}

const find = (scene: Scene, slug: string) => {
  const service = scene.services.get(slug);
  if (!service) throw new Error(`no service ${slug}`);
  return service;
};

export function calm(now: number): Scene {
  const scene = town("calm", now, { discord: { surge: bump(now - 14 * hours, now - 10 * hours, 40) } });
  past(scene, "discord", now - 14 * hours, now - 10.2 * hours);
  return settle(scene);
}

function past(scene: Scene, slug: string, from: number, to: number): void {
  const service = find(scene, slug);
  incident(scene, service, from, { state: "resolved", recovering_at: iso(to - 20 * minutes), resolved_at: iso(to), observed: 233, expected: 31, severity: { level: 2, name: "moderate", area: 202 }, official: { word: "resolved", first_at: iso(from + 38 * minutes), lag_seconds: 2280, posts: [] } });
  Object.assign(service.history, { count_90d: 3, median_minutes: 71, last: iso(to) });
}

/** As in the sketch: Netflix fails in the US, Xfinity is watched, Telkomsel is blind. */
export function oneIncident(now: number): Scene {
  const onset = now - 29 * minutes - (now % 60);
  const scene = town("incident", now, {
    netflix: { surge: rise(onset, 150) }, discord: { surge: bump(now - 14 * hours, now - 7 * hours, 18) },
    xfinity: { surge: rise(now - 16 * minutes, 6) }, telkomsel: { deaf: (t) => t > now - 7.8 * hours },
  });
  past(scene, "discord", now - 13.8 * hours, now - 7.2 * hours);
  Object.assign(find(scene, "telkomsel"), { state: "unknown", blind_since: iso(now - 7.8 * hours), false_alarms_per_day_now: null, reason: "its feed is silent" });
  const xfinity = find(scene, "xfinity");
  Object.assign(xfinity, { state: "watch", observed: 21, since: iso(now - 16 * minutes), false_alarms_per_day_now: 0.11, reason: "more than usual, too few for an alarm" });
  const netflix = find(scene, "netflix");
  netflix.observed = 412;
  netflix.expected = 9;
  netflix.status_page = "https://help.netflix.com/is-netflix-down";
  netflix.upstream = ["xfinity"];
  Object.assign(netflix.history, { count_90d: 4, median_minutes: 48, last: iso(now - 12 * days) });
  netflix.now = { ...breakdown(scene, 412, 9), ...netflixNow() };
  for (const [ago, length] of [[12, 52], [31, 35], [70, 140]] as const)
    incident(scene, netflix, now - ago * days, { state: "resolved", resolved_at: iso(now - ago * days + length * minutes), recovering_at: iso(now - ago * days + length * minutes - 600), observed: 90 + length, expected: 12, severity: { level: 2, name: "moderate", area: 120 }, symptoms: [{ slug: "playback", name: "playback", n: 60, expected: 10, lift: 6, significant: true }] });
  const posts = netflixPosts(onset);
  scene.posts.set("netflix", posts);
  fail(scene, netflix, onset, {
    samples: posts.filter((p) => p.intent === "report"), tips: posts.filter((p) => p.intent === "workaround"),
    also_named: [{ slug: "xfinity", name: "Xfinity", n: 17 }], command: "",
    review: { verdict: null, acknowledged_at: iso(now - 12 * minutes), dismissed_at: null, notes: [{ at: iso(now - 11 * minutes), text: "Called the video desk; they see it too." }] },
  });
  const quietFeed = scene.feeds.find((one) => one.name === "Reddit");
  if (quietFeed) Object.assign(quietFeed, { state: "backing_off", silent_seconds: 372, posts_per_minute: null, why: "429: asks to wait 90 s", faults: { "too many requests": 4 } });
  return settle(scene);
}

function netflixNow() {
  const share = (k: number) => proportion(k, 372);
  return {
    symptoms: [
      { slug: "playback", name: "playback", n: 264, usual: 0.22, share: share(264), significant: true },
      { slug: "connection", name: "cannot connect", n: 71, usual: 0.2, share: share(71), significant: false },
      { slug: "login", name: "login", n: 22, usual: 0.31, share: share(22), significant: true },
      { slug: "crash", name: "crashes", n: 15, usual: 0.17, share: share(15), significant: true },
    ],
    regions: [
      region("US-TX", "Texas", "United States", 74, 11.2, "complete"), region("US-OH", "Ohio", "United States", 31, 7.7, "intermittent"),
      region("US-CA", "California", "United States", 58, 7, "complete"), region("US-NY", "New York", "United States", 26, 3.6, "intermittent"),
      region("US-FL", "Florida", "United States", 22, 2.9, "unknown"), region("US-IL", "Illinois", "United States", 14, 2.4, "intermittent"),
      region("US-WA", "Washington", "United States", 7, 1.1, "unknown"), region("GB", "United Kingdom", "United Kingdom", 6, 0.8, "unknown"),
      region("CA-ON", "Ontario", "Canada", 5, 1.3, "unknown"),
    ],
    region_unknown: 169,
    platforms: [{ name: "tv", n: 188 }, { name: "phone", n: 41 }, { name: "web", n: 17 }, { name: "unknown", n: 166 }],
    error_codes: [{ code: "NW-2-5", n: 37 }, { code: "UI-800-3", n: 12 }],
    alternatives: [{ slug: "youtube", name: "YouTube", posts: 31 }, { slug: "disney", name: "Disney+", posts: 12 }, { slug: "hulu", name: "Hulu", posts: 7 }],
  };
}

function netflixPosts(onset: number) {
  const at = (minute: number): number => onset + minute * minutes;
  const tv = { region: "US-TX", region_name: "Texas", symptoms: ["playback"] };
  const say = (minute: number, text: string, more = {}) => post("netflix", at(minute), text, more);
  return [
    say(28.4, "netflix just spins at 25% on every tv in the house, wifi is fine", { ...tv, evidence: 0.97 }),
    say(28, "anyone else's netflix dead? error nw-2-5", { intent: "question", symptoms: ["connection"], evidence: 0.91, copies: 2 }),
    say(27, "Netflix is on and off since an hour, works for a minute then gone", { region: "US-OH", region_name: "Ohio", symptoms: ["playback"], evidence: 0.91 }),
    say(24, "نتفلكس لا يعمل عندي منذ نصف ساعة، هل عندكم نفس المشكلة؟ Error NW-2-5", { evidence: 0.88, symptoms: ["playback"] }),
    say(22, "stuck on the loading circle. restarted the tv twice. nothing.", { ...tv, evidence: 0.95 }),
    say(21, "Netflix geht bei mir seit zehn Minuten nicht mehr, weder am Fernseher noch am Handy", { region: "DE", region_name: "Germany", evidence: 0.93 }),
    say(19, "", { evidence: 0.96, region: "US-CA", region_name: "California", symptoms: ["playback"] }),
    say(17, "paying 20 bucks a month to stare at a red N", { evidence: 0.71 }),
    say(26, "Netflix outage: thousands of users report problems with streaming", { intent: "news", evidence: 0.04, copies: 11 }),
    say(23, "me explaining to my kids that books exist because netflix is down", { intent: "joke", evidence: 0.12, copies: 4 }),
    say(25, "log out and in again on the TV, worked for me", { intent: "workaround", evidence: 0.2 }),
    say(20, "unplug the TV for a minute, then it plays", { intent: "workaround", evidence: 0.22, copies: 3 }),
    say(27.5, "ok netflix is back here in denver", { intent: "recovery", evidence: 0.1, region: "US-CO", region_name: "Colorado" }),
  ].sort((a, b) => b.time.localeCompare(a.time));
}

/** A network fails and takes others along: one root, one collateral, and one that fails on its own. */
export function commonCause(now: number): Scene {
  const onset = now - 52 * minutes;
  const scene = town("cause", now, { xfinity: { surge: rise(onset, 90) }, verizon: { surge: rise(onset + 400, 12) }, paypal: { surge: bump(now - 100 * minutes, now + 10 * minutes, 25) } });
  const group = `xfinity-${iso(onset).slice(0, 16).replace(/[-:]/g, "")}Z`;
  const root = find(scene, "xfinity"), other = find(scene, "verizon"), own = find(scene, "paypal");
  root.now = { ...breakdown(scene, 268, 8), ...netflixNow(), error_codes: [], symptoms: [{ slug: "connection", name: "cannot connect", n: 201, usual: 0.41, share: proportion(201, 250), significant: true }] };
  Object.assign(root, { observed: 268, expected: 8, downstream: ["verizon", "netflix"] });
  fail(scene, root, onset, { role: "root", group_id: group, cause: ["91 of 100 posts name Xfinity alone."], official: { word: "acknowledged", first_at: iso(onset + 31 * minutes), lag_seconds: 1860, posts: [post("xfinity", onset + 31 * minutes, "We are aware of an interruption in parts of the Midwest and are working on it.", { intent: "official", evidence: 0 })] } });
  Object.assign(other, { observed: 37, expected: 8, upstream: ["xfinity"] });
  const child = fail(scene, other, onset + 400, { role: "collateral", group_id: group, cause: ["Eight of ten posts that name Verizon name Xfinity too."], severity: { level: 1, name: "minor", area: 29 } });
  fail(scene, own, now - 90 * minutes, { state: "recovering", recovering_at: iso(now - 12 * minutes), severity: { level: 2, name: "moderate", area: 88 } });
  Object.assign(own, { observed: 9, expected: 2 });
  settle(scene);
  const parent = scene.incidents.get(group);
  if (parent) parent.children = [child].map((one) => ({ ...one, top_symptom: null, top_region: null, official: "none" as const }));
  return scene;
}

/** Every feed is dead: nothing can be said, and nothing is drawn as zero. */
export function blind(now: number): Scene {
  const since = now - 74 * minutes;
  const all = Object.fromEntries(services.map(([slug]) => [slug, { deaf: (t: number) => t > since }]));
  const scene = town("blind", now, all);
  for (const service of scene.services.values()) Object.assign(service, { state: "unknown", blind_since: iso(since), false_alarms_per_day_now: null, observed: 0, reason: "no feed is live" });
  for (const one of scene.feeds) Object.assign(one, { state: "backing_off", silent_seconds: 74 * 60, posts_per_minute: null, why: "cannot be reached: network is unreachable", newest: iso(since) });
  scene.status.trouble = "no feed is live; nothing has been heard for 74 minutes";
  scene.gaps = scene.feeds.map((one) => ({ feed: one.name, from: iso(since), to: iso(now), cause: "network is unreachable", recoverable: one.name === "Jetstream" }));
  return settle(scene);
}

/** Nine hours heard: no baseline yet for most. */
export function firstHours(now: number): Scene {
  const begin = now - 9.6 * hours;
  const all = Object.fromEntries(services.map(([slug]) => [slug, { deaf: (t: number) => t < begin }]));
  const scene = town("learning", now, all);
  scene.status.learned = 0.4;
  [...scene.services.values()].forEach((service, i) => {
    if (i % 2) Object.assign(service, { state: "unknown", expected: null, false_alarms_per_day_now: null, reason: "too little heard" });
    service.history.heard_days = 0;
  });
  return settle(scene);
}

export function replay(now: number): Scene {
  const scene = oneIncident(now - 240 * days);
  scene.name = "replay";
  scene.status.mode = "replay";
  scene.status.replay = { share: 0.38, share_of: "time", from: iso(scene.now - 8 * days), to: iso(scene.now + 13 * days), speed: 600, over: false };
  for (const one of scene.feeds) Object.assign(one, { state: "replaying", silent_seconds: null, why: "" });
  return settle(scene);
}

export function many(now: number): Scene {
  const scene = oneIncident(now);
  scene.name = "many";
  const categories = ["mobile", "finance", "shopping", "games", "social", "transport"];
  for (let i = scene.services.size; i < 5000; ++i)
    addService(scene, { slug: `service-${i}`, name: `Service ${i}`, category: categories[i % categories.length] ?? "other", level: 0.5 + (i % 7) });
  return settle(scene);
}

export function empty(now: number): Scene {
  const scene = emptyScene("empty", now);
  feed(scene, "Jetstream", "bluesky", 1860);
  return settle(scene);
}

export function failing(now: number): Scene {
  const scene = calm(now);
  scene.name = "failing";
  scene.broken = { status: 500, title: "the store cannot be read", detail: "disk I/O error in run.db" };
  return scene;
}

export const scenarios: Record<string, (now: number) => Scene> = {
  calm, incident: oneIncident, cause: commonCause, blind, learning: firstHours, replay, many, hostile: (now) => hostileScene(oneIncident(now)), empty, failing,
};
