#include "ingest/line.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace outcry::ingest {

std::string Line::to_json() const {
  nlohmann::ordered_json out{{"id", id}, {"time", format_utc(time)}};
  if (!deleted) out["text"] = text;
  const auto put = [&out](const char* key, const std::string& value) {
    if (!value.empty()) out[key] = value;
  };
  put("author", author);
  put("author_name", author_name);
  put("language", language);
  put("link", link);
  put("reply_to", reply_to);
  put("service", service);
  put("country", country);
  put("place", place);
  if (official) out["official"] = true;
  if (repost) out["repost"] = true;
  if (deleted) out["deleted"] = true;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80) --most;
  text.resize(most);
  return text;
}

}  // namespace outcry::ingest
