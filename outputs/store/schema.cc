#include "outputs/store/schema.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <filesystem>
#include <utility>

namespace outcry::outputs::store {
namespace {

constexpr std::int64_t kApplicationId = 0x6f757463;  // "outc"
/// How the keys of settings begin.
constexpr std::string_view kSetting = "setting.";
constexpr std::int64_t kVerifiedInFullBytes = 64 << 20;

/// Times are microseconds since 1970. A window in which everything was listened to and nobody said
/// anything has no row. `counts` and its details are ordered by service, as histories are read.
constexpr const char* kTables = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE services (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE);
CREATE TABLE regions (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE symptoms (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE);
CREATE TABLE windows (
  begin INTEGER PRIMARY KEY, end INTEGER NOT NULL, posts INTEGER NOT NULL, exposure REAL NOT NULL);
CREATE TABLE counts (
  service INTEGER NOT NULL, begin INTEGER NOT NULL, reporters INTEGER NOT NULL, copies INTEGER NOT NULL,
  reposts INTEGER NOT NULL, sentiment_sum REAL NOT NULL, report INTEGER NOT NULL, question INTEGER NOT NULL,
  recovery INTEGER NOT NULL, planned INTEGER NOT NULL, official INTEGER NOT NULL, news INTEGER NOT NULL,
  workaround INTEGER NOT NULL, individual INTEGER NOT NULL, joke INTEGER NOT NULL, other INTEGER NOT NULL,
  PRIMARY KEY (service, begin)) WITHOUT ROWID;
CREATE TABLE region_counts (
  service INTEGER NOT NULL, begin INTEGER NOT NULL, region INTEGER NOT NULL, reporters INTEGER NOT NULL,
  complete INTEGER NOT NULL, intermittent INTEGER NOT NULL,
  PRIMARY KEY (service, begin, region)) WITHOUT ROWID;
CREATE TABLE symptom_counts (
  service INTEGER NOT NULL, begin INTEGER NOT NULL, symptom INTEGER NOT NULL, reporters INTEGER NOT NULL,
  PRIMARY KEY (service, begin, symptom)) WITHOUT ROWID;
CREATE TABLE incidents (
  id TEXT PRIMARY KEY, service TEXT NOT NULL, state TEXT NOT NULL, onset INTEGER NOT NULL,
  revision INTEGER NOT NULL, sequence INTEGER NOT NULL, json TEXT NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX incidents_by_onset ON incidents (onset, id);
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY, incident TEXT NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL,
  service TEXT NOT NULL, line TEXT NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX events_by_incident ON events (incident, sequence);
CREATE TABLE checkpoint (
  one INTEGER PRIMARY KEY CHECK (one = 1), closed_until INTEGER NOT NULL, last_sequence INTEGER NOT NULL,
  position BLOB NOT NULL, snapshot BLOB NOT NULL, checksum INTEGER NOT NULL);
)sql";

/// What each version has beside the tables of the one before; the first is that of version 2.
constexpr std::array kSince{
    "CREATE TABLE gaps (feed TEXT NOT NULL, begin INTEGER NOT NULL, end INTEGER NOT NULL, cause TEXT NOT NULL, "
    "recoverable INTEGER NOT NULL, PRIMARY KEY (end, begin, feed)) WITHOUT ROWID;",
    R"sql(
CREATE TABLE levels (at INTEGER PRIMARY KEY, services BLOB NOT NULL);
CREATE TABLE standing (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, services BLOB NOT NULL);
CREATE TABLE posts (
  incident TEXT NOT NULL, kind INTEGER NOT NULL, time INTEGER NOT NULL, id TEXT NOT NULL, identity INTEGER NOT NULL,
  has_text INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (incident, kind, time, id)) WITHOUT ROWID;
CREATE INDEX posts_by_identity ON posts (identity);
CREATE TABLE reviews (
  number INTEGER PRIMARY KEY, incident TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX reviews_by_incident ON reviews (incident, number);
)sql",
    R"sql(
CREATE TABLE sinks (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE feeds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE feed_counts (
  feed INTEGER NOT NULL, begin INTEGER NOT NULL, posts INTEGER NOT NULL, PRIMARY KEY (feed, begin)) WITHOUT ROWID;
)sql"};
static_assert(kSince.size() + 1 == kStoreVersion);

/// Within a transaction.
Result<void> add_since(const Database& database, std::int64_t version) {
  for (auto step = static_cast<std::size_t>(version) - 1; step < kSince.size(); ++step)
    if (auto added = database.execute(kSince[step]); !added) return added;
  return database.execute(fmt::format("PRAGMA user_version = {}", kStoreVersion).c_str());
}

Result<std::string> meta(const Database& database, std::string_view key) {
  auto statement = database.prepare("SELECT value FROM meta WHERE key = ?");
  if (!statement) return statement.error();
  statement->bind(1, key);
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return Errc::corrupt;
  return std::string(statement->text(0));
}

Result<void> write_meta(const Database& database, const RunInfo& run) {
  auto statement = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
  if (!statement) return statement.error();
  const std::initializer_list<std::pair<std::string_view, std::string_view>> rows{
      {"mode", run.mode}, {"config_hash", run.config_hash}, {"version", run.version}, {"source", run.source}};
  for (const auto& [key, value] : rows) {
    statement->bind(1, key);
    statement->bind(2, value);
    if (auto written = statement->run(); !written) return written.error();
  }
  for (const auto& [name, value] : run.settings) {
    const std::string key = std::string(kSetting) + name;
    statement->bind(1, std::string_view(key));
    statement->bind(2, std::string_view(value));
    if (auto written = statement->run(); !written) return written.error();
  }
  return {};
}

Result<void> read_settings(const Database& database, RunInfo& run) {
  auto statement = database.prepare("SELECT key, value FROM meta WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key");
  if (!statement) return statement.error();
  statement->bind(1, kSetting);
  auto row = statement->step();
  for (; row && *row; row = statement->step()) {
    run.settings.emplace_back(statement->text(0).substr(kSetting.size()), statement->text(1));
  }
  if (!row) return row.error();
  return {};
}

/// SQLite reads the missing rest as zeros. With a journal beside it, that holds the whole page.
bool ends_within_a_page(const std::string& path, std::uintmax_t page_bytes) {
  std::error_code failed;
  const auto journal = std::filesystem::file_size(path + "-wal", failed);
  if (!failed && journal != 0) return false;
  const auto size = std::filesystem::file_size(path, failed);
  return !failed && size % page_bytes != 0;
}

}  // namespace

Result<Content> content(const Database& database) {
  const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  const auto application = database.integer("PRAGMA application_id");
  if (!application) return application.error();
  if (*tables == 0 && *application == 0) return Content::blank;
  if (*application != kApplicationId) return Errc::corrupt;
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > kStoreVersion) return Errc::newer_version;
  if (*version < 1) return Errc::corrupt;
  return Content::ours;
}

bool is_marked(const Database& database) {
  const auto application = database.integer("PRAGMA application_id");
  return application && *application == kApplicationId;
}

Result<void> upgrade(const Database& database) {
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version == kStoreVersion) return {};
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
  if (auto added = add_since(database, *version); !added) return added;
  return database.execute("COMMIT");
}

Result<void> create(const Database& database, const RunInfo& run) {
  const std::string stamp = fmt::format("PRAGMA application_id = {}", kApplicationId);
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun.error();
  if (auto made = database.execute(kTables); !made) return made.error();
  if (auto added = add_since(database, 1); !added) return added.error();
  if (auto stamped = database.execute(stamp.c_str()); !stamped) return stamped.error();
  if (auto written = write_meta(database, run); !written) return written.error();
  return database.execute("COMMIT");
}

Result<void> verify(const Database& database, const std::string& path) {
  const auto pages = database.integer("PRAGMA page_count");
  if (!pages) return pages.error();
  const auto page_bytes = database.integer("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  if (ends_within_a_page(path, static_cast<std::uintmax_t>(*page_bytes))) return Errc::corrupt;
  if (*pages * *page_bytes > kVerifiedInFullBytes) return {};
  auto check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return check.error();
  const auto row = check->step();
  if (!row) return row.error();
  if (!*row || check->text(0) != "ok") return Errc::corrupt;
  return {};
}

Result<RunInfo> read_run(const Database& database) {
  RunInfo run;
  const std::initializer_list<std::pair<std::string_view, std::string*>> rows{
      {"mode", &run.mode}, {"config_hash", &run.config_hash}, {"version", &run.version}, {"source", &run.source}};
  for (const auto& [key, value] : rows) {
    auto found = meta(database, key);
    if (!found) return found.error();
    *value = std::move(*found);
  }
  if (auto read = read_settings(database, run); !read) return read.error();
  return run;
}

Result<void> replace_run(const Database& database, const RunInfo& run) {
  if (auto begun =
          database.execute("BEGIN IMMEDIATE; DELETE FROM meta WHERE key <> 'events_from' AND key NOT LIKE 'rolled.%';");
      !begun)
    return begun.error();
  if (auto written = write_meta(database, run); !written) return written.error();
  return database.execute("COMMIT");
}

std::int64_t checksum(std::initializer_list<std::string_view> fields) {
  XXH64_hash_t hash = 0;
  for (const auto field : fields) hash = XXH3_64bits_withSeed(field.data(), field.size(), hash);
  return static_cast<std::int64_t>(hash);
}

}  // namespace outcry::outputs::store
