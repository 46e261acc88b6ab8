// node pictures.mjs PROGRAM FOLDER: pictures of the page on the shipped archive, at two moments of its outage.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Feeds, IncidentPage, Status } from "../../src/api";
import { close, context, Watch, type Look } from "../browser/watch";
import { serveJetstream } from "./jetstream";
import { freePort, pageFrom, Program, until } from "./program";

const [path = "", folder = ""] = process.argv.slice(2);
const archive = "../samples/netflix-sunday.jsonl.zst";
/** ONLY=feeds: without the replay. */
const only = process.env["ONLY"];
const state = mkdtempSync(join(tmpdir(), "outcry-"));

/** `part`: what of the view is taken; the window when it is left out. */
interface Picture { name: string; path: string; look?: Look; part?: string }

/** Held still: from `at` on the archive goes as slowly as life. */
const at = async (time: string, take: (program: Program) => Promise<void>): Promise<void> => {
  const program = await Program.start(path, ["replay", archive, "--serve", "--store", join(state, `${time.slice(0, 10)}.db`), "--pace", "1", "--pace-from", time], state);
  try {
    await until(`the archive is at ${time}`, async () => ((await program.api<Status>("/status"))?.newest ?? "") >= time || null);
    await take(program);
  } finally { await program.end(); }
};

/** A live run that has read a day and a half back, so that it knows what is usual. */
async function listening(take: (program: Program) => Promise<void>): Promise<void> {
  const port = await freePort(), configuration = join(state, "live.toml");
  const server = await serveJetstream(port);
  writeFileSync(configuration, `[sources.bluesky]\nkind = "jetstream"\nhosts = ["ws://127.0.0.1:${port}"]\ndialect = "v1"\nbackfill = "36h"\n` +
    `[sources.elsewhere]\nkind = "jetstream"\nhosts = ["ws://127.0.0.1:${await freePort()}"]\ndialect = "v1"\n`);
  const program = await Program.start(path, ["--config", configuration, "run", "--store", join(state, "live.db")], state);
  try {
    await until("the feed is live", async () =>
      (await program.api<Feeds>("/feeds"))?.feeds.find(({ state: is, posts_per_minute: n }) => is === "live" && n !== null && n > 0) ?? null);
    await take(program);
  } finally {
    await program.end();
    server.closeAllConnections();
    server.close();
  }
}

/** With a palette, where there is a tool for it: a quarter of the size. */
function optimise(file: string): void {
  spawnSync("pngquant", ["--force", "--skip-if-larger", "--strip", "--speed", "1", "--output", file, "128", file]);
}

async function shoot(url: string, pictures: Picture[]): Promise<void> {
  for (const { name, path: view, look, part } of pictures) {
    const page = await (await context({ width: 1280, height: 860, deviceScaleFactor: 1, ...look })).newPage();
    const watch = new Watch(page, url);
    await watch.listen();
    if (process.env["PAGE"]) await pageFrom(process.env["PAGE"], page, url);
    await watch.open(view);
    await page.waitForLoadState("load");
    await watch.frames();
    const file = join(folder, `page-${name}.png`);
    const clip = part ? await page.locator(part).first().boundingBox() : null;
    await page.screenshot({ path: file, ...(clip && { clip, fullPage: true }) });
    optimise(file);
    for (const fault of watch.faults) console.error(`${name}: ${fault}`);
    await watch.end();
    console.log(`page-${name}.png`);
  }
}

const phone: Look = { width: 320, height: 720 };

mkdirSync(folder, { recursive: true });
try {
  if (!only) await at("2026-03-23T00:16:00Z", async (program) => {
    const [first] = (await program.api<IncidentPage>("/incidents?service=netflix&limit=1"))?.incidents ?? [];
    if (!first) throw new Error("no incident");
    await shoot(program.url, [
      { name: "wall", path: "/" },
      { name: "wall-light", path: "/", look: { theme: "light" } },
      { name: "service", path: "/services/netflix", look: { height: 1560 } },
      { name: "incident", path: `/incidents/${first.id}`, look: { theme: "light", height: 1430 } },
      { name: "phone", path: "/", look: phone },
      { name: "posts", path: "/services/netflix", part: ".card:has(.columns)" },
      { name: "phone-service", path: "/services/netflix", look: { ...phone, theme: "light" } },
    ]);
  });
  await listening((program) => shoot(program.url, [{ name: "feeds", path: "/feeds" }]));
} finally {
  await close();
  rmSync(state, { recursive: true, force: true });
}
