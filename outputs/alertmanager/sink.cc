#include "outputs/alertmanager/sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "outputs/alertmanager/alerts.h"
#include "outputs/delivery/filter.h"
#include "outputs/delivery/poster.h"
#include "outputs/fields.h"

namespace outcry::outputs::alertmanager {
namespace {

namespace asio = net::asio;
using delivery::Poster;
using Outcome = Attempt::Outcome;

constexpr std::string_view kPath = "/api/v2/alerts";
constexpr std::size_t kMostBytes = 900'000;  ///< of a request; a proxy on the way often takes a megabyte and no more

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, AlertsOptions options, std::string authorization, std::function<EventTime()> now)
      : poster_(std::move(poster)),
        resend_(options.resend),
        alerts_(std::move(options)),
        authorization_(std::move(authorization)),
        now_(std::move(now)),
        due_(now_() + resend_) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const auto now = now_();
    if (raw_text(event.json, "type") == "outcry.test.v1") {
      std::vector<Json> ended(1, alerts_.test(now));
      auto tried = co_await tell(std::move(ended));
      co_return tried;
    }
    auto after = alerts_.after(event.json, now);
    if (!after) co_return Attempt::taken();
    auto changed = alerts_.told(*after, now);
    auto attempt = co_await tell(std::move(changed));
    if (attempt.outcome == Outcome::taken || after->is_over()) alerts_.put(std::move(*after));
    const bool answered = attempt.outcome == Outcome::taken || attempt.outcome == Outcome::refused;
    if (answered && now >= due_) co_await beat();
    co_return attempt;
  }

  std::chrono::milliseconds pulse() const override { return resend_; }

  asio::awaitable<Attempt> beat() override {
    const auto now = now_();
    due_ = now + resend_;
    alerts_.forget(now);
    auto all = alerts_.told(now);
    auto attempt = co_await tell(std::move(all));
    co_return attempt;
  }

  std::string state() const override { return alerts_.state(); }
  void restore(std::string_view state) override { alerts_.restore(state); }

 private:
  /// An Alertmanager that refuses an array has taken what was right in it, so the next one has its turn.
  asio::awaitable<Attempt> tell(std::vector<Json> alerts) {
    Attempt out = Attempt::taken();
    for (auto& body : bodies_of(alerts, kMostBytes)) {
      net::Headers headers{{"Content-Type", "application/json"}};
      if (!authorization_.empty()) headers.emplace_back("Authorization", authorization_);
      auto attempt = co_await poster_->post(std::move(headers), std::move(body));
      if (attempt.outcome == Outcome::later || attempt.outcome == Outcome::gone) co_return attempt;
      if (attempt.outcome == Outcome::refused) out = std::move(attempt);
    }
    co_return out;
  }

  std::unique_ptr<Poster> poster_;
  std::chrono::milliseconds resend_;
  Alerts alerts_;
  std::string authorization_;
  std::function<EventTime()> now_;
  EventTime due_;  ///< when all is told again, whether or not events wait
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  Settings posting = settings;
  posting.set("url", without_slash(settings.text("url")).append(kPath));
  auto poster = Poster::make(posting, context);
  if (!poster) return poster.error();
  AlertsOptions options{.labels = labels_of(settings.texts("labels")),
                        .regions = settings.texts("regions"),
                        .page = without_slash(settings.text("page")),
                        .resend = settings.duration("resend")};
  return std::unique_ptr<RemoteSink>(
      std::make_unique<Sink>(std::move(*poster), std::move(options), settings.text("authorization"), context.now));
}

std::vector<Setting> settings() {
  std::vector<Setting> out = delivery::poster_settings("");
  out.push_back({.key = "authorization",
                 .type = SettingType::secret,
                 .meaning = "value of the header Authorization, such as \"Bearer ...\" or \"Basic ...\""});
  out.push_back({.key = "labels",
                 .type = SettingType::texts,
                 .meaning = "labels that every alert has beside its own, \"NAME=VALUE\""});
  out.push_back({.key = "resend",
                 .type = SettingType::duration,
                 .meaning = "how often what fires is told again",
                 .usual = "60s",
                 .least = 1000,
                 .most = milliseconds_of("5min")});
  out.push_back({.key = "page",
                 .type = SettingType::address,
                 .meaning = "where people reach the page of outcry: what alerts link to",
                 .words = "https http"});
  return out;
}

std::vector<SettingFault> faults(const Settings& settings) {
  auto out = label_faults(settings.texts("labels"));
  for (auto& fault : delivery::poster_faults(settings)) out.push_back(std::move(fault));
  for (const auto* key : {"url", "page"})
    if (settings.text(key).find_first_of("?#") != std::string::npos)
      out.push_back({key, fmt::format("'{}' has a query or a fragment; write it without", key)});
  if (without_slash(settings.text("url")).ends_with(kPath))
    out.push_back(
        {"url", fmt::format("'url' ends with {}; write the address of Alertmanager itself, without it", kPath)});
  for (auto& fault : delivery::end_faults(settings, "alerts fire for ever")) out.push_back(std::move(fault));
  return out;
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "alertmanager",
                              .meaning = "Incidents are alerts of a Prometheus Alertmanager.",
                              .settings = settings(),
                              .faults = faults,
                              .tells_words = [](const Settings&) { return false; },
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::alertmanager
