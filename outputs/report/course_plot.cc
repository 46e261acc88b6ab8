#include "outputs/report/course_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "outputs/report/axis.h"
#include "outputs/report/escape.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

constexpr double kLeft = 40;
constexpr double kRight = 10;
constexpr double kBottom = 24;
constexpr double kLane = 17;
constexpr double kLetter = 7.1;  // of bold text of 12 units, a little more than it is on average
constexpr double kHatch = 7;
constexpr double kHeardInFull = 0.95;

EventTime end_of(const Step& step) { return step.begin + step.length; }

bool is_heard(const Step& step) { return step.observed && step.heard >= kHeardInFull; }

/// A label and where it stands.
struct Placed {
  Mark mark;
  double x = 0;
  double from = 0;
  double to = 0;
  std::size_t lane = 0;
  bool before = false;  ///< the label stands before its line
};

class Drawing {
 public:
  Drawing(const std::vector<Step>& course, const KeyTimes& times, const PlotSize& size)
      : course_(course), times_(times), size_(size), from_(course.front().begin), to_(from_) {
    for (const auto& step : course) to_ = std::max(to_, end_of(step));
    place_marks();
    top_ = 10 + kLane * static_cast<double>(lanes_);
    ticks_ = number_ticks(most(), 5);
  }

  std::string take() {
    out_ = fmt::format(
        "<svg class=\"plot {0}\" viewBox=\"0 0 {1} {2}\" width=\"{1}\" height=\"{2}\" role=\"img\" "
        "aria-label=\"Reporters over time\">",
        size_.name, size_.width, size_.height);
    draw_onset();
    draw_band();
    draw_grid();
    draw_bars();
    draw_expected();
    draw_unheard();
    draw_marks();
    return out_ + "</svg>";
  }

 private:
  double right() const { return size_.width - kRight; }
  double base() const { return size_.height - kBottom; }

  double x(EventTime at) const {
    const std::chrono::duration<double> span = to_ - from_;
    const std::chrono::duration<double> after = at - from_;
    return kLeft + (right() - kLeft) * std::clamp(after / span, 0.0, 1.0);
  }

  double y(double value) const { return base() - (base() - top_) * std::min(1.0, value / ticks_.back()); }

  double most() const {
    double out = 1;
    for (const auto& step : course_) {
      out = std::max({out, step.observed.value_or(0), step.expected.value_or(0), step.high.value_or(0)});
    }
    return std::min(out, 1e15);
  }

  /// Labels stand in the highest lane that has room for them.
  void place_marks() {
    std::vector<double> ends;
    for (const auto& mark : marks(times_)) {
      if (mark.at < from_ || mark.at > to_) continue;
      Placed placed{.mark = mark, .x = x(mark.at)};
      const double length = kLetter * static_cast<double>(mark.label.size()) + 6;
      placed.before = placed.x + length > size_.width;
      placed.from = placed.before ? placed.x - length : placed.x;
      placed.to = placed.from + length;
      while (placed.lane < ends.size() && ends[placed.lane] > placed.from) ++placed.lane;
      if (placed.lane == ends.size()) ends.push_back(0);
      ends[placed.lane] = placed.to;
      placed_.push_back(placed);
    }
    lanes_ = ends.size();
  }

  void path(std::string_view name, const std::string& data) {
    if (!data.empty()) out_ += fmt::format("<path class=\"{}\" d=\"{}\"/>", name, data);
  }

  void label(double at_x, double at_y, std::string_view anchor, std::string_view name, std::string_view text) {
    out_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", name, at_x, at_y,
                        anchor, html_escaped(text));
  }

  static std::string box(double left, double top, double right, double bottom) {
    return fmt::format("M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}Z", left, top, right, bottom, left);
  }

  void draw_onset() {
    if (!times_.onset_from || !times_.onset_to || *times_.onset_to < from_ || *times_.onset_from > to_) return;
    path("onset-interval", box(x(*times_.onset_from), top_, x(*times_.onset_to), base()));
  }

  void draw_band() {
    std::string data;
    for (const auto& step : course_) {
      if (step.high) data += box(x(step.begin), y(*step.high), x(end_of(step)), base());
    }
    path("band", data);
  }

  void draw_grid() {
    std::string data;
    for (const double tick : ticks_) {
      data += fmt::format("M{:.1f} {:.1f}H{:.1f}", kLeft, y(tick), right());
      label(kLeft - 6, y(tick) + 4, "end", "tick", amount(tick));
    }
    path("grid", data);
    for (const auto& tick : time_ticks(from_, to_, size_.time_ticks)) {
      label(std::clamp(x(tick.at), kLeft, right() - 14), base() + 17, "middle", "tick", tick.label);
    }
  }

  void draw_bars() {
    std::string usual;
    std::string above;
    for (const auto& step : course_) {
      if (!step.observed || *step.observed <= 0) continue;
      const double left = x(step.begin);
      const double width = x(end_of(step)) - left;
      const double gap = std::min(1.2, width * 0.16);
      const double limit = std::min(*step.observed, step.high.value_or(*step.observed));
      usual += box(left + gap / 2, y(limit), left + width - gap / 2, base());
      if (*step.observed > limit) above += box(left + gap / 2, y(*step.observed), left + width - gap / 2, y(limit));
    }
    path("bar-usual", usual);
    path("bar-above", above);
  }

  void draw_expected() {
    std::string data;
    const Step* before = nullptr;
    for (const auto& step : course_) {
      if (step.expected) {
        const bool goes_on = before != nullptr && end_of(*before) == step.begin;
        data += fmt::format("{}{:.1f} {:.1f}H{:.1f}", goes_on ? "L" : "M", x(step.begin), y(*step.expected),
                            x(end_of(step)));
      }
      before = step.expected ? &step : nullptr;
    }
    path("expected", data);
  }

  /// Lines at 45 degrees, cut off at the edges.
  std::string hatched(double left, double right) const {
    const double height = base() - top_;
    std::string out;
    for (double c = std::floor((left - height) / kHatch) * kHatch; c < right; c += kHatch) {
      const double begin = std::max(left, c);
      const double end = std::min(right, c + height);
      if (begin >= end) continue;
      out += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", begin, base() - (begin - c), end, base() - (end - c));
    }
    return out;
  }

  void draw_unheard() {
    std::string ground;
    std::string lines;
    for (std::size_t i = 0; i < course_.size(); ++i) {
      if (is_heard(course_[i])) continue;
      const double left = x(course_[i].begin);
      while (i + 1 < course_.size() && !is_heard(course_[i + 1]) && course_[i + 1].begin == end_of(course_[i])) ++i;
      ground += box(left, top_, x(end_of(course_[i])), base());
      lines += hatched(left, x(end_of(course_[i])));
    }
    path("unheard", ground);
    path("hatch", lines);
  }

  void draw_marks() {
    for (const auto& placed : placed_) {
      const double line_top = 4 + kLane * static_cast<double>(placed.lane);
      path("mark mark-" + placed.mark.kind, fmt::format("M{:.1f} {:.1f}V{:.1f}", placed.x, line_top, base()));
    }
    for (const auto& placed : placed_) {
      const double text_y = 15 + kLane * static_cast<double>(placed.lane);
      label(placed.x + (placed.before ? -5 : 5), text_y, placed.before ? "end" : "start",
            "label label-" + placed.mark.kind, placed.mark.label);
    }
  }

  const std::vector<Step>& course_;
  const KeyTimes& times_;
  const PlotSize& size_;
  EventTime from_;
  EventTime to_;
  std::vector<Placed> placed_;
  std::size_t lanes_ = 0;
  double top_ = 0;
  std::vector<double> ticks_;
  std::string out_;
};

}  // namespace

std::string course_plot(const std::vector<Step>& course, const KeyTimes& times, const PlotSize& size) {
  return course.empty() ? "" : Drawing(course, times, size).take();
}

}  // namespace outcry::outputs::report
