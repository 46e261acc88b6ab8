// lemmy_client.mjs ADDRESS N: reads the double of a Lemmy instance with lemmy-js-client until it has N posts, and says "ok".
import { LemmyHttp } from "lemmy-js-client";

const [address, wanted] = [process.argv[2], Number(process.argv[3])];
const client = new LemmyHttp(address);
const heard = new Set();

async function pages(ask, read) {
  for (let page = 1; ; ++page) {
    const views = await ask({ type_: "All", sort: "New", limit: 50, page });
    if (views.length === 0) return;
    for (const view of views) {
      const post = /post (\d+)/.exec(read(view));
      if (!post || Number.isNaN(Date.parse((view.comment ?? view.post).published))) throw new Error(JSON.stringify(view));
      heard.add(Number(post[1]));
    }
  }
}

await pages(async (form) => (await client.getPosts(form)).posts, (view) => view.post.name);
await pages(async (form) => (await client.getComments(form)).comments, (view) => view.comment.content);
if (heard.size !== wanted) throw new Error(`${heard.size} posts of ${wanted}`);
console.log("ok");
