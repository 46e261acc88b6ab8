// The real program as a user runs it, on a free port of this machine.

import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import type { Page, Route } from "playwright-core";
import { patience } from "../browser/watch";

const pause = 50;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Asks again and again until there is an answer. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((done) => setTimeout(done, pause));
  }
  throw new Error(`waited in vain: ${what}`);
}

export class Program {
  private child: ChildProcess | null = null;
  private said = "";

  private constructor(private readonly path: string, private args: string[], readonly port: number, private readonly state: string) {}

  /** `args`: what to run; where it listens is added. `state`: the folder that it may keep things in. */
  static async start(path: string, args: string[], state: string): Promise<Program> {
    const program = new Program(path, args, await freePort(), state);
    await program.start();
    return program;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Again, at the same address; with other arguments when there are any. */
  async start(args = this.args): Promise<void> {
    this.args = args;
    const child = spawn(this.path, [...this.args, "--quiet", "--listen", `127.0.0.1:${this.port}`], {
      env: { ...process.env, XDG_STATE_HOME: this.state, OUTCRY_CONFIG: "" }, stdio: ["ignore", "ignore", "pipe"],
    });
    this.child = child;
    child.stderr.setEncoding("utf8").on("data", (text: string) => { this.said += text; });
    await until(`${this.path} answers`, async () => {
      if (child.exitCode !== null) throw new Error(`${this.path} ended: ${this.said}`);
      return await this.api("/status").catch(() => null);
    });
  }

  /** What /api/v1 answers; null when there is no such thing. */
  async api<T>(path: string): Promise<T | null> {
    const answer = await fetch(`${this.url}/api/v1${path}`);
    return answer.ok ? await answer.json() as T : null;
  }

  async end(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

/** The page of a folder instead of the one in the program; all else, headers included, stays the program's. */
export async function pageFrom(folder: string, page: Page, url: string): Promise<void> {
  const instead = async (route: Route, name: string): Promise<void> => {
    const response = await route.fetch();
    await route.fulfill({ response, body: readFileSync(`${folder}/${name}`, "utf8") });
  };
  await page.route(`${url}/**`, (route) => {
    const request = route.request(), { pathname } = new URL(request.url());
    if (request.resourceType() === "document") return instead(route, "index.html");
    return pathname.startsWith("/assets/") ? instead(route, pathname.slice(1)) : route.continue();
  });
}
