#include "app/replay/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

namespace outcry::app {
namespace {

using Seconds = std::chrono::duration<double>;

std::optional<double> share(const ProgressState& state) {
  if (state.bytes_total == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(state.bytes_read) / static_cast<double>(state.bytes_total));
}

std::string bar(double done) {
  constexpr int kCells = 20;
  const int filled = static_cast<int>(done * kCells);
  std::string out = "[";
  for (int i = 0; i < kCells; ++i) out += i < filled ? '#' : '.';
  return out + fmt::format("] {:3.0f} %", done * 100);
}

double per_second(std::uint64_t count, Seconds elapsed) {
  return elapsed.count() > 0 ? static_cast<double>(count) / elapsed.count() : 0;
}

std::string minute(EventTime time) {
  std::string text = format_utc(std::chrono::floor<std::chrono::minutes>(time)).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::optional<Seconds> time_left(const ProgressState& state, Seconds elapsed) {
  const auto done = share(state);
  if (!done || *done < 0.01) return std::nullopt;
  return elapsed * ((1 - *done) / *done);
}

std::string json_line(const ProgressState& state, Seconds elapsed) {
  nlohmann::ordered_json out{{"posts", state.posts},
                             {"bytes_read", state.bytes_read},
                             {"bytes_total", state.bytes_total},
                             {"posts_per_second", static_cast<std::uint64_t>(per_second(state.posts, elapsed))},
                             {"incidents", state.incidents}};
  if (state.reached != EventTime::min()) out["reached"] = format_utc(state.reached);
  if (const auto left = time_left(state, elapsed)) out["seconds_left"] = static_cast<std::uint64_t>(left->count());
  return out.dump();
}

/// A piece of the line; those with the highest number are left out first.
struct Part {
  std::string text;
  int rank = 0;
};

/// Whole pieces only: half a date is worse than none.
std::string fitted(std::vector<Part> parts, std::size_t columns) {
  const auto length = [&] {
    std::size_t out = 0;
    for (const auto& part : parts) out += part.text.size() + (out == 0 ? 0 : 2);
    return out;
  };
  while (parts.size() > 1 && length() > columns) parts.erase(std::ranges::max_element(parts, {}, &Part::rank));
  std::string line;
  for (const auto& part : parts) line += (line.empty() ? "" : "  ") + part.text;
  return line.substr(0, columns);
}

}  // namespace

std::string short_count(double value) {
  if (value >= 1e6) return fmt::format("{:.2f} M", value / 1e6);
  if (value >= 1e4) return fmt::format("{:.0f} k", value / 1e3);
  return fmt::format("{:.0f}", value);
}

std::string short_bytes(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value >= 1e9) return fmt::format("{:.2f} GB", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.0f} kB", value / 1e3);
}

std::string progress_line(const ProgressState& state, Seconds elapsed, std::size_t columns) {
  const auto done = share(state);
  const auto left = time_left(state, elapsed);
  std::vector<Part> parts;
  if (done) parts.push_back({bar(*done), 0});
  parts.push_back({short_count(static_cast<double>(state.posts)) + " posts", 1});
  parts.push_back({short_bytes(state.bytes_read), 6});
  parts.push_back({short_count(per_second(state.posts, elapsed)) + " posts/s", 5});
  if (state.reached != EventTime::min()) parts.push_back({"at " + minute(state.reached), 2});
  parts.push_back({fmt::format("{} incident{}", state.incidents, state.incidents == 1 ? "" : "s"), 3});
  if (left) {
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(*left);
    parts.push_back({format_duration(time) + " left", 4});
  }
  return fitted(std::move(parts), columns > 1 ? columns - 1 : columns);
}

Progress::Progress(std::ostream& out, ProgressStyle style, std::size_t columns, Clock::time_point now)
    : out_(out), style_(style), columns_(columns), began_(now) {}

void Progress::show(const ProgressState& state, Clock::time_point now) {
  const auto pause = style_ == ProgressStyle::json ? std::chrono::milliseconds(1000) : std::chrono::milliseconds(100);
  if (style_ == ProgressStyle::none || (shown_ && now - *shown_ < pause)) return;
  shown_ = now;
  write(state, now);
}

void Progress::write(const ProgressState& state, Clock::time_point now) {
  if (style_ == ProgressStyle::json) {
    out_ << json_line(state, now - began_) << '\n' << std::flush;
    return;
  }
  out_ << "\r\x1b[2K" << progress_line(state, now - began_, columns_) << std::flush;
  on_screen_ = true;
}

void Progress::clear() {
  if (!on_screen_) return;
  out_ << "\r\x1b[2K" << std::flush;
  on_screen_ = false;
}

void Progress::finish(const ProgressState& state, Clock::time_point now) {
  if (style_ == ProgressStyle::none) return;
  write(state, now);
  if (style_ == ProgressStyle::bar) out_ << '\n' << std::flush;
  on_screen_ = false;
}

}  // namespace outcry::app
