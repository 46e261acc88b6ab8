// The live feed: one EventSource that is opened again after every cut, from where it was.

import { path } from "./fetch";

export interface Listener {
  /** `sequence` is the event's number in the log; null for those that are not part of it. */
  event(kind: string, data: unknown, sequence: number | null): void;
  opened(): void;
  cut(): void;
}

const kinds = ["status", "services", "tick", "incident", "feeds", "reset"];
const firstPause = 1000, longestPause = 15_000;

export class Stream {
  private source: EventSource | null = null;
  private told = "";
  private pause = firstPause;

  constructor(private readonly listener: Listener, private readonly last: () => number | null) {}

  open(): void {
    const source = new EventSource(path("/stream", { last_event_id: this.last() }));
    this.source = source;
    this.told = "";
    source.onopen = () => { this.pause = firstPause; this.listener.opened(); };
    source.onerror = () => this.again(source);
    for (const kind of kinds) source.addEventListener(kind, (event) => this.hear(kind, event));
  }

  private hear(kind: string, event: MessageEvent<string>): void {
    this.listener.event(kind, event.data === "" ? null : JSON.parse(event.data), this.sequenceOf(event));
  }

  /** A browser repeats the last id on events without one; numbers of the log never repeat within a connection. */
  private sequenceOf({ lastEventId }: MessageEvent): number | null {
    if (lastEventId === this.told) return null;
    this.told = lastEventId;
    return lastEventId === "" ? null : Number(lastEventId);
  }

  /** By hand, not by the browser's own retry, which gives up at the first answer that is not a stream. */
  private again(source: EventSource): void {
    source.close();
    if (this.source !== source) return;
    this.source = null;
    this.listener.cut();
    setTimeout(() => this.open(), this.pause);
    this.pause = Math.min(this.pause * 2, longestPause);
  }
}
