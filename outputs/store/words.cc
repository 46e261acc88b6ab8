#include "outputs/store/words.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "outputs/fields.h"
#include "outputs/store/schema.h"

namespace outcry::outputs::store {
namespace {

/// A row whose JSON was written anew.
struct Row {
  std::int64_t number = 0;
  std::string json;
};

Result<std::vector<Row>> changed_rows(const Database& database, const char* select, std::string_view incident,
                                      const std::function<bool(Json&)>& change) {
  auto statement = database.prepare(select);
  if (!statement) return statement.error();
  statement->bind(1, incident);
  std::vector<Row> out;
  auto row = statement->step();
  for (; row && *row; row = statement->step()) {
    Json json = Json::parse(statement->text(1), nullptr, false);
    if (json.is_discarded()) continue;
    Json& data = json.contains("data") ? json["data"] : json;
    if (data.is_object() && change(data)) out.push_back({statement->integer(0), to_line(json)});
  }
  if (!row) return row.error();
  return out;
}

Result<void> write_rows(const Database& database, const char* update, const std::vector<Row>& rows,
                        std::string_view incident) {
  auto statement = database.prepare(update);
  if (!statement) return statement.error();
  for (const Row& row : rows) {
    statement->bind(1, std::string_view(row.json));
    statement->bind(2, checksum({row.json}));
    statement->bind(3, row.number);
    statement->bind(4, incident);
    if (auto written = statement->run(); !written) return written;
  }
  return {};
}

/// Calls `on_list` for each list of posts that an incident has.
template <class OnList>
void each_list(Json& data, const OnList& on_list) {
  for (const char* key : {"samples", "tips"})
    if (data.contains(key) && data[key].is_array()) on_list(data[key]);
  if (!data.contains("official") || !data["official"].is_object()) return;
  Json& official = data["official"];
  if (official.contains("posts") && official["posts"].is_array()) on_list(official["posts"]);
}

bool is_before(const Json& object, const char* key, EventTime time) {
  const auto at = outputs::time(object, key);
  return at && *at < time;
}

}  // namespace

Result<void> rewrite_incident(const Database& database, std::string_view incident,
                              const std::function<bool(Json& data)>& change) {
  struct Table {
    const char* select;
    const char* update;
  };
  constexpr std::array kTables{Table{"SELECT sequence, json FROM incidents WHERE id = ?",
                                     "UPDATE incidents SET json = ?, checksum = ? WHERE sequence = ? AND id = ?"},
                               Table{"SELECT sequence, line FROM events WHERE incident = ?",
                                     "UPDATE events SET line = ?, checksum = ? WHERE sequence = ? AND incident = ?"}};
  for (const auto& [select, update] : kTables) {
    const auto rows = changed_rows(database, select, incident, change);
    if (!rows) return rows.error();
    if (auto written = write_rows(database, update, *rows, incident); !written) return written;
  }
  return {};
}

bool erase_post(Json& data, std::string_view post_id) {
  bool changed = false;
  each_list(data, [&](Json& posts) {
    Json kept = Json::array();
    for (Json& post : posts)
      if (raw_text(post, "id") != post_id) kept.push_back(std::move(post));
    changed = changed || kept.size() != posts.size();
    posts = std::move(kept);
  });
  return changed;
}

bool erase_texts(Json& data, EventTime before) {
  bool changed = false;
  const auto empty = [&](Json& object) {
    if (raw_text(object, "text").empty()) return;
    object["text"] = "";
    changed = true;
  };
  each_list(data, [&](Json& posts) {
    for (Json& post : posts)
      if (is_before(post, "time", before)) empty(post);
  });
  if (!is_before(data, "onset_at", before) || !data.contains("coordination")) return changed;
  Json& coordination = data["coordination"];
  if (!coordination.is_object() || !coordination.contains("clusters")) return changed;
  for (Json& cluster : coordination["clusters"])
    if (cluster.is_object()) empty(cluster);
  return changed;
}

}  // namespace outcry::outputs::store
