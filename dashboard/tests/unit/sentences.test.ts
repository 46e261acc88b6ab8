import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { showIn, span } from "../../src/text/clock";
import { proportion, round } from "../../src/text/numbers";
import { rarity } from "../../src/text/rarity";
import { choose, known, speak, t } from "../../src/text/text";
import { plain, serviceVerdict, wallVerdict } from "../../src/text/verdict";
import { en } from "../../src/text/en";
import { de } from "../../src/text/de";
import { es } from "../../src/text/es";
import { calm, blind, commonCause, firstHours, oneIncident } from "../double/scenarios";
import type { Scene } from "../double/scene";
import { worstFirst } from "../../src/data/order";

const now = Date.UTC(2026, 10, 22, 14, 21, 30) / 1000;

beforeEach(() => { speak("en"); showIn("utc"); });

const verdict = (scene: Scene) => {
  const services = [...scene.services.values()].sort(worstFirst);
  return wallVerdict(scene.status, services, services.length, (id) => scene.incidents.get(id) ?? null);
};

test("the wall's verdict names what fails, since when, how much more than usual, what and where", () => {
  const said = plain(verdict(oneIncident(now)));
  assert.match(said, /People report that Netflix fails in the US since .*13:52: 412 people in 30 minutes, 9 expected, mostly playback, strongest in Texas\./);
});

test("the verdict never says that a service is down", () => {
  for (const make of [calm, oneIncident, commonCause, blind, firstHours]) {
    const { sentence, more } = verdict(make(now));
    assert.doesNotMatch([...sentence.map((part) => part.text), ...more].join(" "), /\bis down\b/);
  }
});

test("a collateral is told beside its root", () => {
  assert.ok(verdict(commonCause(now)).more.includes("Verizon rises too, mostly in posts that name Xfinity."));
});

test("calm, and blind, are two different things", () => {
  assert.equal(plain(verdict(calm(now))), "Nobody complains more than usual.");
  assert.equal(plain(verdict(blind(now))), "Nothing can be said now: no service can be heard.");
});

test("a service's verdict says how rare it is and how frequent", () => {
  const scene = oneIncident(now);
  const netflix = scene.services.get("netflix"), incident = scene.incidents.get("netflix-20261122T1352Z");
  assert.ok(netflix && incident);
  const { more } = serviceVerdict(netflix, incident);
  assert.ok(more.includes("A level like this comes by chance less than once in 10 years."));
  assert.ok(more.includes("Incident number 4 in 90 days, longer than 2 of 3."));
});

test("certainty is said in words of time", () => {
  const cases: [number, string][] = [[0.0001, "less than once in 10 years"], [1 / 800, "once in 2.2 years"], [1 / 100, "once in 3 months"], [1 / 9, "once in 9 days"], [1, "once a day"], [8, "many times a day"]];
  for (const [perDay, says] of cases) assert.equal(rarity(perDay), says);
  assert.equal(rarity(null), "");
});

test("numbers carry their n and interval", () => {
  assert.equal(proportion({ value: 0.71, low: 0.654, high: 0.766, n: 293 }), "71% (65% to 77%, n = 293)");
  assert.equal(round(3.24), "3.2");
  assert.equal(round(1204.4), "1,204");
});

test("spans are as precise as is of use", () => {
  assert.deepEqual([12, 60, 1740, 11_100, 200_000].map(span), ["12 s", "1 minute", "29 minutes", "3 h 5 min", "2 days"]);
});

test("the language is that of the URL, else of the browser, else English", () => {
  assert.equal(choose("de", ["es-MX"]), "de");
  assert.equal(choose(null, ["fr", "es-MX", "en"]), "es");
  assert.equal(choose("xx", ["fr"]), "en");
});

test("every language has every phrase, with the same gaps", () => {
  const gaps = (phrase: string | { one: string; other: string }): string =>
    [...new Set((typeof phrase === "string" ? phrase : phrase.other).match(/\{\w+\}/g) ?? [])].sort().join();
  for (const phrases of [de, es])
    for (const key of Object.keys(en) as (keyof typeof en)[]) assert.equal(gaps(phrases[key]), gaps(en[key]), key);
  assert.equal(known.length, 3);
});

test("plurals follow the language", () => {
  assert.equal(t("people", { n: 1 }), "1 person");
  assert.equal(t("people", { n: "1,204" }, 1204), "1,204 people");
});
