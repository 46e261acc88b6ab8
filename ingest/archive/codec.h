// Decompression of one stream: gzip members, bzip2 streams, xz, zstd frames, each one after the other to the end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "ingest/archive/bytes.h"

namespace outcry::ingest {

/// One compression format, without a source: bytes in, bytes out.
class Codec {
 public:
  virtual ~Codec() = default;

  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;  ///< good bytes, also before a fault
    bool more = false;         ///< there may be more output without more input
    Errc fault{};              ///< bad_checksum, bad_container, too_large (a window beyond the limit), or nothing
  };
  /// Decodes as far as `in` or `out` goes. Goes on over the seams between members, never after a fault.
  virtual Step step(std::string_view in, std::span<char> out) = 0;

  /// Whether the input may end here.
  virtual bool at_seam() const = 0;
};

std::unique_ptr<Codec> make_gzip_codec();
std::unique_ptr<Codec> make_bzip2_codec();
std::unique_ptr<Codec> make_xz_codec();
std::unique_ptr<Codec> make_zstd_codec(int window_log_max);

/// What a member may become.
struct ExpansionLimits {
  std::uint64_t max_expansion = 0;  ///< bytes out per byte in
  std::uint64_t max_bytes = 0;      ///< bytes out
};

/// Bytes that went into the outermost codec of a member; shared by the codecs that are stacked on it.
using FedBytes = std::shared_ptr<std::uint64_t>;

/// The decompressed bytes of `inner`. Errors beside the codec's: truncated, too_large.
/// `fed`: null for the outermost codec of a member, else that one's count.
class CodecSource final : public ByteSource {
 public:
  CodecSource(std::unique_ptr<ByteSource> inner, std::unique_ptr<Codec> codec, ExpansionLimits limits, FedBytes fed);
  Result<std::size_t> read(std::span<char> into) override;
  const FedBytes& fed() const { return fed_; }

 private:
  Result<std::size_t> produce(std::span<char> into);
  bool refill();

  std::unique_ptr<ByteSource> inner_;
  std::unique_ptr<Codec> codec_;
  ExpansionLimits limits_;
  FedBytes fed_;
  bool outermost_;
  std::string buffer_;
  std::string_view pending_;  ///< of buffer_, not yet decoded
  std::uint64_t produced_ = 0;
  bool ended_ = false;        ///< inner_ has nothing more
  bool more_inside_ = false;  ///< the codec may hold output back
  boost::system::error_code inner_fault_;
  boost::system::error_code fault_;
};

}  // namespace outcry::ingest
