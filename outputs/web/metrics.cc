#include "outputs/web/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::web {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

constexpr std::array<std::string_view, 6> kFeedStates{"connecting",  "replaying", "live",
                                                      "backing_off", "degraded",  "fatal"};
constexpr std::array<std::string_view, 4> kSinkStates{"idle", "delivering", "backing_off", "gone"};
constexpr std::array<std::string_view, 3> kIncidentStates{"suspected", "open", "recovering"};

class Family {
 public:
  Family(std::string name, MetricType type, std::string help)
      : family_{.name = std::move(name), .help = std::move(help), .type = type, .metric = {}} {}

  template <class Value>
  Family& add(Labels labels, Value value) {
    auto& metric = sample(std::move(labels));
    (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(value);
    return *this;
  }
  template <class Value>
  Family& add(Value value) {
    return add(Labels{}, value);
  }
  ClientMetric& sample(Labels labels) {
    family_.metric.emplace_back().label = std::move(labels);
    return family_.metric.back();
  }
  MetricFamily take() { return std::move(family_); }

 private:
  MetricFamily family_;
};

Family counter(std::string name, std::string help) { return {std::move(name), MetricType::Counter, std::move(help)}; }
Family gauge(std::string name, std::string help) { return {std::move(name), MetricType::Gauge, std::move(help)}; }

std::string text(std::string_view view) { return std::string(view); }

double seconds(EventTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

/// One sample for each feed, of those that `value` gives one for.
template <class Value>
MetricFamily of_feeds(Family family, const RunFacts& facts, Value value) {
  for (const FeedFacts& feed : facts.feeds)
    if (const auto known = value(feed)) family.add({{"feed", feed.name}}, *known);
  return family.take();
}

template <class Number>
auto all(Number FeedFacts::*field) {
  return [field](const FeedFacts& feed) { return std::optional(feed.*field); };
}

auto when_known(EventTime FeedFacts::*field) {
  return [field](const FeedFacts& feed) {
    return feed.*field > EventTime{} ? std::optional(seconds(feed.*field)) : std::nullopt;
  };
}

void tell_run(std::vector<MetricFamily>& out, const Overview& overview) {
  const RunFacts& facts = overview.facts();
  out.push_back(
      gauge("outcry_build_info", "1, with the version that runs.").add({{"version", overview.version()}}, 1).take());
  auto began = gauge("process_start_time_seconds", "When the program began, since 1970.");
  if (facts.began > EventTime{}) began.add(seconds(facts.began));
  out.push_back(began.take());
  out.push_back(gauge("outcry_recovered", "1 when the run before this one, over the same store, was killed.")
                    .add(facts.recovered)
                    .take());
  auto successful =
      gauge("outcry_config_last_reload_successful", "1 when the configuration was in order when it was read last.");
  auto success = gauge("outcry_config_last_reload_success_timestamp_seconds",
                       "When a configuration that was in order was read last, since 1970.");
  if (facts.configuration) {
    successful.add(facts.configuration->successful);
    success.add(seconds(facts.configuration->success_at));
  }
  out.push_back(successful.take());
  out.push_back(success.take());
}

void tell_feeds(std::vector<MetricFamily>& out, const RunFacts& facts) {
  auto state = gauge("outcry_feed_state", "1 for the state that a feed is in, 0 for the others.");
  auto faults = counter("outcry_feed_faults_total", "What went wrong with a feed, by class.");
  auto unread = counter("outcry_feed_unread_messages_total", "Messages of a feed that could not be read, by reason.");
  for (const FeedFacts& feed : facts.feeds) {
    for (const auto one : kFeedStates) state.add({{"feed", feed.name}, {"state", text(one)}}, feed.state == one);
    for (const auto& [fault, n] : feed.faults) faults.add({{"feed", feed.name}, {"fault", fault}}, n);
    unread.add({{"feed", feed.name}, {"reason", "undecodable"}}, feed.undecodable);
    unread.add({{"feed", feed.name}, {"reason", "too_long"}}, feed.too_long);
  }
  out.push_back(state.take());
  out.push_back(of_feeds(counter("outcry_feed_messages_total", "Messages that a feed has sent."), facts,
                         all(&FeedFacts::messages)));
  out.push_back(
      of_feeds(counter("outcry_feed_posts_total", "Posts that were read from a feed."), facts, all(&FeedFacts::posts)));
  out.push_back(of_feeds(counter("outcry_feed_received_bytes_total", "Bytes of a feed as they came."), facts,
                         all(&FeedFacts::bytes)));
  out.push_back(of_feeds(counter("outcry_feed_connections_total", "Connections that were made to a feed."), facts,
                         all(&FeedFacts::connections)));
  out.push_back(faults.take());
  out.push_back(unread.take());
  out.push_back(of_feeds(counter("outcry_feed_gaps_total", "Stretches of time of a feed that were not heard."), facts,
                         all(&FeedFacts::gaps)));
  out.push_back(of_feeds(
      gauge("outcry_feed_last_post_timestamp_seconds", "Time of the newest post by the feed's clock, since 1970."),
      facts, when_known(&FeedFacts::newest)));
  out.push_back(
      of_feeds(gauge("outcry_feed_last_heard_timestamp_seconds", "When the last posts came by our clock, since 1970."),
               facts, when_known(&FeedFacts::heard_at)));
}

void tell_posts(std::vector<MetricFamily>& out, const Overview& overview) {
  const RunFacts& facts = overview.facts();
  out.push_back(
      counter("outcry_posts_counted_total", "Posts that were heard in time, each once.").add(facts.counted).take());
  auto dropped = counter("outcry_posts_dropped_total", "Posts that were heard and not counted, by reason.");
  for (const auto& [reason, n] : facts.dropped) dropped.add({{"reason", reason}}, n);
  out.push_back(dropped.take());
  auto mentions = counter("outcry_mentions_total", "Mentions of services in posts, by what the post is.");
  for (const auto& [intent, n] : facts.mentions) mentions.add({{"intent", intent}}, n);
  out.push_back(mentions.take());
  auto closed = gauge("outcry_closed_until_timestamp_seconds", "End of the last committed window, since 1970.");
  auto lag = gauge("outcry_watermark_lag_seconds", "How far the end of the last committed window is behind the clock.");
  if (overview.head()) {
    const EventTime until = overview.head()->closed_until;
    closed.add(seconds(until));
    if (facts.now > EventTime{}) lag.add(std::max(seconds(facts.now) - seconds(until), 0.0));
  }
  out.push_back(closed.take());
  out.push_back(lag.take());
  out.push_back(gauge("outcry_blind", "1 while no feed is heard.").add(overview.blind_since().has_value()).take());
}

void tell_services(std::vector<MetricFamily>& out, const Overview& overview) {
  auto services = gauge("outcry_services", "Services by state.");
  auto state = gauge("outcry_service_state", "1 for the state of a service that is neither quiet nor unknown.");
  auto severity = gauge("outcry_service_severity",
                        "Of the incident of a service that is not over: 1 minor, 2 moderate, 3 major, 4 extreme.");
  auto observed = gauge("outcry_service_reporters", "Who reported a service in the last half hour, where anybody did.");
  auto expected =
      gauge("outcry_service_expected_reporters", "How many are usual in half an hour, where anybody reported.");
  auto score = gauge("outcry_service_false_alarms_per_day",
                     "How often a day chance alone does what is seen of a service now, where anybody reported.");
  std::array<std::size_t, kServiceStates> by_state{};
  for (const std::size_t place : overview.order()) {
    const ServiceNow& now = overview.services()[place];
    ++by_state[static_cast<std::size_t>(now.state)];
    const std::string& slug = overview.catalog().at(now.service).slug;
    if (now.state != ServiceState::quiet && now.state != ServiceState::unknown)
      state.add({{"service", slug}, {"state", text(name(now.state))}}, 1);
    if (now.incident)
      severity.add({{"service", slug}, {"role", text(raw_text(*now.incident, "role"))}},
                   whole(member(*now.incident, "severity"), "level"));
    if (now.observed == 0) continue;
    observed.add({{"service", slug}}, now.observed);
    if (now.expected) expected.add({{"service", slug}}, *now.expected);
    if (now.rarity) score.add({{"service", slug}}, *now.rarity);
  }
  for (std::size_t i = 0; i < kServiceStates; ++i) services.add({{"state", text(name(ServiceState(i)))}}, by_state[i]);
  for (Family* family : {&services, &state, &severity, &observed, &expected, &score}) out.push_back(family->take());
}

std::string word(EventType type) {
  const std::string_view whole = type_name(type);
  const auto from = whole.find_last_of('.', whole.find_last_of('.') - 1) + 1;
  return text(whole.substr(from, whole.find_last_of('.') - from));
}

MetricFamily delay_of(const DelayTally& tally) {
  Family family("outcry_detection_delay_seconds", MetricType::Histogram,
                "From the estimated onset of an incident to the window that told it, of those opened since the start.");
  auto& histogram = family.sample({}).histogram;
  histogram.sample_count = tally.count;
  histogram.sample_sum = tally.sum;
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < tally.up_to.size(); ++i)
    histogram.bucket.push_back(
        {.cumulative_count = cumulative += tally.up_to[i], .upper_bound = DelayTally::kBounds[i]});
  histogram.bucket.push_back({.cumulative_count = tally.count, .upper_bound = std::numeric_limits<double>::infinity()});
  return family.take();
}

void tell_incidents(std::vector<MetricFamily>& out, const Overview& overview) {
  auto incidents = gauge("outcry_incidents", "Services with an incident that is not over, by its state.");
  for (const auto state : kIncidentStates) {
    const auto n = std::ranges::count_if(overview.incidents().live(),
                                         [&](const auto& it) { return raw_text(*it.second, "state") == state; });
    incidents.add({{"state", text(state)}}, n);
  }
  out.push_back(incidents.take());
  auto events = counter("outcry_incident_events_total", "Events of incidents since the start, by type.");
  for (std::size_t i = 0; i < EventTally::kTypes; ++i)
    events.add({{"type", word(EventType(i))}}, overview.tally().of(EventType(i)));
  out.push_back(events.take());
  out.push_back(
      counter("outcry_events_total", "Events of the log, since the store began.").add(overview.told()).take());
  out.push_back(delay_of(overview.tally().delay()));
}

void tell_sinks(std::vector<MetricFamily>& out, const RunFacts& facts) {
  auto state = gauge("outcry_sink_state", "1 for the state that a sink is in, 0 for the others.");
  auto delivered = counter("outcry_sink_delivered_total", "Events that a sink has taken.");
  auto refused = counter("outcry_sink_refused_total", "Events that a sink would never take and that were passed over.");
  auto failures = counter("outcry_sink_failures_total", "Attempts to deliver that failed.");
  auto oldest =
      gauge("outcry_sink_oldest_undelivered_seconds", "Age of the oldest event that a sink has not taken; 0 = none.");
  for (const SinkFacts& sink : facts.sinks) {
    for (const auto one : kSinkStates) state.add({{"sink", sink.name}, {"state", text(one)}}, sink.state == one);
    delivered.add({{"sink", sink.name}}, sink.delivered);
    refused.add({{"sink", sink.name}}, sink.refused);
    failures.add({{"sink", sink.name}}, sink.failures);
    const bool waits = sink.oldest_undelivered > EventTime{} && facts.now > sink.oldest_undelivered;
    oldest.add({{"sink", sink.name}}, waits ? seconds(facts.now) - seconds(sink.oldest_undelivered) : 0.0);
  }
  for (Family* family : {&state, &delivered, &refused, &failures, &oldest}) out.push_back(family->take());
}

void tell_store(std::vector<MetricFamily>& out, const Overview& overview) {
  out.push_back(gauge("outcry_store_trouble", "1 while the store cannot be written.")
                    .add(!overview.facts().trouble.empty())
                    .take());
  out.push_back(counter("outcry_store_read_errors_total", "Reads of the store that failed.")
                    .add(overview.history().failures().count)
                    .take());
}

void tell_server(std::vector<MetricFamily>& out, const ServerFacts& server) {
  out.push_back(
      counter("outcry_http_connections_total", "Connections to this server.").add(server.counters.connections).take());
  out.push_back(
      counter("outcry_http_requests_total", "Requests that were answered.").add(server.counters.requests).take());
  out.push_back(counter("outcry_http_refused_total", "Requests that were not read to their end.")
                    .add(server.counters.refused)
                    .take());
  out.push_back(gauge("outcry_live_feed_listeners", "Who listens to the live feed now.").add(server.listeners).take());
  out.push_back(counter("outcry_live_feed_cut_off_total", "Listeners that were too slow for the live feed.")
                    .add(server.cut_off)
                    .take());
}

}  // namespace

std::vector<MetricFamily> metric_families(const Overview& overview, const ServerFacts& server) {
  std::vector<MetricFamily> out;
  tell_run(out, overview);
  tell_feeds(out, overview.facts());
  tell_posts(out, overview);
  tell_services(out, overview);
  tell_incidents(out, overview);
  tell_sinks(out, overview.facts());
  tell_store(out, overview);
  tell_server(out, server);
  return out;
}

std::string metrics(const Overview& overview, const ServerFacts& server) {
  return prometheus::TextSerializer().Serialize(metric_families(overview, server));
}

}  // namespace outcry::outputs::web
