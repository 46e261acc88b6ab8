// 300 payloads wherever a stranger's text can get: shown as text, and nothing else happens.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { payloads } from "../double/hostile";
import { close, visiting } from "./page";

after(close);

const views = ["/", "/services/netflix", "/incidents/netflix-20261122T1352Z", "/incidents", "/compare?services=netflix,hulu", "/feeds", "/replay", "/setup"];

test("there are 300 payloads", () => assert.equal(payloads.length, 300));

for (const path of views)
  test(`${path} stays itself under hostile texts`, () => visiting("hostile", { width: 1280 }, async (visit) => {
    await visit.open(path);
    for (const summary of await visit.page.locator("summary").all()) await summary.click();
    for (const width of [1280, 320]) {
      await visit.resize(width);
      assert.deepEqual(await visit.page.evaluate(foreignElements), []);
      assert.equal(await visit.overflow(), 0, `wider than ${width} px`);
      await visit.shoot(`hostile${path.replace(/\W+/g, "-")}-${width}`);
    }
    assert.deepEqual(visit.faults, []);
  }));

test("hostile texts can be told live, filtered and tried", () => visiting("hostile", {}, async (visit) => {
  const { page, double } = visit;
  await visit.open("/services/netflix");
  double.log.tick();
  for (const payload of payloads.slice(0, 40)) await page.locator("[data-search]").fill(payload);
  await visit.open("/setup");
  await page.locator("#name").fill("netflix");
  await page.locator("#phrases").fill(payloads.slice(0, 50).join("\n"));
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByText(/^Of 2,913,004 posts/).waitFor();
  assert.deepEqual(await page.evaluate(foreignElements), []);
  assert.deepEqual(visit.faults, []);
}));

/** What a page of ours never holds: scripts, frames, handlers, links that are not plain. */
function foreignElements(): string[] {
  const bad = [...document.querySelectorAll("#page script, #page img, iframe, object, embed, form[action], base, style:not(head style), meta[http-equiv], #page link, video, audio, template")].map((e) => new XMLSerializer().serializeToString(e));
  const handled = [...document.querySelectorAll("*")].filter((e) => e.getAttributeNames().some((name) => name.startsWith("on"))).map((e) => new XMLSerializer().serializeToString(e));
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter((a) => {
    if (a.origin === location.origin) return false;
    return !/^https?:$/.test(a.protocol) || a.username !== "" || a.rel !== "noopener noreferrer nofollow" || !a.textContent?.includes(a.host);
  }).map((a) => new XMLSerializer().serializeToString(a));
  // eslint-disable-next-line no-control-regex
  const controls = (document.body.innerText.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g) ?? []).map((c) => `control ${c.charCodeAt(0)}`);
  return [...bad, ...handled, ...links, ...controls];
}
