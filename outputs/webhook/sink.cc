#include "outputs/webhook/sink.h"

#include <chrono>
#include <utility>

#include "outputs/delivery/poster.h"
#include "outputs/fields.h"
#include "outputs/webhook/signature.h"

namespace outcry::outputs::webhook {
namespace {

namespace asio = net::asio;
using delivery::Poster;

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, const Settings& settings, std::function<EventTime()> now)
      : poster_(std::move(poster)),
        key_(key_of(settings.text("secret"))),
        authorization_(settings.text("authorization")),
        now_(std::move(now)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    std::string body = to_line(event.json);
    const std::string id(raw_text(event.json, "id"));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    net::Headers headers{{"Content-Type", "application/cloudevents+json; charset=UTF-8"},
                         {"webhook-id", id},
                         {"webhook-timestamp", std::to_string(seconds)}};
    if (!key_.empty()) headers.emplace_back("webhook-signature", signature(key_, id, seconds, body));
    if (!authorization_.empty()) headers.emplace_back("Authorization", authorization_);
    auto attempt = co_await poster_->post(std::move(headers), std::move(body));
    co_return attempt;
  }

 private:
  std::unique_ptr<Poster> poster_;
  std::string key_;
  std::string authorization_;
  std::function<EventTime()> now_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto poster = Poster::make(settings, context);
  if (!poster) return poster.error();
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(std::move(*poster), settings, context.now));
}

std::vector<Setting> settings() {
  std::vector<Setting> out = delivery::poster_settings("");
  out.push_back({.key = "secret", .type = SettingType::secret, .meaning = "what requests are signed with"});
  out.push_back({.key = "authorization",
                 .type = SettingType::secret,
                 .meaning = "value of the header Authorization, such as \"Bearer ...\""});
  return out;
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "webhook",
                              .meaning = "Each event is sent to an address by HTTP POST.",
                              .settings = settings(),
                              .hears = Hears::either,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::webhook
