#include "outputs/formats/badge.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "outputs/formats/plain_text.h"
#include "outputs/formats/sentences.h"
#include "outputs/utf8.h"
#include "outputs/xml_text.h"

namespace outcry::outputs::formats {
namespace {

constexpr int kHeight = 20;
constexpr int kMargin = 7;
constexpr int kShape = 10;
constexpr int kGap = 4;
constexpr int kOverhang = 2;
constexpr int kBaseline = 14;
constexpr double kFontSize = 11;
constexpr double kMostNameWidth = 180;
constexpr std::size_t kReasonCharacters = 200;

/// Of the printable ASCII characters from the space on, in hundredths of the font size.
constexpr char32_t kFirstInTable = ' ';
constexpr std::array<std::uint8_t, 95> kAdvances{
    32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
/// Other scripts, about what their wider letters take.
struct Script {
  char32_t first = 0;
  char32_t last = 0;
  int advance = 0;
};
constexpr std::array kScripts{Script{0x00C0, 0x024F, 66}, Script{0x0430, 0x045F, 66}, Script{0x0590, 0x05FF, 60},
                              Script{0x0600, 0x06FF, 64}};
constexpr int kNarrowAdvance = 74;
constexpr int kWideAdvance = 104;
constexpr int kPictureAdvance = 136;
constexpr int kEllipsisAdvance = 100;
constexpr char32_t kEllipsis = 0x2026;
constexpr char32_t kFirstPicture = 0x1F000;

struct Look {
  std::string_view state;
  std::string_view ground;
  std::string_view ink;
  std::string_view shape;  ///< in a box of 10 x 10
  bool hollow = false;
  std::string_view claim;  ///< after the name
};

constexpr std::array kLooks{
    Look{"quiet", "#1d6fb5", "#fff", "M5 .5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z", false,
         "nobody complains more than usual"},
    Look{"watch", "#f2a90e", "#1a1206", "M5 .7L9.8 9.3H.2z", false,
         "slightly more complaints than usual, which may be chance"},
    Look{"incident", "#c9184a", "#fff", "M.8.8h8.4v8.4H.8z", false, "people report that it fails"},
    Look{"recovering", "#f2a90e", "#1a1206", "M1.2 1.7h7.6L5 8.4z", true, "fewer people report that it fails"},
    Look{"unknown", "#696d72", "#fff", "M2.4 3.3a2.6 2.4 0 1 1 3.9 2.1Q5 6.1 5 7.1M5 8.7v1", true,
         "not known how it stands"},
};

const Look& look_of(std::string_view state) {
  const auto* const found = std::ranges::find(kLooks, state, &Look::state);
  return found == kLooks.end() ? kLooks.back() : *found;
}

bool is_in_table(char32_t c) { return c >= kFirstInTable && c < kFirstInTable + kAdvances.size(); }

int advance(char32_t c) {
  if (is_in_table(c)) return kAdvances[c - kFirstInTable];
  if (c == kEllipsis) return kEllipsisAdvance;
  if (c >= kFirstPicture) return kPictureAdvance;
  for (const auto& script : kScripts) {
    if (c >= script.first && c <= script.last) return script.advance;
  }
  return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c)) == 2 ? kWideAdvance : kNarrowAdvance;
}

bool is_measured(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!is_in_table(point.value) && point.value != kEllipsis) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

/// Whether the first letter that has a direction is one of a script written from right to left.
bool is_right_to_left(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(point.value));
    if (property->bidi_class == UTF8PROC_BIDI_CLASS_R || property->bidi_class == UTF8PROC_BIDI_CLASS_AL) return true;
    if (property->bidi_class == UTF8PROC_BIDI_CLASS_L) return false;
    text.remove_prefix(point.bytes);
  }
  return false;
}

std::string fitted(const std::string& name) {
  if (badge_text_width(name) <= kMostNameWidth) return name;
  const double room = kMostNameWidth - kEllipsisAdvance * kFontSize / 100;
  double used = 0;
  std::string_view rest = name;
  while (!rest.empty()) {
    const std::string_view character = first_character(rest);
    used += badge_text_width(character);
    if (used > room) break;
    rest.remove_prefix(character.size());
  }
  std::string out = name.substr(0, name.size() - rest.size());
  while (out.ends_with(' ')) out.pop_back();
  append_utf8(out, kEllipsis);
  return out;
}

int pixels(double width) { return static_cast<int>(std::ceil(width)); }

/// In a window of its own, so that a font wider than thought is cut and runs over nothing.
std::string raw_text(int x, int width, std::string_view text, std::string_view ink) {
  std::string attributes;
  if (is_right_to_left(text)) attributes += " direction=\"rtl\"";
  if (is_measured(text) && !text.empty()) attributes += fmt::format(" textLength=\"{:.1f}\"", badge_text_width(text));
  return fmt::format("<svg x=\"{}\" width=\"{}\" height=\"{}\"><text x=\"{}\" y=\"{}\" fill=\"{}\"{}>{}</text></svg>",
                     x - kOverhang, width + 2 * kOverhang, kHeight, fmt::format("{:.1f}", width / 2.0 + kOverhang),
                     kBaseline, ink, attributes, xml_text(text));
}

std::string shape_at(int x, const Look& look) {
  const std::string paint =
      look.hollow ? fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"1.7\" stroke-linejoin=\"round\"", look.ink)
                  : fmt::format("fill=\"{}\"", look.ink);
  return fmt::format("<path transform=\"translate({} {})\" {} d=\"{}\"/>", x, (kHeight - kShape) / 2, paint,
                     look.shape);
}

std::string title_of(const std::string& name, const Look& look, const Standing& standing) {
  std::string out = fmt::format("{}: {}", name, look.claim);
  if (standing.since) out += ", since " + stamp(*standing.since);
  const std::string reason = shortened(one_line(standing.reason), kReasonCharacters);
  return reason.empty() ? out : fmt::format("{} ({})", out, reason);
}

}  // namespace

double badge_text_width(std::string_view text) {
  int hundredths = 0;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    hundredths += advance(first_code_point(character).value);
    text.remove_prefix(character.size());
  }
  return hundredths * kFontSize / 100;
}

std::string badge_svg(const Standing& standing) {
  const Look& look = look_of(standing.state);
  std::string full_name = one_line(standing.name.empty() ? standing.slug : standing.name);
  if (full_name.empty()) full_name = "a service";
  const std::string name = fitted(full_name);
  const int name_width = pixels(badge_text_width(name));
  const int word_width = pixels(badge_text_width(look.state));
  const int middle = name_width + 2 * kMargin;
  const int width = middle + kMargin + kShape + kGap + word_width + kMargin;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "aria-label=\"{2}: {3}\"><title>{4}</title>"
      "<path fill=\"#2b323b\" d=\"M3 0H{5}V20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z\"/>"
      "<path fill=\"{6}\" d=\"M{5} 0H{7}a3 3 0 0 1 3 3V17a3 3 0 0 1-3 3H{5}z\"/>{8}"
      "<g font-family=\"Verdana,'DejaVu Sans',Geneva,sans-serif\" font-size=\"{9}\" text-anchor=\"middle\">{10}{11}</g>"
      "</svg>\n",
      width, kHeight, xml_text(full_name), look.state, xml_text(title_of(full_name, look, standing)), middle,
      look.ground, width - 3, shape_at(middle + kMargin, look), kFontSize, raw_text(kMargin, name_width, name, "#fff"),
      raw_text(middle + kMargin + kShape + kGap, word_width, look.state, look.ink));
}

}  // namespace outcry::outputs::formats
