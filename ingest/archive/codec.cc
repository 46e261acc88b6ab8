#include "ingest/archive/codec.h"

#include <utility>

namespace outcry::ingest {
namespace {

constexpr std::size_t kInputBytes = 256 << 10;
constexpr std::uint64_t kFreeBytes = 1 << 20;  // below this nothing is called a bomb

}  // namespace

CodecSource::CodecSource(std::unique_ptr<ByteSource> inner, std::unique_ptr<Codec> codec, ExpansionLimits limits,
                         FedBytes fed)
    : inner_(std::move(inner)),
      codec_(std::move(codec)),
      limits_(limits),
      fed_(std::move(fed)),
      outermost_(fed_ == nullptr),
      buffer_(kInputBytes, '\0') {
  if (outermost_) fed_ = std::make_shared<std::uint64_t>(0);
}

bool CodecSource::refill() {
  const auto got = inner_->read(buffer_);
  if (got && *got > 0) {
    pending_ = std::string_view(buffer_).substr(0, *got);
    return true;
  }
  ended_ = true;
  if (!got) inner_fault_ = got.error();
  return false;
}

Result<std::size_t> CodecSource::read(std::span<char> into) {
  if (fault_.failed()) return fault_;
  const auto got = produce(into);
  if (!got) fault_ = got.error();
  return got;
}

Result<std::size_t> CodecSource::produce(std::span<char> into) {
  for (;;) {
    if (pending_.empty() && !more_inside_ && (ended_ || !refill())) {
      if (inner_fault_.failed()) return inner_fault_;
      if (!codec_->at_seam()) return Errc::truncated;
      return std::size_t{0};
    }
    const auto step = codec_->step(pending_, into);
    pending_.remove_prefix(step.consumed);
    more_inside_ = step.more;
    if (outermost_) *fed_ += step.consumed;
    produced_ += step.produced;
    if (step.fault != Errc{}) fault_ = step.fault;
    if (produced_ > limits_.max_bytes) return Errc::too_large;
    if (produced_ > kFreeBytes && produced_ / limits_.max_expansion > *fed_) return Errc::too_large;
    if (step.produced > 0) return step.produced;
    if (fault_.failed()) return fault_;
    if (step.consumed == 0 && !step.more && !pending_.empty()) return Errc::bad_container;
  }
}

}  // namespace outcry::ingest
