#include "ingest/statuspage/source.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/one_run.h"
#include "ingest/statuspage/pages.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::statuspage {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
using net::Failure;

constexpr std::chrono::milliseconds kLongestNap = 1s;
constexpr std::chrono::milliseconds kShortestNap = 1ms;
constexpr std::size_t kMostGathered = 64 << 20;  ///< bytes of records

/// What a page told, until the others have told theirs.
struct Gathered {
  std::size_t page = 0;
  net::HttpAnswer answer;  ///< without its body
  Page summary;            ///< without what was said
  std::vector<Pages::News> news;
  EventTime heard{};
};

/// Only what `Pages::done` looks at.
Page lightened(Page summary) {
  for (auto& incident : summary.incidents) {
    incident.updates.clear();
    incident.components.clear();
  }
  std::erase_if(summary.components, [](const Component& one) { return one.status == "operational"; });
  return summary;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = PagesOptions;
  static constexpr std::string_view kKind = "statuspage";
  static std::string first_cursor(const PagesOptions& options, EventTime now) {
    PagesCursor out;
    out.since = now - options.backfill;
    return out.to_json();
  }

  Run(const PagesOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : context_(context),
        pages_(options, cursor_of<Run, PagesCursor>(options, context, cursor), context.now()),
        http_(*context.client),
        conversation_(executor, context, {.layout = {.format = "ndjson"}, .name = "statuspage"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    const auto& pages = pages_.options().pages;
    conversation_.set_host(pages.size() == 1 ? pages.front().url.authority()
                                             : std::to_string(pages.size()) + " status pages");
    co_await conversation_.run([this] { return rounds(); }, [this](const Failure& failure) { return judge(failure); });
  }

 private:
  /// Pages that do not answer as they should are no reason to stop asking the others.
  Conversation::Then judge(const Failure& failure) const {
    return pages_.options().is_catalog ? Conversation::Then::wait : judge_poll(failure, pages_.was_heard());
  }

  static Pages::At at() { return std::chrono::duration_cast<Pages::At>(Steady::now().time_since_epoch()); }

  asio::awaitable<Failure> rounds() {
    pages_.begin(at());
    connected_ = false;
    gathers_ = true;
    is_handing_on_ = false;
    gathered_.clear();
    gathered_bytes_ = 0;
    if (pages_.size() == 1) co_return co_await visits();
    auto first = co_await (visits() || visits());
    if (first.index() == 0) co_return std::get<0>(std::move(first));
    co_return std::get<1>(std::move(first));
  }

  /// One page after the other, until none is good any more.
  asio::awaitable<Failure> visits() {
    for (;;) {
      const auto page = pages_.next(at());
      if (!page) {
        co_await conversation_.pause(std::clamp(pages_.wait(at()), kShortestNap, kLongestNap));
        continue;
      }
      auto failure = co_await visit(*page);
      if (failure) fail(*page, *failure);
      if (gathers_ && (pages_.is_round_over() || gathered_bytes_ > kMostGathered)) co_await hand_on_gathered();
      if (failure && pages_.is_round_over() && !pages_.is_any_good()) co_return std::move(*failure);
      stand();
    }
  }

  void fail(std::size_t page, const Failure& failure) {
    const bool other = pages_.options().is_catalog && failure.fault == net::Fault::fatal;
    if (!other) return pages_.failed(page, failure, at());
    ++conversation_.counters().undecodable;
    pages_.other(page, at());
  }

  asio::awaitable<std::optional<Failure>> visit(std::size_t page) {
    net::HttpRequest request = pages_.summary_request(page);
    const net::Url url = request.url;
    auto fetched = co_await http_.fetch(std::move(request));
    if (auto* failure = std::get_if<Failure>(&fetched)) co_return std::move(*failure);
    const auto& answer = std::get<net::HttpAnswer>(fetched);
    count(answer);
    const auto outcome = pages_.heard(page, answer);
    if (outcome == Poll::Outcome::refused) co_return refusal(answer);
    if (outcome == Poll::Outcome::fresh) {
      auto failure = co_await take(page, answer);
      if (failure) co_return std::move(*failure);
    } else {
      pages_.unchanged(page, answer, at(), context_.now());
    }
    if (!std::exchange(connected_, true)) conversation_.connected();
    conversation_.progress();
    co_return std::nullopt;
  }

  asio::awaitable<std::optional<Failure>> take(std::size_t page, const net::HttpAnswer& answer) {
    const Page summary = read_page(answer.body);
    if (!summary.is_statuspage) {
      const auto fault = pages_.options().is_catalog ? net::Fault::fatal : net::Fault::protocol;
      co_return net::failure(fault, answer.url.shown(), "is no answer of a Statuspage");
    }
    std::optional<Page> incidents;
    if (pages_.wants_incidents(page, summary)) {
      auto asked = co_await ask_incidents(page);
      if (auto* failure = std::get_if<Failure>(&asked)) co_return std::move(*failure);
      incidents = std::get<Page>(std::move(asked));
    }
    count(summary);
    if (incidents) count(*incidents);
    auto told = pages_.told(page, summary, incidents ? &*incidents : nullptr, context_.now());
    if (told.gap) conversation_.missed(std::move(*told.gap));
    if (gathers_) {
      gather(page, answer, summary, std::move(told.news));
      co_return std::nullopt;
    }
    co_await hand_on(page, told.news);
    pages_.done(page, answer, summary, at(), context_.now());
    co_return std::nullopt;
  }

  /// In the first round after a start or an absence all pages tell of the same hours.
  void gather(std::size_t page, const net::HttpAnswer& answer, const Page& summary, std::vector<Pages::News> news) {
    for (const auto& one : news)
      for (const auto& record : one.records) gathered_bytes_ += record.size();
    Gathered all;
    all.page = page;
    all.answer.status = answer.status;
    all.answer.headers = answer.headers;
    all.summary = lightened(summary);
    all.news = std::move(news);
    all.heard = context_.now();
    gathered_.push_back(std::move(all));
    pages_.gathered(page);
  }

  /// Of all pages together, in the order of time.
  asio::awaitable<void> hand_on_gathered() {
    gathers_ = !pages_.is_round_over();
    is_handing_on_ = true;
    const auto all = std::exchange(gathered_, {});
    gathered_bytes_ = 0;
    std::vector<std::pair<std::size_t, const Pages::News*>> ordered;
    for (const auto& one : all)
      for (const auto& news : one.news) ordered.emplace_back(one.page, &news);
    std::ranges::stable_sort(ordered, {}, [](const auto& one) { return one.second->time; });
    for (const auto& [page, news] : ordered) co_await hand_on(page, *news);
    for (const auto& one : all) pages_.done(one.page, one.answer, one.summary, at(), one.heard);
    is_handing_on_ = false;
  }

  asio::awaitable<std::variant<Page, Failure>> ask_incidents(std::size_t page) {
    net::HttpRequest request = pages_.incidents_request(page);
    auto fetched = co_await http_.fetch(std::move(request));
    if (auto* failure = std::get_if<Failure>(&fetched)) co_return std::move(*failure);
    const auto& answer = std::get<net::HttpAnswer>(fetched);
    count(answer);
    if (answer.status != 200) co_return refusal(answer);
    Page out = read_page(answer.body);
    if (!out.is_statuspage)
      co_return net::failure(net::Fault::protocol, answer.url.shown(), "is no answer of a Statuspage");
    co_return out;
  }

  asio::awaitable<void> hand_on(std::size_t page, const std::vector<Pages::News>& all) {
    for (const auto& news : all) co_await hand_on(page, news);
  }

  asio::awaitable<void> hand_on(std::size_t page, const Pages::News& news) {
    co_await conversation_.room();
    for (const auto& record : news.records) conversation_.append(record);
    pages_.handed_on(page, news);
  }

  Failure refusal(const net::HttpAnswer& answer) const {
    auto failure = net::failure_of(answer, context_.now());
    if (failure) return std::move(*failure);
    return net::failure(net::Fault::protocol, answer.url.shown(), "answered " + std::to_string(answer.status));
  }

  void count(const net::HttpAnswer& answer) {
    ++conversation_.counters().messages;
    conversation_.count(answer);
  }

  void count(const Page& page) {
    conversation_.counters().undecodable += page.undecodable;
    conversation_.counters().too_long += page.too_long;
  }

  /// Live once all were asked; told again when pages come or go.
  void stand() {
    if (gathers_ || is_handing_on_ || !pages_.is_round_over() || !pages_.is_any_good()) return;
    std::string why;
    if (pages_.failing() > 0) why = std::to_string(pages_.failing()) + " status pages do not answer";
    if (pages_.others() > 0)
      why += (why.empty() ? "" : ", ") + std::to_string(pages_.others()) + " are of another kind, of " +
             std::to_string(pages_.size());
    if (conversation_.is_live() && why == said_) return;
    said_ = why;
    conversation_.say(SourceState::live, std::move(why));
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = pages_.cursor();
    batch.newest = pages_.newest();
  }

  const SourceContext& context_;
  Pages pages_;
  net::Http http_;
  Conversation conversation_;
  std::vector<Gathered> gathered_;
  std::size_t gathered_bytes_ = 0;
  std::string said_;
  bool connected_ = false;
  bool gathers_ = true;
  bool is_handing_on_ = false;
};

std::vector<std::string> faults(const Settings& settings, const Catalog& catalog) {
  std::vector<std::string> out;
  const bool all = settings.text("pages") == "catalog";
  const auto& about = settings.text("about");
  if (!all && settings.text("page").empty())
    out.emplace_back("'page' is missing; write the address of a status page, or pages = \"catalog\" for all");
  if (all && (!settings.text("page").empty() || !about.empty()))
    out.emplace_back("'page' and 'about' mean nothing with pages = \"catalog\"; remove them");
  if (all && pages_of(catalog).empty())
    out.emplace_back("no service of the catalog has a status page; name one in 'page'");
  if (!about.empty() && !catalog.find_service(about))
    out.push_back("'about' names no service of the catalog: '" + about + "'; write the slug of one");
  return out;
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  PagesOptions out;
  out.is_catalog = settings.text("pages") == "catalog";
  if (out.is_catalog) {
    out.pages = pages_of(*context.catalog);
  } else {
    out.pages.push_back(page_of(net::judged(settings.text("page")), settings.text("about")));
  }
  out.every = settings.duration("every");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

}  // namespace

SourceKind statuspage_kind() {
  return {.name = "statuspage",
          .meaning = "what services say on their status pages",
          .settings = {{.key = "page",
                        .type = SettingType::address,
                        .meaning = "address of the page, needed for one",
                        .words = "https http"},
                       {.key = "pages",
                        .type = SettingType::word,
                        .meaning = "one page, or those of all services of the catalog",
                        .usual = "one",
                        .words = "one catalog"},
                       {.key = "about", .meaning = "slug of the service whose page it is"},
                       {.key = "every",
                        .type = SettingType::duration,
                        .meaning = "pause between two polls of a page",
                        .usual = "60s",
                        .least = milliseconds_of("20s"),
                        .most = milliseconds_of("5min")},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "24h",
                        .most = milliseconds_of("30d")}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::statuspage
