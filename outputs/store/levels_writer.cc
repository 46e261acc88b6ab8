#include "outputs/store/levels_writer.h"

#include <bit>
#include <utility>

namespace outcry::outputs::store {
namespace {

constexpr std::size_t kBytes = 16;

void append(std::string& out, std::uint32_t field) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((field >> shift) & 0xffU);
}

std::uint32_t field_at(std::string_view bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = sizeof(out); i-- > 0;) out = (out << 8U) | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

}  // namespace

std::string packed(const std::vector<LevelRow>& rows) {
  std::string out;
  out.reserve(rows.size() * kBytes);
  for (const LevelRow& row : rows) {
    append(out, static_cast<std::uint32_t>(row.service));
    for (const float value : {row.expected, row.excess, row.false_alarms_per_day})
      append(out, std::bit_cast<std::uint32_t>(value));
  }
  return out;
}

std::vector<LevelRow> unpacked(std::string_view bytes) {
  std::vector<LevelRow> out;
  out.reserve(bytes.size() / kBytes);
  for (std::size_t at = 0; at + kBytes <= bytes.size(); at += kBytes) {
    const auto value = [&](std::size_t field) { return std::bit_cast<float>(field_at(bytes, at + 4 * field)); };
    out.push_back({field_at(bytes, at), value(1), value(2), value(3)});
  }
  return out;
}

Result<LevelsWriter> LevelsWriter::make(const Database& database, std::vector<std::int64_t> services) {
  auto level = database.prepare("INSERT OR REPLACE INTO levels VALUES (?, ?)");
  if (!level) return level.error();
  auto standing = database.prepare("INSERT OR REPLACE INTO standing VALUES (1, ?, ?)");
  if (!standing) return standing.error();
  LevelsWriter writer;
  writer.services_ = std::move(services);
  writer.level_ = std::move(*level);
  writer.standing_ = std::move(*standing);
  return writer;
}

Result<void> LevelsWriter::write(const Levels& levels) { return write(level_, levels); }
Result<void> LevelsWriter::write_standing(const Levels& levels) { return write(standing_, levels); }

Result<void> LevelsWriter::write(Statement& statement, const Levels& levels) const {
  std::vector<LevelRow> rows;
  rows.reserve(levels.services.size());
  for (const ServiceLevel& level : levels.services) {
    rows.push_back(
        {services_[static_cast<std::size_t>(level.service)], level.expected, level.excess, level.false_alarms_per_day});
  }
  const std::string bytes = packed(rows);
  statement.bind(1, std::int64_t{levels.at.time_since_epoch().count()});
  statement.bind_blob(2, bytes);
  return statement.run();
}

}  // namespace outcry::outputs::store
