#include "outputs/heartbeat/sink.h"

#include <utility>

#include "outputs/delivery/poster.h"

namespace outcry::outputs::heartbeat {
namespace {

namespace asio = net::asio;
using delivery::Poster;

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, std::chrono::milliseconds every, const SinkContext& context)
      : poster_(std::move(poster)), every_(every), vitals_(context.vitals), now_(context.now) {}

  /// Only the test event comes here.
  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    static_cast<void>(event);
    auto attempt = co_await ping();
    co_return attempt;
  }

  std::chrono::milliseconds pulse() const override { return every_; }

  asio::awaitable<Attempt> beat() override {
    if (!vitals_().is_alive(now_())) co_return Attempt::taken();
    auto attempt = co_await ping();
    co_return attempt;
  }

 private:
  asio::awaitable<Attempt> ping() {
    net::Headers headers{{"Content-Type", "text/plain"}};
    std::string body;
    auto attempt = co_await poster_->post(std::move(headers), std::move(body));
    co_return attempt;
  }

  std::unique_ptr<Poster> poster_;
  std::chrono::milliseconds every_;
  std::function<Vitals()> vitals_;
  std::function<EventTime()> now_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto poster = Poster::make(settings, context);
  if (!poster) return poster.error();
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(std::move(*poster), settings.duration("every"), context));
}

std::vector<Setting> settings() {
  std::vector<Setting> out = delivery::poster_settings("");
  out.push_back({.key = "every",
                 .type = SettingType::duration,
                 .meaning = "how often it is told",
                 .usual = "60s",
                 .least = 1000,
                 .most = milliseconds_of("23h")});
  return out;
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "heartbeat",
                              .meaning = "An address is called as long as the pipeline moves.",
                              .settings = settings(),
                              .hears = Hears::nothing,
                              .faults = delivery::poster_faults,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::heartbeat
