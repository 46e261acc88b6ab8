#include "outputs/email/sink.h"

#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

#include "net/refusal.h"
#include "outputs/email/letter.h"
#include "outputs/email/options.h"

namespace outcry::outputs::email {
namespace {

namespace asio = net::asio;
using namespace std::chrono_literals;
using net::Fault;
using Outcome = Attempt::Outcome;

constexpr std::chrono::milliseconds kFarewell = 1s;  ///< beyond the time for an attempt, if the server has taken it
constexpr std::chrono::milliseconds kEnd = 5s;       ///< of a talk that was called off

/// A mail on its way.
struct Errand {
  explicit Errand(const asio::any_io_executor& executor) : news(executor) {}
  std::string message;
  std::atomic<bool> called_off = false;
  Talk talk;
  bool done = false;        ///< told in the loop, as what follows
  asio::steady_timer news;  ///< rings when it is done
};

class Sink final : public RemoteSink {
 public:
  Sink(const Settings& settings, const SinkContext& context)
      : context_(context), smtp_(smtp_options(settings)), envelope_(envelope_of(settings)) {
    smtp_.ca_beside = context.client().ca_file;
  }
  ~Sink() override {
    if (errand_) errand_->called_off = true;
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const auto letter = letter_of(event.json);
    if (!letter)
      co_return Attempt::not_taken(Outcome::refused, net::failure(Fault::fatal, "this is no message to people"));
    errand_ = std::make_shared<Errand>(context_.executor);
    errand_->message = message_of(event.json, *letter, envelope_, context_.now());
    asio::post(elsewhere_, [this, errand = errand_] { run(errand); });
    const auto errand = errand_;
    const std::array patience{smtp_.timeout + kFarewell, kEnd};
    for (std::size_t i = 0; i < patience.size() && !errand->done; ++i) {
      errand->news.expires_after(patience.at(i));
      co_await errand->news.async_wait(net::as_result);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (errand->done) break;
      errand->called_off = true;
      if (state.cancelled() != asio::cancellation_type::none) break;
    }
    if (!errand->done)
      co_return Attempt::not_taken(Outcome::later,
                                   net::failure(Fault::network, smtp_.server, "called off, or too slow"));
    co_return attempt_of(errand->talk, smtp_.server);
  }

 private:
  /// On another thread; this outlives it.
  void run(const std::shared_ptr<Errand>& errand) {
    errand->talk = hand_over(smtp_, errand->message, errand->called_off);
    asio::post(context_.executor, [errand] {
      errand->done = true;
      errand->news.cancel();
    });
  }

  SinkContext context_;
  SmtpOptions smtp_;
  Envelope envelope_;
  std::shared_ptr<Errand> errand_;  ///< the last one
  asio::thread_pool elsewhere_{1};  ///< since libcurl waits; ends before all else here
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(settings, context));
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "email",
                              .meaning = "Messages to people are mails.",
                              .settings = email_settings(),
                              .hears = Hears::notices,
                              .faults = email_faults,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::email
