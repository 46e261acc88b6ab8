// The event log and its readers: numbers without gaps, replayed to whoever comes back.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Incident } from "../../src/api";
import { briefOf, type Scene } from "./scene";
import { iso, observed, usual } from "./story";

interface Entry { sequence: number; incident: Incident }

export class Log {
  private readonly readers = new Set<ServerResponse>();
  private readonly awaited: (() => void)[] = [];
  private entries: Entry[] = [];
  /** What readers missed is no longer kept. */
  forgetful = false;

  constructor(private readonly scene: Scene) {}

  /** Once somebody reads. */
  async read(): Promise<void> {
    if (this.readers.size === 0) await new Promise<void>((begun) => this.awaited.push(begun));
  }

  open(request: IncomingMessage, response: ServerResponse, url: URL): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 2000\n\n");
    this.readers.add(response);
    for (const begun of this.awaited.splice(0)) begun();
    request.on("close", () => this.readers.delete(response));
    const last = request.headers["last-event-id"] ?? url.searchParams.get("last_event_id");
    this.send(response, "status", this.scene.status);
    if (last === null || last === undefined) return;
    if (this.forgetful) this.send(response, "reset", null);
    else for (const entry of this.entries) if (entry.sequence > Number(last)) this.send(response, "incident", entry.incident, entry.sequence);
  }

  tell(incident: Incident): void {
    const { status } = this.scene;
    const entry = { sequence: ++status.sequence, incident };
    this.scene.incidents.set(incident.id, incident);
    this.entries.push(entry);
    for (const reader of this.readers) this.send(reader, "incident", incident, entry.sequence);
  }

  /** What an operator said: no event of the log. */
  review(incident: Incident): void {
    this.scene.incidents.set(incident.id, incident);
    this.broadcast("incident", incident);
  }

  /** Another window closes. */
  tick(): void {
    const { scene } = this;
    const { status } = scene;
    const from = Date.parse(status.closed_until ?? "") / 1000, to = from + status.window_seconds;
    scene.now += status.window_seconds;
    status.closed_until = iso(to);
    status.newest = iso(scene.now);
    if (typeof status.replay?.share === "number") status.replay.share = Math.min(1, status.replay.share + 0.004);
    const stories = [...scene.stories.values()].filter((story) => !story.deaf?.(from));
    const counts = Object.fromEntries(stories.map((story) => [story.slug, observed(story, from, status.window_seconds)]));
    const expected = Object.fromEntries(stories.map((story) => [story.slug, Number(((usual(story, from) * status.window_seconds) / 600).toPrecision(4))]));
    const changed = stories.slice(0, 40).flatMap((story) => scene.services.get(story.slug) ?? []);
    for (const service of changed) if (service.state === "quiet") service.observed = Math.max(0, service.observed + Math.round(Math.sin(from / 60 + service.name.length) * 1.5));
    this.broadcast("tick", { closed_until: status.closed_until, observed: counts, expected, heard: 1 });
    this.broadcast("services", changed.map((service) => briefOf(scene, service, false)));
    this.broadcast("status", status);
  }

  cut(): void {
    for (const reader of this.readers) reader.destroy();
    this.readers.clear();
  }

  broadcast(kind: string, data: unknown): void {
    for (const reader of this.readers) this.send(reader, kind, data);
  }

  private send(to: ServerResponse, kind: string, data: unknown, sequence?: number): void {
    const id = sequence === undefined ? "" : `id: ${sequence}\n`;
    to.write(`${id}event: ${kind}\ndata: ${data === null ? "" : JSON.stringify(data)}\n\n`);
  }
}
