// Where bytes come from, whatever they are packed in: the pull interface that containers are stacked by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::ingest {

/// Bytes one after the other. After an error every further read answers the same error.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills the beginning of `into` (not empty) and answers how much of it; 0 is the end.
  /// Whatever good bytes come before an error are delivered before it.
  virtual Result<std::size_t> read(std::span<char> into) = 0;

  /// Passes over `n` bytes; answers how many there were.
  virtual Result<std::uint64_t> skip(std::uint64_t n);
};

/// A source whose first bytes can be looked at before they are read.
class PeekedSource final : public ByteSource {
 public:
  explicit PeekedSource(std::unique_ptr<ByteSource> inner);

  /// The next bytes, at least `n` unless the source ends or fails before; they stay unread. Views live until the
  /// next call of anything.
  std::string_view peek(std::size_t n);

  /// Whether `peek` met the end or an error, so that what it showed is all.
  bool complete() const { return ended_ || fault_.failed(); }

  Result<std::size_t> read(std::span<char> into) override;
  Result<std::uint64_t> skip(std::uint64_t n) override;

 private:
  std::unique_ptr<ByteSource> inner_;
  std::string head_;
  std::size_t used_ = 0;
  bool ended_ = false;
  boost::system::error_code fault_;
};

}  // namespace outcry::ingest
