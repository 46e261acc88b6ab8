// A browser on a double: every test hears of console errors, reports of the content policy and requests to elsewhere.

import { mkdirSync } from "node:fs";
import { scenarios } from "../double/scenarios";
import { Double } from "../double/server";
import { context, Watch, type Look } from "./watch";

export { close } from "./watch";

/** The moment at which all scenes are: 22 November 2026, 14:21:30 UTC. */
export const moment = Date.UTC(2026, 10, 22, 14, 21, 30) / 1000;
export const artifacts = "artifacts";

interface Scene extends Look { realTime?: boolean }

export class Visit extends Watch {
  private constructor(page: Watch["page"], readonly double: Double) {
    super(page, double.url);
  }

  static async begin(scenario: string, { realTime = false, ...look }: Scene = {}): Promise<Visit> {
    const make = scenarios[scenario];
    if (!make) throw new Error(`no scenario ${scenario}`);
    const double = new Double(make(moment), "dist");
    await double.start();
    const page = await (await context(look)).newPage();
    const visit = new Visit(page, double);
    await visit.listen();
    if (!realTime) await page.clock.setFixedTime(new Date(moment * 1000));
    return visit;
  }

  async shoot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    const width = this.page.viewportSize()?.width ?? 1024;
    const height = await this.page.evaluate(() => Math.max(document.documentElement.scrollHeight, innerHeight));
    await this.resize(width, height);
    await this.page.screenshot({ path: `${artifacts}/${name}.png` });
  }

  override async end(): Promise<void> {
    await super.end();
    await this.double.stop();
  }
}

/** Runs a visit and ends it whatever happens. */
export async function visiting(scenario: string, look: Scene, go: (visit: Visit) => Promise<void>): Promise<void> {
  const visit = await Visit.begin(scenario, look);
  try { await go(visit); } finally { await visit.end(); }
}
