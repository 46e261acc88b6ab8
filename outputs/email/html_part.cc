#include "outputs/email/html_part.h"

#include <fmt/format.h>

#include <array>

#include "outputs/report/escape.h"

namespace outcry::outputs::email {
namespace {

using report::html_escaped;

constexpr std::array<std::string_view, 3> kClasses{"incident", "watch", "quiet"};     ///< by Tone
constexpr std::array<std::string_view, 3> kColours{"#7d101c", "#9f6905", "#3978c0"};  ///< the same, on light ground
constexpr std::string_view kFaint = "#5d636b";

constexpr std::string_view kHead = R"(<meta charset="UTF-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="supported-color-schemes" content="light dark"/>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .ground { background: #11151a !important; color: #eceef0 !important; }
  .incident { color: #ff6680 !important; border-color: #f52b57 !important; }
  .watch { color: #f2a90e !important; border-color: #f2a90e !important; }
  .quiet { color: #56aef2 !important; border-color: #2191e0 !important; }
  .faint { color: #a3abb5 !important; }
  .line { border-color: #2b323b !important; }
  .text { color: #eceef0 !important; }
}
</style>
)";

std::string_view class_of(Tone tone) { return kClasses.at(static_cast<std::size_t>(tone)); }
std::string_view colour_of(Tone tone) { return kColours.at(static_cast<std::size_t>(tone)); }

std::string paragraph(std::string_view text, std::string_view style = "margin:0 0 12px") {
  return text.empty() ? "" : fmt::format("<p style=\"{}\">{}</p>\n", style, html_escaped(text));
}

std::string faint(std::string_view html) {
  return fmt::format("<span class=\"faint\" style=\"color:{}\">{}</span>", kFaint, html);
}

std::string link(std::string_view address, std::string_view text) {
  return fmt::format("<a class=\"quiet\" style=\"color:{}\" href=\"{}\">{}</a>", colour_of(Tone::quiet),
                     html_escaped(address), html_escaped(text));
}

std::string sign(const Sign& sign, std::string_view text, std::string_view style) {
  return fmt::format("<p class=\"{}\" style=\"{};color:{};font-weight:600\">{} {}</p>\n", class_of(sign.tone), style,
                     colour_of(sign.tone), shape(sign.tone), html_escaped(text));
}

std::string facts(const std::vector<Fact>& facts) {
  if (facts.empty()) return "";
  std::string out = "<p style=\"margin:0 0 16px\">";
  for (const auto& fact : facts)
    out += fmt::format("{}{} {}", &fact == facts.data() ? "" : "<br/>\n", faint(html_escaped(fact.name) + ":"),
                       html_escaped(fact.value));
  return out + "</p>\n";
}

std::string quotes(const std::vector<Quote>& quotes) {
  if (quotes.empty()) return "";
  auto out = fmt::format("<p style=\"margin:16px 0 8px\">{}</p>\n", faint(html_escaped(kStrangers)));
  for (const auto& quote : quotes) {
    const auto when = html_escaped(quote.when.empty() ? "the post" : quote.when);
    const auto origin = quote.link.empty() ? html_escaped(quote.when) : link(quote.link, when);
    out += fmt::format(
        "<blockquote class=\"line\" style=\"margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #dfe2e6\">{}"
        "{}{}</blockquote>\n",
        html_escaped(quote.text), origin.empty() ? "" : "<br/>\n", origin.empty() ? "" : faint(origin));
  }
  return out;
}

std::string section(const Section& section) {
  std::string out;
  if (!section.title.empty()) out += sign(section.sign, section.title, "margin:0 0 4px");
  for (const auto& sentence : section.sentences) out += paragraph(sentence);
  out += facts(section.facts);
  if (!section.link.empty()) out += fmt::format("<p style=\"margin:0\">{}</p>\n", link(section.link, kPage));
  out += quotes(section.quotes);
  const auto style = section.title.empty() ? std::string("margin:0 0 20px")
                                           : fmt::format("margin:0 0 20px;padding:0 0 0 14px;border-left:3px solid {}",
                                                         colour_of(section.sign.tone));
  return fmt::format("<div class=\"{}\" style=\"{}\"><div class=\"text\" style=\"color:#16191d\">\n{}</div></div>\n",
                     class_of(section.sign.tone), style, out);
}

}  // namespace

std::string html_part(const Letter& letter) {
  auto out = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{}<title>{}</title>\n</head>\n", kHead,
                         html_escaped(letter.title));
  out +=
      "<body style=\"margin:0;padding:0;background:#ffffff;color:#16191d\">\n"
      "<div class=\"ground\" style=\"max-width:600px;margin:0 auto;padding:24px 20px;overflow-wrap:break-word;"
      "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif\">\n";
  out += sign(letter.sign, letter.sign.word, "margin:0 0 4px");
  out += fmt::format("<h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:650\">{}</h1>\n",
                     html_escaped(letter.title));
  for (const auto& sentence : letter.sentences) out += paragraph(sentence);
  for (const auto& one : letter.sections) out += section(one);
  out += paragraph(letter.rest);
  out += fmt::format(
      "<p class=\"line\" style=\"margin:24px 0 0;padding:12px 0 0;border-top:1px solid "
      "#dfe2e6;font-size:14px\">{}</p>\n",
      faint(html_escaped(letter.closing)));
  return out + "</div>\n</body>\n</html>\n";
}

}  // namespace outcry::outputs::email
