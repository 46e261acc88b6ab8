// JSON that a record carries inside a string: events of a stream, originals of reposts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ingest/record/json.h"

namespace outcry::ingest {

/// Owns a copy with padding and a parser of its own, so that the views of the record around it stay good.
class EmbeddedJson {
 public:
  /// Walks the fields of the object in `json`. Strings live until the next call.
  template <class Visit>
  Errc each_field(std::string_view json, Visit&& visit) {
    od::object object;
    if (const auto error = open(json).get(object)) return reason(error);
    return ingest::each_field(object, std::forward<Visit>(visit));
  }

 private:
  simdjson::simdjson_result<od::object> open(std::string_view json) {
    bytes_.assign(json);
    bytes_.append(kRecordPadding, '\0');
    const simdjson::padded_string_view padded(bytes_.data(), json.size(), bytes_.size());
    if (const auto error = parser_.iterate(padded).get(document_)) return error;
    return document_.get_object();
  }

  std::string bytes_;
  od::document document_;
  od::parser parser_;
};

}  // namespace outcry::ingest
