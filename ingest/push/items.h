// The posts in the body of a request, in each of the ways in which they may be written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "net/server.h"

namespace outcry::ingest::push {

/// How a body is to be read.
enum class Shape : std::uint8_t {
  json,         ///< one object, or an array of them
  lines,        ///< an object a line
  event,        ///< CloudEvents 1.0, structured
  events,       ///< the same, an array of them
  bound_event,  ///< the same, attributes in headers `ce-*` (binary)
};
/// By Content-Type and `ce-specversion`; nothing for others.
std::optional<Shape> shape_of(const net::ServerRequest& request);
/// What shape_of understands, for whoever sent something else.
inline constexpr std::string_view kMediaTypes =
    "application/json, application/x-ndjson, application/cloudevents+json, application/cloudevents-batch+json";

/// One post as it was sent.
struct Item {
  std::size_t line = 1;  ///< of the body, or the number of the element
  std::string json;      ///< an object
  std::string source;    ///< of CloudEvents, "" = is none
  std::string id;
  std::string time;
  std::string fault;  ///< why it is none; then all else is empty
};
using OnItem = std::function<void(Item)>;

/// Hands over each post and each fault in the order of the body. Blank lines are passed over. Never throws for what is
/// in the request; a post within a broken array costs what follows it.
void each_item(Shape shape, const net::ServerRequest& request, const OnItem& on_item);

}  // namespace outcry::ingest::push
