#include "outputs/store/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "outputs/store/words.h"

namespace outcry::outputs::store {
namespace {

using std::chrono::microseconds;

constexpr microseconds kPortion = std::chrono::hours(7 * 24);
constexpr microseconds kTenMinutes = std::chrono::minutes(10);
constexpr microseconds kHour = std::chrono::hours(1);

/// How rows of one table become one row of a longer window. {0}: the window's length; the others are of the table.
struct Rolled {
  const char* table;
  const char* columns;
  const char* range;
  const char* key;  ///< so that a table that is ordered by service or feed is not read as a whole
};

constexpr const char* kOfServices = "service IN (SELECT id FROM services) AND ";

constexpr std::array kRolled{
    Rolled{"windows",
           "begin - begin % {0} AS at, begin - begin % {0} + {0}, sum(posts), max(0.0, 1 - sum((1 - exposure) * (end - "
           "begin)) / {0}) FROM windows",
           "GROUP BY at", ""},
    Rolled{"counts",
           "service, begin - begin % {0} AS at, sum(reporters), sum(copies), sum(reposts), sum(sentiment_sum), "
           "sum(report), sum(question), sum(recovery), sum(planned), sum(official), sum(news), sum(workaround), "
           "sum(individual), sum(joke), sum(other) FROM counts",
           "GROUP BY service, at", kOfServices},
    Rolled{"region_counts",
           "service, begin - begin % {0} AS at, region, sum(reporters), sum(complete), sum(intermittent) FROM "
           "region_counts",
           "GROUP BY service, at, region", kOfServices},
    Rolled{"symptom_counts", "service, begin - begin % {0} AS at, symptom, sum(reporters) FROM symptom_counts",
           "GROUP BY service, at, symptom", kOfServices},
    Rolled{"feed_counts", "feed, begin - begin % {0} AS at, sum(posts) FROM feed_counts", "GROUP BY feed, at",
           "feed IN (SELECT id FROM feeds) AND "}};

std::string within(const char* key, std::int64_t from, std::int64_t to) {
  return fmt::format("WHERE {}begin >= {} AND begin < {}", key, from, to);
}

Result<void> roll(const Database& database, std::int64_t from, std::int64_t to, std::int64_t length) {
  for (const auto& [table, columns, group, key] : kRolled) {
    const std::string where = within(key, from, to);
    const std::string sql = fmt::format(
        "CREATE TEMP TABLE rolled AS SELECT {} {} {}; DELETE FROM {} {}; INSERT INTO {} SELECT * FROM "
        "temp.rolled; DROP TABLE temp.rolled;",
        fmt::format(fmt::runtime(columns), length), where, group, table, where, table);
    if (auto done = database.execute(sql.c_str()); !done) return done;
  }
  return {};
}

Result<void> remember(const Database& database, const std::string& key, std::int64_t value) {
  const std::string sql = fmt::format("INSERT OR REPLACE INTO meta VALUES ('{}', '{}')", key, value);
  return database.execute(sql.c_str());
}

std::int64_t remembered(const Database& database, const std::string& key) {
  const auto found = database.integer(fmt::format("SELECT CAST(value AS INTEGER) FROM meta WHERE key = '{}'", key));
  return found ? *found : 0;
}

/// What lies before `until` and was not rolled yet.
Result<void> roll_up(const Database& database, EventTime until, microseconds length) {
  const std::string key = fmt::format("rolled.{}", length.count());
  const auto first = database.integer("SELECT ifnull(min(begin), 0) FROM windows");
  if (!first) return first.error();
  const auto aligned = [&](std::int64_t time) { return time - time % length.count(); };
  const std::int64_t from = std::max(remembered(database, key), aligned(*first));
  const std::int64_t to = std::min(aligned(until.time_since_epoch().count()), from + kPortion.count());
  if (to <= from) return {};
  if (auto rolled = roll(database, from, to, length.count()); !rolled) return rolled;
  return remember(database, key, to);
}

Result<void> forget_texts(const Database& database, EventTime before) {
  const std::int64_t limit = before.time_since_epoch().count();
  const std::string which = fmt::format("WHERE has_text = 1 AND time < {}", limit);
  auto statement = database.prepare("SELECT DISTINCT incident FROM posts " + which);
  if (!statement) return statement.error();
  std::vector<std::string> incidents;
  auto row = statement->step();
  for (; row && *row; row = statement->step()) incidents.emplace_back(statement->text(0));
  if (!row) return row.error();
  statement->reset();
  const auto erase = [before](Json& data) { return erase_texts(data, before); };
  for (const auto& incident : incidents)
    if (auto rewritten = rewrite_incident(database, incident, erase); !rewritten) return rewritten;
  const std::string update = "UPDATE posts SET has_text = 0, json = json_set(json, '$.text', '') " + which;
  return database.execute(update.c_str());
}

Result<void> forget_all(const Database& database, EventTime before) {
  const std::int64_t limit = before.time_since_epoch().count();
  const auto first = database.integer(fmt::format("SELECT ifnull(max(sequence), 0) FROM events WHERE at < {}", limit));
  if (!first) return first.error();
  std::string sql;
  for (const Rolled& rolled : kRolled)
    sql += fmt::format("DELETE FROM {} {};", rolled.table, within(rolled.key, 0, limit));
  sql += fmt::format("DELETE FROM levels WHERE at < {0}; DELETE FROM gaps WHERE end < {0};", limit);
  if (*first > 0) {
    sql += fmt::format(
        "DELETE FROM events WHERE sequence <= {0}; DELETE FROM posts WHERE incident IN (SELECT id FROM incidents WHERE "
        "sequence <= {0}); DELETE FROM reviews WHERE incident IN (SELECT id FROM incidents WHERE sequence <= {0}); "
        "DELETE FROM incidents WHERE sequence <= {0};",
        *first);
  }
  if (auto deleted = database.execute(sql.c_str()); !deleted) return deleted;
  return *first > 0 ? remember(database, "events_from", *first + 1) : Result<void>{};
}

}  // namespace

Result<void> retain(const Database& database, const Retention& retention, EventTime now) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
  if (auto rolled = roll_up(database, now - retention.windows, kTenMinutes); !rolled) return rolled;
  if (auto rolled = roll_up(database, now - retention.ten_minutes, kHour); !rolled) return rolled;
  const std::string levels = fmt::format("DELETE FROM levels WHERE at < {} AND at % {} <> 0",
                                         (now - retention.windows).time_since_epoch().count(), kHour.count());
  if (auto thinned = database.execute(levels.c_str()); !thinned) return thinned;
  if (auto forgotten = forget_texts(database, now - retention.texts); !forgotten) return forgotten;
  if (auto forgotten = forget_all(database, now - retention.everything); !forgotten) return forgotten;
  return database.execute("COMMIT");
}

std::uint64_t first_event(const Database& database) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(remembered(database, "events_from"), 1));
}

}  // namespace outcry::outputs::store
