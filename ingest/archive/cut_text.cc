#include "ingest/archive/cut_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "ingest/record/csv.h"

namespace outcry::ingest {
namespace {

/// Room for `n` bytes and the padding; what was there stays. Buffers that one long record blew up are let go.
void make_room(std::vector<char>& bytes, std::size_t n, std::size_t usual) {
  if (n <= usual && bytes.size() > 4 * (usual + kRecordPadding)) std::vector<char>().swap(bytes);
  if (bytes.size() < n + kRecordPadding) bytes.resize(n + kRecordPadding);
}

/// In short runs, so that the compiler can add up in bytes.
std::uint64_t line_breaks(std::string_view bytes) {
  constexpr std::size_t kRun = 240;
  std::uint64_t total = 0;
  while (!bytes.empty()) {
    const auto run = bytes.substr(0, kRun);
    std::uint8_t found = 0;
    for (const char c : run) found = static_cast<std::uint8_t>(found + (c == '\n' ? 1 : 0));
    total += found;
    bytes.remove_prefix(run.size());
  }
  return total;
}

std::string_view content_of(const Block& block) { return {block.bytes.data(), block.size}; }

}  // namespace

TextCutter::TextCutter(ByteSource& content, CutterLimits limits, Report report)
    : content_(content), limits_(limits), report_(std::move(report)) {}

void TextCutter::skip_to(std::uint64_t offset, std::uint64_t record) {
  const auto done = content_.skip(offset);
  if (!done) fault_ = done.error();
  ended_ = !done || *done < offset;
  position_.offset = offset;
  position_.record = record;
}

void TextCutter::top_up(Block& block, std::size_t target) {
  make_room(block.bytes, target, limits_.block_bytes);
  while (block.size < target && !ended_) {
    const auto got = content_.read(std::span(block.bytes).subspan(block.size, target - block.size));
    if (!got) fault_ = got.error();
    ended_ = !got || *got == 0;
    if (got) block.size += *got;
  }
}

bool TextCutter::fill(Block& block) {
  auto target = std::max(limits_.block_bytes, carry_.size());
  make_room(block.bytes, target, limits_.block_bytes);
  std::memcpy(block.bytes.data(), carry_.data(), carry_.size());
  block.size = carry_.size();
  for (;;) {
    top_up(block, target);
    auto cut = whole_records(content_of(block), limits_.max_record_bytes);
    if (cut.end > 0 && is_last_record(block, cut)) cut = {block.size, cut.records + 1};
    if (cut.end > 0) return deliver(block, cut);
    if (block.size > limits_.max_record_bytes) {
      drop_line(block);
      target = std::max(limits_.block_bytes, block.size);
    } else if (ended_) {
      return finish(block);
    } else {
      target = std::min(2 * target, limits_.max_record_bytes + 1);
    }
  }
}

/// Whether what follows the whole records is one more that only lacks its line break.
bool TextCutter::is_last_record(const Block& block, Cut cut) const {
  const auto rest = block.size - cut.end;
  return ended_ && !fault_.failed() && rest > 0 && rest <= limits_.max_record_bytes;
}

bool TextCutter::deliver(Block& block, Cut cut) {
  carry_.assign(block.bytes.data() + cut.end, block.size - cut.end);
  block.size = cut.end;
  block.begin.offset = position_.offset;
  block.begin.record = position_.record;
  position_.offset += cut.end;
  position_.record += cut.records;
  return true;
}

/// The member is over: a last record without a line break counts, unless the member was cut off there.
bool TextCutter::finish(Block& block) {
  if (fault_.failed()) {
    auto at = position_;
    at.offset += block.size;
    report_(std::exchange(fault_, {}), at, "");
    block.size = 0;
  }
  return block.size > 0 && deliver(block, {block.size, 1});
}

/// Gives the first record up: passes over its first line, holding no more than a block of it.
void TextCutter::drop_line(Block& block) {
  report_(give_up(content_of(block)), position_, "");
  ++position_.record;
  auto line_break = content_of(block).find('\n');
  while (line_break == std::string_view::npos) {
    drop(block, block.size);
    top_up(block, limits_.block_bytes);
    if (block.size == 0) return;
    line_break = content_of(block).find('\n');
  }
  drop(block, line_break + 1);
}

void TextCutter::drop(Block& block, std::size_t n) {
  block.size -= n;
  position_.offset += n;
  std::memmove(block.bytes.data(), block.bytes.data() + n, block.size);
}

TextCutter::Cut LineCutter::whole_records(std::string_view bytes, std::size_t max) const {
  if (bytes.size() <= max) {
    const auto last = bytes.rfind('\n');
    if (last == std::string_view::npos) return {};
    const auto whole = bytes.substr(0, last + 1);
    return {whole.size(), line_breaks(whole)};
  }
  Cut cut;
  for (;;) {
    const auto end = bytes.find('\n', cut.end);
    if (end == std::string_view::npos || end - cut.end > max) return cut;
    cut.end = end + 1;
    ++cut.records;
  }
}

Errc LineCutter::give_up(std::string_view) const { return Errc::too_long; }

TextCutter::Cut RowCutter::whole_records(std::string_view bytes, std::size_t max) const {
  Cut cut;
  while (cut.end < bytes.size()) {
    const auto row = row_end(bytes.substr(cut.end), separator_);
    if (row.state == RowEnd::State::partial || row.end > max) break;
    cut.end += row.end;
    ++cut.records;
  }
  return cut;
}

Errc RowCutter::give_up(std::string_view bytes) const {
  return row_end(bytes, separator_).in_quotes ? Errc::bad_row : Errc::too_long;
}

}  // namespace outcry::ingest
