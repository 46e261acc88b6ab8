// Cuts JSON that goes over several lines into its records and writes them one a line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ingest/archive/cutter.h"

namespace outcry::ingest {

/// Finds the array below the key "orderedItems" of the outermost object, byte by byte.
class ItemsSearch {
 public:
  /// True with the '[' of that array.
  bool found_at(char c);

 private:
  void in_text(char c);
  std::string key_;
  int depth_ = 0;
  bool text_ = false;
  bool escape_ = false;
  bool follows_ = false;  ///< the value of the key comes next
};

/// Records are the elements of top-level arrays and the objects outside of arrays; with `Start::outbox` the
/// elements of the array below the key "orderedItems". What stands between them (commas, `window.x = `) is
/// dropped. Line breaks inside a record become blanks. A raw line break inside a string is an error of the
/// document: the record ends there (its decoder will refuse it), and the next line that begins with a bracket goes on.
/// Only the records of one block are held at a time, however long the document is.
class ElementCutter final : public Cutter {
 public:
  enum class Start { elements, outbox };
  ElementCutter(ByteSource& content, Start start, CutterLimits limits, Report report);
  void skip_to(std::uint64_t offset, std::uint64_t record) override;
  bool fill(Block& block) override;

 private:
  enum class State {
    searching,    ///< for "orderedItems"
    between,      ///< records
    scalar,       ///< in a record that is neither object nor array
    nested,       ///< in an object or array
    text,         ///< in a string of a record
    escape,       ///< behind a backslash in such a string
    line_wanted,  ///< behind a broken record: in search of a line that begins with a bracket
    done,
  };

  bool refill();
  void scan(Block& block);
  void step(Block& block, char c);
  void between(Block& block, char c);
  void nested(Block& block, char c);
  void text(Block& block, char c);
  void search_line(Block& block, char c);
  void begin_record(Block& block, State state);
  void end_record(Block& block);
  void append(Block& block, std::string_view bytes);
  void finish(Block& block);
  bool in_record() const { return state_ >= State::scalar && state_ <= State::escape; }

  ByteSource& content_;
  CutterLimits limits_;
  Report report_;
  Start start_;
  State state_;
  ItemsSearch search_;
  std::string window_;
  std::size_t at_ = 0;            ///< in the window
  std::size_t window_size_ = 0;   ///< bytes of the window that count
  std::uint64_t offset_ = 0;      ///< of the window in the member
  std::uint64_t records_ = 0;     ///< begun so far
  std::size_t record_begin_ = 0;  ///< of the present record in the block
  Position record_place_;
  int depth_ = 0;  ///< brackets open inside the record
  bool in_array_ = false;
  bool too_long_ = false;
  bool line_begin_ = false;
  bool ended_ = false;
  boost::system::error_code fault_;
};

}  // namespace outcry::ingest
