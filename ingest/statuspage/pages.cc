#include "ingest/statuspage/pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/line.h"

namespace outcry::ingest::statuspage {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using std::chrono::microseconds;

constexpr std::string_view kAccept = "application/json";
constexpr std::size_t kLargestAnswer = 4 << 20;
constexpr std::size_t kWholeList = 50;  ///< incidents that Statuspage lists at most
constexpr std::size_t kMostOpen = 100;
constexpr std::size_t kMostDown = 300;
constexpr std::size_t kMostPages = 5000;
constexpr unsigned kMostDoublings = 6;
constexpr auto kLongestWait = 1h;
constexpr auto kOtherKind = 24h;
constexpr auto kFresh = 60s;     ///< windows wait longer for what is out of order
constexpr auto kInARow = 10min;  ///< two polls, though one between them failed or a cache asked for patience
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr std::string_view kOperational = "operational";

std::int64_t micros(EventTime time) { return time.time_since_epoch().count(); }
EventTime event_time(std::int64_t value) {
  return value < 0 || value > kLastMicros ? EventTime{} : EventTime{microseconds(value)};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// `word` stands in `text` by itself; both in small letters.
bool names(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

Watched::Speaker speaker_of(const Service& service) {
  Watched::Speaker out{service.slug, {lower(service.name)}};
  for (const auto& name : service.names) out.names.push_back(lower(name));
  return out;
}

std::vector<std::string> services_of(const Watched& watched, const std::string& text) {
  std::vector<std::string> named;
  std::vector<std::string> all;
  const std::string small = lower(text);
  for (const auto& speaker : watched.speakers) {
    all.push_back(speaker.service);
    const auto is_named = [&](const std::string& name) { return names(small, name); };
    if (std::ranges::any_of(speaker.names, is_named)) named.push_back(speaker.service);
  }
  if (all.empty()) return {""};
  return named.empty() ? all : named;
}

/// One record for each service that it is about.
std::vector<std::string> records(const Watched& watched, Line line, const std::string& naming, bool is_official) {
  std::vector<std::string> out;
  const std::string id = line.id;
  line.author = watched.url.host;
  for (const auto& service : services_of(watched, naming)) {
    line.id = id;
    if (watched.speakers.size() > 1) line.id.append("/").append(service);
    line.service = service;
    line.official = is_official && !service.empty();
    out.push_back(line.to_json());
  }
  return out;
}

std::string sentence(const Incident& incident, const Update& update) {
  std::string out = incident.is_maintenance ? "Scheduled maintenance: " : "";
  out += incident.name;
  if (!update.status.empty()) out += ": " + update.status;
  if (!update.body.empty()) out += ": " + update.body;
  return out;
}

net::Url below(const net::Url& page, std::string_view path) {
  net::Url out = page;
  out.target = page.target.substr(0, page.target.find('?'));
  while (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

std::string short_id(const Component& component) { return std::to_string(short_name(component.id)); }

Json memory_json(const PageMemory& memory) {
  Json known = Json::array();
  for (const auto& one : memory.known) known.push_back({one.name, one.created});
  return {{"etag", memory.validators.etag},
          {"last_modified", memory.validators.last_modified},
          {"heard", micros(memory.heard)},
          {"horizon", micros(memory.horizon)},
          {"updated", memory.updated},
          {"known", std::move(known)},
          {"open", memory.open},
          {"down", memory.down}};
}

/// Throws what Json throws where the shape is another.
PageMemory memory_of(const Json& json) {
  PageMemory out;
  out.validators = Validators::of(json.at("etag").get<std::string>(), json.at("last_modified").get<std::string>());
  out.heard = event_time(json.at("heard").get<std::int64_t>());
  out.horizon = event_time(json.at("horizon").get<std::int64_t>());
  out.updated = json.at("updated").get<std::string>();
  out.open = json.at("open").get<std::vector<std::uint64_t>>();
  out.down = json.at("down").get<std::map<std::string, std::string>>();
  for (const auto& one : json.at("known"))
    out.known.push_back({one.at(0).get<std::uint64_t>(), one.at(1).get<std::int64_t>()});
  if (out.known.size() > PageMemory::kMostKnown || out.open.size() > kMostOpen || out.down.size() > kMostDown)
    throw std::out_of_range("more than was ever kept");
  return out;
}

}  // namespace

std::vector<Watched> pages_of(const Catalog& catalog) {
  std::map<std::string, Watched> by_address;
  for (const auto& service : catalog.services) {
    const auto url = net::parse_url(service.status_page);
    if (service.status_page.empty() || !url || url->websocket) continue;
    auto& watched = by_address[shown_address(*url)];
    watched.url = *url;
    watched.speakers.push_back(speaker_of(service));
  }
  std::vector<Watched> out;
  for (auto& [address, watched] : by_address) out.push_back(std::move(watched));
  return out;
}

Watched page_of(net::Url url, std::string_view about) {
  Watched out;
  out.url = std::move(url);
  if (!about.empty()) out.speakers.push_back({std::string(about), {}});
  return out;
}

std::string shown_address(const net::Url& url) {
  return (url.tls ? "https://" : "http://") + url.authority() + below(url, "").target;
}

std::string PagesCursor::to_json() const {
  Json all = Json::object();
  for (const auto& [address, memory] : pages) all[address] = memory_json(memory);
  const Json out{{"since", micros(since)}, {"pages", std::move(all)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<PagesCursor> PagesCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  try {
    PagesCursor out;
    out.since = event_time(json.at("since").get<std::int64_t>());
    const auto& pages = json.at("pages");
    if (out.since == EventTime{} || !pages.is_object() || pages.size() > kMostPages) return Errc::corrupt;
    for (const auto& [address, memory] : pages.items()) out.pages[address] = memory_of(memory);
    return out;
  } catch (const std::exception&) {
    return Errc::corrupt;
  }
}

Pages::Pages(PagesOptions options, PagesCursor cursor, EventTime now)
    : options_(std::move(options)), since_(cursor.since) {
  const EventTime horizon = cursor.pages.empty() ? since_ : now - options_.backfill;
  for (const auto& watched : options_.pages) {
    PageMemory memory;
    memory.horizon = horizon;
    if (const auto found = cursor.pages.find(shown_address(watched.url)); found != cursor.pages.end())
      memory = found->second;
    Slot slot{.watched = watched, .poll = Poll(below(watched.url, "/api/v2/summary.json"), memory.validators)};
    slot.memory = std::move(memory);
    slots_.push_back(std::move(slot));
  }
}

void Pages::begin(At at) {
  for (auto& slot : slots_) {
    slot.under_way = slot.asked = false;
    if (slot.kind != Kind::good && slot.kind != Kind::other) slot.due = at;
    if (slot.due > at) slot.asked = true;
  }
}

std::optional<std::size_t> Pages::next(At at) {
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto& slot = slots_[i];
    if (!slot.under_way && slot.due <= at && (!out || slot.due < slots_[*out].due)) out = i;
  }
  if (out) slots_[*out].under_way = true;
  return out;
}

Pages::At Pages::wait(At at) const {
  At out = 24h;
  for (const auto& slot : slots_)
    if (!slot.under_way) out = std::min(out, std::max(slot.due - at, At{0}));
  return out;
}

net::HttpRequest Pages::summary_request(std::size_t page) const {
  auto out = slots_[page].poll.request(kAccept);
  out.max_body_bytes = kLargestAnswer;
  return out;
}

net::HttpRequest Pages::incidents_request(std::size_t page) const {
  net::HttpRequest out;
  out.url = below(slots_[page].poll.url(), "");
  constexpr std::string_view kSummary = "summary.json";
  if (out.url.target.ends_with(kSummary)) out.url.target.resize(out.url.target.size() - kSummary.size());
  out.url.target += "incidents.json";
  out.headers.emplace_back("Accept", kAccept);
  out.max_body_bytes = kLargestAnswer;
  return out;
}

bool Pages::wants_incidents(std::size_t page, const Page& summary) const {
  const Slot& slot = slots_[page];
  if (slot.first || slot.memory.heard == EventTime{} || summary.updated != slot.memory.updated) return true;
  return std::ranges::any_of(slot.memory.open, [&](std::uint64_t name) {
    return std::ranges::none_of(summary.incidents, [name](const Incident& one) { return short_name(one.id) == name; });
  });
}

/// Never later than now. What came between two polls in a row was not there before the first: it is not dated so far
/// back that its window would be closed.
EventTime Pages::time_of(const Slot& slot, EventTime said, EventTime now) const {
  const EventTime out = std::min(said, now);
  const EventTime heard = slot.memory.heard;
  const bool in_a_row = heard != EventTime{} && now - heard <= std::max<At>(kInARow, 2 * options_.every);
  return in_a_row ? std::max(out, now - kFresh) : out;
}

void Pages::updates(const Slot& slot, const Incident& incident, EventTime now, std::vector<News>& out) const {
  std::string naming = incident.name;
  for (const auto& component : incident.components) naming += "\n" + component;
  for (const auto& update : incident.updates) {
    Line line;
    line.id = slot.watched.url.host + "/" + incident.id + "/" + update.id;
    const auto name = short_name(line.id);
    const bool is_known =
        std::ranges::find(slot.memory.known, name, &PageMemory::Known::name) != slot.memory.known.end();
    const bool is_twice = std::ranges::find(out, name, &News::name) != out.end();
    if (update.created <= slot.memory.horizon || is_known || is_twice) continue;
    line.time = time_of(slot, update.created, now);
    line.text = sentence(incident, update);
    line.link = incident.link;
    out.push_back({line.time, name, records(slot.watched, line, naming, !incident.is_maintenance),
                   std::min(update.created, now)});
  }
}

/// Of components only what no incident tells.
void Pages::components(const Slot& slot, const Page& summary, EventTime now, std::vector<News>& out) const {
  if (std::ranges::any_of(summary.incidents, &Incident::is_open)) return;
  for (const auto& component : summary.components) {
    const auto before = slot.memory.down.find(short_id(component));
    const std::string_view status = before == slot.memory.down.end() ? kOperational : std::string_view(before->second);
    if (component.status == status || component.status == "under maintenance" || status == "under maintenance")
      continue;
    const EventTime time = std::min(component.updated.value_or(now), now);
    if (time < slot.memory.horizon) continue;
    Line line;
    line.id = slot.watched.url.host + "/" + component.id + "/" + component.status + "/" + format_utc(time);
    line.time = time_of(slot, time, now);
    line.text = summary.name + " status: " + component.name + ": " +
                (component.status == kOperational ? "back to normal" : component.status);
    line.link = shown_address(slot.watched.url);
    out.push_back({line.time, 0, records(slot.watched, line, component.name, true), time});
  }
}

/// The list holds the newest incidents only.
std::optional<Gap> Pages::gap_before(const PageMemory& memory, const Page& incidents) {
  if (memory.heard == EventTime{} || incidents.incidents.size() < kWholeList) return std::nullopt;
  EventTime oldest = EventTime::max();
  for (const auto& one : incidents.incidents) oldest = std::min(oldest, one.created.value_or(EventTime{}));
  if (oldest <= memory.heard) return std::nullopt;
  Gap out;
  out.from = memory.heard;
  out.to = oldest;
  out.cause = "more incidents than the status page lists";
  return out;
}

Pages::Told Pages::told(std::size_t page, const Page& summary, const Page* incidents, EventTime now) {
  const Slot& slot = slots_[page];
  Told out;
  if (incidents != nullptr) out.gap = gap_before(slot.memory, *incidents);
  for (const auto& one : summary.incidents) updates(slot, one, now, out.news);
  if (incidents != nullptr)
    for (const auto& one : incidents->incidents) updates(slot, one, now, out.news);
  components(slot, summary, now, out.news);
  std::ranges::stable_sort(out.news, {}, &News::time);
  return out;
}

void Pages::gathered(std::size_t page) {
  slots_[page].asked = true;
  slots_[page].kind = Kind::good;
}

void Pages::handed_on(std::size_t page, const News& news) {
  auto& memory = slots_[page].memory;
  if (news.name == 0) return;
  memory.known.push_back({news.name, micros(news.created)});
  if (memory.known.size() <= PageMemory::kMostKnown) return;
  memory.horizon = std::max(memory.horizon, event_time(memory.known.front().created));
  memory.known.erase(memory.known.begin());
}

void Pages::settle(Slot& slot, Kind kind, At due) {
  slot.kind = kind;
  slot.under_way = false;
  slot.asked = true;
  slot.due = due;
  slot.failures = kind == Kind::failing ? slot.failures + 1 : 0;
}

/// The first questions come all together; after that the pages are spread over the interval.
void Pages::answered(Slot& slot, const net::HttpAnswer& answer, At at, EventTime now) {
  const At pause = pause_after(answer, options_.every);
  const auto place = static_cast<std::int64_t>(&slot - slots_.data());
  const At spread = slot.first ? options_.every * place / static_cast<std::int64_t>(slots_.size()) : At{0};
  slot.first = false;
  slot.memory.heard = std::max(slot.memory.heard, now);
  settle(slot, Kind::good, at + pause - spread);
}

void Pages::done(std::size_t page, const net::HttpAnswer& answer, const Page& summary, At at, EventTime now) {
  Slot& slot = slots_[page];
  slot.poll.keep(answer);
  slot.memory.validators = slot.poll.validators();
  slot.memory.updated = summary.updated;
  slot.memory.open.clear();
  for (const auto& one : summary.incidents)
    if (!one.is_maintenance && slot.memory.open.size() < kMostOpen) slot.memory.open.push_back(short_name(one.id));
  slot.memory.down.clear();
  for (const auto& one : summary.components)
    if (one.status != kOperational && slot.memory.down.size() < kMostDown) slot.memory.down[short_id(one)] = one.status;
  answered(slot, answer, at, now);
}

void Pages::unchanged(std::size_t page, const net::HttpAnswer& answer, At at, EventTime now) {
  answered(slots_[page], answer, at, now);
}

void Pages::other(std::size_t page, At at) { settle(slots_[page], Kind::other, at + kOtherKind); }

void Pages::failed(std::size_t page, const net::Failure& failure, At at) {
  Slot& slot = slots_[page];
  At wait = std::min<At>(options_.every * (1U << std::min(slot.failures, kMostDoublings)), kLongestWait);
  if (failure.retry_after) wait = std::max<At>(wait, *failure.retry_after);
  settle(slot, Kind::failing, at + wait);
}

bool Pages::is_round_over() const { return std::ranges::all_of(slots_, &Slot::asked); }

bool Pages::is_any_good() const {
  return std::ranges::any_of(slots_, [](const Slot& slot) { return slot.kind == Kind::good; });
}

bool Pages::was_heard() const {
  return std::ranges::any_of(slots_, [](const Slot& slot) { return slot.memory.heard != EventTime{}; });
}

std::size_t Pages::others() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slots_, [](const Slot& slot) { return slot.kind == Kind::other; }));
}

std::size_t Pages::failing() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slots_, [](const Slot& slot) { return slot.kind == Kind::failing; }));
}

std::string Pages::cursor() const {
  PagesCursor out;
  out.since = since_;
  for (const auto& slot : slots_)
    if (slot.memory.heard != EventTime{} || !slot.memory.known.empty())
      out.pages[shown_address(slot.watched.url)] = slot.memory;
  return out.to_json();
}

EventTime Pages::newest() const {
  EventTime out = EventTime::max();
  for (const auto& slot : slots_)
    if (slot.kind == Kind::good) out = std::min(out, slot.memory.heard);
  return out == EventTime::max() ? EventTime{} : out;
}

}  // namespace outcry::ingest::statuspage
