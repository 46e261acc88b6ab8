// The clock of a feed that has none of its own: the times of its posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "ingest/archive/reader.h"
#include "ingest/record/decoder.h"
#include "model/time.h"

namespace outcry::ingest {

/// Looks at the last records of each batch only, so that nothing is decoded twice but they.
class PostClock {
 public:
  explicit PostClock(EventTime newest) : newest_(newest) {}
  /// A post from the future counts as one of now; from more than an hour after `now` it moves nothing.
  void hear(const Block& block, EventTime now);
  /// Never goes back; 1970 = no post was heard.
  EventTime newest() const { return newest_; }

 private:
  bool hear(std::string_view record, EventTime now);

  std::shared_ptr<const Layout> layout_;
  std::unique_ptr<Decoder> decoder_;
  EventTime newest_;
};

}  // namespace outcry::ingest
