#include "ingest/x/line.h"

#include <algorithm>

#include "ingest/record/json.h"
#include "net/refusal.h"

namespace outcry::ingest::x {
namespace {

constexpr std::size_t kMostWords = 200;

struct Fault {
  std::string_view title;

  std::string_view type;        ///< of disconnect
  std::string_view connection;  ///< what is wrong with it

  bool ends_the_stream() const {
    return !type.empty() || !connection.empty() || title == "operational-disconnect" || title == "ConnectionException";
  }
  std::string said() const {
    const auto what = !connection.empty() ? connection : !type.empty() ? type : title;
    return net::shown(std::string(what).substr(0, kMostWords));
  }
};

}  // namespace

struct LineReader::Impl {
  od::parser parser;
  Line out;
  bool errors = false;

  Errc read(std::string_view line) {
    od::document document;
    const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + kRecordPadding);
    if (const auto error = parser.iterate(padded).get(document)) return reason(error);
    od::object root;
    const auto error = document.get_object().get(root);
    if (error == simdjson::INCORRECT_TYPE) return Errc::not_an_object;
    if (error) return reason(error);
    const Errc fault = each_field(root, [this](const char* key, od::value& value) { return read_field(key, value); });
    if (fault != kFine) return fault;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return Errc::bad_json;
    return out.data || errors ? kFine : Errc::unknown_record;
  }

  Errc read_field(const char* key, od::value& value) {
    if (is_key(key, "data")) return read_data(value);
    if (is_key(key, "errors")) {
      errors = true;
      return each_element(value, [this](od::value& one) { return read_error(one); });
    }
    return kFine;
  }

  Errc read_data(od::value& value) {
    out.data = *value.raw_json_token().data() == '{';
    return each_field(value, [this](const char* key, od::value& field) {
      return is_key(key, "created_at") ? take_time(field, out.time) : kFine;
    });
  }

  Errc read_error(od::value& value) {
    Fault fault;
    const Errc reason = each_field(value, [&](const char* key, od::value& field) {
      if (is_key(key, "title")) return take_text(field, fault.title);
      if (is_key(key, "disconnect_type")) return take_text(field, fault.type);
      return is_key(key, "connection_issue") ? take_text(field, fault.connection) : kFine;
    });
    if (out.disconnect.empty() && fault.ends_the_stream()) out.disconnect = fault.said();
    return reason;
  }
};

LineReader::LineReader() : impl_(std::make_unique<Impl>()) {}
LineReader::~LineReader() = default;

Result<Line> LineReader::read(std::string_view line) {
  impl_->out = {};
  impl_->errors = false;
  if (const Errc fault = impl_->read(line); fault != kFine) return fault;
  return impl_->out;
}

void LineCutter::feed(std::string_view piece, const OnLine& on_line) {
  while (!piece.empty()) {
    const auto end = piece.find('\n');
    const auto part = piece.substr(0, end);
    if (!skipping_ && line_.size() + part.size() > max_bytes_ + 1) {
      skipping_ = true;
      ++too_long_;
      line_ = {};
    }
    if (!skipping_) line_.append(part);
    if (end == std::string_view::npos) return;
    if (!skipping_) {
      if (line_.ends_with('\r')) line_.pop_back();
      on_line(line_);
    }
    line_.clear();
    skipping_ = false;
    piece.remove_prefix(end + 1);
  }
}

}  // namespace outcry::ingest::x
