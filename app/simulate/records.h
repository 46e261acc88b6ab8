// Posts as the records of the platforms' archives: one line each, in the layouts that `outcry replay` reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/simulate/draft.h"

namespace outcry::simulate {

/// Writes records of one format. Identities (DIDs, ids, keys) have the right shape and are made of the author's and
/// the post's numbers; hashes and signatures do not verify.
class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  /// What stands before the first record.
  virtual std::string header() const { return {}; }
  /// The record with its newline.
  virtual std::string record(const SimulatedPost& post) = 0;
};

/// "jetstream", "x-v1", "x-v2", "mastodon", "reddit", "nostr", "ndjson", "csv".
const std::vector<std::string>& format_names();
/// Null when there is no such format.
std::unique_ptr<RecordWriter> make_record_writer(std::string_view format);

}  // namespace outcry::simulate
