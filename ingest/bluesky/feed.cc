#include "ingest/bluesky/feed.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outcry::ingest::bluesky {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::string_view kV1Path = "/subscribe";
constexpr std::string_view kV2Path = "/xrpc/network.bsky.jetstream.subscribeEvents";
constexpr std::string_view kDictionaryPath = "/xrpc/network.bsky.jetstream.getZstdDictionary";
constexpr auto kAsGoodAsNow = 10s;
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr std::array<std::string_view, 3> kDialects{"auto", "v1", "v2"};

/// The server does not know this way of asking.
bool unknown_there(const net::Failure& failure) {
  return failure.status == 404 || failure.status == 405 || failure.status == 501 || failure.status == 400;
}

}  // namespace

std::string_view name(Dialect dialect) { return kDialects[static_cast<std::size_t>(dialect)]; }

std::optional<Dialect> dialect_named(std::string_view name) {
  const auto found = std::ranges::find(kDialects, name);
  if (found == kDialects.end()) return std::nullopt;
  return static_cast<Dialect>(found - kDialects.begin());
}

std::string JetstreamCursor::to_json() const {
  Json out{{"host", host}, {"dialect", name(dialect)}, {"time_us", time.time_since_epoch().count()}};
  if (seq) out["seq"] = *seq;
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<JetstreamCursor> JetstreamCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.value("time_us", Json()).is_number_integer()) return Errc::corrupt;
  if (!json.value("host", Json("")).is_string() || !json.value("dialect", Json("auto")).is_string())
    return Errc::corrupt;
  JetstreamCursor out;
  out.host = json.value("host", "");
  out.dialect = dialect_named(json.value("dialect", "auto")).value_or(Dialect::automatic);
  const auto micros = json["time_us"].get<std::int64_t>();
  if (micros < 0 || micros > kLastMicros) return Errc::corrupt;
  out.time = EventTime(std::chrono::microseconds(micros));
  if (json.contains("seq") && json["seq"].is_number_unsigned()) out.seq = json["seq"].get<std::uint64_t>();
  return out;
}

Feed::Feed(JetstreamOptions options, JetstreamCursor cursor)
    : options_(std::move(options)),
      cursor_(std::move(cursor)),
      known_(options_.hosts.size(), {options_.dialect == Dialect::automatic ? Dialect::v2 : options_.dialect}),
      resumes_(!cursor_.host.empty()) {
  const auto last = std::ranges::find(options_.hosts, cursor_.host, &net::Url::authority);
  if (last == options_.hosts.end()) return;
  host_ = static_cast<std::size_t>(last - options_.hosts.begin());
  if (options_.dialect == Dialect::automatic && cursor_.dialect == Dialect::v1) known_[host_].dialect = Dialect::v1;
}

bool Feed::asks_by_number() const {
  const bool same = cursor_.host == host().authority() && cursor_.dialect == dialect();
  return same && cursor_.seq && !seq_too_old_;
}

/// By number on the host and in the dialect that gave it, else by time, set back by the overlap.
std::string Feed::cursor_parameter() const {
  if (asks_by_number()) return std::to_string(*cursor_.seq);
  const auto back = resumes_ ? options_.overlap : 0s;
  return std::to_string((cursor_.time - back).time_since_epoch().count());
}

net::Url Feed::address(std::optional<std::uint64_t> dictionary) const {
  net::Url out = host();
  const bool v2 = dialect() == Dialect::v2;
  std::string base = out.target == "/" ? "" : out.target;
  while (base.ends_with('/')) base.pop_back();
  out.target = base + std::string(v2 ? kV2Path : kV1Path) + "?cursor=" + cursor_parameter();
  for (const auto& collection : options_.collections)
    out.target += (v2 ? "&collections=" : "&wantedCollections=") + net::percent_encoded(collection);
  out.target += "&maxMessageSizeBytes=" + std::to_string(options_.max_message_bytes);
  if (v2 && dictionary) out.target += "&zstdDictionary=" + std::to_string(*dictionary);
  return out;
}

net::Url Feed::dictionary_address() const {
  net::Url out = host();
  out.websocket = false;
  out.target = kDictionaryPath;
  return out;
}

bool Feed::wants_dictionary() const {
  return options_.compress && dialect() == Dialect::v2 && !known_[host_].no_dictionary;
}

void Feed::opened() {
  first_ = true;
  asked_ = cursor_.time;
  asked_seq_ = asks_by_number() ? cursor_.seq : std::nullopt;
}

bool Feed::failed(const net::Failure& failure) {
  const auto says = [&](std::string_view word) { return failure.body.find(word) != std::string::npos; };
  Known& known = known_[host_];
  if (says("CursorTooOld") && cursor_.seq && !seq_too_old_) return seq_too_old_ = outdated_ = true;
  if (says("UnknownZstdDictionary") && !known.no_dictionary) return known.no_dictionary = true;
  if (options_.dialect == Dialect::automatic && known.dialect == Dialect::v2 && unknown_there(failure)) {
    known.dialect = Dialect::v1;
    return true;
  }
  refusals_ = failure.fault == net::Fault::fatal ? refusals_ + 1 : 0;
  host_ = (host_ + 1) % options_.hosts.size();
  return false;
}

/// A number is asked for inclusively, and one that the server has not reached gives what is live: what it had is lost.
bool Feed::numbers_began_anew(const Envelope& envelope) const {
  return first_ && asked_seq_ && envelope.seq && *envelope.seq < *asked_seq_;
}

/// The first message behind a cursor tells whether anything between them is lost.
std::optional<Gap> Feed::gap_before(EventTime time) {
  const bool outdated = std::exchange(outdated_, false);
  const bool anew = std::exchange(anew_, false);
  if (time <= asked_ || (!outdated && !anew && time - asked_ <= patience())) return std::nullopt;
  Gap gap;
  gap.from = asked_;
  gap.to = time;
  gap.cause = anew       ? "the server's numbers began anew; it has lost what followed the cursor"
              : outdated ? "the server no longer keeps what followed the cursor"
                         : "the server had nothing from this time; it keeps less, or heard nothing itself";
  gap.of_the_past = !resumes_;
  return gap;
}

Feed::Heard Feed::heard(const Envelope& envelope, EventTime now) {
  Heard out;
  if (!envelope.error.empty()) {
    net::Failure error;
    error.fault = net::Fault::server;
    error.what = "the server ended the stream: " + envelope.error;
    out.error = std::move(error);
    return out;
  }
  if (numbers_began_anew(envelope)) {
    net::Failure again;
    again.fault = net::Fault::server;
    again.what = "the server's numbers began anew; it is asked by time";
    out.error = std::move(again);
    seq_too_old_ = anew_ = true;
    return out;
  }
  if (envelope.info == "OutdatedCursor") outdated_ = true;
  out.record = true;
  if (!envelope.time || *envelope.time > now + 1h) return out;
  if (std::exchange(first_, false)) {
    out.gap = gap_before(*envelope.time);
    cursor_.host = host().authority();
    cursor_.dialect = dialect();
  }
  if (envelope.commit) {
    if (out.gap) silence_.interrupted();
    silence_.heard(*envelope.time);
  }
  cursor_.time = std::max(cursor_.time, *envelope.time);
  cursor_.seq = envelope.seq;
  resumes_ = true;
  seq_too_old_ = false;
  refusals_ = 0;
  return out;
}

bool Feed::caught_up(EventTime now) const { return resumes_ && cursor_.time >= now - kAsGoodAsNow; }

}  // namespace outcry::ingest::bluesky
