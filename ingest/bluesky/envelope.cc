#include "ingest/bluesky/envelope.h"

#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::bluesky {

struct EnvelopeReader::Impl {
  od::parser parser;
  Envelope out;
  std::string_view type;
  std::string_view name;

  Errc read(std::string_view message) {
    od::document document;
    const simdjson::padded_string_view padded(message.data(), message.size(), message.size() + kRecordPadding);
    if (const auto error = parser.iterate(padded).get(document)) return reason(error);
    od::object root;
    const auto error = document.get_object().get(root);
    if (error == simdjson::INCORRECT_TYPE) return Errc::not_an_object;
    if (error) return reason(error);
    return each_field(root, [this](const char* key, od::value& value) { return field(key, value); });
  }

  Errc field(const char* key, od::value& value) {
    if (is_key(key, "time_us")) return server_time(value);
    if (is_key(key, "cursor") || is_key(key, "seq")) return sequence(value);
    if (is_key(key, "commit")) return mark_commit();
    if (is_key(key, "$type")) return take_text(value, type);
    if (is_key(key, "error") || is_key(key, "name")) return take_text(value, name);
    if (is_key(key, "payload")) return payload(value);
    return kFine;
  }

  Errc payload(od::value& value) {
    type = {};
    return each_field(value, [this](const char* key, od::value& inner) {
      if (is_key(key, "time")) return take_time(inner, out.time);
      return is_key(key, "payload") ? kFine : field(key, inner);
    });
  }

  Errc server_time(od::value& value) {
    std::int64_t micros = 0;
    if (value.get_int64().get(micros) == simdjson::SUCCESS && micros > 0) out.time = epoch_time(micros);
    return kFine;
  }

  Errc sequence(od::value& value) {
    std::uint64_t number = 0;
    if (!out.seq && value.get_uint64().get(number) == simdjson::SUCCESS) out.seq = number;
    return kFine;
  }

  Errc mark_commit() {
    out.commit = true;
    return kFine;
  }
};

EnvelopeReader::EnvelopeReader() : impl_(std::make_unique<Impl>()) {}
EnvelopeReader::~EnvelopeReader() = default;

Result<Envelope> EnvelopeReader::read(std::string_view message) {
  Impl& impl = *impl_;
  impl.out = {};
  impl.type = impl.name = {};
  if (const Errc fault = impl.read(message); fault != kFine) return fault;
  if (impl.type == "error") impl.out.error = impl.name.empty() ? "unnamed" : impl.name;
  if (impl.type.ends_with("#info")) impl.out.info = impl.name;
  if (impl.type.ends_with("#commit")) impl.out.commit = true;
  return impl.out;
}

}  // namespace outcry::ingest::bluesky
