import assert from "node:assert/strict";
import { test } from "node:test";
import { still } from "../../src/screens/posts";
import { post } from "../double/scene";
import { matching, reordered, worstFirst } from "../../src/data/order";
import { rangeOf, rangeQuery } from "../../src/data/range";
import { lines } from "../../src/screens/setup";
import { href, parse } from "../../src/shell/route";
import { outward } from "../../src/ui/link";
import { printable } from "../../src/ui/printable";
import { payloads } from "../double/hostile";
import { commonCause } from "../double/scenarios";

test("every view has its URL", () => {
  assert.deepEqual([parse("/", "").view, parse("/services/netflix", "").id, parse("/incidents", "").view, parse("/nonsense", "").view], ["wall", "netflix", "incidents", "missing"]);
  assert.equal(parse("/services/%E0%A4%A", "").id, "%E0%A4%A");
});

test("links keep language and time zone", () => {
  assert.equal(href("/feeds", "?lang=de&tz=utc&q=x"), "/feeds?lang=de&tz=utc");
  assert.equal(href("/compare?services=a,b", "?tz=utc"), "/compare?services=a%2Cb&tz=utc");
  assert.equal(href("/feeds?tz=local", "?tz=utc"), "/feeds?tz=local");
});

test("only plain web addresses are linked", () => {
  assert.deepEqual(outward("https://bsky.app/x"), { url: "https://bsky.app/x", host: "bsky.app" });
  for (const link of ["javascript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//evil.example", "https://a:b@evil.example/", "ftp://x", "", null, "x"])
    assert.equal(outward(link), null, String(link));
});

test("no payload becomes anything but http(s)", () => {
  for (const payload of payloads) assert.match(outward(payload)?.url ?? "https:", /^https?:/);
});

test("control characters and overrides do not reach the page", () => {
  for (const payload of payloads) assert.doesNotMatch(printable(payload), /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
  assert.equal(printable("שלום\nעולם"), "שלום\nעולם");
});

test("the wall is sorted by state, then certainty, collaterals after their root", () => {
  const sorted = [...commonCause(1_795_000_000).services.values()].sort(worstFirst).map((service) => service.slug);
  assert.deepEqual(sorted.slice(0, 3), ["xfinity", "verizon", "paypal"]);
});

test("the wall is filtered by state, category and part of a name", () => {
  const all = [...commonCause(1_795_000_000).services.values()];
  assert.deepEqual(matching(all, { state: "", category: "", q: "NETF" }).map((s) => s.slug), ["netflix"]);
  assert.equal(matching(all, { state: "incident", category: "", q: "" }).length, 2);
});

test("ranges are those of the URL", () => {
  assert.equal(rangeOf(new URLSearchParams("range=7d"), "24h"), "7d");
  assert.equal(rangeOf(new URLSearchParams("range=9y"), "24h"), "24h");
  assert.deepEqual(rangeQuery("3h", Date.UTC(2026, 0, 1, 3)), { from: "2026-01-01T00:00:00.000Z", to: "2026-01-01T03:00:00.000Z", step: 60 });
});

test("what is typed one a line is read so", () => {
  assert.deepEqual(lines(" a \n\n b, c"), ["a", "b", "c"]);
});

test("the order that is kept is the one that sorting gives", () => {
  const scene = commonCause(1_795_000_000);
  let all = [...scene.services.values()].sort(worstFirst);
  for (let round = 0; round < 50; ++round) {
    const changed = new Map(all.filter((_, i) => (i * 7 + round) % 5 === 0).map((one, i) =>
      [one.slug, { ...one, observed: (round * 13 + i * 5) % 40, state: (["quiet", "watch", "incident"] as const)[(round + i) % 3] ?? "quiet" }]));
    const expected = all.map((one) => changed.get(one.slug) ?? one).sort(worstFirst);
    all = reordered(all, changed) as typeof all;
    assert.deepEqual(all.map((one) => one.slug), expected.map((one) => one.slug));
  }
});

test("posts that are held still lose what was deleted, and nothing else", () => {
  const known = [5, 4, 3, 2, 1].map((n) => post("a", n, `text ${n}`));
  const [five, , three] = known;
  if (!five || !three) throw new Error("no posts");
  const fresh = [post("a", 6, "text 6"), five, { ...three, text: "" }];
  assert.deepEqual(still(known, { posts: fresh, next: "more" }).posts.map((one) => one.text), ["text 5", "", "text 2", "text 1"]);
  assert.deepEqual(still(known, { posts: fresh, next: null }).posts.map((one) => one.text), ["text 5", ""]);
});
