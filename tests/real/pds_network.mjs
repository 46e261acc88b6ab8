// pds_network.mjs PLC PDS FRONT: a directory and a Personal Data Server of Bluesky's on these ports, and in front of them what
// Jetstream asks of a relay: the list of hosts, and keys of the directory as Multikey (the development directory writes the
// older form, whose commits Jetstream drops). Says "ready" and serves until it is killed.
import { TestNetworkNoAppView } from "@atproto/dev-env";
import http from "node:http";
import net from "node:net";

const [plc, pds, front] = process.argv.slice(2).map(Number);
await TestNetworkNoAppView.create({ dbPostgresSchema: "outcry", plc: { port: plc }, pds: { port: pds, hostname: "localhost" } });

const json = (response, status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const hosts = [{ hostname: `127.0.0.1:${front}`, status: "active", seq: 1, accountCount: 1 }];

async function identity(did, response) {
  const [document, data] = await Promise.all([did, `${did}/data`].map((path) => fetch(`http://localhost:${plc}/${path}`)));
  if (!document.ok || !data.ok) return json(response, document.status, {});
  const key = (await data.json()).verificationMethods.atproto.replace("did:key:", "");
  const method = { id: `${did}#atproto`, type: "Multikey", controller: did, publicKeyMultibase: key };
  json(response, 200, { ...(await document.json()), verificationMethod: [method] });
}

function passOn(request, response) {
  const { url: path, method, headers } = request;
  const onward = http.request({ host: "localhost", port: pds, path, method, headers }, (answer) => {
    answer.pipe(response.writeHead(answer.statusCode, answer.headers));
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

const server = http.createServer((request, response) => {
  if (request.url.startsWith("/xrpc/com.atproto.sync.listHosts")) return json(response, 200, { hosts });
  if (!request.url.startsWith("/did:")) return passOn(request, response);
  identity(decodeURIComponent(request.url.slice(1)), response).catch(() => response.destroy());
});

server.on("upgrade", (request, client, head) => {
  const upstream = net.connect(pds, "localhost", () => {
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  for (const [socket, other] of [[upstream, client], [client, upstream]]) {
    socket.on("error", () => other.destroy());
    socket.on("close", () => other.destroy());
  }
});

server.listen(front, "127.0.0.1", () => console.log("ready"));
