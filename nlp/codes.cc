#include "nlp/codes.h"

#include <algorithm>
#include <tuple>

#include "nlp/chars.h"

namespace outcry::nlp {

Result<Codes> Codes::make(const Catalog& catalog) {
  Codes out;
  std::vector<std::string> patterns;
  for (const auto& code : catalog.error_codes) patterns.push_back(code.pattern);
  auto scanner = Scanner::expressions(patterns);
  if (!scanner) return scanner.error();
  out.scanner_ = std::move(*scanner);
  return out;
}

void Codes::find(std::string_view text, const Scratch& scratch, std::vector<CodeHit>& out) const {
  out.clear();
  if (std::ranges::none_of(text, is_ascii_digit)) return;
  scanner_.scan(text, scratch, [&](std::uint32_t id, std::size_t begin, std::size_t end) {
    if (begin == end || !is_boundary(text, begin) || !is_boundary(text, end)) return;
    out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), id});
  });
  std::ranges::sort(out, {}, [](const CodeHit& hit) { return std::tuple(hit.begin, ~hit.end, hit.code); });
  std::size_t kept = 0;
  for (const CodeHit& hit : out)
    if (kept == 0 || hit.begin >= out[kept - 1].end) out[kept++] = hit;
  out.resize(kept);
}

}  // namespace outcry::nlp
