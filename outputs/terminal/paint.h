// Colours, shapes and the page on which a text for the terminal is put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outcry::outputs::terminal {

enum class Tone : std::uint8_t { plain, strong, faint, incident, watch, quiet };

/// How a state is shown: its shape tells as much as its colour.
struct Sign {
  std::string_view shape;
  Tone tone = Tone::plain;
};
/// ■ open; ▲ suspected, recovering; ● resolved, dismissed; ? anything else.
Sign sign_of(std::string_view state);

/// Puts text in a tone, or leaves it as it is.
class Paint {
 public:
  struct Options {
    bool colour = false;
  };
  explicit Paint(Options options) : options_(options) {}
  std::string operator()(Tone tone, std::string_view text) const;

 private:
  Options options_;
};

/// A text in lines of a given width. Widths are counted before colours are put on.
class Page {
 public:
  Page(std::size_t columns, Paint paint) : columns_(columns), paint_(paint) {}

  std::size_t columns() const { return columns_; }
  const Paint& paint() const { return paint_; }

  void line(std::string_view text = {});
  void heading(std::string_view text);
  /// Wrapped text whose first line begins with `lead`, which stands in a column of `indent`.
  void paragraph(std::size_t indent, std::string_view lead, std::string_view text, Tone tone = Tone::plain,
                 Tone lead_tone = Tone::faint);
  std::string take() { return std::move(out_); }

 private:
  std::size_t columns_;
  Paint paint_;
  std::string out_;
};

}  // namespace outcry::outputs::terminal
