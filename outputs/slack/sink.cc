#include "outputs/slack/sink.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "net/refusal.h"
#include "outputs/delivery/notice.h"
#include "outputs/delivery/poster.h"
#include "outputs/fields.h"
#include "outputs/slack/message.h"

namespace outcry::outputs::slack {
namespace {

namespace asio = net::asio;
using delivery::Poster;
using net::Fault;
using Outcome = Attempt::Outcome;

constexpr std::size_t kMostWritten = 200;  ///< messages that can still be written anew
constexpr std::size_t kLongestError = 80;

/// What the operator has to mend.
constexpr std::array<std::string_view, 18> kWrong{"invalid_auth",
                                                  "not_authed",
                                                  "account_inactive",
                                                  "token_revoked",
                                                  "token_expired",
                                                  "no_permission",
                                                  "missing_scope",
                                                  "channel_not_found",
                                                  "not_in_channel",
                                                  "is_archived",
                                                  "access_denied",
                                                  "restricted_action",
                                                  "not_allowed_token_type",
                                                  "org_login_required",
                                                  "ekm_access_denied",
                                                  "team_not_found",
                                                  "team_access_not_granted",
                                                  "messages_tab_disabled"};
/// What will be so each time with this message.
constexpr std::array<std::string_view, 8> kRefused{
    "msg_too_long",      "invalid_blocks",      "invalid_blocks_format",  "no_text",
    "invalid_arguments", "invalid_attachments", "markdown_text_conflict", "msg_blocks_too_long"};
/// A message that cannot be written anew any more.
constexpr std::array<std::string_view, 4> kLost{"message_not_found", "cant_update_message", "edit_window_closed",
                                                "thread_not_found"};

template <std::size_t N>
bool is_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

Attempt attempt_of(std::string_view error) {
  auto failure = [&](Fault fault) { return net::failure(fault, "Slack says: " + std::string(error)); };
  if (is_of(kWrong, error)) return Attempt::not_taken(Outcome::later, failure(Fault::fatal));
  if (is_of(kRefused, error)) return Attempt::not_taken(Outcome::refused, failure(Fault::server));
  if (error == "ratelimited" || error == "rate_limited")
    return Attempt::not_taken(Outcome::later, failure(Fault::throttled));
  return Attempt::not_taken(Outcome::later, failure(Fault::server));
}

/// Where a conversation was told.
struct Written {
  std::string conversation;
  std::string channel;
  std::string at;
  bool over = false;
};

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, std::string token, std::string channel)
      : poster_(std::move(poster)), token_(std::move(token)), channel_(std::move(channel)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const Json& data = member(event.json, "data");
    const std::string conversation(raw_text(data, "conversation"));
    const auto written = std::ranges::find(written_, conversation, &Written::conversation);
    if (written != written_.end() && !(is_true(data, "begins") && written->over)) {
      Json message = message_of(event.json);
      message["channel"] = written->channel;
      message["ts"] = written->at;
      auto answer = co_await ask("/chat.update", message);
      if (answer.attempt.outcome == Outcome::taken && is_true(data, "begins")) {
        const Json call = reply_of(message);
        answer = co_await ask("/chat.postMessage", call);
      }
      if (answer.attempt.outcome == Outcome::taken) written->over = is_true(data, "over");
      if (!is_of(kLost, answer.error)) co_return answer.attempt;
    }
    Json message = message_of(event.json);
    message["channel"] = channel_;
    const auto answer = co_await ask("/chat.postMessage", message);
    if (answer.attempt.outcome == Outcome::taken && delivery::is_notice(event.json))
      remember({conversation, answer.channel.empty() ? channel_ : answer.channel, answer.at, is_true(data, "over")});
    co_return answer.attempt;
  }

  std::string state() const override {
    Json out = Json::array();
    for (const auto& one : written_)
      out.push_back({{"in", one.conversation}, {"channel", one.channel}, {"at", one.at}, {"over", one.over}});
    return written_.empty() ? "" : out.dump();
  }

  void restore(std::string_view state) override {
    written_.clear();
    const Json kept = Json::parse(state, nullptr, false);
    if (!kept.is_array()) return;
    for (const Json& one : kept)
      remember({std::string(raw_text(one, "in")), std::string(raw_text(one, "channel")),
                std::string(raw_text(one, "at")), is_true(one, "over")});
  }

 private:
  struct Answer {
    Attempt attempt;
    std::string error;  ///< as Slack calls it; "" = none
    std::string channel;
    std::string at;
  };

  static bool is_true(const Json& data, std::string_view key) {
    const Json& value = member(data, key);
    return value.is_boolean() && value.get<bool>();
  }

  /// What calls people to a message that was written anew: it stands below it and in the channel.
  static Json reply_of(const Json& message) {
    Json out{{"channel", message["channel"]}, {"thread_ts", message["ts"]}, {"reply_broadcast", true}};
    for (const auto* key : {"text", "unfurl_links", "unfurl_media"}) out[key] = member(message, key);
    out["blocks"] = Json::array({message["blocks"][0]});
    return out;
  }

  void remember(Written written) {
    if (written.conversation.empty() || written.at.empty()) return;
    std::erase_if(written_, [&](const Written& one) { return one.conversation == written.conversation; });
    written_.push_back(std::move(written));
    if (written_.size() > kMostWritten) written_.pop_front();
  }

  asio::awaitable<Answer> ask(std::string_view method, const Json& message) {
    net::Headers headers{{"Content-Type", "application/json; charset=utf-8"}, {"Authorization", "Bearer " + token_}};
    std::string body = to_line(message);
    auto reply = co_await poster_->ask(method, std::move(headers), std::move(body));
    Answer out{std::move(reply.attempt), {}, {}, {}};
    if (out.attempt.outcome != Outcome::taken) co_return out;
    const Json said = Json::parse(reply.body, nullptr, false);
    const Json& ok = member(said, "ok");
    if (!ok.is_boolean()) {
      out.attempt = Attempt::not_taken(Outcome::later, net::failure(Fault::server, "this is no answer of Slack"));
    } else if (!ok.get<bool>()) {
      out.error = text(said, "error").substr(0, kLongestError);
      out.attempt = attempt_of(out.error);
    } else {
      out.channel = raw_text(said, "channel");
      out.at = raw_text(said, "ts");
    }
    co_return out;
  }

  std::unique_ptr<Poster> poster_;
  std::string token_;
  std::string channel_;
  std::deque<Written> written_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto poster = Poster::make(settings, context);
  if (!poster) return poster.error();
  return std::unique_ptr<RemoteSink>(
      std::make_unique<Sink>(std::move(*poster), settings.text("token"), settings.text("channel")));
}

std::vector<Setting> settings() {
  std::vector<Setting> out{{.key = "token",
                            .type = SettingType::secret,
                            .meaning = "of a bot with the scope chat:write that was invited to the channel",
                            .needed = true},
                           {.key = "channel",
                            .type = SettingType::text,
                            .meaning = "its id, such as C0123456789, or \"#name\"",
                            .needed = true}};
  for (auto& one : delivery::poster_settings("https://slack.com/api")) out.push_back(one);
  return out;
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{
      .name = "slack",
      .meaning = "Each incident is a message in a channel of Slack, which is written anew as it goes on.",
      .settings = settings(),
      .hears = Hears::notices,
      .edits = true,
      .faults = delivery::poster_faults,
      .make = make};
  return kKind;
}

}  // namespace outcry::outputs::slack
