// The users and places that come beside the posts of one API v2 answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/json.h"

namespace outcry::ingest::x {

/// Looked up by id. Owns its bytes, since they must outlive a second walk over the record.
class Includes {
 public:
  void clear();

  /// Reads the value of `includes`; call `sort` when the walk is over.
  Errc read(od::value& value);
  void sort();

  std::string_view username(std::string_view user_id) const;
  /// When the user's account was made.
  std::optional<EventTime> user_since(std::string_view user_id) const;
  struct Place {
    std::string_view country_code;
    std::string_view full_name;
  };
  Place place(std::string_view place_id) const;

 private:
  /// Offsets into bytes_: id, first text, second text, end.
  struct Row {
    std::size_t id = 0;
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t end = 0;
  };
  Errc read_user(od::value& value);
  Errc read_place(od::value& value);
  Row keep(std::string_view id, std::string_view first, std::string_view second);
  std::string_view id_of(const Row& row) const;
  const Row* find(const std::vector<Row>& rows, std::string_view id) const;

  std::string bytes_;
  std::vector<Row> users_;   ///< name and time of the account
  std::vector<Row> places_;  ///< country and name
};

}  // namespace outcry::ingest::x
