#include "ingest/x/source.h"

#include <algorithm>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/one_run.h"
#include "ingest/x/rules.h"
#include "ingest/x/stream.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::x {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Failure;

using Steady = std::chrono::steady_clock;

constexpr auto kSound = 1min;  ///< a connection that lived so long was a good one
constexpr auto kWaited = 1s;   ///< what comes so long after the piece before did not lie ready
constexpr auto kIdle = 31s;    ///< heartbeats come every 20 s
constexpr std::size_t kMaxLineBytes = 1 << 20;
constexpr int kMostRulePages = 100;
constexpr auto kLookAtBudget = 60s;

struct XOptions {
  StreamOptions stream;
  RuleOptions rules;
  std::string token;
};

/// The waits between attempts are this source's own.
SourceContext without_waits(SourceContext context) {
  context.backoff = {.first = 1ms, .longest = 1ms, .server = 1ms, .throttled = 1ms};
  return context;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = XOptions;
  static constexpr std::string_view kKind = "x";
  static std::string first_cursor(const XOptions& /*options*/, EventTime now) {
    StreamCursor out;
    out.until = now;
    return out.to_json();
  }

  Run(const XOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        wanted_(rules_of(*context.catalog, options.rules)),
        stream_(options.stream, cursor_of<Run, StreamCursor>(options, context, cursor)),
        waits_(context.backoff.first),
        http_(*context.client),
        conversation_(executor, without_waits(context), {.layout = {.format = "x-v2"}, .name = "x"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.stream.api.authority());
    co_await conversation_.run([this] { return attempt(); });
  }

 private:
  asio::awaitable<Failure> attempt() {
    co_await until_affordable();
    Failure failure = co_await rules_in_step();
    if (failure.what.empty()) failure = co_await conversation_.watched(connection(), silence_);
    Stream::explain(failure);
    if (failure.fault == net::Fault::fatal || stream_.spent(context_.now())) co_return failure;
    const auto wait = waits_.next(failure);
    conversation_.say(SourceState::backing_off, failure.what);
    co_await conversation_.pause(wait);
    failure.retry_after.reset();  // it was waited for
    co_return failure;
  }

  /// By the world's clock, which may jump: looked at again and again.
  asio::awaitable<void> until_affordable() {
    bool told = false;
    while (const auto until = stream_.spent(context_.now())) {
      if (!std::exchange(told, true)) {
        conversation_.say(SourceState::backing_off, "the budget of " + std::to_string(options_.stream.budget) +
                                                        " posts a month is spent; it goes on at " + format_utc(*until));
      }
      co_await conversation_.pause(kLookAtBudget);
    }
    if (told) conversation_.say(SourceState::connecting, "");
  }

  /// A failure without words is none.
  asio::awaitable<Failure> rules_in_step() {
    refused_.clear();
    std::vector<Rule> present;
    Failure failure = co_await fetch_rules(present);
    if (!failure.what.empty()) co_return failure;
    const auto change = rule_change(present, wanted_, options_.rules.most_rules);
    const auto add = add_requests(change.add);
    const auto remove = remove_requests(change.remove);
    for (const bool adding : {!change.remove_first, change.remove_first}) {
      failure = co_await send_rules(adding ? add : remove);
      if (!failure.what.empty()) co_return failure;
    }
    co_return Failure{};
  }

  asio::awaitable<Failure> fetch_rules(std::vector<Rule>& out) {
    std::string page;
    for (int i = 0; i < kMostRulePages; ++i) {
      auto body = co_await ask("GET", stream_.rules_address(page), "");
      if (auto* failure = std::get_if<Failure>(&body)) co_return std::move(*failure);
      auto read = read_rules(std::get<std::string>(body));
      if (!read) {
        co_return net::failure(net::Fault::protocol, options_.stream.api.host,
                               "the answer to the question for rules cannot be read");
      }
      std::ranges::move(read->rules, std::back_inserter(out));
      page = std::move(read->next);
      if (page.empty()) break;
    }
    co_return Failure{};
  }

  asio::awaitable<Failure> send_rules(const std::vector<std::string>& requests) {
    for (const auto& request : requests) {
      auto body = co_await ask("POST", stream_.rules_address(), request);
      if (auto* failure = std::get_if<Failure>(&body)) co_return std::move(*failure);
      const auto refused = refused_rules(std::get<std::string>(body));
      if (refused.count > 0)
        refused_ = std::to_string(refused.count) + " rules were refused, the first because: " + refused.why;
    }
    co_return Failure{};
  }

  net::HttpRequest request(const char* method, net::Url url) const {
    net::HttpRequest out;
    out.method = method;
    out.url = std::move(url);
    out.headers = {{"Authorization", "Bearer " + options_.token}};
    out.redirects = 0;
    return out;
  }

  asio::awaitable<std::variant<std::string, Failure>> ask(const char* method, net::Url url, std::string body) {
    net::HttpRequest question = request(method, std::move(url));
    if (!body.empty()) question.headers.emplace_back("Content-Type", "application/json");
    question.body = std::move(body);
    auto fetched = co_await http_.fetch(std::move(question));
    if (auto* failure = std::get_if<Failure>(&fetched)) co_return std::move(*failure);
    auto& answer = std::get<net::HttpAnswer>(fetched);
    conversation_.count(answer);
    if (auto failure = net::failure_of(answer, context_.now())) co_return std::move(*failure);
    co_return std::move(answer.body);
  }

  asio::awaitable<Failure> connection() {
    asked_at_ = context_.now();
    stands_ = brought_ = false;
    ended_.reset();
    lines_ = LineCutter(kMaxLineBytes);
    passed_ = 0;
    Failure failure = co_await http_.stream(request("GET", stream_.address()), kIdle,
                                            [this](std::string_view piece) { return take(piece); });
    if (stands_ && Steady::now() - stood_at_ >= kSound) waits_.progress();
    if (ended_) co_return std::move(*ended_);
    co_return failure;
  }

  asio::awaitable<bool> take(std::string_view piece) {
    if (!std::exchange(stands_, true)) connected();
    if (Steady::now() - read_at_ >= kWaited) stream_.is_abreast();
    auto& counters = conversation_.counters();
    counters.bytes += piece.size();
    counters.bytes_unpacked += piece.size();
    lines_.feed(piece, [this](std::string_view line) { understand(line); });
    for (; passed_ < lines_.too_long(); ++passed_) {
      ++counters.messages;
      ++counters.too_long;
      stream_.passed_over(context_.now());
    }
    if (stream_.caught_up(context_.now())) live();
    if (!conversation_.has_room()) stream_.falls_behind(context_.now());
    co_await conversation_.room();
    read_at_ = Steady::now();
    co_return !ended_;
  }

  void connected() {
    conversation_.connected();
    stood_at_ = read_at_ = Steady::now();
    silence_.interrupted();
    auto gap = stream_.connected(asked_at_, context_.now());
    if (gap) conversation_.missed(std::move(*gap));
    conversation_.moved();
  }

  void live() {
    if (conversation_.is_live()) return;
    if (refused_.empty()) conversation_.caught_up();
    if (!refused_.empty()) conversation_.say(SourceState::live, refused_);
  }

  void understand(std::string_view line) {
    if (ended_) return;
    if (line.empty()) {
      stream_.heartbeat(context_.now());
      conversation_.moved();
      return;
    }
    auto& counters = conversation_.counters();
    ++counters.messages;
    text_.assign(line);
    text_.resize(line.size() + kRecordPadding);
    const auto read = reader_.read(std::string_view(text_).substr(0, line.size()));
    if (!read) {
      conversation_.undecodable(line);
      stream_.passed_over(context_.now());
      return;
    }
    act_on(*read, line);
  }

  void act_on(const Line& read, std::string_view line) {
    auto heard = stream_.heard(read, context_.now());
    if (heard.record) {
      if (read.time) silence_.heard(std::min(*read.time, context_.now()));
      conversation_.append(line);
      conversation_.progress();
    }
    if (heard.is_new) {
      brought_ = true;
      waits_.progress();
    }
    if (heard.error) ended_ = std::move(*heard.error);
    if (ended_ && !brought_ && ended_->fault == net::Fault::network) ended_->fault = net::Fault::server;
    if (!ended_ && stream_.spent(context_.now())) ended_ = spent();
  }

  Failure spent() const {
    Failure out;
    out.fault = net::Fault::throttled;
    out.what = "the budget of posts is spent";
    return out;
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = stream_.cursor().to_json();
    batch.newest = stream_.cursor().until;
  }

  const XOptions& options_;
  const SourceContext& context_;
  std::vector<std::string> wanted_;
  Stream stream_;
  Waits waits_;
  net::Http http_;
  Conversation conversation_;
  LineReader reader_;
  LineCutter lines_{kMaxLineBytes};
  std::uint64_t passed_ = 0;
  Silence silence_;
  EventTime asked_at_{};
  bool stands_ = false;
  bool brought_ = false;  ///< this connection did bring a new post
  Steady::time_point stood_at_;
  Steady::time_point read_at_;    ///< until then the last piece was worked on
  std::optional<Failure> ended_;  ///< why this side ended the stream
  std::string refused_;
  std::string text_;
};

RuleOptions rule_options(const Settings& settings) {
  RuleOptions out;
  out.most_rules = static_cast<std::size_t>(settings.number("max_rules"));
  out.most_characters = static_cast<std::size_t>(settings.number("max_rule_length"));
  out.services = settings.texts("services");
  out.languages = settings.texts("languages");
  out.reposts = settings.flag("reposts");
  return out;
}

bool is_language(const std::string& text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<std::string> faults(const Settings& settings, const Catalog& catalog) {
  std::vector<std::string> out;
  for (const auto& slug : settings.texts("services"))
    if (!catalog.find_service(slug))
      out.push_back("'services' names '" + slug + "', which is no service of the catalog");
  for (const auto& language : settings.texts("languages"))
    if (!is_language(language)) out.push_back("'languages' has '" + language + "'; write codes like \"en\"");
  const auto rules = rules_of(catalog, rule_options(settings)).size();
  const auto most = static_cast<std::size_t>(settings.number("max_rules"));
  if (rules > most) {
    out.push_back("the names of the services fill " + std::to_string(rules) + " rules, and 'max_rules' is " +
                  std::to_string(most) + "; name fewer services in 'services', or raise what your account allows");
  }
  return out;
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  XOptions out;
  out.stream.api = net::judged(settings.text("api"));
  out.stream.backfill = std::chrono::minutes(settings.number("backfill_minutes"));
  out.stream.budget = static_cast<std::uint64_t>(settings.number("budget"));
  out.rules = rule_options(settings);
  out.token = settings.text("token");
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

std::vector<Setting> listed() {
  return {
      {.key = "token", .type = SettingType::secret, .meaning = "the app's bearer token", .needed = true},
      {.key = "api",
       .type = SettingType::address,
       .meaning = "where the API is",
       .usual = "https://api.x.com",
       .words = "https http"},
      {.key = "services", .type = SettingType::texts, .meaning = "slugs of the services to listen for; none is all"},
      {.key = "languages", .type = SettingType::texts, .meaning = "codes of languages; none is all"},
      {.key = "reposts", .type = SettingType::flag, .meaning = "reposts too", .usual = "false"},
      {.key = "max_rules",
       .type = SettingType::number,
       .meaning = "rules that the account may have",
       .usual = "1000",
       .least = 1,
       .most = 25'000},
      {.key = "max_rule_length",
       .type = SettingType::number,
       .meaning = "characters that a rule may have",
       .usual = "512",
       .least = 128,
       .most = 2048},
      {.key = "backfill_minutes",
       .type = SettingType::number,
       .meaning = "how much the account may have repeated after a cut",
       .usual = "0",
       .most = 5},
      {.key = "budget",
       .type = SettingType::number,
       .meaning = "posts in a calendar month, then it waits for the next; 0 is no bound",
       .usual = "0",
       .most = 1'000'000'000}};
}

}  // namespace

SourceKind x_kind() {
  return {.name = "x", .meaning = "X's filtered stream", .settings = listed(), .faults = faults, .make = make};
}

}  // namespace outcry::ingest::x
