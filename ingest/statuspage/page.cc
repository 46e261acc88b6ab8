#include "ingest/statuspage/page.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/line.h"
#include "ingest/record/html.h"
#include "ingest/record/times.h"

namespace outcry::ingest::statuspage {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostName = 500;
constexpr std::size_t kMostStatus = 40;

const Json& field(const Json& object, const char* key) {
  static const Json kNone;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : kNone;
}

std::string text(const Json& object, const char* key) {
  const auto& value = field(object, key);
  return value.is_string() ? shortened(value.get<std::string>(), kMostName) : "";
}

std::optional<EventTime> time(const Json& object, const char* key) {
  const auto& value = field(object, key);
  return value.is_string() ? read_time(value.get_ref<const std::string&>()) : std::nullopt;
}

std::string status_of(const Json& object) {
  std::string out = shortened(text(object, "status"), kMostStatus);
  std::ranges::replace(out, '_', ' ');
  return out;
}

class Reader {
 public:
  Page read(const Json& root) {
    const auto& page = field(root, "page");
    const auto& incidents = field(root, "incidents");
    out_.is_statuspage = page.is_object() && incidents.is_array();
    if (!out_.is_statuspage) return std::move(out_);
    out_.name = text(page, "name");
    out_.updated = shortened(text(page, "updated_at"), kMostStatus);
    for (const auto& one : incidents) incident(one, false);
    for (const auto& one : field(root, "scheduled_maintenances")) incident(one, true);
    const auto& components = field(root, "components");
    if (components.is_array())
      for (const auto& one : components) component(one);
    return std::move(out_);
  }

 private:
  void incident(const Json& json, bool is_maintenance) {
    Incident out;
    out.id = text(json, "id");
    out.name = text(json, "name");
    const auto& updates = field(json, "incident_updates");
    if (out.id.empty() || !updates.is_array()) {
      ++out_.undecodable;
      return;
    }
    if (out_.incidents.size() >= kMostIncidents) {
      ++out_.too_long;
      return;
    }
    out.is_maintenance = is_maintenance;
    const auto status = text(json, "status");
    out.is_open = status != "resolved" && status != "postmortem" && status != "completed" && status != "scheduled";
    out.link = text(json, "shortlink");
    out.created = time(json, "created_at");
    const auto& components = field(json, "components");
    if (components.is_array())
      for (const auto& one : components)
        if (out.components.size() < kMostComponents) out.components.push_back(text(one, "name"));
    for (const auto& one : updates) update(one, out);
    out_.incidents.push_back(std::move(out));
  }

  void update(const Json& json, Incident& incident) {
    Update out;
    const auto& body = field(json, "body");
    auto created = time(json, "created_at");
    if (!created) created = time(json, "display_at");
    out.id = text(json, "id");
    if (out.id.empty() || !created) {
      ++out_.undecodable;
      return;
    }
    const std::string_view said = body.is_string() ? std::string_view(body.get_ref<const std::string&>()) : "";
    if (said.size() > kMostBody || ++updates_ > kMostUpdates) {
      ++out_.too_long;
      return;
    }
    out.created = *created;
    out.status = status_of(json);
    append_html(said, out.body);
    out.body = shortened(std::move(out.body), kMostText);
    incident.updates.push_back(std::move(out));
  }

  void component(const Json& json) {
    Component out;
    out.id = text(json, "id");
    out.name = text(json, "name");
    out.status = status_of(json);
    out.updated = time(json, "updated_at");
    const auto& group = field(json, "group");
    const bool is_group = group.is_boolean() && group.get<bool>();
    if (is_group || out.id.empty() || out.status.empty() || out_.components.size() >= kMostComponents) return;
    out_.components.push_back(std::move(out));
  }

  Page out_;
  std::size_t updates_ = 0;
};

}  // namespace

Page read_page(std::string_view json) {
  const Json root = Json::parse(json, nullptr, false);
  return Reader().read(root);
}

}  // namespace outcry::ingest::statuspage
