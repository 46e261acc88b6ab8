// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/records.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace outcry::simulate {

namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono;

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// "2026-03-22T23:42:00.123Z", milliseconds always.
std::string iso(EventTime time) {
  const auto ms = duration_cast<milliseconds>(time.time_since_epoch());
  const auto whole = floor<seconds>(ms);
  auto text = format_utc(EventTime{whole});
  text.pop_back();
  return fmt::format("{}.{:03}Z", text, (ms - whole).count());
}

std::int64_t unix_seconds(EventTime time) { return duration_cast<seconds>(time.time_since_epoch()).count(); }
std::int64_t unix_ms(EventTime time) { return duration_cast<milliseconds>(time.time_since_epoch()).count(); }

std::string base32(std::uint64_t number, std::size_t length, std::string_view alphabet) {
  std::string out(length, alphabet[0]);
  for (std::size_t i = length; i > 0; --i, number >>= 5U) out[i - 1] = alphabet[number & 31U];
  return out;
}

std::string hex(std::uint64_t a, std::uint64_t b, int words) {
  std::string out;
  for (int i = 0; i < words; ++i) out += fmt::format("{:016x}", mix(a, b + static_cast<std::uint64_t>(i)));
  return out;
}

/// The reader's snowflake: 41 bits of milliseconds since 2010-11-04, then a number of the same millisecond.
std::uint64_t snowflake(const SimulatedPost& post) {
  constexpr std::int64_t kEpoch = 1288834974657;
  return (static_cast<std::uint64_t>(unix_ms(post.time) - kEpoch) << 22U) | (post.number & 0x3fffffU);
}

std::uint64_t numeric_author(const SimulatedPost& post) { return 1'000'000 + post.author.id % 4'000'000'000ULL; }

std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::vector<std::string> hashtags(std::string_view text) {
  std::vector<std::string> out;
  for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0)) ++end;
    if (end > at + 1) out.emplace_back(text.substr(at + 1, end - at - 1));
  }
  return out;
}

class Jetstream : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    const auto* original = post.passed_on.get();
    const auto key = rkey(post);
    const std::string collection = original != nullptr ? "app.bsky.feed.repost" : "app.bsky.feed.post";
    Json commit{{"rev", key}, {"operation", "create"}, {"collection", collection}, {"rkey", key}};
    commit["record"] = original != nullptr ? repost(post, *original) : body(post);
    commit["cid"] = kCid;
    return line({{"did", did(post)},
                 {"time_us", duration_cast<microseconds>(post.time.time_since_epoch()).count()},
                 {"kind", "commit"},
                 {"commit", std::move(commit)}});
  }

 private:
  static constexpr std::string_view kCid = "bafyreih3x2q5zj7n4k6w2v5c7t3m6p4r2s7d5f3g6h4j2k5l7q3w6e4rty";
  static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  static constexpr std::string_view kSortable = "234567abcdefghijklmnopqrstuvwxyz";

  static std::string did(const SimulatedPost& post) {
    return "did:plc:" + base32(post.author.id, 12, kLetters) + base32(mix(post.author.id, "did"), 12, kLetters);
  }
  static EventTime created(const SimulatedPost& post) {
    return post.time - milliseconds{static_cast<std::int64_t>(300 + mix(post.number, "lag") % 512)};
  }
  static std::string rkey(const SimulatedPost& post) {
    const auto us = static_cast<std::uint64_t>(duration_cast<microseconds>(created(post).time_since_epoch()).count());
    return base32((us << 10U) | (post.author.id & 31U), 13, kSortable);
  }
  static Json reference(const SimulatedPost& post) {
    return {{"cid", kCid}, {"uri", fmt::format("at://{}/app.bsky.feed.post/{}", did(post), rkey(post))}};
  }
  static Json repost(const SimulatedPost& post, const SimulatedPost& original) {
    return {{"$type", "app.bsky.feed.repost"}, {"createdAt", iso(created(post))}, {"subject", reference(original)}};
  }
  static Json body(const SimulatedPost& post) {
    Json out{{"$type", "app.bsky.feed.post"}, {"createdAt", iso(created(post))}, {"langs", {post.language}}};
    if (post.answered) out["reply"] = {{"parent", reference(*post.answered)}, {"root", reference(*post.answered)}};
    out["text"] = post.text;
    return out;
  }
};

class XV1 : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    auto out = status(post);
    if (post.passed_on) out["retweeted_status"] = status(*post.passed_on);
    return line(out);
  }

 private:
  static Json status(const SimulatedPost& post) {
    const auto* original = post.passed_on.get();
    const std::string text =
        original != nullptr ? fmt::format("RT @{}: {}", original->author.handle, original->text) : post.text;
    const auto id = snowflake(post);
    Json out{{"created_at", created_at(post.time)},
             {"id", id},
             {"id_str", std::to_string(id)},
             {"text", text},
             {"truncated", false},
             {"source", "<a href=\"https://app.example\" rel=\"nofollow\">app</a>"}};
    out["in_reply_to_status_id"] = post.answered ? Json(snowflake(*post.answered)) : Json(nullptr);
    const auto author = numeric_author(post);
    out["user"] = {{"id", author},
                   {"id_str", std::to_string(author)},
                   {"name", post.author.handle},
                   {"screen_name", post.author.handle},
                   {"location", nullptr}};
    out["coordinates"] = nullptr;
    out["place"] = post.place != nullptr ? place(*post.place) : Json(nullptr);
    out["lang"] = post.language;
    out["timestamp_ms"] = std::to_string(unix_ms(post.time));
    return out;
  }
  static Json place(const Place& place) {
    const bool us = place.code.starts_with("US-");
    return {{"place_type", us ? "admin" : "country"},
            {"name", place.name},
            {"full_name", us ? place.name + ", USA" : place.name},
            {"country_code", place.code.substr(0, 2)}};
  }
  /// "Mon Nov 23 14:02:03 +0000 2020"
  static std::string created_at(EventTime time) {
    static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto midnight = floor<days>(time);
    const year_month_day date{midnight};
    const hh_mm_ss clock{floor<seconds>(time - midnight)};
    return fmt::format("{} {} {:02} {:02}:{:02}:{:02} +0000 {}", kDays[weekday{midnight}.c_encoding()],
                       kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       static_cast<int>(date.year()));
  }
};

/// One page of the search API a line, with one post on it.
class XV2 : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    const auto* original = post.passed_on.get();
    const auto id = std::to_string(snowflake(post));
    const auto author = std::to_string(numeric_author(post));
    Json data{
        {"id", id},
        {"text", original != nullptr ? fmt::format("RT @{}: {}", original->author.handle, original->text) : post.text},
        {"edit_history_tweet_ids", {id}},
        {"author_id", author},
        {"created_at", iso(post.time)},
        {"lang", post.language},
        {"conversation_id", id}};
    if (original != nullptr) data["referenced_tweets"] = references("retweeted", *original);
    if (post.answered) data["referenced_tweets"] = references("replied_to", *post.answered);
    Json includes{
        {"users", Json::array({{{"id", author}, {"name", post.author.handle}, {"username", post.author.handle}}})}};
    if (post.place != nullptr) {
      data["geo"] = {{"place_id", place_id(*post.place)}};
      includes["places"] = Json::array({{{"id", place_id(*post.place)},
                                         {"full_name", post.place->name},
                                         {"country_code", post.place->code.substr(0, 2)}}});
    }
    return line({{"data", Json::array({std::move(data)})},
                 {"includes", std::move(includes)},
                 {"meta", {{"newest_id", id}, {"oldest_id", id}, {"result_count", 1}}}});
  }

 private:
  static Json references(std::string_view type, const SimulatedPost& to) {
    return Json::array({{{"type", type}, {"id", std::to_string(snowflake(to))}}});
  }
  static std::string place_id(const Place& place) { return fmt::format("{:016x}", mix(0, place.code)); }
};

class Mastodon : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    auto out = status(post);
    out["reblog"] = post.passed_on ? status(*post.passed_on) : Json(nullptr);
    return line(out);
  }

 private:
  static Json status(const SimulatedPost& post) {
    const auto id = std::to_string((static_cast<std::uint64_t>(unix_ms(post.time)) << 16U) | (post.number & 0xffffU));
    const auto& user = post.author.handle;
    Json tags = Json::array();
    for (const auto& tag : hashtags(post.text))
      tags.push_back({{"name", tag}, {"url", "https://social.example/tags/" + tag}});
    return {{"id", id},
            {"created_at", iso(post.time)},
            {"in_reply_to_id", nullptr},
            {"sensitive", false},
            {"spoiler_text", ""},
            {"visibility", "public"},
            {"language", post.language},
            {"uri", fmt::format("https://social.example/users/{}/statuses/{}", user, id)},
            {"url", fmt::format("https://social.example/@{}/{}", user, id)},
            {"edited_at", nullptr},
            {"content", post.passed_on ? "" : "<p>" + html(post.text) + "</p>"},
            {"account",
             {{"id", std::to_string(numeric_author(post))},
              {"username", user},
              {"acct", user},
              {"bot", post.author.account == Account::press}}},
            {"media_attachments", Json::array()},
            {"mentions", Json::array()},
            {"tags", std::move(tags)}};
  }
};

/// Submissions in the layout of the monthly dumps.
class Reddit : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    const auto* original = post.passed_on.get();
    const auto id = id36(post.number);
    const std::string subreddit = post.kind == Kind::unrelated ? "CasualConversation" : "outages";
    Json out{{"id", id},
             {"name", "t3_" + id},
             {"subreddit", subreddit},
             {"author", post.author.handle},
             {"author_fullname", "t2_" + id36(numeric_author(post))},
             {"title", original != nullptr ? original->text : post.text},
             {"selftext", ""},
             {"is_self", true},
             {"created_utc", unix_seconds(post.time)},
             {"edited", false},
             {"score", 1},
             {"num_comments", 0},
             {"permalink", fmt::format("/r/{}/comments/{}/", subreddit, id)},
             {"url", fmt::format("https://www.reddit.com/r/{}/comments/{}/", subreddit, id)}};
    if (original != nullptr) out["crosspost_parent"] = "t3_" + id36(original->number);
    return line(out);
  }

 private:
  static std::string id36(std::uint64_t number) {
    std::string out;
    for (std::uint64_t left = 1'000'000'000 + number; left > 0; left /= 36)
      out.insert(out.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[left % 36]);
    return out;
  }
};

class Nostr : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    auto out = event(post, post.passed_on ? 6 : 1);
    if (post.passed_on) {
      const auto original = event(*post.passed_on, 1);
      out["tags"].push_back({"e", original["id"]});
      out["tags"].push_back({"p", original["pubkey"]});
      out["content"] = original.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    return line(out);
  }

 private:
  static Json event(const SimulatedPost& post, int kind) {
    Json tags = Json::array();
    for (const auto& tag : hashtags(post.text)) tags.push_back({"t", tag});
    tags.push_back({"L", "ISO-639-1"});
    tags.push_back({"l", post.language, "ISO-639-1"});
    return {{"id", hex(post.number, 1, 4)},
            {"pubkey", hex(post.author.id, 2, 4)},
            {"created_at", unix_seconds(post.time)},
            {"kind", kind},
            {"tags", std::move(tags)},
            {"content", post.text},
            {"sig", hex(post.number, 99, 8)}};
  }
};

class Ndjson : public RecordWriter {
 public:
  std::string record(const SimulatedPost& post) override {
    const auto& text = post.passed_on ? post.passed_on->text : post.text;
    Json out{{"id", std::to_string(post.number)},
             {"created_at", iso(post.time)},
             {"author", post.author.handle},
             {"text", text},
             {"lang", post.language},
             {"repost", post.passed_on != nullptr}};
    if (post.place != nullptr) out["place"] = post.place->name;
    return line(out);
  }
};

class Csv : public RecordWriter {
 public:
  std::string header() const override { return "id,created_at,author,text,lang,repost\n"; }
  std::string record(const SimulatedPost& post) override {
    const auto& text = post.passed_on ? post.passed_on->text : post.text;
    return fmt::format("{},{},{},{},{},{}\n", post.number, iso(post.time), post.author.handle, cell(text),
                       post.language, post.passed_on ? "true" : "false");
  }

 private:
  static std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    return out + "\"";
  }
};

}  // namespace

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> names{"jetstream", "x-v1",  "x-v2",   "mastodon",
                                              "reddit",    "nostr", "ndjson", "csv"};
  return names;
}

std::unique_ptr<RecordWriter> make_record_writer(std::string_view format) {
  if (format == "jetstream") return std::make_unique<Jetstream>();
  if (format == "x-v1") return std::make_unique<XV1>();
  if (format == "x-v2") return std::make_unique<XV2>();
  if (format == "mastodon") return std::make_unique<Mastodon>();
  if (format == "reddit") return std::make_unique<Reddit>();
  if (format == "nostr") return std::make_unique<Nostr>();
  if (format == "ndjson") return std::make_unique<Ndjson>();
  if (format == "csv") return std::make_unique<Csv>();
  return nullptr;
}

}  // namespace outcry::simulate
