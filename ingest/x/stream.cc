#include "ingest/x/stream.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "net/refusal.h"

namespace outcry::ingest::x {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr auto kDelay = 10s;                                 ///< that posts have on their way, nearly all of them
constexpr auto kHandshake = 5s;  ///< that a connection takes at most before it carries posts
constexpr std::string_view kPath = "/2/tweets/search/stream";
constexpr std::string_view kFields =
    "?tweet.fields=created_at,author_id,lang,conversation_id,in_reply_to_user_id,referenced_tweets,geo,entities,source,"
    "note_tweet,edit_history_tweet_ids&expansions=author_id,geo.place_id,referenced_tweets.id"
    "&user.fields=username,name,created_at,location&place.fields=country_code,full_name,place_type";

std::int32_t month_of(EventTime time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return (static_cast<int>(day.year()) - 1970) * 12 + static_cast<std::int32_t>(static_cast<unsigned>(day.month())) - 1;
}

EventTime begin_of_month(std::int32_t month) {
  const std::chrono::year_month_day day{std::chrono::year{1970 + month / 12},
                                        std::chrono::month{static_cast<unsigned>(month % 12 + 1)}, std::chrono::day{1}};
  return std::chrono::sys_days{day};
}

net::Url target(const net::Url& api, std::string path) {
  net::Url out = api;
  std::string base = api.target == "/" ? "" : api.target;
  while (base.ends_with('/')) base.pop_back();
  out.target = base + std::move(path);
  return out;
}

std::optional<std::int64_t> whole(const Json& object, const char* key, std::int64_t most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  if (value < 0 || value > most) return std::nullopt;
  return value;
}

}  // namespace

std::string StreamCursor::to_json() const {
  return Json{{"until_us", until.time_since_epoch().count()}, {"resumes", resumes}, {"month", month}, {"posts", posts}}
      .dump();
}

Result<StreamCursor> StreamCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  const auto until = whole(json, "until_us", kLastMicros);
  const auto month = whole(json, "month", 12 * 300);
  const auto posts = whole(json, "posts", std::int64_t{1} << 53);
  const auto resumes = json.find("resumes");
  if (!until || !month || !posts || resumes == json.end() || !resumes->is_boolean()) return Errc::corrupt;
  StreamCursor out;
  out.until = EventTime(std::chrono::microseconds(*until));
  out.resumes = resumes->get<bool>();
  out.month = static_cast<std::int32_t>(*month);
  out.posts = static_cast<std::uint64_t>(*posts);
  return out;
}

milliseconds Waits::next(const net::Failure& failure) {
  const auto doubled = [this](unsigned first, unsigned times, unsigned most) {
    return unit_ * std::min(first << std::min(times, 8U), most);
  };
  const milliseconds asked = failure.retry_after.value_or(0s);
  switch (failure.fault) {
    case net::Fault::network:
      return std::max(asked, unit_ * std::min(++network_, 64U));
    case net::Fault::throttled:
      return std::max(asked, doubled(240, throttled_++, 3600));
    default:
      return std::max(asked, doubled(20, server_++, 1280));
  }
}

void Waits::progress() { network_ = server_ = throttled_ = 0; }

Stream::Stream(StreamOptions options, StreamCursor cursor) : options_(std::move(options)), cursor_(cursor) {}

net::Url Stream::address() const {
  std::string path = std::string(kPath) + std::string(kFields);
  if (options_.backfill > 0min) path += "&backfill_minutes=" + std::to_string(options_.backfill.count());
  return target(options_.api, std::move(path));
}

net::Url Stream::rules_address(std::string_view page) const {
  std::string path = std::string(kPath) + "/rules";
  if (!page.empty()) path += "?pagination_token=" + net::percent_encoded(page);
  return target(options_.api, std::move(path));
}

std::optional<Gap> Stream::connected(EventTime asked, EventTime now) {
  behind_since_.reset();
  const EventTime since = std::max(std::min(now, asked + kHandshake), cursor_.until) - options_.backfill;
  if (!cursor_.resumes) {
    cursor_.until = std::max(cursor_.until, since);
    cursor_.resumes = true;
    return std::nullopt;
  }
  if (since <= cursor_.until) return std::nullopt;
  Gap out;
  out.from = std::exchange(cursor_.until, since);
  out.to = since;
  out.cause = options_.backfill > 0min ? "the connection was away for longer than X repeats"
                                       : "posted while there was no connection; X repeats nothing for this account";
  return out;
}

Stream::Heard Stream::heard(const Line& line, EventTime now) {
  Heard out;
  if (!line.disconnect.empty()) {
    net::Failure error;
    error.what = net::shown(options_.api.host) + " ended the stream: " + line.disconnect;
    error.body = line.disconnect;
    if (line.disconnect.find("TooManyConnections") != std::string::npos) error.fault = net::Fault::throttled;
    explain(error);
    out.error = std::move(error);
  }
  if (!line.data) return out;
  out.record = true;
  count(now);
  out.is_new = line.time && *line.time > cursor_.until;
  if (line.time) cursor_.until = std::max(cursor_.until, std::min(*line.time, now));
  return out;
}

void Stream::heartbeat(EventTime now) {
  const EventTime sent = std::min(now, behind_since_.value_or(now));
  cursor_.until = std::max(cursor_.until, sent - kDelay);
}

void Stream::falls_behind(EventTime now) {
  if (!behind_since_) behind_since_ = now;
}

void Stream::count(EventTime now) {
  const auto month = month_of(now);
  if (month != cursor_.month) cursor_.posts = 0;
  cursor_.month = month;
  ++cursor_.posts;
}

bool Stream::caught_up(EventTime now) const { return options_.backfill == 0min || cursor_.until >= now - kDelay; }

std::optional<EventTime> Stream::spent(EventTime now) const {
  const auto month = month_of(now);
  if (options_.budget == 0 || month != cursor_.month || cursor_.posts < options_.budget) return std::nullopt;
  return begin_of_month(month + 1);
}

void Stream::explain(net::Failure& failure) {
  const auto says = [&](std::string_view word) { return failure.body.find(word) != std::string::npos; };
  if (says("TooManyConnections")) {
    failure.what += ": X still counts another connection of this account as open, and lets go of it after a while";
    failure.retry_after.reset();  // that of the rate limit, which was not hit
  } else if (says("UsageCapExceeded") || says("usage-capped")) {
    failure.what += ": the posts that the account may have this month are used up";
    failure.fault = net::Fault::throttled;
    failure.retry_after = 1h;
  } else if (failure.status == 409) {
    failure.what += ": the account has no rules";
  }
}

}  // namespace outcry::ingest::x
