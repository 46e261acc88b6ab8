#include "ingest/reddit/feed.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace outcry::ingest::reddit {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr auto kLeastWait = 1s;
constexpr std::size_t kLongestName = 50;

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 4648 section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return i + at < bytes.size() ? static_cast<unsigned char>(bytes[i + at]) : 0U;
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t digit = 0; digit < 4; ++digit)
      out += digit <= bytes.size() - i ? kDigits[group >> (18 - 6 * digit) & 63] : '=';
  }
  return out;
}

net::Url below(const net::Url& base, const std::string& path) {
  net::Url out = base;
  out.target = base.target.substr(0, base.target.find('?'));
  while (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

Listing listing_of(const Json& json, const char* key, EventTime since) {
  std::optional<Listing> out;
  if (json.is_object() && json.contains(key)) out = Listing::from_json(json[key], {});
  return out ? std::move(*out) : Listing({}, since);
}

}  // namespace

std::string RedditCursor::to_json() const {
  const Json out{{"posts", posts.to_json()}, {"comments", comments.to_json()}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RedditCursor RedditCursor::from_json(std::string_view text, EventTime since) {
  const auto json = Json::parse(text, nullptr, false);
  return {listing_of(json, "posts", since), listing_of(json, "comments", since)};
}

RedditCursor RedditCursor::first(EventTime since) { return {Listing({}, since), Listing({}, since)}; }

Feed::Feed(const RedditOptions& options, RedditCursor cursor)
    : options_(options), cursor_(std::move(cursor)), path_("/r/"), pace_(options.every, kLeastWait) {
  for (const auto& name : options.subreddits) path_ += (path_.ends_with('/') ? "" : "+") + net::percent_encoded(name);
}

net::Url Feed::token_address() const { return below(options_.auth, "/api/v1/access_token"); }

std::string Feed::basic_credentials() const {
  return "Basic " + base64(options_.client_id + ":" + options_.client_secret);
}

bool Feed::needs_token(EventTime now) const { return !token_ || now >= token_->until; }

void Feed::take_token(Token token, EventTime now) { token_ = {std::move(token.value), now + token.lasts * 9 / 10}; }

net::Url Feed::address(std::size_t index, std::string_view after) const {
  std::string path = path_ + (index == 0 ? "/new" : "/comments");
  path += "?limit=" + std::to_string(kPageThings) + "&raw_json=1";
  if (!after.empty()) path += "&after=" + net::percent_encoded(after);
  return below(options_.api, path);
}

void Feed::granted(std::string_view remaining, std::string_view reset) {
  const auto requests = number(remaining);
  const auto seconds = number(reset);
  if (requests && seconds) pace_.granted(*requests, *seconds);
}

void Feed::round_done(EventTime now) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < listings(); ++i) most = std::max(most, listing(i).fresh());
  pace_.round(most, kPageThings);
  if (most == 0) return;
  // A post may wait for the next poll: that is no silence.
  if (!std::exchange(heard_any_, true)) silence_.heard(now - options_.every);
  silence_.heard(now);
}

EventTime Feed::newest() const { return std::max(cursor_.posts.newest(), cursor_.comments.newest()); }

bool is_proper_user_agent(std::string_view text) {
  const bool printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  const auto by = text.find("(by ");
  return printable && second != std::string_view::npos && second < by && first > 0 && second > first + 1 &&
         by != std::string_view::npos && text.find("u/", by) != std::string_view::npos && text.ends_with(')');
}

bool is_subreddit(std::string_view text) {
  const auto fits = [](char c) { return is_alnum(c) || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, fits);
}

}  // namespace outcry::ingest::reddit
