#include "net/sse.h"

namespace outcry::net {
namespace {

struct Field {
  std::string_view name;
  std::string_view value;
};

Field split(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {line, {}};
  auto value = line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  return {line.substr(0, colon), value};
}

}  // namespace

SseReader::SseReader(std::size_t max_bytes) : max_bytes_(max_bytes) {}

void SseReader::feed(std::string_view piece, const OnEvent& on_event) {
  while (!piece.empty()) {
    if (after_cr_ && piece.front() == '\n') piece.remove_prefix(1);
    after_cr_ = false;
    const auto end = piece.find_first_of("\r\n");
    append(piece.substr(0, end));
    if (end == std::string_view::npos) return;
    after_cr_ = piece[end] == '\r';
    piece.remove_prefix(end + 1);
    take_line(on_event);
  }
}

void SseReader::append(std::string_view part) {
  if (!skipping_ && line_.size() + data_.size() + part.size() > max_bytes_) {
    skipping_ = true;
    ++too_long_;
  }
  // Of what is skipped only matters whether the line is blank.
  if (skipping_) part = part.substr(0, line_.empty() ? 1 : 0);
  line_.append(part);
}

void SseReader::take_line(const OnEvent& on_event) {
  if (at_start_ && line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
  at_start_ = false;
  if (line_.empty()) return end_of_event(on_event);
  if (!skipping_) take_field();
  line_.clear();
}

void SseReader::take_field() {
  const auto [name, value] = split(line_);
  if (name.empty()) ++comments_;
  if (name == "event") type_ = value;
  if (name == "id" && value.find('\0') == std::string_view::npos) id_ = value;
  if (name != "data") return;
  if (has_data_) data_ += '\n';
  has_data_ = true;
  data_ += value;
}

void SseReader::end_of_event(const OnEvent& on_event) {
  if (has_data_ && !skipping_) on_event({type_.empty() ? std::string_view("message") : type_, data_, id_});
  skipping_ = false;
  has_data_ = false;
  type_.clear();
  data_.clear();
}

}  // namespace outcry::net
