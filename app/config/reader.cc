#include "app/config/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/config/units.h"

namespace outcry::app {
namespace {

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

/// What an integer was probably meant to be.
std::string with_unit(std::string_view key, const toml::node& node, std::string_view unit, std::string_view example) {
  if (const auto number = node.value_exact<std::int64_t>(); number && *number >= 0)
    return fmt::format("write it with a unit: {} = \"{}{}\"", key, *number, unit);
  return fmt::format("write for example {} = \"{}\"", key, example);
}

}  // namespace

TableReader::TableReader(const SourceFile& source, const toml::table& table, std::string label, Faults& faults)
    : source_(&source), table_(&table), label_(std::move(label)), faults_(&faults) {}

Place TableReader::at(const toml::source_region& region) const {
  return {source_, region.begin.line, region.begin.column};
}

Place TableReader::place() const { return at(table_->source()); }

Place TableReader::place_of(std::string_view key) const {
  const auto it = table_->find(key);
  return it == table_->end() ? place() : at(it->first.source());
}

Place TableReader::value_place(std::string_view key) const {
  const auto* node = table_->get(key);
  return node == nullptr ? place() : at(node->source());
}

std::vector<Place> TableReader::text_places(std::string_view key) const {
  std::vector<Place> out;
  const auto* node = table_->get(key);
  if (node == nullptr || !node->is_array()) return out;
  for (const auto& element : *node->as_array())
    if (element.is_string()) out.push_back(at(element.source()));
  return out;
}

bool TableReader::is_empty_text(std::string_view key) const {
  const auto* node = table_->get(key);
  return node != nullptr && node->is_string() && node->as_string()->get().empty();
}

std::string TableReader::of(std::string_view key) const {
  return label_.empty() ? fmt::format("'{}'", key) : fmt::format("'{}' in {}", key, label_);
}

const toml::node* TableReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  return table_->get(key);
}

void TableReader::wrong_type(std::string_view key, const toml::node& node, std::string_view wanted, std::string hint) {
  faults_->error(at(node.source()), fmt::format("{} must be {}, not {}", of(key), wanted, type_name(node)),
                 std::move(hint));
}

void TableReader::out_of_range(std::string_view key, std::string_view value, std::string_view min,
                               std::string_view max) {
  faults_->error(value_place(key), fmt::format("{} is {}, which is out of range", of(key), value),
                 fmt::format("it can be from {} to {}", min, max));
}

std::optional<Text> TableReader::text(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_string()) return Text{value->get(), at(node->source())};
  wrong_type(key, *node, "a string", fmt::format("put it in quotes: {} = \"...\"", key));
  return std::nullopt;
}

std::string TableReader::text(std::string_view key, const std::string& fallback) {
  const auto value = text(key);
  return value ? value->value : fallback;
}

std::string TableReader::choice(std::string_view key, const std::string& fallback,
                                const std::vector<std::string>& known) {
  const auto value = text(key);
  if (!value || value->value == fallback) return fallback;
  if (std::ranges::find(known, value->value) != known.end()) return value->value;
  faults_->error(value->at, fmt::format("{} cannot be '{}'", of(key), value->value), did_you_mean(value->value, known));
  return fallback;
}

bool TableReader::flag(std::string_view key, bool fallback) {
  const auto* node = find(key);
  if (node == nullptr) return fallback;
  if (const auto* value = node->as_boolean()) return value->get();
  wrong_type(key, *node, "true or false", fmt::format("write {0} = true or {0} = false, without quotes", key));
  return fallback;
}

std::int64_t TableReader::integer(std::string_view key, std::int64_t fallback, Range<std::int64_t> range) {
  const auto* node = find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_integer();
  if (value == nullptr) {
    wrong_type(key, *node, "a whole number", fmt::format("write for example {} = {}", key, fallback));
    return fallback;
  }
  if (value->get() >= range.min && value->get() <= range.max) return value->get();
  out_of_range(key, std::to_string(value->get()), std::to_string(range.min), std::to_string(range.max));
  return fallback;
}

std::optional<double> TableReader::number(std::string_view key, Range<double> range) {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) {
    wrong_type(key, *node, "a number", fmt::format("write for example {} = {}", key, range.max < 2 ? 0.5 : 1.5));
    return std::nullopt;
  }
  if (*value >= range.min && *value <= range.max) return *value;
  out_of_range(key, fmt::format("{:g}", *value), fmt::format("{:g}", range.min), fmt::format("{:g}", range.max));
  return std::nullopt;
}

std::chrono::milliseconds TableReader::duration_ms(std::string_view key, std::chrono::milliseconds fallback,
                                                   Range<std::chrono::milliseconds> range,
                                                   std::chrono::milliseconds step) {
  const auto* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_string()) {
    wrong_type(key, *node, "a duration in quotes", with_unit(key, *node, "s", format_exact(fallback)));
    return fallback;
  }
  const std::string& written = node->as_string()->get();
  const auto value = parse_duration(written);
  if (!value) {
    faults_->error(at(node->source()), fmt::format("{} is no duration: \"{}\"", of(key), written),
                   fmt::format("write a number and ms, s, min, h, d or w, for example \"{}\"", format_exact(fallback)));
    return fallback;
  }
  if (*value < range.min || *value > range.max) {
    out_of_range(key, written, format_exact(range.min), format_exact(range.max));
    return fallback;
  }
  if (*value % step == std::chrono::milliseconds(0)) return *value;
  faults_->error(at(node->source()), fmt::format("{} must be a multiple of {}", of(key), format_exact(step)),
                 fmt::format("for example \"{}\"", format_exact(*value / step * step + step)));
  return fallback;
}

std::uint64_t TableReader::bytes(std::string_view key, std::uint64_t fallback, Range<std::uint64_t> range) {
  const auto* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_string()) {
    wrong_type(key, *node, "a size in quotes", with_unit(key, *node, " B", format_exact_bytes(fallback)));
    return fallback;
  }
  const std::string& written = node->as_string()->get();
  const auto value = parse_bytes(written);
  if (!value) {
    faults_->error(at(node->source()), fmt::format("{} is no size: \"{}\"", of(key), written),
                   fmt::format("write a number and B, KiB, MiB, GiB, TiB, kB, MB, GB or TB, for example \"{}\"",
                               format_exact_bytes(fallback)));
    return fallback;
  }
  if (*value >= range.min && *value <= range.max) return *value;
  out_of_range(key, written, format_exact_bytes(range.min), format_exact_bytes(range.max));
  return fallback;
}

double TableReader::rate_per_day(std::string_view key, double fallback, Range<double> range) {
  const auto* node = find(key);
  if (node == nullptr) return fallback;
  const std::string example = format_rate_per_day(fallback);
  if (!node->is_string()) {
    wrong_type(key, *node, "a rate in quotes", fmt::format("write for example {} = \"{}\"", key, example));
    return fallback;
  }
  const std::string& written = node->as_string()->get();
  const auto value = parse_rate_per_day(written);
  if (!value) {
    faults_->error(at(node->source()), fmt::format("{} is no rate: \"{}\"", of(key), written),
                   fmt::format("write how many in which time, for example \"{}\"", example));
    return fallback;
  }
  constexpr double kSlack = 1e-9;
  if (*value >= range.min * (1 - kSlack) && *value <= range.max * (1 + kSlack)) return *value;
  out_of_range(key, written, format_rate_per_day(range.min), format_rate_per_day(range.max));
  return fallback;
}

std::vector<Text> TableReader::texts(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto* array = node->as_array();
  if (array == nullptr) {
    std::string hint = "write [\"...\", \"...\"]";
    if (const auto* one = node->as_string()) hint = fmt::format("write {} = [\"{}\"]", key, one->get());
    wrong_type(key, *node, "an array of strings", hint);
    return {};
  }
  std::vector<Text> out;
  out.reserve(array->size());
  for (const auto& element : *array) {
    if (const auto* value = element.as_string())
      out.push_back({value->get(), at(element.source())});
    else
      wrong_type(key, element, "an array of strings", "put each element in quotes");
  }
  return out;
}

TableReader TableReader::section(std::string_view key, std::string label) {
  static const toml::table kNone;
  auto found = table(key, label);
  return found ? *found : TableReader(*source_, kNone, std::move(label), *faults_);
}

std::optional<TableReader> TableReader::table(std::string_view key, std::string label) {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* inner = node->as_table()) return TableReader(*source_, *inner, std::move(label), *faults_);
  std::string hint = fmt::format("write {} on a line of its own and its keys below", label);
  if (node->is_array_of_tables()) hint = fmt::format("write {} once, with one bracket on each side", label);
  if (!label.starts_with('[')) hint = fmt::format("write {}.NAME = ... for each", key);
  wrong_type(key, *node, "a table", std::move(hint));
  return std::nullopt;
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto* array = node->as_array();
  std::vector<TableReader> out;
  const std::string label = fmt::format("[[{}]]", key);
  const auto complain = [&](const toml::node& wrong) {
    faults_->error(wrong.is_table() ? place_of(key) : at(wrong.source()),
                   fmt::format("{} must be a list of tables, not {}", of(key), type_name(wrong)),
                   fmt::format("write {} with two brackets before each", label));
  };
  if (array == nullptr) {
    complain(*node);
    return {};
  }
  for (const auto& element : *array) {
    if (const auto* inner = element.as_table())
      out.emplace_back(*source_, *inner, label, *faults_);
    else
      complain(element);
  }
  return out;
}

std::vector<std::string> TableReader::keys() const {
  std::vector<std::string> out;
  for (const auto& [key, value] : *table_) out.emplace_back(key.str());
  return out;
}

void TableReader::finish(const std::map<std::string, std::string>& elsewhere,
                         const std::map<std::string, std::string>& hints) const {
  for (const auto& [key, value] : *table_) {
    const std::string name(key.str());
    if (std::ranges::find(known_, name) != known_.end()) continue;
    std::string hint;
    if (const auto known = hints.find(name); known != hints.end()) hint = known->second;
    const auto home = elsewhere.find(name);
    if (hint.empty() && home != elsewhere.end()) hint = fmt::format("it belongs in {}", home->second);
    if (hint.empty()) hint = did_you_mean(name, known_);
    if (hint.empty()) hint = "remove it";
    const std::string where = label_.empty() ? "" : " in " + label_;
    faults_->error(at(key.source()), fmt::format("unknown key '{}'{}", name, where), hint);
  }
}

}  // namespace outcry::app
