// The one table of record formats: names, what they look like, and who decodes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/archive/reader.h"
#include "ingest/record/decoder.h"

namespace outcry::ingest {

struct FormatInfo {
  std::string_view name;         ///< for --format: "jetstream"
  std::string_view description;  ///< a sentence for --help and the docs
};
const std::vector<FormatInfo>& formats();

/// A decoder for the layout of a block. Null only if the layout names no format of the table.
std::unique_ptr<Decoder> make_decoder(std::shared_ptr<const Layout> layout);

/// Splits a block into its records and decodes each. `problems` gets the first few of this block.
void decode_block(const Block& block, Decoder& decoder, const PostHandler& on_post, ReadStats& stats,
                  std::vector<Problem>& problems);

}  // namespace outcry::ingest
