#include "outputs/report/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "outputs/fields.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::outputs::report {

std::string known(const std::optional<std::uint64_t>& number) {
  return number ? count(*number) : std::string(kNotKnown);
}

std::string known(const std::optional<double>& number) { return number ? amount(*number) : std::string(kNotKnown); }

std::string known(const std::string& text) { return text.empty() ? std::string(kNotKnown) : text; }

std::string percent(double share) {
  const double value = 100 * share;
  return value > 0 && value < 9.95 ? fmt::format("{:.1f} %", value) : fmt::format("{:.0f} %", value);
}

std::string percent(const Range& share) {
  return fmt::format("{} (95 % interval {:.0f} to {:.0f} %)", percent(share.value), 100 * share.low, 100 * share.high);
}

std::string ordinal(int number) {
  static constexpr std::array<std::string_view, 4> kEndings{"th", "st", "nd", "rd"};
  const int tens = number % 100;
  const int ones = number % 10;
  const bool regular = ones > 3 || (tens >= 11 && tens <= 13);
  return fmt::format("{}{}", number, kEndings[regular ? 0 : static_cast<std::size_t>(ones)]);
}

std::string enumerated(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string when(EventTime at, const std::optional<EventTime>& reference) {
  return reference && same_day(at, *reference) ? clock(at) : stamp(at);
}

std::string relative(EventTime at, EventTime reference) {
  if (at == reference) return "at the moment of";
  return at > reference ? format_duration(at - reference) + " after" : format_duration(reference - at) + " before";
}

std::string service_name(const Json& incident) {
  const std::string name = text(member(incident, "service"), "name");
  return name.empty() ? "the service" : name;
}

std::string leading_service_name(const Json& incident) {
  const std::string name = text(member(incident, "service"), "name");
  return name.empty() ? "The service" : name;
}

Quotes quotes(const Json& posts, const std::optional<EventTime>& reference, std::size_t most) {
  std::vector<const Json*> chosen;
  for (std::size_t i = 0; i < std::min(most, posts.size()); ++i) chosen.push_back(&posts[i]);
  std::ranges::stable_sort(chosen, {}, [](const Json* post) { return time(*post, "time"); });
  Quotes out;
  for (const Json* post : chosen) {
    const auto at = time(*post, "time");
    out.quotes.push_back({.when = at ? when(*at, reference) : "at a time not known",
                          .text = text(*post, "text"),
                          .place = text(*post, "region_name"),
                          .link = harmless(post_link(*post))});
  }
  return out;
}

}  // namespace outcry::outputs::report
