// What the table of a source or a sink may say: each kind lists its keys, one reader reads them all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace outcry {

/// What the value of a key is.
enum class SettingType : std::uint8_t {
  text,
  texts,
  word,       ///< one of `words`
  address,    ///< with a scheme of `words`; may be written as a secret is
  addresses,  ///< at least one
  path,       ///< of a file or folder; relative ones begin at the folder of the configuration
  secret,     ///< written as file:PATH, env:NAME or credential:NAME, never in the configuration itself
  flag,
  duration,  ///< milliseconds, [least, most]
  number,    ///< whole, [least, most]
};

/// One key. As plain data, so that a kind can list its keys as a constant.
struct Setting {
  std::string_view key;
  SettingType type = SettingType::text;
  std::string_view meaning;     ///< a few words for the docs
  std::string_view usual = {};  ///< when it is left out; words of a list between blanks, durations as "24h"
  std::string_view words = {};  ///< between blanks: what a word may be, which schemes an address may have
  std::int64_t least = 0;       ///< of a number; of a duration in milliseconds
  std::int64_t most = 0;
  bool needed = false;
};

/// "24h", "90s", "10min", "500ms", "0s": how a duration stands in a Setting. In milliseconds.
std::int64_t milliseconds_of(std::string_view text);
/// The parts of a list between blanks.
std::vector<std::string> words_of(std::string_view text);

/// The values of one table, in range, with the usual ones where nothing was said. A key that the kind does not list is
/// a mistake of the program: std::out_of_range.
class Settings {
 public:
  using Value = std::variant<std::string, std::vector<std::string>, bool, std::int64_t>;

  Settings() = default;
  /// All as usual.
  explicit Settings(const std::vector<Setting>& listed);

  bool has(std::string_view key) const { return values_.contains(key); }
  void set(std::string_view key, Value value) { values_.insert_or_assign(std::string(key), std::move(value)); }

  const std::string& text(std::string_view key) const { return std::get<std::string>(at(key)); }
  const std::vector<std::string>& texts(std::string_view key) const {
    return std::get<std::vector<std::string>>(at(key));
  }
  bool flag(std::string_view key) const { return std::get<bool>(at(key)); }
  std::int64_t number(std::string_view key) const { return std::get<std::int64_t>(at(key)); }
  std::chrono::milliseconds duration(std::string_view key) const { return std::chrono::milliseconds(number(key)); }

 private:
  const Value& at(std::string_view key) const;

  std::map<std::string, Value, std::less<>> values_;
};

/// What is wrong with the values of one table.
struct SettingFault {
  std::string key;                     ///< whose value is to be mended
  std::string what;                    ///< a sentence with what would be right
  std::optional<std::size_t> entry{};  ///< of a list: which of its entries
  std::string wrong{};                 ///< a word that is none of `known`, where it is: the nearest of them is told
  std::vector<std::string> known{};
};

}  // namespace outcry
