#include "ingest/archive/bytes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace outcry::ingest {

Result<std::uint64_t> ByteSource::skip(std::uint64_t n) {
  std::array<char, 1 << 16> scrap;
  std::uint64_t done = 0;
  while (done < n) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(n - done, scrap.size()));
    const auto got = read(std::span(scrap).first(want));
    if (!got) return got.error();
    if (*got == 0) break;
    done += *got;
  }
  return done;
}

PeekedSource::PeekedSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}

std::string_view PeekedSource::peek(std::size_t n) {
  head_.erase(0, std::exchange(used_, 0));
  while (head_.size() < n && !complete()) {
    const auto before = head_.size();
    head_.resize(n);
    const auto got = inner_->read(std::span(head_).subspan(before));
    head_.resize(before + (got ? *got : 0));
    if (!got) fault_ = got.error();
    if (got && *got == 0) ended_ = true;
  }
  return head_;
}

Result<std::size_t> PeekedSource::read(std::span<char> into) {
  if (used_ < head_.size()) {
    const auto n = std::min(into.size(), head_.size() - used_);
    std::memcpy(into.data(), head_.data() + used_, n);
    used_ += n;
    return n;
  }
  if (fault_.failed()) return fault_;
  if (ended_) return std::size_t{0};
  return inner_->read(into);
}

Result<std::uint64_t> PeekedSource::skip(std::uint64_t n) {
  const auto from_head = std::min<std::uint64_t>(n, head_.size() - used_);
  used_ += static_cast<std::size_t>(from_head);
  if (from_head == n || ended_) return from_head;
  if (fault_.failed()) return fault_;
  const auto rest = inner_->skip(n - from_head);
  if (!rest) return rest.error();
  return from_head + *rest;
}

}  // namespace outcry::ingest
