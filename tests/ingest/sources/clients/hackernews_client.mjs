// hackernews_client.mjs ADDRESS N: reads the double of Hacker News with node-hn-api until it has N posts, and says "ok".
import { fetchItem } from "node-hn-api";

const [address, wanted] = [process.argv[2], Number(process.argv[3])];

// The client knows one address only.
const world = globalThis.fetch;
globalThis.fetch = (url, options) => world(String(url).replace("https://hacker-news.firebaseio.com", address), options);

const newest = await (await fetch(`${address}/v0/maxitem.json`)).json();
const heard = new Set();
let ids = Array.from({ length: newest }, (_, i) => i + 1);
for (let round = 0; round < 5 && ids.length > 0; ++round) {
  const hidden = [];  // as the real one does it for a while
  for (const id of ids) {
    const item = await fetchItem(id);
    if (item === null) {
      hidden.push(id);
      continue;
    }
    if (item.id !== id || !["story", "comment"].includes(item.type) || !Number.isInteger(item.time)) throw new Error(JSON.stringify(item));
    const post = /post (\d+)/.exec(item.title ?? item.text ?? "");
    if (post) heard.add(Number(post[1]));
  }
  ids = hidden;
}
if (heard.size !== wanted) throw new Error(`${heard.size} posts of ${wanted}`);
console.log("ok");
