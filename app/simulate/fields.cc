// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace outcry::simulate {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

EventTime to_time(const toml::date_time& value) {
  using namespace std::chrono;
  const auto date = sys_days{year{value.date.year} / value.date.month / value.date.day};
  const auto clock = hours{value.time.hour} + minutes{value.time.minute} + seconds{value.time.second};
  const auto offset = minutes{value.offset ? value.offset->minutes : 0};
  return EventTime{date} + clock - offset;
}

}  // namespace

std::string describe(const Fault& fault) {
  if (fault.line == 0) return fmt::format("{}: {}", fault.file, fault.message);
  return fmt::format("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message);
}

void Faults::add(const toml::source_region& where, std::string message) {
  list_.push_back({file_, where.begin.line, where.begin.column, std::move(message)});
}

std::vector<Fault> Faults::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Fault& a, const Fault& b) {
    return std::pair{a.line, a.column} < std::pair{b.line, b.column};
  });
  return std::move(list_);
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

std::string unknown(std::string_view what, std::string_view word, const std::vector<std::string>& choices) {
  constexpr std::size_t kFew = 16;
  if (const auto meant = nearest(word, choices))
    return fmt::format("unknown {} \"{}\" (did you mean \"{}\"?)", what, word, *meant);
  if (choices.size() > kFew) return fmt::format("unknown {} \"{}\"", what, word);
  return fmt::format("unknown {} \"{}\" (one of: {})", what, word, fmt::join(choices, ", "));
}

Fields::Fields(const toml::table& table, Faults& faults, std::string what)
    : table_(&table), faults_(&faults), what_(std::move(what)) {}

const toml::node* Fields::find(std::string_view key) {
  known_.emplace(key);
  return table_->get(key);
}

void Fields::fault(std::string_view key, std::string message) {
  const toml::node* node = table_->get(key);
  faults_->add(node != nullptr ? node->source() : table_->source(), std::move(message));
}

template <class T>
std::optional<T> Fields::value(std::string_view key, std::string_view expected) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto found = node->value<T>()) return found;
  fault(key, fmt::format("{}: {} must be {}", what_, key, expected));
  return std::nullopt;
}

std::string Fields::text(std::string_view key, std::string fallback) {
  return value<std::string>(key, "a string").value_or(std::move(fallback));
}

std::string Fields::required_text(std::string_view key) {
  if (!has(key)) fault(key, fmt::format("{}: {} is missing (a string)", what_, key));
  return text(key, "");
}

double Fields::number(std::string_view key, double fallback, Range range) {
  const auto found = value<double>(key, "a number");
  if (!found) return fallback;
  if (*found >= range.low && *found <= range.high) return *found;
  fault(key, fmt::format("{}: {} must be from {} to {}, not {}", what_, key, range.low, range.high, *found));
  return fallback;
}

double Fields::required_number(std::string_view key, Range range) {
  if (!has(key))
    fault(key, fmt::format("{}: {} is missing (a number from {} to {})", what_, key, range.low, range.high));
  return number(key, range.low, range);
}

std::int64_t Fields::integer(std::string_view key, std::int64_t fallback, Range range) {
  const auto found = value<std::int64_t>(key, "a whole number");
  if (!found) return fallback;
  const auto as_double = static_cast<double>(*found);
  if (as_double >= range.low && as_double <= range.high) return *found;
  fault(key, fmt::format("{}: {} must be from {} to {}, not {}", what_, key, range.low, range.high, *found));
  return fallback;
}

std::optional<EventTime> Fields::required_time(std::string_view key) {
  constexpr std::string_view kExpected = "a date and time like 2026-03-22T23:42:00Z";
  if (!has(key)) fault(key, fmt::format("{}: {} is missing ({})", what_, key, kExpected));
  const auto found = value<toml::date_time>(key, kExpected);
  if (!found) return std::nullopt;
  return to_time(*found);
}

std::string Fields::choice(std::string_view key, std::string fallback, const std::vector<std::string>& choices) {
  auto chosen = text(key, fallback);
  if (std::find(choices.begin(), choices.end(), chosen) != choices.end()) return chosen;
  if (has(key)) fault(key, fmt::format("{}: {}", what_, unknown(key, chosen, choices)));
  return fallback;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  std::vector<std::string> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  if (const auto* array = node->as_array()) {
    for (const auto& item : *array)
      if (const auto text = item.value<std::string>()) out.push_back(*text);
    if (out.size() == array->size() && !out.empty()) return out;
  }
  fault(key, fmt::format("{}: {} must be a list of strings, not empty", what_, key));
  return {};
}

std::map<std::string, double> Fields::numbers(std::string_view key, Range range) {
  std::map<std::string, double> out;
  table(key, [&](Fields& fields) {
    for (const auto& [name, node] : *fields.table_)
      out.emplace(name.str(), fields.number(name.str(), range.low, range));
  });
  return out;
}

void Fields::table(std::string_view key, const std::function<void(Fields&)>& read) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto* inner = node->as_table();
  if (inner == nullptr) return fault(key, fmt::format("{}: {} must be a table", what_, key));
  Fields fields(*inner, *faults_, fmt::format("{}.{}", what_, key));
  read(fields);
  fields.finish();
}

void Fields::tables(std::string_view key, const std::function<void(Fields&)>& read) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto* array = node->as_array();
  if (array == nullptr) return fault(key, fmt::format("{}: {} must be a list of tables ([[{}]])", what_, key, key));
  for (const auto& item : *array) {
    if (const auto* inner = item.as_table()) {
      Fields fields(*inner, *faults_, std::string(key));
      read(fields);
      fields.finish();
    } else {
      faults_->add(item.source(), fmt::format("{}: every entry of {} must be a table", what_, key));
    }
  }
}

void Fields::finish() {
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [key, node] : *table_) {
    if (known_.contains(key.str())) continue;
    faults_->add(key.source(), fmt::format("{}: {}", what_, unknown("key", key.str(), known)));
  }
}

}  // namespace outcry::simulate
