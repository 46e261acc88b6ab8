#include "outputs/report/html_style.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace outcry::outputs::report {
namespace {

constexpr std::string_view kStyle = R"(
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f8; --line: #dfe2e6; --text: #16191d; --faint: #5d636b;
  --incident: #7d101c; --watch: #8a5a00; --quiet: #2f68a8; --unknown: #5f5f61;
  --bar: #b9c3cd; --above: #b3202f; --band: #e3edf7; --hatch: #b4bac1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151a; --raised: #181d24; --line: #2b323b; --text: #eceef0; --faint: #a3abb5;
    --incident: #ff6680; --watch: #f2a90e; --quiet: #56aef2; --unknown: #d0d2d5;
    --bar: #4d5966; --above: #f52b57; --band: #16293b; --hatch: #505a66;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 40px 28px 72px; max-width: 1120px; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
a { color: var(--quiet); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--quiet); outline-offset: 2px; }
.tone-incident { --tone: var(--incident); } .tone-watch { --tone: var(--watch); }
.tone-quiet { --tone: var(--quiet); } .tone-unknown { --tone: var(--unknown); }
.kicker { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: baseline; margin: 0; color: var(--faint);
  font-size: 14px; }
.badge { color: var(--tone); font-weight: 650; }
h1 { margin: 10px 0 0; font-size: 15px; font-weight: 600; letter-spacing: .02em; color: var(--faint); }
.verdict { margin: 6px 0 16px; max-width: 34em; font-size: clamp(21px, 1.1rem + 1.2vw, 29px); line-height: 1.3;
  font-weight: 650; letter-spacing: -.01em; text-wrap: pretty; }
.account { margin: 0; max-width: 46em; font-size: 17px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 32px 0 8px; padding: 1px;
  background: var(--line); border-radius: 8px; overflow: hidden; }
.figures div { padding: 14px 16px 15px; background: var(--raised); }
.figures dt { color: var(--faint); font-size: 13px; }
.figures dd { margin: 0; }
.figures .value { margin: 2px 0 3px; font-size: 23px; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
.figures .note { color: var(--faint); font-size: 12.5px; line-height: 1.4; }
.figures div:first-child .value { color: var(--tone); }
section { display: grid; grid-template-columns: 176px minmax(0, 1fr); gap: 0 28px; margin-top: 34px;
  padding-top: 22px; border-top: 1px solid var(--line); }
h2 { margin: 0; font-size: 17px; line-height: 1.45; font-weight: 650; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
p, ul { margin: 12px 0; max-width: 46em; }
ul { padding-left: 1.15em; } li { margin: 4px 0; }
.aside { color: var(--faint); font-size: 14px; }
.scroll { margin: 14px 0; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
caption { padding-bottom: 6px; text-align: left; color: var(--faint); font-size: 13px; }
th { color: var(--faint); font-size: 13px; font-weight: 500; text-align: left; vertical-align: bottom; }
th, td { padding: 7px 18px 7px 0; border-bottom: 1px solid var(--line); }
td { vertical-align: top; } th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; } .drawn { width: 26%; min-width: 70px; }
td:first-child { width: 28%; }
.bar { display: block; width: 100%; height: 12px; margin-top: 6px; }
.bar rect { fill: var(--bar); } .strong .bar rect { fill: var(--above); } .strong td:first-child { font-weight: 600; }
.range { display: block; width: 100%; max-width: 220px; height: 10px; margin-top: 4px; }
.range .track { fill: var(--line); } .range .span { fill: var(--bar); } .range .value { fill: var(--text); }
details { margin: 14px 0; } summary { cursor: pointer; color: var(--faint); font-size: 14px; }
details caption { display: none; }
.timeline { list-style: none; margin: 14px 0; padding: 0; max-width: none; }
.timeline li { display: grid; grid-template-columns: 9.4em 7em minmax(0, 1fr); gap: 0 12px; margin: 0; }
.timeline .what { position: relative; padding: 0 0 15px 22px; border-left: 1px solid var(--line); }
.timeline .what::before { content: ""; position: absolute; left: -5px; top: .5em; width: 9px; height: 9px;
  border-radius: 50%; background: var(--tone); box-shadow: 0 0 0 3px var(--ground); }
.timeline li:last-child .what { padding-bottom: 0; border-left-color: transparent; }
.timeline .when { font-weight: 600; white-space: nowrap; }
.timeline .after { color: var(--faint); white-space: nowrap; }
.timeline .why { display: block; color: var(--faint); font-size: 15px; }
blockquote { margin: 0; padding: 13px 0; max-width: 46em; border-bottom: 1px solid var(--line); }
blockquote:first-child { padding-top: 0; } blockquote:last-child { border-bottom: 0; padding-bottom: 0; }
blockquote p { margin: 0 0 2px; } .quotes { margin: 14px 0; }
blockquote footer { color: var(--faint); font-size: 14px; }
.gone { color: var(--faint); font-style: italic; }
pre { margin: 12px 0; padding: 12px 14px; background: var(--raised); border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.plot { display: block; width: 100%; height: auto; font-size: 12px; }
.plot.narrow { display: none; }
.tick { fill: var(--faint); } .grid { stroke: var(--line); stroke-width: 1; }
.band { fill: var(--band); } .onset-interval { fill: var(--faint); fill-opacity: .16; }
.bar-usual { fill: var(--bar); } .bar-above { fill: var(--above); }
.expected { fill: none; stroke: var(--quiet); stroke-width: 1.6; }
.unheard { fill: var(--raised); } .hatch { stroke: var(--hatch); stroke-width: 1; }
.mark { fill: none; stroke: var(--tone); stroke-width: 1.3; } .mark-onset { stroke-dasharray: 3 3; }
.label { fill: var(--tone); font-weight: 600; paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }
.mark, .label, .timeline li { --tone: var(--faint); }
.mark-open, .label-open, .timeline .kind-open { --tone: var(--incident); }
.mark-recovering, .label-recovering, .timeline .kind-recovering, .timeline .kind-suspected { --tone: var(--watch); }
.mark-resolved, .label-resolved, .timeline .kind-resolved { --tone: var(--quiet); }
.mark-official, .label-official, .timeline .kind-official { --tone: var(--text); }
@media (max-width: 860px) {
  section { display: block; } h2 { margin-bottom: 12px; } .figures { grid-template-columns: repeat(2, 1fr); }
}
@media (max-width: 560px) {
  body { padding: 22px 16px 48px; } .account { font-size: 16px; }
  .figures div { padding: 11px 12px 12px; } .figures .value { font-size: 19px; }
  .plot.wide { display: none; } .plot.narrow { display: block; }
  table { font-size: 14px; } th, td { padding-right: 10px; } .drawn { min-width: 48px; }
  .many .drawn { display: none; } .many td:last-child:not(.n) { min-width: 8.5em; }
  .timeline li { grid-template-columns: auto 1fr; padding: 0 0 12px 18px; border-left: 1px solid var(--line); }
  .timeline .what { position: static; grid-column: 1 / -1; padding: 0; border: 0; }
  .timeline li { position: relative; } .timeline .what::before { left: -5px; top: .45em; }
}
@media print {
  :root { --ground: #fff; --raised: #fff; --line: #ccc; --text: #000; --faint: #444; --incident: #7d101c;
    --watch: #6b4700; --quiet: #24527f; --unknown: #444; --bar: #b9c3cd; --above: #a01020; --band: #e6eef6;
    --hatch: #999; }
  @page { margin: 16mm 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } .account, table, .timeline .why { font-size: 10pt; }
  section { display: block; margin-top: 18px; padding-top: 12px; } h2 { margin-bottom: 8px; break-after: avoid; }
  tr, blockquote, .timeline li, .figures div, .plot { break-inside: avoid; }
  .figures { grid-template-columns: repeat(4, 1fr); border: 1px solid var(--line); } .many .drawn { width: 14%; }
  details:not([open]) { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) {
  .bar rect, .bar-usual, .bar-above { fill: CanvasText; } .badge { forced-color-adjust: none; }
}
)";

std::string sha256_base64(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
  return {encoded.begin(), encoded.begin() + length};
}

}  // namespace

std::string_view style_sheet() { return kStyle; }

std::string content_security_policy(std::string_view style) {
  return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                     sha256_base64(style));
}

}  // namespace outcry::outputs::report
