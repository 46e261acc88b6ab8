// Reading a TOML table key by key, with every fault collected and placed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"

namespace outcry::simulate {

/// One thing that is wrong with a file, and what would be right.
struct Fault {
  std::string file;
  std::uint32_t line = 0;  ///< 1-based; 0 when the fault is of the file as a whole
  std::uint32_t column = 0;
  std::string message;
};
/// "quiet.toml:12:3: ..."
std::string describe(const Fault& fault);

/// Faults of one file.
class Faults {
 public:
  explicit Faults(std::string file) : file_(std::move(file)) {}
  void add(const toml::source_region& where, std::string message);
  bool empty() const { return list_.empty(); }
  /// In the order of the file.
  std::vector<Fault> take();

 private:
  std::string file_;
  std::vector<Fault> list_;
};

/// The one of `candidates` that is nearest to `word`, if it is near enough to be meant.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);
/// `unknown service "hlu" (did you mean "hulu"?)`; lists the choices when there are few and none is near.
std::string unknown(std::string_view what, std::string_view word, const std::vector<std::string>& choices);

struct Range {
  double low;
  double high;
};

/// Hands out the values of a table; what is missing gets its default, what is wrong a fault and the default.
/// Unknown keys are faults too, told by `finish()`, which must come last.
class Fields {
 public:
  Fields(const toml::table& table, Faults& faults, std::string what);

  bool has(std::string_view key) const { return table_->contains(key); }
  std::string text(std::string_view key, std::string fallback);
  std::string required_text(std::string_view key);
  double number(std::string_view key, double fallback, Range range);
  double required_number(std::string_view key, Range range);
  std::int64_t integer(std::string_view key, std::int64_t fallback, Range range);
  std::optional<EventTime> required_time(std::string_view key);
  std::string choice(std::string_view key, std::string fallback, const std::vector<std::string>& choices);
  std::vector<std::string> texts(std::string_view key);
  /// A table of numbers, in the order of its keys: `{login = 0.2, playback = 0.8}`.
  std::map<std::string, double> numbers(std::string_view key, Range range);
  void table(std::string_view key, const std::function<void(Fields&)>& read);
  void tables(std::string_view key, const std::function<void(Fields&)>& read);

  /// A fault at the value of `key`, or at the table itself when there is no such key.
  void fault(std::string_view key, std::string message);
  void finish();

 private:
  const toml::node* find(std::string_view key);
  template <class T>
  std::optional<T> value(std::string_view key, std::string_view expected);

  const toml::table* table_;
  Faults* faults_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace outcry::simulate
