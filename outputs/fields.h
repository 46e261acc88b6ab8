// Fields of an incident's JSON for showing: what is missing or of another type is empty, never an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/time.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// The member, or null.
const Json& member(const Json& object, std::string_view key);
/// The text as it stands, whatever it holds: a view into `object`; "" when there is none.
std::string_view raw_text(const Json& object, std::string_view key);
/// Harmless text; "" when there is none.
std::string text(const Json& object, std::string_view key);
/// 0 when there is none.
std::uint64_t whole(const Json& object, std::string_view key);
/// The same, but empty when there is none.
std::optional<std::uint64_t> known_whole(const Json& object, std::string_view key);
/// Not a number when there is none.
double number(const Json& object, std::string_view key);
/// The same, but empty when there is none, or when it is not finite.
std::optional<double> known_number(const Json& object, std::string_view key);
bool is_set(const Json& object, std::string_view key);
std::optional<EventTime> time(const Json& object, std::string_view key);
/// The elements of an array; of anything else none.
const Json& list(const Json& object, std::string_view key);

/// Where a post can be read: its `link` as it stands, or what follows from its `id` (page_of_at_uri); "" when neither
/// is known. Events keep it as the record had it.
std::string post_link(const Json& post);
/// A post, or the posts of an incident, as they are shown: with `link` where it follows from the id.
void add_link(Json& post);
void add_links(Json& incident);
/// A stored incident as it is shown.
Json shown_incident(const std::string& stored);

}  // namespace outcry::outputs
