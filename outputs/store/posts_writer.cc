#include "outputs/store/posts_writer.h"

#include <algorithm>
#include <utility>

#include "outputs/store/words.h"
#include "outputs/utf8.h"

namespace outcry::outputs::store {
namespace {

constexpr std::array<std::string_view, kPostKinds> kNames{"first_hand", "official", "news", "recovery", "tip"};

std::optional<PostKind> kind_of(Intent intent) {
  switch (intent) {
    case Intent::report:
    case Intent::question:
      return PostKind::first_hand;
    case Intent::official:
    case Intent::planned:
      return PostKind::official;
    case Intent::news:
    case Intent::joke:
      return PostKind::news;
    case Intent::recovery:
      return PostKind::recovery;
    case Intent::workaround:
      return PostKind::tip;
    default:
      return std::nullopt;
  }
}

bool is_over(IncidentState state) {
  return state == IncidentState::resolved || state == IncidentState::dismissed || state == IncidentState::merged;
}

Result<std::map<ServiceId, std::string>> read_live(const Database& database, const Catalog& catalog) {
  auto statement =
      database.prepare("SELECT service, id FROM incidents WHERE state IN ('suspected', 'open', 'recovering')");
  if (!statement) return statement.error();
  std::map<ServiceId, std::string> out;
  auto row = statement->step();
  for (; row && *row; row = statement->step()) {
    if (const auto service = catalog.find_service(statement->text(0))) out[*service] = statement->text(1);
  }
  if (!row) return row.error();
  return out;
}

}  // namespace

std::string_view name(PostKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<PostKind> post_kind(std::string_view name) {
  const auto it = std::ranges::find(kNames, name);
  if (it == kNames.end()) return std::nullopt;
  return PostKind(it - kNames.begin());
}

Result<PostsWriter> PostsWriter::make(const Database& database, std::shared_ptr<const Catalog> catalog,
                                      EncodeOptions encode) {
  auto live = read_live(database, *catalog);
  if (!live) return live.error();
  auto insert = database.prepare("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return insert.error();
  auto trim = database.prepare(
      "DELETE FROM posts WHERE incident = ?1 AND kind = ?2 AND (time, id) < "
      "(SELECT time, id FROM posts WHERE incident = ?1 AND kind = ?2 ORDER BY time DESC, id DESC LIMIT 1 OFFSET ?3)");
  if (!trim) return trim.error();
  auto find = database.prepare("SELECT incident, id FROM posts WHERE identity = ?");
  if (!find) return find.error();
  auto remove = database.prepare("DELETE FROM posts WHERE identity = ?");
  if (!remove) return remove.error();
  PostsWriter writer;
  writer.database_ = &database;
  writer.catalog_ = std::move(catalog);
  writer.encode_ = encode;
  writer.live_ = std::move(*live);
  writer.insert_ = std::move(*insert);
  writer.trim_ = std::move(*trim);
  writer.find_ = std::move(*find);
  writer.remove_ = std::move(*remove);
  return writer;
}

Result<void> PostsWriter::write(const std::vector<WindowCounts>& windows, const std::vector<IncidentEvent>& events) {
  auto event = events.begin();
  for (const WindowCounts& window : windows) {
    for (; event != events.end() && event->at <= window.window.end; ++event)
      if (auto followed = follow(*event); !followed) return followed;
    for (const std::uint64_t identity : window.withdrawn)
      if (auto taken = take_back(identity); !taken) return taken;
    for (const ServiceCounts& counts : window.services) {
      const auto live = live_.find(counts.service);
      if (live == live_.end()) continue;
      for (const Sample& sample : counts.samples)
        if (auto kept = keep(live->second, sample); !kept) return kept;
    }
  }
  for (; event != events.end(); ++event)
    if (auto followed = follow(*event); !followed) return followed;
  return {};
}

Result<void> PostsWriter::follow(const IncidentEvent& event) {
  const Incident& incident = event.incident;
  for (const auto* samples : {&incident.samples, &incident.tips, &incident.official.posts}) {
    for (const Sample& sample : *samples)
      if (auto kept = keep(incident.id, sample); !kept) return kept;
  }
  if (is_over(incident.state)) {
    live_.erase(incident.service);
  } else {
    live_[incident.service] = incident.id;
  }
  return {};
}

Result<void> PostsWriter::keep(const std::string& incident, const Sample& sample) {
  const auto kind = kind_of(sample.intent);
  if (!kind) return {};
  const std::string json = to_line(sample_json(sample, *catalog_, encode_));
  const std::string id = repaired(sample.post_id);
  insert_.bind(1, std::string_view(incident));
  insert_.bind(2, static_cast<std::int64_t>(*kind));
  insert_.bind(3, std::int64_t{sample.time.time_since_epoch().count()});
  insert_.bind(4, std::string_view(id));
  insert_.bind(5, static_cast<std::int64_t>(sample.identity));
  insert_.bind(6, std::int64_t{encode_.include_text ? 1 : 0});
  insert_.bind(7, std::string_view(json));
  if (auto inserted = insert_.run(); !inserted) return inserted;
  return trim(incident, *kind);
}

Result<void> PostsWriter::trim(const std::string& incident, PostKind kind) {
  trim_.bind(1, std::string_view(incident));
  trim_.bind(2, static_cast<std::int64_t>(kind));
  trim_.bind(3, std::int64_t{kPostsKept[static_cast<std::size_t>(kind)] - 1});
  return trim_.run();
}

Result<void> PostsWriter::take_back(std::uint64_t identity) {
  std::vector<std::pair<std::string, std::string>> found;
  find_.bind(1, static_cast<std::int64_t>(identity));
  auto row = find_.step();
  for (; row && *row; row = find_.step()) found.emplace_back(find_.text(0), find_.text(1));
  find_.reset();
  if (!row) return row.error();
  if (found.empty()) return {};
  for (const auto& one : found) {
    const auto erase = [&one](Json& data) { return erase_post(data, one.second); };
    if (auto rewritten = rewrite_incident(*database_, one.first, erase); !rewritten) return rewritten;
  }
  remove_.bind(1, static_cast<std::int64_t>(identity));
  return remove_.run();
}

}  // namespace outcry::outputs::store
