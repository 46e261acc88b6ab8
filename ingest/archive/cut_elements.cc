#include "ingest/archive/cut_elements.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace outcry::ingest {
namespace {

constexpr std::size_t kWindowBytes = 64 << 10;
constexpr std::string_view kItems = "orderedItems";

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Bytes that mean nothing inside an object (outside of strings), or inside a string.
bool is_plain_nested(char c) { return c != '{' && c != '}' && c != '[' && c != ']' && c != '"' && c != '\n'; }
bool is_plain_text(char c) { return c != '"' && c != '\\' && c != '\n'; }

}  // namespace

bool ItemsSearch::found_at(char c) {
  if (text_) {
    in_text(c);
    return false;
  }
  if (c == '[' && depth_ == 1 && follows_) return true;
  if (c == '"') {
    text_ = true;
    key_.clear();
  }
  if (c == ':') follows_ = depth_ == 1 && key_ == kItems;
  if (c == ',') follows_ = false;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  return false;
}

void ItemsSearch::in_text(char c) {
  if (escape_) {
    escape_ = false;
  } else if (c == '\\') {
    escape_ = true;
  } else if (c == '"') {
    text_ = false;
  }
  if (text_ && key_.size() <= kItems.size()) key_ += c;
}

ElementCutter::ElementCutter(ByteSource& content, Start start, CutterLimits limits, Report report)
    : content_(content),
      limits_(limits),
      report_(std::move(report)),
      start_(start),
      state_(start == Start::outbox ? State::searching : State::between),
      window_(kWindowBytes, '\0') {}

void ElementCutter::skip_to(std::uint64_t offset, std::uint64_t record) {
  if (offset == 0) return;
  const auto done = content_.skip(offset);
  if (!done) fault_ = done.error();
  ended_ = !done || *done < offset;
  offset_ = offset;
  records_ = record;
  state_ = State::between;
  in_array_ = true;
}

bool ElementCutter::refill() {
  offset_ += window_size_;
  at_ = window_size_ = 0;
  if (ended_) return false;
  const auto got = content_.read(window_);
  if (!got) fault_ = got.error();
  ended_ = !got || *got == 0;
  window_size_ = got ? *got : 0;
  return !ended_;
}

bool ElementCutter::fill(Block& block) {
  const auto room = limits_.block_bytes + kRecordPadding;
  if (block.bytes.size() > 4 * room) std::vector<char>().swap(block.bytes);
  if (block.bytes.size() < room) block.bytes.resize(room);
  block.size = 0;
  while (block.size < limits_.block_bytes || in_record()) {
    if (at_ == window_size_ && !refill()) {
      finish(block);
      break;
    }
    scan(block);
  }
  return block.size > 0;
}

/// Goes on to the end of the window, or to the end of a record that fills the block.
void ElementCutter::scan(Block& block) {
  while (at_ < window_size_ && (block.size < limits_.block_bytes || in_record())) {
    const std::string_view rest(window_.data() + at_, window_size_ - at_);
    const bool runs = state_ == State::nested || state_ == State::text;
    const auto run = !runs ? rest.begin()
                           : std::ranges::find_if_not(rest, state_ == State::nested ? is_plain_nested : is_plain_text);
    const auto n = static_cast<std::size_t>(run - rest.begin());
    append(block, rest.substr(0, n));
    at_ += n;
    if (at_ == window_size_) return;
    const char c = window_[at_];
    step(block, c);
    ++at_;
  }
}

void ElementCutter::step(Block& block, char c) {
  switch (state_) {
    case State::searching:
      if (!search_.found_at(c)) return;
      in_array_ = true;
      state_ = State::between;
      return;
    case State::between:
      return between(block, c);
    case State::scalar:
      if (c != ',' && c != ']' && !is_blank(c)) return append(block, {&c, 1});
      end_record(block);
      return between(block, c);
    case State::nested:
      return nested(block, c);
    case State::text:
      return text(block, c);
    case State::escape:
      state_ = State::text;
      return c == '\n' ? text(block, c) : append(block, {&c, 1});
    case State::line_wanted:
      return search_line(block, c);
    case State::done:
      return;
  }
}

void ElementCutter::between(Block& block, char c) {
  if (c == ']') {
    in_array_ = false;
    if (start_ == Start::outbox) state_ = State::done;
    return;
  }
  if (c == '[' && !in_array_) {
    in_array_ = true;
    return;
  }
  if (c == '{' || c == '[') {
    begin_record(block, State::nested);
    depth_ = 1;
    return append(block, {&c, 1});
  }
  if (!in_array_ || is_blank(c) || c == ',') return;
  begin_record(block, c == '"' ? State::text : State::scalar);
  depth_ = 0;
  append(block, {&c, 1});
}

void ElementCutter::nested(Block& block, char c) {
  if (c == '\n') return append(block, " ");
  append(block, {&c, 1});
  if (c == '"') state_ = State::text;
  if (c == '{' || c == '[') ++depth_;
  if ((c == '}' || c == ']') && --depth_ == 0) end_record(block);
}

void ElementCutter::text(Block& block, char c) {
  if (c == '\n') {
    end_record(block);
    state_ = State::line_wanted;
    line_begin_ = true;
    return;
  }
  append(block, {&c, 1});
  if (c == '\\') state_ = State::escape;
  if (c != '"') return;
  state_ = State::nested;
  if (depth_ == 0) end_record(block);
}

void ElementCutter::search_line(Block& block, char c) {
  if (line_begin_ && (c == '{' || c == '[')) {
    state_ = State::between;
    return between(block, c);
  }
  line_begin_ = c == '\n' || (line_begin_ && is_blank(c));
}

void ElementCutter::begin_record(Block& block, State state) {
  state_ = state;
  record_begin_ = block.size;
  record_place_.offset = offset_ + at_;
  record_place_.record = records_++;
  if (block.size == 0) {
    block.begin.offset = record_place_.offset;
    block.begin.record = record_place_.record;
  }
}

void ElementCutter::end_record(Block& block) {
  state_ = State::between;
  if (std::exchange(too_long_, false)) return report_(Errc::too_long, record_place_, "");
  block.bytes[block.size++] = '\n';
}

/// Room for the line break behind a record is always left by the padding.
void ElementCutter::append(Block& block, std::string_view bytes) {
  if (too_long_ || bytes.empty()) return;
  if (block.size - record_begin_ + bytes.size() > limits_.max_record_bytes) {
    block.size = record_begin_;
    too_long_ = true;
    return;
  }
  const auto needed = block.size + bytes.size() + 1 + kRecordPadding;
  if (block.bytes.size() < needed) block.bytes.resize(std::max(needed, 2 * block.bytes.size()));
  std::memcpy(block.bytes.data() + block.size, bytes.data(), bytes.size());
  block.size += bytes.size();
}

void ElementCutter::finish(Block& block) {
  const Position end{0, offset_, records_};
  if (in_record() && !fault_.failed()) return end_record(block);
  if (in_record()) block.size = record_begin_;
  if (in_record() || state_ == State::between) {
    if (!fault_.failed() && in_array_) fault_ = Errc::truncated;
  }
  if (fault_.failed()) report_(std::exchange(fault_, {}), end, "");
  state_ = State::done;
}

}  // namespace outcry::ingest
