// A server that speaks the contract of src/api.ts from a scene: for tests, and for looking at the page.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Incident } from "../../src/api";
import { answer } from "./answers";
import { Log } from "./log";
import type { Scene } from "./scene";

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

export class Double {
  readonly log: Log;
  readonly requests: string[] = [];
  private server: Server | null = null;
  private port: number;

  constructor(readonly scene: Scene, private readonly dist: string, port = 0) {
    this.port = port;
    this.log = new Log(scene);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, "127.0.0.1", () => {
        this.port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** The process goes: every connection breaks, and nobody answers. */
  stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    this.log.cut();
    return new Promise((resolve) => {
      if (!server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  tell(incident: Incident): void {
    this.log.tell(incident);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    this.requests.push(`${request.method} ${url.pathname}`);
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (url.pathname === "/api/v1/stream" && !this.scene.broken) return this.log.open(request, response, url);
    if (url.pathname.startsWith("/api/")) return this.api(request, response, url);
    if (/\.(atom|ics|svg)$/.test(url.pathname)) return void response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }).end("as another program reads it\n");
    return this.file(url.pathname, response);
  }

  private async api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = request.method === "POST" ? await bodyOf(request) : null;
    const allowed = request.method !== "POST" || request.headers["x-outcry"] === "1";
    const said = allowed ? answer(this.scene, this.log, url, body) : { status: 403, body: { type: "about:blank", title: "Forbidden", status: 403, detail: "X-Outcry is missing" } };
    const type = said.type ?? (said.status < 400 ? "application/json" : "application/problem+json");
    response.writeHead(said.status, { "Content-Type": type, "Cache-Control": "no-cache" });
    response.end(typeof said.body === "string" ? said.body : JSON.stringify(said.body));
  }

  private file(path: string, response: ServerResponse): void {
    const name = extname(path) ? path : "/index.html";
    try {
      const content = readFileSync(join(this.dist, name));
      response.writeHead(200, { "Content-Type": types[extname(name)] ?? "application/octet-stream", "Cache-Control": "no-cache" });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? JSON.parse(text) : null;
}
