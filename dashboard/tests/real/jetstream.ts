// A small Jetstream server for a live run: a day of posts about nothing, and then one after the other.

import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { Duplex } from "node:stream";

const texts = ["good morning", "what a goal", "rain again", "reading in the sun", "new bread in the oven", "is spotify down for anyone else", "cat on the keyboard", "late train, as ever"];
const aDay = 86_400, each = 0.9, live = 300;

/** About one post a second by day, fewer at night. */
const comes = (at: number): boolean => Math.abs(Math.sin(at * 12.9898) * 43_758.5453) % 1 < 0.6 + 0.4 * Math.sin((at / aDay) * 2 * Math.PI);

function message(at: number): string {
  const n = Math.floor(at / each), rkey = `3k${n.toString(36).padStart(11, "a")}`;
  return JSON.stringify({
    did: `did:plc:${createHash("sha1").update(String(n)).digest("hex").slice(0, 24)}`, time_us: Math.round(at * 1e6), kind: "commit",
    commit: { rev: rkey, operation: "create", collection: "app.bsky.feed.post", rkey, cid: rkey,
      record: { $type: "app.bsky.feed.post", createdAt: new Date(at * 1000).toISOString(), langs: ["en"], text: texts[n % 97 === 0 ? 5 : n % 5] } },
  });
}

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

async function tell(socket: Duplex, from: number): Promise<void> {
  let at = from;
  while (!socket.destroyed) {
    const now = Date.now() / 1000, frames: Buffer[] = [];
    for (; at < now && frames.length < 500; at += each) if (comes(at)) frames.push(frame(message(at)));
    if (!frames.length) await new Promise((done) => setTimeout(done, live));
    else if (!socket.write(Buffer.concat(frames))) await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => socket.destroy());
  }
}

export async function serveJetstream(port: number): Promise<Server> {
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => socket.destroy());
    socket.resume();
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    const cursor = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("cursor"));
    void tell(socket, cursor > 0 ? Math.ceil(cursor / 1e6 / each) * each : Date.now() / 1000);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
