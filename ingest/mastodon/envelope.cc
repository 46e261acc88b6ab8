#include "ingest/mastodon/envelope.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "ingest/archive/cut_elements.h"
#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::mastodon {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestId = 128;
constexpr std::size_t kLongestUri = 2048;
constexpr std::size_t kLongestError = 200;
constexpr std::size_t kUsualBytes = 1 << 20;  ///< room that one longer message needed is given back

/// The body of an answer, to be cut like an archive.
class BodySource final : public ByteSource {
 public:
  explicit BodySource(std::string_view body) : rest_(body) {}
  Result<std::size_t> read(std::span<char> into) override {
    const auto size = rest_.copy(into.data(), into.size());
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
};

bool is_array(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '[';
}

bool is_closed(const Json& access, const char* feeds) {
  const auto found = access.find(feeds);
  if (found == access.end() || !found->is_object() || found->empty()) return false;
  return std::ranges::all_of(*found, [](const Json& who) { return who == "disabled"; });
}

std::string text_at(const Json& json, const char* pointer) {
  const Json::json_pointer place(pointer);
  return json.contains(place) && json[place].is_string() ? json[place].get<std::string>() : "";
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

struct EnvelopeReader::Impl {
  od::parser parser;
  od::document document;
  std::string bytes;

  /// Walks the one object that `json` must be.
  template <class Visit>
  Errc each(std::string_view json, Visit&& visit) {
    if (parser.capacity() > kUsualBytes && json.size() <= kUsualBytes) parser = od::parser();
    bytes.assign(json);
    bytes.append(kRecordPadding, '\0');
    const simdjson::padded_string_view padded(bytes.data(), json.size(), bytes.size());
    if (const auto error = parser.iterate(padded).get(document)) return reason(error);
    od::object root;
    const auto error = document.get_object().get(root);
    if (error == simdjson::INCORRECT_TYPE) return Errc::not_an_object;
    if (error) return reason(error);
    if (const Errc fault = each_field(root, std::forward<Visit>(visit)); fault != kFine) return fault;
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? kFine : Errc::bad_json;
  }
};

EnvelopeReader::EnvelopeReader() : impl_(std::make_unique<Impl>()) {}
EnvelopeReader::~EnvelopeReader() = default;

Result<StatusHead> EnvelopeReader::status(std::string_view json) {
  std::string_view id;
  std::string_view uri;
  std::optional<EventTime> time;
  const Errc fault = impl_->each(json, [&](const char* key, od::value& value) {
    if (is_key(key, "id")) return take_id(value, id);
    if (is_key(key, "uri")) return take_text(value, uri);
    return is_key(key, "created_at") ? take_time(value, time) : kFine;
  });
  if (fault != kFine) return fault;
  if (!is_id(id)) return Errc::no_id;
  if (!time) return Errc::no_time;
  StatusHead out;
  out.id = id;
  if (uri.size() <= kLongestUri) out.uri = uri;
  out.created_at = *time;
  return out;
}

Result<StreamMessage> EnvelopeReader::message(std::string_view json) {
  std::string_view event;
  std::string_view payload;
  std::string_view error;
  std::string_view status;
  const Errc fault = impl_->each(json, [&](const char* key, od::value& value) {
    if (is_key(key, "event")) return take_text(value, event);
    if (is_key(key, "error")) return take_text(value, error);
    if (is_key(key, "status")) return take_id(value, status);
    if (!is_key(key, "payload")) return kFine;
    if (*value.raw_json_token().data() != '{') return take_id(value, payload);
    od::object object;
    if (const auto bad = value.get_object().get(object)) return reason(bad);
    return reason(object.raw_json().get(payload));
  });
  if (fault != kFine) return fault;
  if (event.empty() && error.data() == nullptr) return Errc::unknown_record;
  StreamMessage out;
  out.event = event;
  out.payload = payload;
  if (!event.empty()) return out;
  out.error = error.empty() ? "an error" : error.substr(0, kLongestError);
  std::from_chars(status.data(), status.data() + status.size(), out.status);
  return out;
}

Result<Page> read_page(EnvelopeReader& reader, std::string_view body, std::size_t max_status_bytes) {
  if (!is_array(body)) return Errc::unknown_record;
  Page out;
  BodySource source(body);
  CutterLimits limits;
  limits.block_bytes = body.size() + 1;
  limits.max_record_bytes = max_status_bytes;
  ElementCutter cutter(source, ElementCutter::Start::elements, limits,
                       [&out](const boost::system::error_code& reason, const Position&, const std::string&) {
                         if (reason == make_error_code(Errc::too_long)) ++out.too_long;
                       });
  cutter.fill(out.block);
  std::string_view rest(out.block.bytes.data(), out.block.size);
  while (!rest.empty()) {
    const auto text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    auto head = reader.status(text);
    if (head) {
      out.texts.push_back(text);
      out.heads.push_back(std::move(*head));
    } else {
      ++out.undecodable;
    }
  }
  std::ranges::reverse(out.texts);
  std::ranges::reverse(out.heads);
  return out;
}

Result<Instance> read_instance(std::string_view body) {
  const auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return Errc::bad_json;
  Instance out;
  out.streaming = text_at(json, "/configuration/urls/streaming");
  if (out.streaming.empty()) out.streaming = text_at(json, "/urls/streaming_api");
  const Json::json_pointer access("/configuration/timelines_access");
  if (json.contains(access) && json[access].is_object()) {
    out.closed_feeds = is_closed(json[access], "live_feeds");
    out.closed_topics = is_closed(json[access], "hashtag_feeds");
  }
  return out;
}

}  // namespace outcry::ingest::mastodon
