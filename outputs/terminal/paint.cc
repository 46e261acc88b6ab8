#include "outputs/terminal/paint.h"

#include <algorithm>
#include <array>

#include "outputs/terminal/layout.h"

namespace outcry::outputs::terminal {
namespace {

constexpr std::array<std::string_view, 6> kCodes{"", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[33m", "\x1b[34m"};
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::size_t kNarrowest = 16;

}  // namespace

Sign sign_of(std::string_view state) {
  if (state == "open") return {"■", Tone::incident};
  if (state == "suspected" || state == "recovering") return {"▲", Tone::watch};
  if (state == "resolved" || state == "dismissed") return {"●", Tone::quiet};
  return {"?", Tone::faint};
}

std::string Paint::operator()(Tone tone, std::string_view text) const {
  if (!options_.colour || tone == Tone::plain || text.empty()) return std::string(text);
  std::string out(kCodes[static_cast<std::size_t>(tone)]);
  return out.append(text).append(kReset);
}

void Page::line(std::string_view text) { out_.append(text).append("\n"); }

void Page::heading(std::string_view text) {
  line();
  line(paint_(Tone::strong, text));
}

void Page::paragraph(std::size_t indent, std::string_view lead, std::string_view text, Tone tone, Tone lead_tone) {
  const std::size_t room = std::max(kNarrowest, columns_ > indent ? columns_ - indent : 0);
  std::string before = paint_(lead_tone, lead) + std::string(indent - std::min(indent, width(lead)), ' ');
  for (const auto& part : wrapped(text, room)) {
    line(before + paint_(tone, part));
    before.assign(indent, ' ');
  }
}

}  // namespace outcry::outputs::terminal
