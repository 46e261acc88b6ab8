// node pictures.mjs PROGRAM FOLDER: pictures of the page on the shipped archive, at two moments of its outage.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IncidentPage, Status } from "../../src/api";
import { close, context, Watch, type Look } from "../browser/watch";
import { pageFrom, Program, until } from "./program";

const [path = "", folder = ""] = process.argv.slice(2);
const archive = "../samples/netflix-sunday.jsonl.zst";
const state = mkdtempSync(join(tmpdir(), "outcry-"));

interface Picture { name: string; path: string; look?: Look; whole?: boolean }

/** Held still: from `at` on the archive goes as slowly as life. */
const at = async (time: string, take: (program: Program) => Promise<void>): Promise<void> => {
  const program = await Program.start(path, ["replay", archive, "--serve", "--store", join(state, `${time.slice(0, 10)}.db`), "--pace", "1", "--pace-from", time], state);
  try {
    await until(`the archive is at ${time}`, async () => ((await program.api<Status>("/status"))?.newest ?? "") >= time || null);
    await take(program);
  } finally { await program.end(); }
};

async function shoot(url: string, pictures: Picture[]): Promise<void> {
  for (const { name, path: view, look, whole } of pictures) {
    const page = await (await context({ width: 1280, height: 860, deviceScaleFactor: 1, ...look })).newPage();
    const watch = new Watch(page, url);
    await watch.listen();
    if (process.env["PAGE"]) await pageFrom(process.env["PAGE"], page, url);
    await watch.open(view);
    await page.waitForLoadState("load");
    if (whole) await watch.resize(look?.width ?? 1280, await page.evaluate(() => document.documentElement.scrollHeight));
    await watch.frames();
    await page.screenshot({ path: join(folder, `page-${name}.png`) });
    for (const fault of watch.faults) console.error(`${name}: ${fault}`);
    await watch.end();
    console.log(`page-${name}.png`);
  }
}

const phone: Look = { width: 320, height: 720 };

mkdirSync(folder, { recursive: true });
try {
  await at("2026-03-23T00:16:00Z", async (program) => {
    const [first] = (await program.api<IncidentPage>("/incidents?service=netflix&limit=1"))?.incidents ?? [];
    if (!first) throw new Error("no incident");
    await shoot(program.url, [
      { name: "wall", path: "/" },
      { name: "wall-light", path: "/", look: { theme: "light" } },
      { name: "service", path: "/services/netflix", whole: true },
      { name: "incident", path: `/incidents/${first.id}`, whole: true, look: { theme: "light" } },
      { name: "phone", path: "/", look: phone },
      { name: "phone-service", path: "/services/netflix", look: { ...phone, theme: "light" } },
    ]);
  });
} finally {
  await close();
  rmSync(state, { recursive: true, force: true });
}
