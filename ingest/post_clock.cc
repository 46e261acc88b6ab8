#include "ingest/post_clock.h"

#include <algorithm>

#include "ingest/formats.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;

constexpr int kRecordsTried = 4;

}  // namespace

void PostClock::hear(const Block& block, EventTime now) {
  if (block.size == 0) return;
  if (layout_ != block.layout) {
    layout_ = block.layout;
    decoder_ = make_decoder(layout_);
  }
  if (decoder_ == nullptr) return;
  std::string_view rest(block.bytes.data(), block.size);
  for (int i = 0; i < kRecordsTried && !rest.empty(); ++i) {
    rest.remove_suffix(1);
    const auto before = rest.rfind('\n');
    const auto begin = before == std::string_view::npos ? 0 : before + 1;
    if (hear(rest.substr(begin), now)) return;
    rest = rest.substr(0, begin);
  }
}

bool PostClock::hear(std::string_view record, EventTime now) {
  bool heard = false;
  // What the record is, and whether it is sound, is for the analysis to count.
  static_cast<void>(decoder_->decode(record, [&](const Post& post) {
    if (post.time > now + 1h) return;
    heard = true;
    newest_ = std::max(newest_, std::min(post.time, now));
  }));
  return heard;
}

}  // namespace outcry::ingest
