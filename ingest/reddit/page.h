// What the connector itself must know of Reddit's answers: the things of a listing, and the token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/listing.h"
#include "model/error.h"

namespace outcry::ingest::reddit {

struct Page {
  std::vector<Entry> things;  ///< newest first; the record is the thing as it came, or a removal
  std::string after;          ///< fullname to go on behind, "" = that was all
};

/// A thing is gone when its text or author reads `[deleted]` or `[removed]`, or `removed_by_category` says so. Its
/// record is then one that takes the post back.
class PageReader {
 public:
  explicit PageReader(std::size_t longest_record);
  ~PageReader();
  /// The body of an answer. Errors: bad_json, not_an_object, invalid_utf8, unknown_record (no listing).
  Result<Page> read(std::string body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Token {
  std::string value;
  std::chrono::seconds lasts{0};
};

/// The answer to a request for a token. Errors: unknown_record.
Result<Token> read_token(std::string_view body);

}  // namespace outcry::ingest::reddit
