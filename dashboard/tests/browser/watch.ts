// A page in a browser that hears of console errors, reports of the content policy and requests to elsewhere.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import axe from "axe-core";

/** How long a state may be waited for: a machine that compiles meanwhile is slow, and not wrong. */
export const patience = 120_000;

let browser: Browser | null = null;

async function launch(): Promise<Browser> {
  const root = process.getuid?.() === 0;
  return (browser ??= await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: root ? ["--no-sandbox"] : [] }));
}

export async function close(): Promise<void> {
  await browser?.close();
  browser = null;
}

export interface Look extends BrowserContextOptions { width?: number; height?: number; theme?: "light" | "dark" }

export async function context({ width = 1024, height = 900, theme = "dark", ...more }: Look = {}): Promise<BrowserContext> {
  const made = await (await launch()).newContext({
    viewport: { width, height }, colorScheme: theme, locale: "en-US", timezoneId: "Etc/UTC", reducedMotion: "reduce", ...more,
  });
  made.setDefaultTimeout(patience);
  return made;
}

export class Watch {
  readonly faults: string[] = [];

  constructor(readonly page: Page, readonly url: string) {}

  async listen(): Promise<void> {
    const { page, faults } = this;
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    page.on("console", (message) => { if (message.type() === "error" || message.text().startsWith("policy:")) faults.push(`console: ${message.text()}`); });
    page.on("request", (request) => { if (!request.url().startsWith(this.url) && !request.url().startsWith("data:")) faults.push(`request: ${request.url()}`); });
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.log(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  }

  /** Opens a view and waits until it stands: no skeleton is left. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.locator("h1:not(.unseen)").first().waitFor();
    await this.page.waitForFunction(() => !document.querySelector("main .bone"));
  }

  async accessibility(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate(async () => {
      const { axe: loaded } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
      return (await loaded.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations;
    });
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.replace(/\s+/g, " ") ?? ""}`));
  }

  /** Another window, and everything drawn for it. */
  async resize(width: number, height = 900): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.frames();
    await this.settled();
  }

  /** What was asked to be drawn is drawn: two frames. */
  frames(): Promise<void> {
    return this.page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  }

  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
