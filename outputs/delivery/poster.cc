#include "outputs/delivery/poster.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "net/public_address.h"

namespace outcry::outputs::delivery {

namespace asio = net::asio;

namespace {

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

}  // namespace

std::vector<Setting> poster_settings(std::string_view usual) {
  return {{.key = "url",
           .type = SettingType::address,
           .meaning = "where to",
           .usual = usual,
           .words = "https http",
           .needed = usual.empty()},
          {.key = "timeout",
           .type = SettingType::duration,
           .meaning = "for an attempt",
           .usual = "15s",
           .least = 1000,
           .most = 120'000},
          {.key = "private_networks",
           .type = SettingType::flag,
           .meaning = "the address may be of this machine or of a private network",
           .usual = "false"}};
}

std::vector<SettingFault> poster_faults(const Settings& settings) {
  const auto url = net::parse_url(settings.text("url"));
  if (!url || settings.flag("private_networks")) return {};
  boost::system::error_code is_name;
  const auto address = asio::ip::make_address(url->host, is_name);
  const bool names_this_machine = url->host == "localhost" || url->host.ends_with(".localhost");
  if (is_name ? !names_this_machine : net::is_public(address)) return {};
  return {{"url",
           "'url' is of this machine or of a private network, to which nothing is sent; say private_networks = true if "
           "it is meant"}};
}

Poster::Poster(net::Client client, const Settings& settings, std::function<EventTime()> now)
    : client_(std::move(client)),
      http_(client_),
      url_(net::judged(settings.text("url"))),
      deadline_(settings.duration("timeout")),
      now_(std::move(now)) {}

Result<std::unique_ptr<Poster>> Poster::make(const Settings& settings, const SinkContext& context) {
  auto options = context.client();
  options.public_only = !settings.flag("private_networks");
  auto client = net::Client::make(std::move(options));
  if (!client) return client.error();
  return std::unique_ptr<Poster>(new Poster(std::move(*client), settings, context.now));
}

net::HttpRequest Poster::request_to(net::Url url, net::Headers headers, std::string body) const {
  net::HttpRequest request;
  request.method = "POST";
  request.url = std::move(url);
  request.headers = std::move(headers);
  request.body = std::move(body);
  request.deadline = deadline_;
  request.max_body_bytes = kMostAnswer;
  request.redirects = 0;
  return request;
}

Attempt Poster::judged(const std::variant<net::HttpAnswer, net::Failure>& answer) const {
  if (const auto* failed = std::get_if<net::Failure>(&answer)) {
    auto failure = *failed;
    if (failure.what.ends_with(net::kNotPublic)) failure.what += "; private_networks = true lets it be sent there";
    return Attempt::not_taken(Attempt::Outcome::later, std::move(failure));
  }
  const auto& answered = std::get<net::HttpAnswer>(answer);
  auto failure = net::failure_of(answered, now_());
  if (!failure) return Attempt::taken();
  return Attempt::not_taken(outcome_of(answered.status), std::move(*failure));
}

asio::awaitable<Attempt> Poster::post(net::Headers headers, std::string body) {
  auto request = request_to(url_, std::move(headers), std::move(body));
  request.body_matters = false;
  const auto answer = co_await http_.fetch(std::move(request));
  co_return judged(answer);
}

asio::awaitable<Poster::Reply> Poster::ask(std::string_view below, net::Headers headers, std::string body) {
  auto url = url_;
  url.target.resize(std::min(url.target.find('?'), url.target.size()));
  while (url.target.ends_with('/')) url.target.pop_back();
  url.target += below;
  auto request = request_to(std::move(url), std::move(headers), std::move(body));
  auto answer = co_await http_.fetch(std::move(request));
  Reply out{judged(answer), {}};
  if (out.attempt.outcome == Attempt::Outcome::taken) out.body = std::move(std::get<net::HttpAnswer>(answer).body);
  co_return out;
}

}  // namespace outcry::outputs::delivery
