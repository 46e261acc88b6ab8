#include "ingest/lemmy/feed.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace outcry::ingest::lemmy {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr auto kLeastWait = 1s;
constexpr std::size_t kMostBytes = 64 << 20;  ///< of the records of a round, all listings together
constexpr ListingBounds kBounds{.pages = 60, .entries = 10'000};
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr std::size_t kLongestCommunity = 300;

net::Url below(const net::Url& base, const std::string& path) {
  net::Url out = base;
  out.target = base.target.substr(0, base.target.find('?'));
  while (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

/// Where a cursor says that new listings begin.
EventTime since_of(const Json& json, EventTime otherwise) {
  if (!json.is_object() || !json.contains("since_us") || !json["since_us"].is_number_integer()) return otherwise;
  const auto micros = json["since_us"].get<std::int64_t>();
  return micros < 0 || micros > kLastMicros ? otherwise : EventTime(std::chrono::microseconds(micros));
}

ListingBounds bounds_of(std::size_t listings) {
  ListingBounds out = kBounds;
  out.bytes = std::min(out.bytes, kMostBytes / listings);
  return out;
}

Listing listing_of(const Json* json, const ListingBounds& bounds, bool same_server, EventTime since) {
  if (json == nullptr) return {bounds, since};
  auto out = Listing::from_json(*json, bounds);
  if (!out) return {bounds, since};
  if (same_server) return std::move(*out);
  return {bounds, std::max(out->newest(), since)};
}

}  // namespace

std::string Feed::Stream::key() const {
  const std::string name = of == Of::posts ? "posts" : "comments";
  return community.empty() ? name : name + " " + community;
}

Feed::Feed(const LemmyOptions& options, std::string_view cursor, EventTime since)
    : options_(options), since_(since), pace_(options.every, kLeastWait) {
  const auto json = Json::parse(cursor, nullptr, false);
  since_ = since_of(json, since);
  const Json listings = json.is_object() ? json.value("listings", Json()) : Json();
  const Json server = json.is_object() ? json.value("server", Json()) : Json();
  const bool same = server == Json(options.server.authority());
  auto communities = options.communities;
  if (communities.empty()) communities.emplace_back();
  const auto bounds = bounds_of(communities.size() * (options.comments ? 2 : 1));
  for (const auto& community : communities) {
    for (const Of of : {Of::posts, Of::comments}) {
      if (of == Of::comments && !options.comments) continue;
      Stream stream{of, community, Listing(bounds, since_)};
      const bool is_kept = listings.is_object() && listings.contains(stream.key());
      stream.listing = listing_of(is_kept ? &listings[stream.key()] : nullptr, bounds, same, since_);
      streams_.push_back(std::move(stream));
    }
  }
}

std::string Feed::first_cursor(EventTime since) { return Json{{"since_us", since.time_since_epoch().count()}}.dump(); }

void Feed::begin(std::size_t index) {
  streams_[index].listing.begin();
  next_.clear();
  page_ = 1;
}

net::Url Feed::address(std::size_t index) const {
  const Stream& stream = streams_[index];
  std::string path = stream.of == Of::posts ? "/api/v3/post/list" : "/api/v3/comment/list";
  path += "?type_=All&sort=New&limit=" + std::to_string(kPageEntries);
  if (!stream.community.empty()) path += "&community_name=" + net::percent_encoded(stream.community);
  if (!next_.empty()) {
    path += "&page_cursor=" + net::percent_encoded(next_);
  } else if (page_ > 1) {
    path += "&page=" + std::to_string(page_);
  }
  return below(options_.server, path);
}

bool Feed::page(std::size_t index, Page page) {
  ++page_;
  next_ = std::move(page.next);
  const bool full = page.entries.size() >= kPageEntries;
  return streams_[index].listing.page(std::move(page.entries), full);
}

void Feed::round_done(EventTime now) {
  std::size_t most = 0;
  for (const auto& stream : streams_) most = std::max(most, stream.listing.fresh());
  pace_.round(most, kPageEntries);
  if (most == 0) return;
  // A post may wait for the next poll: that is no silence.
  if (!std::exchange(heard_any_, true)) silence_.heard(now - options_.every);
  silence_.heard(now);
}

std::string Feed::cursor() const {
  Json listings = Json::object();
  for (const auto& stream : streams_) listings[stream.key()] = stream.listing.to_json();
  const Json out{{"server", options_.server.authority()},
                 {"since_us", since_.time_since_epoch().count()},
                 {"listings", std::move(listings)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

EventTime Feed::newest() const {
  EventTime out{};
  for (const auto& stream : streams_) out = std::max(out, stream.listing.newest());
  return out;
}

void correct(net::Failure& failure) {
  const bool limit = failure.status == 400 && failure.body.find("rate_limit") != std::string::npos;
  if (limit) failure.fault = net::Fault::throttled;
}

bool is_community(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           c == '-' || c == '@';
  };
  return !text.empty() && text.size() <= kLongestCommunity && text.front() != '@' && text.back() != '@' &&
         std::ranges::count(text, '@') <= 1 && std::ranges::all_of(text, fits);
}

}  // namespace outcry::ingest::lemmy
