#include "nlp/reading.h"

#include <algorithm>

namespace outcry::nlp {

bool Reading::is_named(ServiceId service) const {
  return std::ranges::any_of(namings, [service](const Naming& naming) { return naming.hit.service == service; });
}

bool Reading::is_by_official_of(ServiceId service) const {
  if (post->marks.official && given == service) return true;
  return official_of != nullptr && std::ranges::find(*official_of, service) != official_of->end();
}

void Reading::note_kinds() {
  kinds = 0;
  for (const Hit& hit : hits)
    if (hit.used && phrases->is(hit, Mark::phrase)) kinds |= 1U << static_cast<unsigned>((*phrases)[hit.phrase].kind);
}

bool Reading::is_struck(std::uint32_t token) const {
  bool struck = false;
  for (const Hit& hit : hits) {
    if (hit.first > token) break;
    if (hit.last <= token) continue;
    if (is_used(hit, PhraseKind::failure)) return false;
    struck = struck || phrases->is(hit, PhraseKind::failure) || phrases->is(hit, PhraseKind::idiom);
  }
  return struck;
}

bool Reading::is_question(std::uint32_t wanted) const {
  return std::ranges::any_of(tokens.list(), [&](const Token& token) {
    return token.sentence == wanted && token.kind == TokenKind::stop && text[token.begin] == '?';
  });
}

}  // namespace outcry::nlp
