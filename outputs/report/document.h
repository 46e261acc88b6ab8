// A report before it is HTML, Markdown or JSON: sections of sentences, tables and quotes, all plain text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// Text in here is plain and may be hostile still: whoever renders it escapes it, without exception.

/// One sentence or a few.
struct Paragraph {
  std::string text;
  bool aside = false;  ///< small print
};

/// Short statements, one a line.
struct Items {
  std::vector<std::string> texts;
};

/// A share with its interval, all of 1.
struct Range {
  double low = 0;
  double value = 0;
  double high = 0;
};

struct Cell {
  std::string text;
  bool strong = false;
  std::optional<double> bar;   ///< drawn, of 1
  std::optional<Range> range;  ///< drawn beside the text
};

struct Column {
  std::string heading;
  bool number = false;
};

struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool folded = false;  ///< long: shown on request where that is possible
};

/// A post, or what is left of it.
struct Quote {
  std::string when;
  std::string text;  ///< "" when it is not kept
  std::string place;
  std::string link;
};
struct Quotes {
  std::vector<Quote> quotes;
};

/// A step of the timeline.
struct TimelineRow {
  std::string when;
  std::string after;  ///< "+3 min" from the onset
  std::string kind;   ///< "onset", "alarm", "peak", "official", a state, or "operator"
  std::string title;
  std::string text;
};
struct TimelineRows {
  std::vector<TimelineRow> rows;
};

/// Where the course is drawn, by those who can draw.
struct CoursePlot {
  std::string legend;  ///< what is drawn how
};

struct Command {
  std::string text;
};

using Block = std::variant<Paragraph, Items, Table, Quotes, TimelineRows, CoursePlot, Command>;

struct Section {
  std::string id;  ///< one lower-case word; stays the same
  std::string heading;
  std::vector<Block> blocks;
};

/// A number worth a headline.
struct KeyFigure {
  std::string label;
  std::string value;
  std::string note;
};

struct Document {
  std::string service;
  std::string state;
  std::string shape;    ///< of the state: tells as much as a colour
  std::string tone;     ///< "incident", "watch", "quiet", "unknown"
  std::string verdict;  ///< one sentence
  std::string account;  ///< the story in a few more
  std::string id;
  std::string written;  ///< what it was written from, and when that was recorded
  std::vector<KeyFigure> figures;
  std::vector<Section> sections;
};

Document document(const Facts& facts);

}  // namespace outcry::outputs::report
