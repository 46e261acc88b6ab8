#include "ingest/feeds/feed.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/line.h"

namespace outcry::ingest::feeds {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr std::string_view kAccept =
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, */*;q=0.1";
constexpr std::chrono::seconds kFresh{60};  ///< windows wait longer for what is out of order
constexpr std::chrono::minutes kInARow{
    10};  ///< two polls, though one between them failed or a cache asked for patience
constexpr std::size_t kLargestDocument = 4 << 20;
constexpr std::int64_t kLastSecond = 9'214'646'400;  ///< 2262-01-01

std::int64_t seconds_of(EventTime time) { return std::chrono::floor<seconds>(time.time_since_epoch()).count(); }

/// 0 when it is no time that may stand in a cursor.
EventTime time_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer()) return {};
  const auto value = found->get<std::int64_t>();
  return value < 0 || value > kLastSecond ? EventTime{} : EventTime{seconds(value)};
}

std::string text_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<KnownItem> known_in(const Json& json) {
  if (!json.is_array() || json.size() != 3) return std::nullopt;
  if (!std::ranges::all_of(json, [](const Json& value) { return value.is_number_integer(); })) return std::nullopt;
  return KnownItem{json[0].get<std::uint64_t>(), json[1].get<std::uint64_t>(), json[2].get<std::int64_t>()};
}

bool is_tracking(std::string_view parameter) {
  static constexpr std::array<std::string_view, 6> kNames{"fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src"};
  const auto name = parameter.substr(0, parameter.find('='));
  return name.starts_with("utm_") || std::ranges::find(kNames, name) != kNames.end();
}

bool is_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

/// "tag:", "urn:" and addresses mean the same to everybody; "42" does not.
bool is_global(std::string_view id) { return is_address(id) || id.starts_with("tag:") || id.starts_with("urn:"); }

std::optional<EventTime> date_of(const Item& item) { return item.updated ? item.updated : item.published; }

std::string resolved(const net::Url& base, const std::string& link) {
  if (link.empty() || is_address(link)) return link;
  const auto url = net::resolve(base, link);
  if (!url) return link;
  return (url->tls ? "https://" : "http://") + url->authority() + url->target;
}

std::string language_of(std::string_view declared) {
  return std::string(declared.substr(0, declared.find_first_of("-_")));
}

}  // namespace

std::string without_tracking(std::string_view link) {
  link = link.substr(0, link.find('#'));
  const auto question = link.find('?');
  std::string out(link.substr(0, question));
  if (question == std::string_view::npos) return out;
  char before = '?';
  for (auto rest = link.substr(question + 1); !rest.empty();) {
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    if (parameter.empty() || is_tracking(parameter)) continue;
    out += std::exchange(before, '&');
    out += parameter;
  }
  return out;
}

std::string FeedCursor::to_json() const {
  Json known_items = Json::array();
  for (const auto& item : known) known_items.push_back({item.name, item.wording, item.date});
  const Json out{{"feed", feed},
                 {"since", seconds_of(since)},
                 {"polled", seconds_of(polled)},
                 {"newest", seconds_of(newest)},
                 {"etag", validators.etag},
                 {"last_modified", validators.last_modified},
                 {"known", std::move(known_items)}};
  return out.dump();
}

Result<FeedCursor> FeedCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  const auto feed = json.find("feed");
  const auto known = json.find("known");
  if (feed == json.end() || !feed->is_number_integer() || known == json.end() || !known->is_array())
    return Errc::corrupt;
  FeedCursor out;
  out.feed = feed->get<std::uint64_t>();
  out.since = time_in(json, "since");
  out.polled = time_in(json, "polled");
  out.newest = time_in(json, "newest");
  out.validators = Validators::of(text_in(json, "etag"), text_in(json, "last_modified"));
  if (out.since == EventTime{} || known->size() > kMostKnown) return Errc::corrupt;
  for (const auto& one : *known) {
    const auto item = known_in(one);
    if (!item) return Errc::corrupt;
    out.known.push_back(*item);
  }
  return out;
}

FeedCursor Feed::first_cursor(const FeedOptions& options, EventTime now) {
  FeedCursor out;
  out.feed = short_name(options.url.authority() + options.url.target);
  out.since = now - options.backfill;
  return out;
}

Feed::Feed(FeedOptions options, FeedCursor cursor, EventTime now)
    : options_(std::move(options)), cursor_(std::move(cursor)), poll_(options_.url) {
  auto first = first_cursor(options_, now);
  if (cursor_.feed != first.feed) cursor_ = std::move(first);
  poll_ = Poll(options_.url, cursor_.validators);
  for (const auto& item : cursor_.known) wordings_[item.name] = {item.wording, item.date};
}

net::HttpRequest Feed::request() const {
  auto out = poll_.request(kAccept);
  out.max_body_bytes = kLargestDocument;
  return out;
}

std::string Feed::identity_of(const Item& item) const {
  std::string own = item.id;
  if (own.empty()) own = without_tracking(resolved(options_.url, item.link));
  if (own.empty()) {
    const auto date = date_of(item);
    const auto title = std::string_view(item.text).substr(0, item.text.find('\n'));
    own = std::to_string(short_name(std::string(title) + (date ? format_utc(*date) : "")));
  }
  if (is_global(own)) return shortened(own, 500);
  return shortened(options_.url.authority() + "/" + own, 500);
}

/// Never later than now: a clock that is ahead must not carry the world along. What came between two polls in a row was
/// not there before the first: it is not dated so far back that its window would be closed.
EventTime Feed::time_of(const Item& item, bool is_edit, EventTime now) const {
  auto time = is_edit ? date_of(item) : item.published;
  if (!time) time = item.updated;
  const EventTime out = std::min(time.value_or(now), now);
  const bool in_a_row =
      was_heard() && now - cursor_.polled <= std::max<std::chrono::milliseconds>(kInARow, 2 * options_.every);
  return in_a_row ? std::max(out, now - kFresh) : out;
}

std::optional<Feed::News> Feed::news_of(const Item& item, EventTime now) {
  News out;
  Line line;
  line.id = identity_of(item);
  const auto date = date_of(item);
  out.item = {short_name(line.id), short_name(item.text), date ? seconds_of(*date) : 0};
  const auto before = wordings_.find(out.item.name);
  const bool is_edit = before != wordings_.end();
  if (is_edit && (before->second.wording == out.item.wording || before->second.date == out.item.date))
    return std::nullopt;
  out.time = time_of(item, is_edit, now);
  const bool nobody_knows = !date && !was_heard();
  if (out.time < cursor_.since || nobody_knows) return out;
  if (is_edit && date) line.id += "#" + format_utc(*date);
  line.time = out.time;
  line.text = item.text;
  line.author = item.author.empty() ? options_.url.host : options_.url.host + "/" + item.author;
  line.language = language_of(item.language);
  line.link = resolved(options_.url, item.link);
  line.service = options_.about;
  line.official = options_.official;
  out.record = line.to_json();
  return out;
}

/// Two polls that have nothing in common: what was between them has gone by.
std::optional<Gap> Feed::gap_before(const Document& document) const {
  if (cursor_.known.empty() || document.items.empty() || !was_heard()) return std::nullopt;
  EventTime oldest = EventTime::max();
  for (const auto& item : document.items) {
    if (wordings_.contains(short_name(identity_of(item)))) return std::nullopt;
    if (const auto time = item.published ? item.published : item.updated) oldest = std::min(oldest, *time);
  }
  if (oldest == EventTime::max() || oldest <= cursor_.newest) return std::nullopt;
  Gap gap;
  gap.from = oldest > cursor_.polled ? std::max(cursor_.newest, cursor_.polled) : cursor_.newest;
  gap.to = oldest;
  gap.cause = "the feed no longer holds anything that was heard at the last poll";
  return gap;
}

Feed::Told Feed::document(const Document& document, EventTime now) {
  Told out;
  out.gap = gap_before(document);
  in_document_.clear();
  for (const auto& item : document.items) {
    if (!in_document_.insert(short_name(identity_of(item))).second) continue;
    if (auto news = news_of(item, now)) out.news.push_back(std::move(*news));
  }
  std::reverse(out.news.begin(), out.news.end());
  std::ranges::stable_sort(out.news, {}, &News::time);
  return out;
}

void Feed::remember(const KnownItem& item) {
  std::erase_if(cursor_.known, [&](const KnownItem& known) { return known.name == item.name; });
  cursor_.known.push_back(item);
  wordings_[item.name] = {item.wording, item.date};
}

/// What stands in the document now is forgotten last.
void Feed::refresh() {
  auto& known = cursor_.known;
  std::stable_partition(known.begin(), known.end(),
                        [this](const KnownItem& item) { return !in_document_.contains(item.name); });
  if (known.size() <= FeedCursor::kMostKnown) return;
  const auto kept = known.end() - FeedCursor::kMostKnown;
  for (auto gone = known.begin(); gone != kept; ++gone) wordings_.erase(gone->name);
  known.erase(known.begin(), kept);
}

void Feed::handed_on(const News& news) {
  remember(news.item);
  if (news.item.date != 0) cursor_.newest = std::max(cursor_.newest, news.time);
}

void Feed::done(const net::HttpAnswer& answer, EventTime now) {
  poll_.keep(answer);
  cursor_.validators = poll_.validators();
  refresh();
  unchanged(now);
}

}  // namespace outcry::ingest::feeds
