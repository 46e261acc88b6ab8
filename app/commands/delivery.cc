#include "app/commands/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <utility>

#include "app/commands/live_setup.h"
#include "outputs/remote_sinks.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

namespace asio = boost::asio;
using outputs::RemoteSinkOptions;
using outputs::delivery::Dispatcher;
using outputs::delivery::Served;
using outputs::delivery::SinkReport;
using outputs::delivery::SinkState;
using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kLook{50};
constexpr std::chrono::minutes kPatience{2};
constexpr std::chrono::seconds kWorthSaying{2};  ///< before that a sink has hardly begun

std::uint64_t random_number() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

/// Of a store; nothing where there is none.
std::function<Result<outputs::delivery::Signals>(EventTime)> signals_of(const std::string& store) {
  if (store.empty()) return [](EventTime from) { return outputs::delivery::Signals{from, {}}; };
  return [reader = std::make_shared<outputs::delivery::SignalReader>(store)](EventTime from) {
    return reader->read(from);
  };
}

Result<std::unique_ptr<outputs::RemoteSink>> make(const RemoteSinkOptions& sink, const asio::any_io_executor& executor,
                                                  const std::shared_ptr<const VitalsBoard>& vitals,
                                                  const std::string& store) {
  const outputs::SinkContext context{.executor = executor,
                                     .client = [] { return net::client_options(process_environment().variable); },
                                     .now = world_now,
                                     .environment = process_environment().variable,
                                     .vitals = [vitals] { return vitals ? vitals->read() : outputs::Vitals{}; },
                                     .random = random_number,
                                     .signals = signals_of(store)};
  return outputs::find_sink_kind(sink.kind)->make(sink.settings, context);
}

std::optional<outputs::delivery::DigestOptions> digest_of(const RemoteSinkOptions& sink,
                                                          const std::string& public_url) {
  const auto& kind = *outputs::find_sink_kind(sink.kind);
  if (!outputs::hears_notices(kind, sink.settings)) return std::nullopt;
  return outputs::delivery::DigestOptions{
      .quiet = sink.settings.duration("quiet_time"), .edits = kind.edits, .public_url = public_url};
}

Served served(const RemoteSinkOptions& sink, const std::shared_ptr<const VitalsBoard>& vitals,
              const std::string& public_url, const std::string& store) {
  outputs::delivery::CourierOptions options{
      .name = sink.name, .kind = sink.kind, .seed = std::hash<std::string>()(sink.name), .now = world_now};
  if (outputs::find_sink_kind(sink.kind)->hears != outputs::Hears::nothing) {
    options.digest = digest_of(sink, public_url);
    options.filter = outputs::delivery::filter_options(sink.settings);
    options.from_first = sink.settings.text("begin") == "first";
    options.include_text = sink.settings.flag("include_text");
  }
  return {.options = std::move(options), .make = [sink, vitals, store](const asio::any_io_executor& executor) {
            return make(sink, executor, vitals, store);
          }};
}

class Waker final : public outputs::Sink {
 public:
  explicit Waker(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}
  std::string_view name() const override { return "dispatcher"; }
  Result<void> deliver(const outputs::EventLine& event) override {
    dispatcher_.wake(event.sequence);
    return {};
  }
  Result<void> finish() override { return {}; }

 private:
  Dispatcher& dispatcher_;
};

outputs::LoggedEvent test_event(EventTime now) {
  const auto time = format_utc(std::chrono::floor<std::chrono::seconds>(now));
  return {0,
          {{"specversion", "1.0"},
           {"id", "test-" + time},
           {"source", "outcry"},
           {"type", "outcry.test.v1"},
           {"subject", "test"},
           {"time", time},
           {"datacontenttype", "application/json"},
           {"data", {{"message", "This is a test of outcry: nothing has happened."}}}}};
}

asio::awaitable<void> tried(outputs::RemoteSink& sink, const outputs::LoggedEvent& event, SinkTrial& trial) {
  const auto began = std::chrono::steady_clock::now();
  const auto attempt = co_await sink.deliver(event);
  trial.why = attempt.failure.what;
  trial.took = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

Json time_or_null(EventTime time) {
  return time <= EventTime{} ? Json(nullptr) : Json(format_utc(std::chrono::floor<std::chrono::milliseconds>(time)));
}

}  // namespace

void VitalsBoard::tell(outputs::Vitals vitals) {
  const std::lock_guard guard(mutex_);
  vitals_ = std::move(vitals);
}

outputs::Vitals VitalsBoard::read() const {
  const std::lock_guard guard(mutex_);
  return vitals_;
}

outputs::Vitals vitals_of(const LiveState& state, EventTime now) {
  outputs::Vitals out{.told_at = now - std::chrono::floor<EventTime::duration>(state.silent),
                      .newest = state.newest,
                      .closed_until = state.closed_until,
                      .version = OUTCRY_VERSION,
                      .trouble = state.trouble};
  for (const SourceReport& source : state.sources) {
    std::string stands(ingest::name(source.status.state));
    std::ranges::replace(stands, ' ', '_');
    out.feeds.push_back({.name = source.name,
                         .kind = std::string(source.kind),
                         .state = std::move(stands),
                         .why = source.status.why,
                         .since = source.since,
                         .newest = source.newest});
  }
  return out;
}

Result<std::unique_ptr<Dispatcher>> open_dispatcher(const Setup& setup, const std::string& store,
                                                    std::shared_ptr<const VitalsBoard> vitals, bool all) {
  std::vector<Served> sinks;
  for (const auto& sink : setup.config.sinks) {
    sinks.push_back(served(sink, vitals, setup.config.web.public_url, store));
    sinks.back().options.by_event_time = all;
    if (all) sinks.back().options.from_first = true;
  }
  auto out = std::make_unique<Dispatcher>(store, std::move(sinks));
  if (auto opened = out->open(); !opened) return opened.error();
  return out;
}

Told wait_until_told(const Dispatcher& dispatcher, std::uint64_t last, const std::function<bool()>& stop,
                     const Say& say) {
  using Clock = std::chrono::steady_clock;
  const auto has_all = [last](const SinkReport& sink) {
    return sink.state == SinkState::idle && sink.sequence >= last && sink.waiting == 0;
  };
  const auto is_done = [&](const SinkReport& sink) { return has_all(sink) || sink.state == SinkState::gone; };
  const auto progress = [](const SinkReport& sink) { return sink.sequence + sink.delivered; };
  auto reports = dispatcher.reports();
  std::map<std::string, std::string> said;
  const auto began = Clock::now();
  for (auto moved = began;;) {
    std::this_thread::sleep_for(kLook);
    auto fresh = dispatcher.reports();
    if (!std::ranges::equal(reports, fresh, {}, progress, progress)) moved = Clock::now();
    reports = std::move(fresh);
    if (std::ranges::all_of(reports, is_done) || stop() || Clock::now() - moved > kPatience) break;
    if (Clock::now() - began < kWorthSaying) continue;
    for (const SinkReport& sink : reports) {
      const bool is_news = !is_done(sink) && !sink.why.empty() && std::exchange(said[sink.name], sink.why) != sink.why;
      if (is_news) say(fmt::format("waiting for sink {}: {}", sink.name, sink.why));
    }
  }
  Told out;
  for (const SinkReport& sink : reports) {
    const auto why = sink.why.empty() ? "" : ": " + sink.why;
    say(fmt::format("sink {} took {}", sink.name, outputs::counted(sink.delivered, "event")));
    out.all = out.all && has_all(sink);
    if (!has_all(sink))
      out.amiss.push_back(fmt::format("sink '{}' is done with what happened up to event {} of {}{}", sink.name,
                                      sink.sequence, last, why));
    if (sink.in_part > 0)
      out.amiss.push_back(fmt::format("sink '{}' took {} not in full: {}", sink.name,
                                      outputs::counted(sink.in_part, "event"), sink.missed));
    if (sink.refused > 0)
      out.amiss.push_back(
          fmt::format("sink '{}' refused {}{}", sink.name, outputs::counted(sink.refused, "event"), why));
  }
  return out;
}

std::unique_ptr<outputs::Sink> waker(Dispatcher& dispatcher) { return std::make_unique<Waker>(dispatcher); }

Json to_json(const std::vector<SinkReport>& sinks) {
  Json out = Json::array();
  for (const SinkReport& sink : sinks) {
    out.push_back({{"name", sink.name},
                   {"kind", sink.kind},
                   {"state", outputs::delivery::name(sink.state)},
                   {"since", time_or_null(sink.since)},
                   {"why", sink.why},
                   {"delivered", sink.delivered},
                   {"refused", sink.refused},
                   {"failures", sink.failures},
                   {"sequence", sink.sequence},
                   {"newest", sink.newest},
                   {"oldest_undelivered", time_or_null(sink.oldest_undelivered)},
                   {"waiting", sink.waiting}});
  }
  return out;
}

std::vector<outputs::web::SinkFacts> facts_of(const std::vector<SinkReport>& sinks) {
  std::vector<outputs::web::SinkFacts> out;
  for (const SinkReport& sink : sinks) {
    std::string state(outputs::delivery::name(sink.state));
    std::ranges::replace(state, ' ', '_');
    out.push_back({.name = sink.name,
                   .kind = sink.kind,
                   .state = std::move(state),
                   .since = sink.since,
                   .why = sink.why,
                   .delivered = sink.delivered,
                   .refused = sink.refused,
                   .failures = sink.failures,
                   .oldest_undelivered = sink.oldest_undelivered,
                   .waiting = sink.waiting});
  }
  return out;
}

std::vector<SinkTrial> try_sinks(const Setup& setup, EventTime now) {
  asio::io_context loop{1};
  const auto event = test_event(now);
  std::vector<std::unique_ptr<outputs::RemoteSink>> sinks;
  std::vector<SinkTrial> trials;
  for (const auto& sink : setup.config.sinks) trials.push_back({sink.name, sink.kind, "", {}});
  for (std::size_t i = 0; i < trials.size(); ++i) {
    auto sink = make(setup.config.sinks[i], loop.get_executor(), nullptr, "");
    if (!sink) {
      trials[i].why = sink.error().message();
      continue;
    }
    sinks.push_back(std::move(*sink));
    asio::co_spawn(loop, tried(*sinks.back(), event, trials[i]), [](const std::exception_ptr&) {});
  }
  loop.run();
  return trials;
}

std::string to_text(const std::vector<SinkTrial>& trials) {
  std::string out = trials.empty() ? "" : "sinks:\n";
  for (const SinkTrial& one : trials) {
    const double seconds = static_cast<double>(one.took.count()) / 1000;
    const auto what = one.why.empty() ? fmt::format("took a test event within {:.1f} s", seconds) : one.why;
    out += fmt::format("  {} {}\n", one.why.empty() ? "ok    " : "failed",
                       outputs::harmless(fmt::format("{}: {}", one.name, what)));
  }
  return out;
}

Json to_json(const std::vector<SinkTrial>& trials) {
  Json out = Json::array();
  for (const SinkTrial& one : trials) {
    out.push_back({{"name", one.name},
                   {"kind", one.kind},
                   {"ok", one.why.empty()},
                   {"why", one.why},
                   {"milliseconds", one.took.count()}});
  }
  return out;
}

}  // namespace outcry::app
