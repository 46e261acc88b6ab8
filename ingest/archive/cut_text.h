// Cuts text whose records stay as they are: lines, and CSV rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ingest/archive/cutter.h"

namespace outcry::ingest {

/// What lines and rows have in common: a block is filled straight from the source, cut behind its last whole
/// record, and the rest is carried over.
class TextCutter : public Cutter {
 public:
  TextCutter(ByteSource& content, CutterLimits limits, Report report);
  void skip_to(std::uint64_t offset, std::uint64_t record) override;
  bool fill(Block& block) override;

 protected:
  struct Cut {
    std::size_t end = 0;        ///< behind the last whole record
    std::uint64_t records = 0;  ///< before it
  };
  /// The whole records at the beginning of `bytes`, up to the first one that is longer than `max`.
  virtual Cut whole_records(std::string_view bytes, std::size_t max) const = 0;
  /// Why the record that begins `bytes` and does not end within the limit is given up. What is dropped of it ends
  /// with its first line break.
  virtual Errc give_up(std::string_view bytes) const = 0;

 private:
  void top_up(Block& block, std::size_t target);
  bool is_last_record(const Block& block, Cut cut) const;
  bool deliver(Block& block, Cut cut);
  bool finish(Block& block);
  void drop_line(Block& block);
  void drop(Block& block, std::size_t n);

  ByteSource& content_;
  CutterLimits limits_;
  Report report_;
  Position position_;  ///< of the beginning of carry_
  std::string carry_;
  bool ended_ = false;
  boost::system::error_code fault_;
};

class LineCutter final : public TextCutter {
 public:
  using TextCutter::TextCutter;

 protected:
  Cut whole_records(std::string_view bytes, std::size_t max) const override;
  Errc give_up(std::string_view bytes) const override;
};

class RowCutter final : public TextCutter {
 public:
  RowCutter(ByteSource& content, char separator, CutterLimits limits, Report report)
      : TextCutter(content, limits, std::move(report)), separator_(separator) {}

 protected:
  Cut whole_records(std::string_view bytes, std::size_t max) const override;
  Errc give_up(std::string_view bytes) const override;

 private:
  char separator_;
};

}  // namespace outcry::ingest
