#include "outputs/webhook/sink.h"

#include <chrono>
#include <utility>

#include "net/http.h"
#include "outputs/fields.h"
#include "outputs/webhook/signature.h"

namespace outcry::outputs::webhook {
namespace {

namespace asio = net::asio;

constexpr std::size_t kMostAnswer = 64 << 10;  ///< bytes

Attempt::Outcome outcome_of(unsigned status) {
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      return Attempt::Outcome::refused;
    case 410:
      return Attempt::Outcome::gone;
    default:
      return Attempt::Outcome::later;
  }
}

class Sink final : public RemoteSink {
 public:
  Sink(net::Client client, const Settings& settings, std::function<EventTime()> now)
      : client_(std::move(client)),
        http_(client_),
        url_(net::judged(settings.text("url"))),
        key_(key_of(settings.text("secret"))),
        authorization_(settings.text("authorization")),
        deadline_(settings.duration("timeout")),
        now_(std::move(now)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    auto request = request_of(event);
    const auto answer = co_await http_.fetch(std::move(request));
    if (const auto* failed = std::get_if<net::Failure>(&answer))
      co_return Attempt::not_taken(Attempt::Outcome::later, *failed);
    const auto& answered = std::get<net::HttpAnswer>(answer);
    auto failure = net::failure_of(answered, now_());
    if (!failure) co_return Attempt::taken();
    co_return Attempt::not_taken(outcome_of(answered.status), std::move(*failure));
  }

 private:
  net::HttpRequest request_of(const LoggedEvent& event) const {
    net::HttpRequest out;
    out.method = "POST";
    out.url = url_;
    out.body = to_line(event.json);
    out.deadline = deadline_;
    out.max_body_bytes = kMostAnswer;
    out.body_matters = false;
    out.redirects = 0;
    const std::string id(raw_text(event.json, "id"));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    out.headers = {{"Content-Type", "application/cloudevents+json; charset=UTF-8"},
                   {"webhook-id", id},
                   {"webhook-timestamp", std::to_string(seconds)}};
    if (!key_.empty()) out.headers.emplace_back("webhook-signature", signature(key_, id, seconds, out.body));
    if (!authorization_.empty()) out.headers.emplace_back("Authorization", authorization_);
    return out;
  }

  net::Client client_;
  net::Http http_;
  net::Url url_;
  std::string key_;
  std::string authorization_;
  std::chrono::milliseconds deadline_;
  std::function<EventTime()> now_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto options = context.client();
  options.public_only = !settings.flag("private_networks");
  auto client = net::Client::make(std::move(options));
  if (!client) return client.error();
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(std::move(*client), settings, context.now));
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{
      .name = "webhook",
      .meaning = "Each event is sent to an address by HTTP POST.",
      .settings =
          {{.key = "url", .type = SettingType::address, .meaning = "where to", .words = "https http", .needed = true},
           {.key = "secret", .type = SettingType::secret, .meaning = "what requests are signed with"},
           {.key = "authorization",
            .type = SettingType::secret,
            .meaning = "value of the header Authorization, such as \"Bearer ...\""},
           {.key = "timeout",
            .type = SettingType::duration,
            .meaning = "for an attempt",
            .usual = "15s",
            .least = 1000,
            .most = 120'000},
           {.key = "private_networks",
            .type = SettingType::flag,
            .meaning = "the address may be of this machine or of a private network",
            .usual = "false"}},
      .make = make};
  return kKind;
}

}  // namespace outcry::outputs::webhook
