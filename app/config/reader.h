// A typed reader over TOML tables that knows which keys there are and gathers every fault with its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/source.h"

namespace outcry::app {

/// A parsed file. A file with syntax errors has several parts: what stands before the faulty line, and
/// what follows from the next table on, so that the faults there are told as well.
struct TomlDocument {
  SourceFile source;
  std::vector<toml::table> parts;  ///< one when all is well
};

/// Parses; every syntax error becomes a fault. Never null.
std::unique_ptr<const TomlDocument> parse_toml(std::string name, std::string text, Faults& faults);
/// Null when the file cannot be read (that is a fault then).
std::unique_ptr<const TomlDocument> open_toml(const std::string& path, Faults& faults);

/// What a value may be, both ends included.
template <class T>
struct Range {
  T min;
  T max;
};

/// Reads one table key by key. Every getter answers the fallback (or nothing) when the key is absent or
/// faulty; the fault is told to `faults`. `finish` complains about the keys that nobody asked for.
/// The document and `faults` outlive it.
class TableReader {
 public:
  /// `label` names the table in messages: "[detection]", "[[service]]"; "" is the top of the file.
  TableReader(const SourceFile& source, const toml::table& table, std::string label, Faults& faults);

  std::optional<Text> text(std::string_view key);
  std::string text(std::string_view key, const std::string& fallback);
  /// One word of `known`, or the fallback's own text (which may be "").
  std::string choice(std::string_view key, const std::string& fallback, const std::vector<std::string>& known);
  bool flag(std::string_view key, bool fallback);
  std::int64_t integer(std::string_view key, std::int64_t fallback, Range<std::int64_t> range);
  std::optional<double> number(std::string_view key, Range<double> range);
  /// A whole number of `Unit`s, written with a unit.
  template <class Unit>
  Unit duration(std::string_view key, Unit fallback, Range<Unit> range) {
    return std::chrono::duration_cast<Unit>(duration_ms(key, fallback, {range.min, range.max}, Unit(1)));
  }
  std::uint64_t bytes(std::string_view key, std::uint64_t fallback, Range<std::uint64_t> range);
  double rate_per_day(std::string_view key, double fallback, Range<double> range);
  std::vector<Text> texts(std::string_view key);

  /// A table within; empty (with its place at this table) when absent.
  TableReader section(std::string_view key, std::string label);
  std::optional<TableReader> table(std::string_view key, std::string label);
  /// `[[key]]`, an array of tables.
  std::vector<TableReader> tables(std::string_view key);

  bool has(std::string_view key) const { return table_->contains(key); }
  std::vector<std::string> keys() const;                            ///< those that the file has
  const std::vector<std::string>& known() const { return known_; }  ///< those asked for
  Place place() const;                                              ///< of the table
  Place place_of(std::string_view key) const;                       ///< of the key
  Place value_place(std::string_view key) const;
  std::vector<Place> text_places(std::string_view key) const;  ///< of what `texts` answers
  bool is_empty_text(std::string_view key) const;              ///< the key is there, and says ""
  const std::string& label() const { return label_; }
  void rename(std::string label) { label_ = std::move(label); }
  Faults& faults() const { return *faults_; }

  /// Takes all its keys for known: what they mean cannot be told.
  void overlook() { known_ = keys(); }
  /// Complains about unknown keys. `elsewhere`: where a key belongs that is often put here; `hints`: what else is right
  /// for one, which weighs more.
  void finish(const std::map<std::string, std::string>& elsewhere = {},
              const std::map<std::string, std::string>& hints = {}) const;

 private:
  std::chrono::milliseconds duration_ms(std::string_view key, std::chrono::milliseconds fallback,
                                        Range<std::chrono::milliseconds> range, std::chrono::milliseconds step);
  const toml::node* find(std::string_view key);
  void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted, std::string hint);
  void out_of_range(std::string_view key, std::string_view value, std::string_view min, std::string_view max);
  std::string of(std::string_view key) const;  ///< "'window' in [detection]"
  Place at(const toml::source_region& region) const;

  const SourceFile* source_;
  const toml::table* table_;
  std::string label_;
  Faults* faults_;
  std::vector<std::string> known_;
};

}  // namespace outcry::app
