#include "outputs/web/metrics.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "outputs/fields.h"

namespace outcry::outputs::web {
namespace {

constexpr std::array<std::string_view, 6> kFeedStates{"connecting",  "replaying", "live",
                                                      "backing_off", "degraded",  "fatal"};

constexpr std::array<std::string_view, 4> kSinkStates{"idle", "delivering", "backing_off", "gone"};

std::string escaped(std::string_view label) {
  std::string out;
  for (const char c : label) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

/// A family of samples under one heading.
class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
    name_ = name;
  }
  template <class Value>
  void sample(Value value, const std::vector<std::pair<std::string_view, std::string_view>>& labels = {}) {
    std::string inside;
    for (const auto& [label, text] : labels)
      inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", label, escaped(text));
    text_ += fmt::format("{}{} {}\n", name_, inside.empty() ? "" : "{" + inside + "}", value);
  }
  template <class Value>
  void one(std::string_view name, std::string_view type, std::string_view help, Value value) {
    family(name, type, help);
    sample(value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

double seconds(EventTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

void tell_feeds(Page& page, const RunFacts& facts) {
  page.family("outcry_feed_state", "gauge", "1 for the state that a feed is in");
  for (const FeedFacts& feed : facts.feeds)
    for (const auto state : kFeedStates)
      page.sample(feed.state == state ? 1 : 0, {{"feed", feed.name}, {"state", state}});
  page.family("outcry_feed_messages_total", "counter", "Messages that a feed has sent");
  for (const FeedFacts& feed : facts.feeds) page.sample(feed.messages, {{"feed", feed.name}});
  page.family("outcry_feed_received_bytes_total", "counter", "Bytes as they came");
  for (const FeedFacts& feed : facts.feeds) page.sample(feed.bytes, {{"feed", feed.name}});
  page.family("outcry_feed_connections_total", "counter", "Connections that were made to a feed");
  for (const FeedFacts& feed : facts.feeds) page.sample(feed.connections, {{"feed", feed.name}});
  page.family("outcry_feed_faults_total", "counter", "What went wrong with a feed, by class");
  for (const FeedFacts& feed : facts.feeds)
    for (const auto& [fault, n] : feed.faults) page.sample(n, {{"feed", feed.name}, {"fault", fault}});
  page.family("outcry_feed_gaps_total", "counter", "Stretches of time that were not heard");
  for (const FeedFacts& feed : facts.feeds) page.sample(feed.gaps, {{"feed", feed.name}});
  page.family("outcry_feed_last_post_timestamp_seconds", "gauge", "Time of the newest post by the feed's clock");
  for (const FeedFacts& feed : facts.feeds)
    if (feed.newest > EventTime{}) page.sample(seconds(feed.newest), {{"feed", feed.name}});
}

void tell_sinks(Page& page, const RunFacts& facts) {
  page.family("outcry_sink_state", "gauge", "1 for the state that a sink is in");
  for (const SinkFacts& sink : facts.sinks)
    for (const auto state : kSinkStates)
      page.sample(sink.state == state ? 1 : 0, {{"sink", sink.name}, {"state", state}});
  page.family("outcry_sink_delivered_total", "counter", "Events that a sink has taken");
  for (const SinkFacts& sink : facts.sinks) page.sample(sink.delivered, {{"sink", sink.name}});
  page.family("outcry_sink_refused_total", "counter", "Events that a sink would never take and that were passed over");
  for (const SinkFacts& sink : facts.sinks) page.sample(sink.refused, {{"sink", sink.name}});
  page.family("outcry_sink_failures_total", "counter", "Attempts to deliver that failed");
  for (const SinkFacts& sink : facts.sinks) page.sample(sink.failures, {{"sink", sink.name}});
  page.family("outcry_sink_oldest_undelivered_seconds", "gauge", "Age of the oldest event that a sink has not taken");
  for (const SinkFacts& sink : facts.sinks) {
    const bool waits = sink.oldest_undelivered > EventTime{} && facts.now > sink.oldest_undelivered;
    page.sample(waits ? seconds(facts.now) - seconds(sink.oldest_undelivered) : 0.0, {{"sink", sink.name}});
  }
}

}  // namespace

std::string metrics(const Overview& overview, const net::ServerCounters& server, std::size_t listeners,
                    std::uint64_t cut_off) {
  Page page;
  const RunFacts& facts = overview.facts();
  page.family("outcry_build_info", "gauge", "The version that runs");
  page.sample(1, {{"version", overview.version()}});
  tell_feeds(page, facts);
  tell_sinks(page, facts);
  page.family("outcry_posts_dropped_total", "counter", "Posts that were heard and not counted, by reason");
  for (const auto& [reason, n] : facts.dropped) page.sample(n, {{"reason", reason}});
  page.family("outcry_services", "gauge", "Services by state");
  std::array<std::size_t, kServiceStates> by_state{};
  for (const ServiceNow& now : overview.services()) ++by_state[static_cast<std::size_t>(now.state)];
  for (std::size_t i = 0; i < kServiceStates; ++i) page.sample(by_state[i], {{"state", name(ServiceState(i))}});
  page.family("outcry_service_state", "gauge", "1 for services that are not quiet, by state");
  for (const std::size_t place : overview.order()) {
    const ServiceNow& now = overview.services()[place];
    if (now.state == ServiceState::quiet || now.state == ServiceState::unknown) continue;
    page.sample(1, {{"service", overview.catalog().at(now.service).slug}, {"state", name(now.state)}});
  }
  page.one("outcry_blind", "gauge", "1 while no feed is heard", overview.blind_since() ? 1 : 0);
  page.one("outcry_store_trouble", "gauge", "1 while the store cannot be written", facts.trouble.empty() ? 0 : 1);
  page.one("outcry_store_read_errors_total", "counter", "Reads of the store that failed",
           overview.history().failures().count);
  page.one("outcry_events_total", "counter", "Events of the log", overview.told());
  if (overview.head())
    page.one("outcry_closed_until_timestamp_seconds", "gauge", "End of the last committed window",
             seconds(overview.head()->closed_until));
  page.one("outcry_http_connections_total", "counter", "Connections to this server", server.connections);
  page.one("outcry_http_requests_total", "counter", "Requests that were answered", server.requests);
  page.one("outcry_http_refused_total", "counter", "Requests that were not read to their end", server.refused);
  page.one("outcry_live_feed_listeners", "gauge", "Who listens to the live feed now", listeners);
  page.one("outcry_live_feed_cut_off_total", "counter", "Listeners that were too slow", cut_off);
  return page.take();
}

}  // namespace outcry::outputs::web
