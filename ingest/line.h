// A post as a line of the format "ndjson": how sources speak whose platform has no format of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/time.h"

namespace outcry::ingest {

/// What is empty is left out.
struct Line {
  std::string id;  ///< the same for the same post, and for no other in the world
  EventTime time{};
  std::string text;
  std::string author;
  std::string author_name;
  std::string language;  ///< as declared: "en", "en-GB"
  std::string link;
  std::string reply_to;  ///< id of the post answered
  std::string service;   ///< slug of the service that it is about
  std::string country;
  std::string place;
  bool official = false;
  bool repost = false;
  bool deleted = false;  ///< takes the post with this id back; has no text

  std::string to_json() const;
};

/// `text` without what lies behind `most` bytes, cut between characters.
std::string shortened(std::string text, std::size_t most);

}  // namespace outcry::ingest
