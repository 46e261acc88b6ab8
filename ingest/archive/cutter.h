// Cuts the content of one member into blocks of whole records.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ingest/archive/bytes.h"
#include "ingest/archive/reader.h"
#include "ingest/record/recognise.h"

namespace outcry::ingest {

struct CutterLimits {
  std::size_t block_bytes = 512 << 10;
  std::size_t max_record_bytes = 1 << 20;
};

/// Legal order of calls: (skip_to)? fill*. `fill` gives the block its bytes, size and place in the member
/// (Position::offset and record); false when there are no more records.
class Cutter {
 public:
  /// `report(reason, position, detail)`: a record too long, a broken row, the end of a damaged member.
  using Report = std::function<void(boost::system::error_code, Position, std::string detail)>;
  virtual ~Cutter() = default;
  virtual void skip_to(std::uint64_t offset, std::uint64_t record) = 0;
  virtual bool fill(Block& block) = 0;
};

/// `content` must outlive the cutter.
std::unique_ptr<Cutter> make_cutter(ByteSource& content, const Recognised& how, CutterLimits limits,
                                    Cutter::Report report);

}  // namespace outcry::ingest
