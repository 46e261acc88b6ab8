#include "ingest/push/source.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <filesystem>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/push/desk.h"
#include "ingest/push/journal.h"
#include "ingest/push/writer.h"
#include "net/refusal.h"
#include "net/server.h"

namespace outcry::ingest::push {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::as_result;
using net::Failure;
using net::ServerRequest;
using net::ServerResponse;

struct PushOptions {
  DeskOptions desk;
  net::ServerOptions server;
  std::string listen;
  std::string about;
  std::string folder;  ///< of the journal; "" = in memory
  std::uint64_t max_journal_bytes = 256ULL << 20;
};

JournalOptions journal_options(const PushOptions& options) {
  JournalOptions out;
  out.folder = options.folder;
  out.max_bytes = options.max_journal_bytes;
  out.segment_bytes = std::clamp<std::uint64_t>(options.max_journal_bytes / 16, 64 << 10, 8 << 20);
  return out;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const PushOptions& options, const SourceContext& context, JournalPlace from, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        desk_(options.desk),
        place_(from),
        more_(executor, asio::steady_timer::time_point::max()),
        conversation_(executor, context, {.layout = {.format = "ndjson", .about = options.about}, .name = "push"},
                      output, [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.listen);
    co_await conversation_.run([this] { return attempt(); });
  }

  void forget_before(JournalPlace place) {
    if (journal_) journal_->forget_before(place);
  }

 private:
  /// Until the address or the journal fails.
  asio::awaitable<Failure> attempt() {
    co_await conversation_.pause(0ms);
    if (!journal_ && !open()) co_return broken("the journal cannot be opened");
    net::Server server(
        conversation_.executor(), options_.server, [this](const ServerRequest& head) { return admit(head); },
        [this](ServerRequest request) { return handle(std::move(request)); });
    if (auto failure = server.open()) co_return std::move(*failure);
    conversation_.set_host(net::host_and_port(server.endpoint()));
    conversation_.connected();
    auto outcome = co_await (server.serve() || deliver());
    if (outcome.index() == 1) co_return std::get<1>(std::move(outcome));
    co_return broken("the server has stopped");
  }

  bool open() {
    if (options_.folder.empty()) {
      journal_ = memory_journal(options_.max_journal_bytes);
    } else {
      auto opened = open_journal(journal_options(options_), place_.segment,
                                 [this](const JournalEntry& entry) { desk_.remember(entry); });
      if (!opened) return false;
      journal_ = std::move(*opened);
    }
    resume();
    writer_.emplace(conversation_.executor(), *journal_, [this] { more_.cancel(); });
    return true;
  }

  /// What the cursor points into must be there, or posts may be missing.
  void resume() {
    const auto aligned = journal_->aligned(place_);
    if (!aligned && place_.segment > 0) {
      Gap gap;
      gap.from = place_.time;
      gap.to = context_.now();
      gap.cause = "the journal of pushed posts no longer holds what came behind the cursor";
      if (gap.from != EventTime{} && gap.from < gap.to) conversation_.missed(std::move(gap));
    }
    place_ = aligned.value_or(place_);
    journal_->forget_before(place_);
  }

  Failure broken(std::string_view what) const {
    return net::failure(net::Fault::server, options_.folder.empty() ? options_.listen : options_.folder, what);
  }

  net::Server::Admission admit(const ServerRequest& head) const {
    net::Server::Admission out;
    out.max_body_bytes = options_.desk.max_body_bytes;
    out.refusal = desk_.admit(head, context_.now());
    if (!out.refusal && journal_->full()) out.refusal = behind();
    return out;
  }

  static ServerResponse behind() {
    return Desk::try_again(429, "the analysis is behind, and what may wait for it does");
  }

  asio::awaitable<ServerResponse> handle(ServerRequest request) {
    const EventTime now = context_.now();
    if (auto refusal = desk_.authentic(request, now)) co_return std::move(*refusal);
    const auto delivery = desk_.read(request, now);
    count(request, delivery);
    if (!delivery.entries.empty()) {
      const auto outcome = co_await writer_->write(delivery.entries);
      if (outcome == Writer::Outcome::full) co_return behind();
      if (outcome == Writer::Outcome::failed) co_return Desk::try_again(503, "the posts cannot be kept at the moment");
    }
    desk_.settled(request, delivery);
    co_return Desk::answer(delivery);
  }

  void count(const ServerRequest& request, const Delivery& delivery) {
    auto& counters = conversation_.counters();
    counters.messages += delivery.items;
    counters.bytes += request.received().size();
    counters.bytes_unpacked += request.body.size();
    counters.too_long += delivery.too_long;
    counters.undecodable += delivery.refused - delivery.too_long;
  }

  /// Hands on what is durable, in order.
  asio::awaitable<Failure> deliver() {
    for (;;) {
      co_await conversation_.room();
      const JournalPlace before = place_;
      auto next = journal_->next(place_);
      if (!next) co_return broken("the journal cannot be read");
      if (next->damaged) tell_damage(before);
      if (!next->entry) {
        rest();
        co_await more_.async_wait(as_result);
        continue;
      }
      resting_ = false;
      conversation_.append(next->entry->line);
      conversation_.progress();
    }
  }

  /// Everything that was pushed before now has been handed on.
  void rest() {
    if (!std::exchange(resting_, true)) conversation_.moved();
    conversation_.caught_up();
  }

  void tell_damage(const JournalPlace& before) {
    ++conversation_.counters().undecodable;
    Gap gap;
    gap.from = before.time;
    gap.to = place_.time > before.time ? place_.time : context_.now();
    gap.cause = "a part of the journal of pushed posts is damaged";
    if (gap.from == EventTime{}) gap.from = gap.to;
    conversation_.missed(std::move(gap));
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = place_.to_json();
    batch.newest = resting_ ? context_.now() : place_.time;
  }

  const PushOptions& options_;
  const SourceContext& context_;
  Desk desk_;
  JournalPlace place_;
  bool resting_ = false;
  asio::steady_timer more_;  ///< cancelled when there is more to hand on
  std::unique_ptr<Journal> journal_;
  std::optional<Writer> writer_;
  Conversation conversation_;
};

class Push final : public Source {
 public:
  Push(PushOptions options, SourceContext context) : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "push"; }
  std::string first_cursor(EventTime /*now*/) const override { return JournalPlace().to_json(); }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    const auto read = JournalPlace::from_json(cursor);
    const JournalPlace from = read ? *read : JournalPlace();
    Run run(options_, context_, from, output, co_await asio::this_coro::executor);
    const Running running(*this, run);
    co_await run.run();
  }

  void forget_before(std::string_view cursor) override {
    const auto place = JournalPlace::from_json(cursor);
    if (run_ != nullptr && place) run_->forget_before(*place);
  }

 private:
  class Running {
   public:
    Running(Push& push, Run& run) : push_(push) { push_.run_ = &run; }
    ~Running() { push_.run_ = nullptr; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Push& push_;
  };

  PushOptions options_;
  SourceContext context_;
  Run* run_ = nullptr;
};

std::vector<std::string> faults(const Settings& settings, const Catalog& catalog) {
  std::vector<std::string> out;
  const auto endpoint = net::parse_listen(settings.text("listen"));
  if (!endpoint) out.push_back("'listen' is no address with a port; write 127.0.0.1:8078, [::1]:8078 or 0.0.0.0:8078");
  const bool guarded = !settings.text("token").empty() || !settings.text("hmac_key").empty();
  if (endpoint && !endpoint->address().is_loopback() && !guarded)
    out.push_back("'listen' is open to others; set 'token' or 'hmac_key', or listen at 127.0.0.1");
  const auto& about = settings.text("about");
  if (!about.empty() && !catalog.find_service(about))
    out.push_back("'about' names no service of the catalog ('" + about + "'); write its slug");
  return out;
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  PushOptions out;
  out.listen = settings.text("listen");
  out.server.endpoint = net::parse_listen(out.listen).value();
  out.server.names = settings.texts("names");
  out.desk.name = context.name;
  out.desk.token = settings.text("token");
  out.desk.hmac_key = settings.text("hmac_key");
  out.desk.max_body_bytes = static_cast<std::size_t>(settings.number("max_body"));
  out.desk.max_post_bytes = static_cast<std::size_t>(settings.number("max_post"));
  out.desk.remembered = static_cast<std::size_t>(settings.number("remembered"));
  out.server.max_held_bytes = std::max(out.server.max_held_bytes, 4 * out.desk.max_body_bytes);
  out.about = settings.text("about");
  out.max_journal_bytes = static_cast<std::uint64_t>(settings.number("max_journal"));
  if (!context.folder.empty())
    out.folder = (std::filesystem::path(context.folder) / net::percent_encoded(context.name)).string();
  return std::make_unique<Push>(std::move(out), std::move(context));
}

}  // namespace

SourceKind push_kind() {
  return {.name = "push",
          .meaning = "posts that others push with HTTP POST",
          .settings = {{.key = "listen",
                        .meaning = "address and port to listen at; beyond loopback only with token or hmac_key",
                        .usual = "127.0.0.1:8078"},
                       {.key = "names",
                        .type = SettingType::texts,
                        .meaning = "what clients may call this host on loopback, beside localhost and its addresses"},
                       {.key = "token", .type = SettingType::secret, .meaning = "what clients show as a bearer token"},
                       {.key = "hmac_key",
                        .type = SettingType::secret,
                        .meaning = "the key with which clients sign each request"},
                       {.key = "about", .meaning = "slug of the service that all posts are about"},
                       {.key = "max_body",
                        .type = SettingType::number,
                        .meaning = "bytes of a body, also unpacked",
                        .usual = "1048576",
                        .least = 1 << 10,
                        .most = 16 << 20},
                       {.key = "max_post",
                        .type = SettingType::number,
                        .meaning = "bytes of a post as it is sent",
                        .usual = "65536",
                        .least = 256,
                        .most = 1 << 20},
                       {.key = "max_journal",
                        .type = SettingType::number,
                        .meaning = "bytes of acknowledged posts that may wait for the analysis and the store",
                        .usual = "268435456",
                        .least = 1 << 20,
                        .most = 1LL << 36},
                       {.key = "remembered",
                        .type = SettingType::number,
                        .meaning = "ids by which a repeat is known",
                        .usual = "100000",
                        .least = 0,
                        .most = 10'000'000}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::push
