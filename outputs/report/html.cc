#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "outputs/report/course_plot.h"
#include "outputs/report/document.h"
#include "outputs/report/escape.h"
#include "outputs/report/html_style.h"
#include "outputs/report/report.h"

namespace outcry::outputs::report {
namespace {

constexpr std::size_t kManyColumns = 5;  // more than these leave no room for bars on a phone

/// "<tag class="name">escaped</tag>"
std::string element(std::string_view tag, std::string_view name, std::string_view text) {
  return name.empty() ? fmt::format("<{0}>{1}</{0}>", tag, html_escaped(text))
                      : fmt::format("<{0} class=\"{1}\">{2}</{0}>", tag, name, html_escaped(text));
}

/// Only words that the style sheet knows become names of classes.
std::string_view kind_class(std::string_view kind) {
  static constexpr std::array<std::string_view, 9> kKinds{
      "onset", "open", "suspected", "recovering", "resolved", "dismissed", "official", "peak", "operator"};
  const auto* found = std::ranges::find(kKinds, kind);
  return found == kKinds.end() ? "unknown" : *found;
}

std::string bar(double share) {
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect width=\"{:.1f}\" height=\"10\"/></svg>",
      100 * std::clamp(share, 0.0, 1.0));
}

std::string range(const Range& range) {
  const double low = 100 * std::clamp(range.low, 0.0, 1.0);
  const double high = 100 * std::clamp(range.high, 0.0, 1.0);
  return fmt::format(
      "<svg class=\"range\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"track\" y=\"4\" width=\"100\" height=\"2\"/>"
      "<rect class=\"span\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" height=\"6\"/>"
      "<rect class=\"value\" x=\"{:.1f}\" width=\"1.6\" height=\"10\"/></svg>",
      low, std::max(0.0, high - low), std::clamp(100 * range.value - 0.8, 0.0, 98.4));
}

std::string heading_cell(const Column& column) {
  if (column.heading.empty()) return "<td class=\"drawn\"></td>";
  return fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", html_escaped(column.heading));
}

std::string body_cell(const Cell& cell, bool number) {
  std::string inner = html_escaped(cell.text);
  if (cell.bar) inner += bar(*cell.bar);
  if (cell.range) inner += range(*cell.range);
  const char* name = cell.bar ? " class=\"drawn\"" : number ? " class=\"n\"" : "";
  return fmt::format("<td{}>{}</td>", name, inner);
}

std::string quote_html(const Quote& quote) {
  std::string out = "<blockquote>";
  out += quote.text.empty() ? "<p class=\"gone\">Its text is not kept.</p>"
                            : fmt::format("<p dir=\"auto\">“{}”</p>", html_escaped(quote.text));
  out += fmt::format("<footer>{}", html_escaped(quote.when));
  if (!quote.place.empty()) out += " · " + html_escaped(quote.place);
  if (const std::string link = safe_link(quote.link); !link.empty()) {
    out += fmt::format(" · <a href=\"{}\" rel=\"noopener noreferrer nofollow\">the post</a>", html_escaped(link));
  }
  return out + "</footer></blockquote>\n";
}

class Writer {
 public:
  explicit Writer(const Facts& facts) : facts_(facts) {}

  void operator()(const Paragraph& paragraph) {
    out += element("p", paragraph.aside ? "aside" : "", paragraph.text) + "\n";
  }

  void operator()(const Items& items) {
    out += "<ul>\n";
    for (const auto& text : items.texts) out += element("li", "", text) + "\n";
    out += "</ul>\n";
  }

  void operator()(const Table& table) {
    if (table.folded) out += fmt::format("<details>{}\n", element("summary", "", table.caption));
    out += fmt::format("<div class=\"scroll\" tabindex=\"0\"><table{}>{}\n<thead><tr>",
                       table.columns.size() > kManyColumns ? " class=\"many\"" : "",
                       element("caption", "", table.caption));
    for (const auto& column : table.columns) out += heading_cell(column);
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) add_row(row, table.columns);
    out += "</tbody></table></div>\n";
    if (table.folded) out += "</details>\n";
  }

  void operator()(const Quotes& quotes) {
    out += "<div class=\"quotes\">\n";
    for (const auto& quote : quotes.quotes) out += quote_html(quote);
    out += "</div>\n";
  }

  void operator()(const TimelineRows& timeline) {
    out += "<ol class=\"timeline\">\n";
    for (const auto& row : timeline.rows) {
      out += fmt::format("<li class=\"kind-{}\">{}{}<span class=\"what\">{}", kind_class(row.kind),
                         element("span", "when", row.when), element("span", "after", row.after),
                         element("strong", "", row.title));
      if (!row.text.empty()) out += " " + element("span", "why", row.text);
      out += "</span></li>\n";
    }
    out += "</ol>\n";
  }

  void operator()(const CoursePlot& plot) {
    const auto course = coarser(ordered(facts_.course), kMostSteps);
    const KeyTimes times = key_times(facts_.incident);
    out += course_plot(course, times, {}) + "\n";
    out += course_plot(course, times, {.width = 360, .height = 300, .time_ticks = 4, .name = "narrow"}) + "\n";
    out += element("p", "aside", plot.legend) + "\n";
  }

  void operator()(const Command& command) { out += element("pre", "", command.text) + "\n"; }

  std::string out;

 private:
  void add_row(const std::vector<Cell>& row, const std::vector<Column>& columns) {
    const bool strong = std::ranges::any_of(row, &Cell::strong);
    out += strong ? "<tr class=\"strong\">" : "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) out += body_cell(row[i], i < columns.size() && columns[i].number);
    out += "</tr>\n";
  }

  const Facts& facts_;
};

std::string head(const Document& told) {
  const std::string_view style = style_sheet();
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n"
      "<meta name=\"referrer\" content=\"no-referrer\"/>\n<meta name=\"robots\" content=\"noindex\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}: incident report</title>\n<style>{}</style>\n</head>\n",
      content_security_policy(style), html_escaped(told.service), style);
}

std::string opening(const Document& told) {
  std::string out = fmt::format("<header>\n<p class=\"kicker\"><span class=\"badge\">{} {}</span>{}{}</p>\n",
                                told.shape, html_escaped(told.state), element("span", "", told.written),
                                told.id.empty() ? "" : element("span", "", told.id));
  out += fmt::format("<h1>Incident report: {}</h1>\n", html_escaped(told.service));
  out += element("p", "verdict", told.verdict) + "\n" + element("p", "account", told.account) + "\n</header>\n";
  out += "<dl class=\"figures\">\n";
  for (const auto& figure : told.figures) {
    out += fmt::format("<div>{}{}{}</div>\n", element("dt", "", figure.label), element("dd", "value", figure.value),
                       figure.note.empty() ? "" : element("dd", "note", figure.note));
  }
  return out + "</dl>\n";
}

}  // namespace

std::string html(const Facts& facts) {
  const Document told = document(facts);
  Writer writer(facts);
  writer.out = fmt::format("{}<body class=\"tone-{}\">\n{}<main>\n", head(told), told.tone, opening(told));
  for (const auto& section : told.sections) {
    writer.out +=
        fmt::format("<section id=\"{}\">{}<div class=\"body\">\n", section.id, element("h2", "", section.heading));
    for (const auto& block : section.blocks) std::visit(writer, block);
    writer.out += "</div></section>\n";
  }
  return writer.out + "</main>\n</body>\n</html>\n";
}

}  // namespace outcry::outputs::report
