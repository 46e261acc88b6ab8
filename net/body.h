// A compressed body, decompressed piece by piece: the reader sets the pace, so no bomb goes off.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "model/error.h"

namespace outcry::net {

/// What BodyDecoder::make understands, for Accept-Encoding.
inline constexpr std::string_view kEncodings = "gzip, deflate, zstd";

/// Calls: (give (next)* )* whole. `next` is called until it returns an empty piece; only then may more be given.
/// Memory is bounded by the piece (64 KiB) and the window (32 KiB, of zstd 8 MiB) whatever the input.
class BodyDecoder {
 public:
  /// `content_encoding` is the header: "", "identity", "gzip", "x-gzip", "deflate" (zlib or raw), "zstd".
  /// Errors: Errc::unknown_format.
  static Result<std::unique_ptr<BodyDecoder>> make(std::string_view content_encoding);
  virtual ~BodyDecoder() = default;

  void give(std::string_view input) { input_ = input; }  ///< stays where it is until used up
  /// The next piece, until the next call; "" = more input is needed. Errors: Errc::bad_container.
  virtual Result<std::string_view> next() = 0;
  /// Whether what was given is complete. Nothing at all is.
  virtual bool whole() const = 0;

 protected:
  std::string_view input_;
};

}  // namespace outcry::net
