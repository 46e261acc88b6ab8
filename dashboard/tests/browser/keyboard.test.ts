// Without a mouse: from the wall to a service, its incident and the report; and the keys that the help dialog tells.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { close, visiting } from "./page";

after(close);

/** Tab until what has the focus reads so. */
async function tabTo(page: Page, text: RegExp, most = 80): Promise<void> {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    if (text.test(await focused(page))) return;
  }
  assert.fail(`Tab never reached ${String(text)}`);
}

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");
const pathname = (page: Page): string => new URL(page.url()).pathname;

test("a keyboard alone gets from the wall to the report", () => visiting("incident", {}, async ({ page, double, faults }) => {
  await page.goto(`${double.url}/`);
  await page.locator(".rowlink").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.activeElement?.id === "row-netflix");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/services/netflix");
  await page.locator("h1:not(.unseen)").waitFor();
  await tabTo(page, /^The incident$/);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/incidents/netflix-*");
  await page.getByText("Timeline").waitFor();
  await tabTo(page, /^HTML$/);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match((await download).url(), /\/api\/v1\/incidents\/netflix-20261122T1352Z\/report\.html$/);
  assert.deepEqual(faults, []);
}));

test("j and k walk the rows, Enter opens one", () => visiting("incident", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  for (const key of ["j", "j", "k", "j"]) await page.keyboard.press(key);
  await page.waitForFunction(() => document.activeElement?.id === "row-xfinity");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/services/xfinity");
}));

test("g and a letter go to a view, / to the search, ? to the help", () => visiting("incident", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForURL("**/feeds");
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.waitForFunction(() => location.pathname === "/");
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement?.id === "search");
  await page.keyboard.type("disc");
  await page.waitForFunction(() => document.querySelectorAll(".rows .row").length === 1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  assert.deepEqual(await visit.accessibility(), []);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dialog[open]"));
  assert.equal(pathname(page), "/");
}));

test("a view takes the focus to its heading", () => visiting("incident", {}, async (visit) => {
  await visit.open("/feeds");
  await visit.page.getByRole("link", { name: "Incidents" }).click();
  await visit.page.waitForFunction(() => document.activeElement?.tagName === "H1");
}));

test("an incident is acknowledged and noted by keyboard", () => visiting("cause", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/incidents/xfinity-20261122T1329Z");
  await tabTo(page, /^Acknowledge$/);
  await page.keyboard.press("Enter");
  await page.getByText(/Acknowledged at/).waitFor();
  await page.locator("#note").focus();
  await page.keyboard.type("called them");
  await tabTo(page, /^Add note$/);
  await page.keyboard.press("Enter");
  await page.getByText("called them").waitFor();
  await page.waitForFunction(() => (document.getElementById("note") as HTMLTextAreaElement).value === "");
}));
