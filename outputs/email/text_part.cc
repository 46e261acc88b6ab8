#include "outputs/email/text_part.h"

#include <fmt/format.h>

#include "outputs/utf8.h"

namespace outcry::outputs::email {
namespace {

constexpr std::size_t kWidth = 72;

std::size_t width_of(std::string_view text) {
  std::size_t out = 0;
  for (; !text.empty(); ++out) text.remove_prefix(first_code_point(text).bytes);
  return out;
}

/// Takes the next line off `text`, with the space that it ends with if there is more.
std::string_view next_line(std::string_view& text, std::size_t room) {
  std::size_t end = 0;
  for (std::size_t width = 0; end < text.size();) {
    const auto word = text.substr(end, text.find(' ', end) - end);
    width += width_of(word) + 1;
    if (end > 0 && width > room) break;
    end += word.size() + (end + word.size() < text.size() ? 1 : 0);
  }
  const auto out = text.substr(0, end);
  text.remove_prefix(end);
  return out;
}

class Page {
 public:
  void paragraph(std::string_view text, std::string_view quote = "") {
    while (!text.empty()) {
      const auto line = next_line(text, kWidth - quote.size());
      const bool is_stuffed =
          quote.empty() && (line.starts_with(' ') || line.starts_with('>') || line.starts_with("From "));
      out_.append(quote).append(is_stuffed ? " " : "").append(line).append("\n");
    }
  }
  void gap() { out_ += "\n"; }
  void signature(std::string_view text) {
    if (text.empty()) return;
    out_ += "\n-- \n";
    paragraph(text);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void add(Page& page, const Section& section) {
  if (!section.title.empty()) page.paragraph(fmt::format("{} {}", shape(section.sign.tone), section.title));
  for (const auto& sentence : section.sentences) page.paragraph(sentence);
  if (!section.facts.empty()) page.gap();
  for (const auto& fact : section.facts) page.paragraph(fmt::format("{}: {}", fact.name, fact.value));
  if (!section.facts.empty() && !section.link.empty()) page.gap();
  if (!section.link.empty()) page.paragraph(fmt::format("{}: {}", kPage, section.link));
  if (section.quotes.empty()) return;
  page.gap();
  page.paragraph(kStrangers);
  for (const auto& quote : section.quotes) {
    page.gap();
    page.paragraph(quote.text, "> ");
    const bool both = !quote.when.empty() && !quote.link.empty();
    page.paragraph(fmt::format("{}{}{}", quote.when, both ? ", " : "", quote.link), "> ");
  }
}

}  // namespace

std::string text_part(const Letter& letter) {
  Page page;
  page.paragraph(fmt::format("{} {}: {}", shape(letter.sign.tone), letter.sign.word, letter.title));
  if (!letter.sentences.empty()) page.gap();
  for (const auto& sentence : letter.sentences) page.paragraph(sentence);
  for (const auto& section : letter.sections) {
    page.gap();
    add(page, section);
  }
  if (!letter.rest.empty()) page.gap();
  page.paragraph(letter.rest);
  page.signature(letter.closing);
  return page.take();
}

}  // namespace outcry::outputs::email
