#include "outputs/store/counts_writer.h"

#include <fmt/format.h>

namespace outcry::outputs::store {
namespace {

constexpr std::int64_t kNoPlace = 0;  // row ids of SQLite begin with 1

template <class Items, class Field>
Result<std::vector<std::int64_t>> numbers(const Database& database, const char* table, const char* column,
                                          const Items& items, Field field) {
  auto enter = database.prepare(fmt::format("INSERT OR IGNORE INTO {} ({}) VALUES (?)", table, column));
  if (!enter) return enter.error();
  auto find = database.prepare(fmt::format("SELECT id FROM {} WHERE {} = ?", table, column));
  if (!find) return find.error();
  std::vector<std::int64_t> out;
  for (const auto& item : items) {
    enter->bind(1, item.*field);
    if (auto entered = enter->run(); !entered) return entered.error();
    find->bind(1, item.*field);
    const auto row = find->step();
    if (!row) return row.error();
    out.push_back(find->integer(0));
    find->reset();
  }
  return out;
}

std::int64_t microseconds(EventTime time) { return time.time_since_epoch().count(); }

/// Nothing that an absent row would not say as well.
bool says_nothing(const WindowCounts& window) {
  return window.posts == 0 && window.exposure == 1 && window.services.empty();
}

template <class... Values>
Result<void> insert(Statement& statement, Values... values) {
  int index = 0;
  (statement.bind(++index, values), ...);
  return statement.run();
}

}  // namespace

Result<CountsWriter> CountsWriter::make(const Database& database, const Catalog& catalog) {
  auto services = numbers(database, "services", "slug", catalog.services, &Service::slug);
  if (!services) return services.error();
  auto regions = numbers(database, "regions", "code", catalog.regions, &Region::code);
  if (!regions) return regions.error();
  auto symptoms = numbers(database, "symptoms", "slug", catalog.symptoms, &Symptom::slug);
  if (!symptoms) return symptoms.error();
  auto window = database.prepare("INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?)");
  if (!window) return window.error();
  auto service =
      database.prepare("INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!service) return service.error();
  auto region = database.prepare("INSERT OR REPLACE INTO region_counts VALUES (?, ?, ?, ?, ?, ?)");
  if (!region) return region.error();
  auto symptom = database.prepare("INSERT OR REPLACE INTO symptom_counts VALUES (?, ?, ?, ?)");
  if (!symptom) return symptom.error();
  CountsWriter writer;
  writer.services_ = std::move(*services);
  writer.regions_ = std::move(*regions);
  writer.symptoms_ = std::move(*symptoms);
  writer.window_ = std::move(*window);
  writer.service_ = std::move(*service);
  writer.region_ = std::move(*region);
  writer.symptom_ = std::move(*symptom);
  return writer;
}

Result<void> CountsWriter::write(const WindowCounts& window) {
  if (says_nothing(window)) return {};
  const std::int64_t begin = microseconds(window.window.begin);
  auto written =
      insert(window_, begin, microseconds(window.window.end), static_cast<std::int64_t>(window.posts), window.exposure);
  for (std::size_t i = 0; written && i < window.services.size(); ++i)
    written = write_service(begin, window.services[i]);
  return written;
}

Result<void> CountsWriter::write_service(std::int64_t begin, const ServiceCounts& counts) {
  const std::int64_t service = services_[static_cast<std::size_t>(counts.service)];
  int column = 0;
  for (const std::int64_t value :
       {service, begin, std::int64_t{counts.reporters}, std::int64_t{counts.copies}, std::int64_t{counts.reposts}}) {
    service_.bind(++column, value);
  }
  service_.bind(++column, counts.sentiment_sum);
  for (const Intent intent : kIntentColumns) {
    service_.bind(++column, std::int64_t{counts.intents[static_cast<std::size_t>(intent)]});
  }
  auto written = service_.run();
  for (const auto& region : counts.regions) {
    if (!written) return written;
    const std::int64_t place =
        region.region == kNoRegion ? kNoPlace : regions_[static_cast<std::size_t>(region.region)];
    written = insert(region_, service, begin, place, std::int64_t{region.reporters}, std::int64_t{region.complete},
                     std::int64_t{region.intermittent});
  }
  for (const auto& symptom : counts.symptoms) {
    if (!written) return written;
    written = insert(symptom_, service, begin, symptoms_[static_cast<std::size_t>(symptom.symptom)],
                     std::int64_t{symptom.reporters});
  }
  return written;
}

}  // namespace outcry::outputs::store
