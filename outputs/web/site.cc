#include "outputs/web/site.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <utility>

#include "net/wire.h"
#include "outputs/web/answer.h"
#include "outputs/web/api.h"
#include "outputs/web/cache.h"
#include "outputs/web/guard.h"
#include "outputs/web/metrics.h"
#include "outputs/web/openapi.h"
#include "outputs/web/public_pages.h"

namespace outcry::outputs::web {
namespace {

namespace asio = boost::asio;

/// Addresses that the page shows a view of its own for.
bool is_view(const Request& request) {
  static constexpr std::array<std::string_view, 6> kViews{"services", "incidents", "compare",
                                                          "feeds",    "replay",    "setup"};
  return request.parts().empty() || std::ranges::find(kViews, request.part(0)) != kViews.end();
}

const Asset* asset_at(std::string_view path) {
  for (const Asset& asset : assets())
    if (asset.path == path) return &asset;
  return nullptr;
}

net::ServerResponse no_page() {
  return text_answer("text/plain; charset=utf-8",
                     "This program was built without its page. The API is at /api/v1/status, the contract at "
                     "/api/openapi.json.\n");
}

bool is_short_text(const Json& value) {
  constexpr std::size_t kMost = 100;
  return value.is_string() && characters(value.get_ref<const std::string&>()) <= kMost;
}

/// Throws Refusal.
void judge_trial(const Json& body) {
  for (const auto& [key, value] : body.items()) {
    const bool list = key == "aliases" || key == "phrases";
    if (!list && key != "name") throw Refusal{400, "there are only 'name', 'aliases' and 'phrases'"};
    const bool right = list ? value.is_array() && std::ranges::all_of(value, is_short_text) : is_short_text(value);
    if (!right)
      throw Refusal{400, "'" + key + (list ? "' is a list of texts" : "' is a text") + " of 100 characters at most"};
  }
  if (!body.contains("name")) throw Refusal{400, "'name' is missing"};
}

}  // namespace

struct Site::Impl {
  explicit Impl(SiteOptions o)
      : options(std::move(o)),
        guard(options.token),
        feed(loop.get_executor()),
        server(
            loop.get_executor(), options.server, [this](const net::ServerRequest& head) { return admit(head); },
            [this](net::ServerRequest request) { return handle(std::move(request)); }) {}

  net::Server::Admission admit(const net::ServerRequest& head) const {
    auto out = guard.admit(head);
    if (out.refusal) finish(*out.refusal, head);
    return out;
  }

  asio::awaitable<net::ServerResponse> handle(net::ServerRequest raw) {
    net::ServerResponse response;
    if (raw.path == "/api/v1/try" && raw.method == "POST") {
      auto work = tried(raw);
      auto elsewhere = asio::co_spawn(bench.get_executor(), std::move(work), asio::use_awaitable);
      response = co_await std::move(elsewhere);
    } else {
      response = answered(raw);
    }
    finish(response, raw);
    co_return response;
  }

  /// In the thread of the bench.
  asio::awaitable<net::ServerResponse> tried(const net::ServerRequest& raw) const {
    if (!options.attempt) co_return net::problem(503, "no posts are kept here on which a service could be tried");
    try {
      const Request request(raw);
      const Json body = request.body();
      judge_trial(body);
      co_return json_answer(options.attempt(body));
    } catch (const Refusal& refusal) {
      co_return net::problem(refusal.status, refusal.detail);
    }
  }

  net::ServerResponse answered(const net::ServerRequest& raw) {
    try {
      const Request request(raw);
      if (const auto* kept = cache.find(raw, overview->edition())) return *kept;
      auto response = route(request);
      cache.keep(raw, overview->edition(), response);
      return response;
    } catch (const Refusal& refusal) {
      return net::problem(refusal.status, refusal.detail);
    }
  }

  net::ServerResponse route(const Request& request) {
    const std::string first = request.part(0);
    if (first == "api" && request.part(1) == "v1") {
      if (!request.is("GET")) cache.clear();
      return api->answer(request);
    }
    if (!request.is("GET")) {
      auto out = net::problem(405, "this can only be read");
      out.headers.emplace_back("Allow", "GET, HEAD");
      return out;
    }
    const std::string& path = request.raw().path;
    if (path == "/livez") return text_answer("text/plain", "ok\n");
    if (path == "/readyz") return ready();
    if (path == "/api/openapi.json") return text_answer("application/json", std::string(openapi()));
    if (path == "/version") return json_answer({{"version", overview->version()}});
    if (path == "/metrics")
      return text_answer("text/plain; version=0.0.4; charset=utf-8",
                         metrics(*overview, {server.counters(), feed.listeners(), feed.cut_off()}));
    if (auto page = public_page(request, *overview, base(request))) return std::move(*page);
    if (const Asset* asset = asset_at(path)) return asset_answer(*asset, request.raw());
    if (!is_view(request)) throw Refusal{404, "there is nothing here"};
    const Asset* index = asset_at("/");
    return index == nullptr ? no_page() : asset_answer(*index, request.raw());
  }

  net::ServerResponse ready() const {
    if (!overview->facts().trouble.empty()) return net::problem(503, "the store cannot be written");
    if (!overview->trouble().empty()) return net::problem(503, overview->trouble());
    if (overview->blind_since()) return net::problem(503, "no feed is heard");
    if (!overview->head()) return net::problem(503, "nothing was heard so far");
    return text_answer("text/plain", "ok\n");
  }

  /// Where people reach it; else as whoever asks calls this host.
  std::string base(const Request& request) const {
    if (!options.public_url.empty()) return options.public_url;
    const auto host = request.raw().header("Host");
    return "http://" + (host.empty() ? net::host_and_port(server.endpoint()) : std::string(host));
  }

  Result<void> open_store() {
    auto store = Store::open(options.store, Store::Access::read_only, {}, options.catalog);
    if (!store) return store.error();
    auto history = History::open(options.store);
    if (!history) return history.error();
    overview = std::make_unique<Overview>(options.catalog, std::move(*store), std::move(*history), options.mode,
                                          options.version);
    api = std::make_unique<Api>(*overview, feed, Api::Hooks{.now = options.now});
    return {};
  }

  void take(const RunFacts& facts) {
    const auto changes = overview->refresh(facts);
    api->tell(changes);
  }

  SiteOptions options;
  asio::io_context loop{1};
  asio::thread_pool bench{1};  ///< for what takes long
  Guard guard;
  LiveFeed feed;
  net::Server server;
  Cache cache;
  std::unique_ptr<Overview> overview;
  std::unique_ptr<Api> api;
  std::thread thread;
};

Site::Site(SiteOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Site::~Site() {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->loop, [this] { impl_->server.stop(); });
  impl_->thread.join();
}

std::optional<std::string> Site::open() {
  if (const auto opened = impl_->open_store(); !opened) return "the store cannot be read: " + opened.error().message();
  if (const auto failure = impl_->server.open()) return failure->what;
  impl_->take({.now = impl_->options.now()});
  asio::co_spawn(impl_->loop, impl_->server.serve(), asio::detached);
  impl_->thread = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "page");
    impl_->loop.run();
  });
  return std::nullopt;
}

std::string Site::url() const { return "http://" + net::host_and_port(impl_->server.endpoint()); }

void Site::publish(RunFacts facts) {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->loop, [this, facts = std::move(facts)] { impl_->take(facts); });
}

}  // namespace outcry::outputs::web
