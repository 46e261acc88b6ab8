#include <fmt/format.h>

#include <cmath>

#include "outputs/report/document.h"
#include "outputs/report/escape.h"
#include "outputs/report/report.h"

namespace outcry::outputs::report {
namespace {

constexpr double kBarLength = 20;

std::string bar(double share) {
  std::string out;
  const auto length = std::lround(kBarLength * std::min(share, 1.0));
  for (long i = 0; i < length; ++i) out += "█";
  return out.empty() && share > 0 ? "▏" : out;
}

std::string cell_text(const Cell& cell) {
  if (cell.bar) return bar(*cell.bar);
  const std::string text = markdown_escaped(cell.text);
  return cell.strong && !text.empty() ? fmt::format("**{}**", text) : text;
}

std::string row_of(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const auto& cell : cells) out += fmt::format(" {} |", cell);
  return out + "\n";
}

/// Markdown knows no `&` in an address but as an entity's beginning.
std::string link_to(const std::string& link) {
  std::string out;
  for (const char c : safe_link(link)) out += c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

std::string quote_line(const Quote& quote) {
  std::string out = fmt::format("- {}", markdown_escaped(quote.when));
  if (!quote.place.empty()) out += ", " + markdown_escaped(quote.place);
  out += quote.text.empty() ? ": its text is not kept" : fmt::format(": “{}”", markdown_escaped(quote.text));
  const std::string link = link_to(quote.link);
  return link.empty() ? out + "\n" : fmt::format("{} ([the post]({}))\n", out, link);
}

class Writer {
 public:
  void operator()(const Paragraph& paragraph) { out += markdown_escaped(paragraph.text) + "\n"; }

  void operator()(const Items& items) {
    for (const auto& text : items.texts) out += fmt::format("- {}\n", markdown_escaped(text));
  }

  void operator()(const Table& table) {
    std::vector<std::string> headings;
    std::vector<std::string> rules;
    for (const auto& column : table.columns) {
      headings.push_back(markdown_escaped(column.heading));
      rules.emplace_back(column.number ? "---:" : "---");
    }
    if (!table.caption.empty()) out += markdown_escaped(table.caption) + ":\n\n";
    out += row_of(headings) + row_of(rules);
    for (const auto& row : table.rows) {
      std::vector<std::string> cells;
      for (const auto& cell : row) cells.push_back(cell_text(cell));
      out += row_of(cells);
    }
  }

  void operator()(const Quotes& quotes) {
    for (const auto& quote : quotes.quotes) out += quote_line(quote);
  }

  void operator()(const TimelineRows& timeline) {
    out += row_of({"When", "From the onset", "What", "Why"}) + row_of({"---", "---:", "---", "---"});
    for (const auto& row : timeline.rows) {
      out += row_of({markdown_escaped(row.when), markdown_escaped(row.after),
                     fmt::format("**{}**", markdown_escaped(row.title)), markdown_escaped(row.text)});
    }
  }

  void operator()(const CoursePlot&) {}

  void operator()(const Command& command) { out += markdown_code(command.text); }

  std::string out;
};

std::string figures_table(const std::vector<KeyFigure>& figures) {
  std::string out = row_of({"Key figure", "", ""}) + row_of({"---", "---", "---"});
  for (const auto& figure : figures) {
    out += row_of({markdown_escaped(figure.label), fmt::format("**{}**", markdown_escaped(figure.value)),
                   markdown_escaped(figure.note)});
  }
  return out;
}

}  // namespace

std::string markdown(const Facts& facts) {
  const Document told = document(facts);
  Writer writer;
  writer.out =
      fmt::format("# Incident report: {}\n\n{} {} · {} · {}\n\n**{}**\n\n{}\n\n{}", markdown_escaped(told.service),
                  told.shape, markdown_escaped(told.state), markdown_escaped(told.written), markdown_escaped(told.id),
                  markdown_escaped(told.verdict), markdown_escaped(told.account), figures_table(told.figures));
  for (const auto& section : told.sections) {
    writer.out += fmt::format("\n## {}\n", markdown_escaped(section.heading));
    for (const auto& block : section.blocks) {
      if (!std::holds_alternative<CoursePlot>(block)) writer.out += "\n";
      std::visit(writer, block);
    }
  }
  return writer.out;
}

}  // namespace outcry::outputs::report
