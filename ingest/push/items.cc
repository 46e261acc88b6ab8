#include "ingest/push/items.h"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/record/embedded.h"
#include "ingest/record/json.h"

namespace outcry::ingest::push {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// "Application/JSON; charset=utf-8" -> "application/json".
std::string media_type(std::string_view text) {
  text = text.substr(0, text.find(';'));
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return lower(text);
}

bool is_json(const std::string& type) { return type.empty() || type == "application/json" || type.ends_with("+json"); }

std::string text_as_post(std::string_view text) {
  return nlohmann::json{{"text", text}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Of an Errc as a sentence.
std::string said(Errc fault) { return make_error_code(fault).message(); }

Item faulty(std::size_t line, std::string why) {
  Item out;
  out.line = line;
  out.fault = std::move(why);
  return out;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Attributes in headers are percent-encoded (CloudEvents HTTP binding 1.0.2, section 3.1.3.2).
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    out += escape ? static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0 || text.size() % 4 != 0) return std::nullopt;
  const auto padding = text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

/// Attributes and data of one event, as they stand in its JSON.
struct Event {
  std::string_view version;
  std::string_view id;
  std::string_view source;
  std::string_view type;
  std::string_view time;
  std::string_view data_type;
  std::string_view text;    ///< data that is a string
  std::string_view object;  ///< data that is an object
  std::string_view packed;  ///< data_base64

  Errc field(const char* key, od::value& value) {
    if (is_key(key, "specversion")) return take_text(value, version);
    if (is_key(key, "id")) return take_text(value, id);
    if (is_key(key, "source")) return take_text(value, source);
    if (is_key(key, "type")) return take_text(value, type);
    if (is_key(key, "time")) return take_text(value, time);
    if (is_key(key, "datacontenttype")) return take_text(value, data_type);
    if (is_key(key, "data_base64")) return take_text(value, packed);
    return is_key(key, "data") ? data(value) : kFine;
  }

  Errc data(od::value& value) {
    if (*value.raw_json_token().data() != '{') return take_text(value, text);
    od::object inner;
    if (const auto error = value.get_object().get(inner)) return reason(error);
    if (const auto error = inner.raw_json().get(object)) return reason(error);
    return kFine;
  }
};

/// The post of an event whose attributes are in order; `fault` when they are not.
Item item_of(const Event& event, std::size_t line) {
  if (!event.version.starts_with("1.")) return faulty(line, "no CloudEvent of version 1.0 (specversion)");
  if (event.id.empty() || event.source.empty() || event.type.empty())
    return faulty(line, "a CloudEvent needs id, source and type");
  Item out;
  out.line = line;
  out.id = event.id;
  out.source = event.source;
  out.time = event.time;
  if (event.object.data() != nullptr) {
    out.json = event.object;
  } else if (event.packed.data() != nullptr) {
    const auto data = base64_decoded(event.packed);
    if (!data) return faulty(line, "data_base64 is no base64");
    out.json = is_json(media_type(event.data_type)) ? *data : text_as_post(*data);
  } else if (event.text.data() != nullptr) {
    out.json = text_as_post(event.text);
  } else {
    return faulty(line, "a CloudEvent without data");
  }
  return out;
}

class EventReader {
 public:
  Item read(std::string_view json, std::size_t line) {
    Event event;
    const Errc fault =
        json_.each_field(json, [&event](const char* key, od::value& value) { return event.field(key, value); });
    return fault == kFine ? item_of(event, line) : faulty(line, said(fault));
  }

 private:
  EmbeddedJson json_;
};

void each_line(std::string_view body, const OnItem& on_item) {
  for (std::size_t line = 1; !body.empty(); ++line) {
    const auto end = std::min(body.find('\n'), body.size());
    auto text = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (line == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Item item;
    item.line = line;
    item.json = text;
    on_item(std::move(item));
  }
}

using OnElement = std::function<void(std::string_view json, std::size_t number)>;

Errc each_object(od::array& array, std::size_t& number, const OnElement& on_element) {
  return each_element(array, [&](od::value& element) {
    ++number;
    od::object object;
    std::string_view raw;
    if (const auto error = element.get_object().get(object))
      return error == simdjson::INCORRECT_TYPE ? Errc::not_an_object : reason(error);
    if (const auto error = object.raw_json().get(raw)) return reason(error);
    on_element(raw, number);
    return kFine;
  });
}

/// The objects of an array, or the one object that the body is.
void each_element_of(const std::string& body, const OnElement& on_element, const OnItem& on_item) {
  const auto begin = body.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return on_item(faulty(1, "an empty body"));
  if (body[begin] != '[') return on_element(body, 1);
  od::parser parser;
  od::document document;
  od::array array;
  std::size_t number = 0;
  const simdjson::padded_string padded(body);
  Errc fault = kFine;
  if (const auto error = parser.iterate(padded).get(document)) fault = reason(error);
  if (fault == kFine) {
    if (const auto error = document.get_array().get(array)) fault = reason(error);
  }
  if (fault == kFine) fault = each_object(array, number, on_element);
  if (fault == kFine && document.current_location().error() != simdjson::OUT_OF_BOUNDS) fault = Errc::bad_json;
  if (fault != kFine) on_item(faulty(std::max<std::size_t>(number, 1), said(fault) + "; nothing behind it was read"));
}

void read_bound_event(const net::ServerRequest& request, const OnItem& on_item) {
  const auto version = percent_decoded(request.header("ce-specversion"));
  const auto id = percent_decoded(request.header("ce-id"));
  const auto source = percent_decoded(request.header("ce-source"));
  const auto type = percent_decoded(request.header("ce-type"));
  const auto time = percent_decoded(request.header("ce-time"));
  Event event{.version = version, .id = id, .source = source, .type = type, .time = time};
  (is_json(media_type(request.header("Content-Type"))) ? event.object : event.text) = request.body;
  on_item(item_of(event, 1));
}

}  // namespace

std::optional<Shape> shape_of(const net::ServerRequest& request) {
  const auto type = media_type(request.header("Content-Type"));
  if (type == "application/cloudevents+json") return Shape::event;
  if (type == "application/cloudevents-batch+json") return Shape::events;
  if (!request.header("ce-specversion").empty()) {
    if (is_json(type) || type == "text/plain") return Shape::bound_event;
    return std::nullopt;
  }
  if (type == "application/json") return Shape::json;
  for (const auto* lines :
       {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})
    if (type == lines) return Shape::lines;
  return std::nullopt;
}

void each_item(Shape shape, const net::ServerRequest& request, const OnItem& on_item) {
  EventReader events;
  const auto take_event = [&](std::string_view json, std::size_t number) { on_item(events.read(json, number)); };
  const auto take_post = [&](std::string_view json, std::size_t number) {
    Item item;
    item.line = number;
    item.json = json;
    on_item(std::move(item));
  };
  switch (shape) {
    case Shape::json:
      return each_element_of(request.body, take_post, on_item);
    case Shape::lines:
      return each_line(request.body, on_item);
    case Shape::event:
      return take_event(request.body, 1);
    case Shape::events:
      return each_element_of(request.body, take_event, on_item);
    case Shape::bound_event:
      return read_bound_event(request, on_item);
  }
}

}  // namespace outcry::ingest::push
