// nostr_relay.mjs PORT: the relay of @nostr-relay/core over notes in memory. Signs what comes on standard input, a line
// "SECONDS TEXT" each, with a key for each note; says "stored N" when that ends, and serves until it is killed.
import { createInterface } from "node:readline";
import { EventRepository } from "@nostr-relay/common";
import { NostrRelay } from "@nostr-relay/core";
import { finalizeEvent, generateSecretKey } from "nostr-tools/pure";
import { WebSocketServer } from "ws";

class Notes extends EventRepository {
  notes = []; // the newest first
  isSearchSupported() {
    return false;
  }
  upsert(note) {
    this.notes.unshift(note);
    return { isDuplicate: false };
  }
  find({ ids, kinds, since, until, limit }) {
    const wanted = (note) =>
      (!ids || ids.includes(note.id)) && (!kinds || kinds.includes(note.kind)) && note.created_at >= (since ?? 0) && note.created_at <= (until ?? Infinity);
    return this.notes.filter(wanted).slice(0, limit ?? 500);
  }
  async destroy() {}
}

const notes = new Notes();
for await (const line of createInterface({ input: process.stdin })) {
  const gap = line.indexOf(" ");
  const note = { kind: 1, created_at: Number(line.slice(0, gap)), tags: [], content: line.slice(gap + 1) };
  notes.upsert(finalizeEvent(note, generateSecretKey()));
}
const relay = new NostrRelay(notes, { domain: "127.0.0.1" });
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });
server.on("connection", (socket) => {
  relay.handleConnection(socket);
  socket.on("message", (data) => relay.handleMessage(socket, JSON.parse(data.toString())));
  socket.on("close", () => relay.handleDisconnect(socket));
  socket.on("error", () => {});
});
server.on("listening", () => console.log(`stored ${notes.notes.length}`));
