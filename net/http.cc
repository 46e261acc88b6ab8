#include "net/http.h"

#include <algorithm>
#include <array>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <list>
#include <map>
#include <optional>

#include "net/body.h"
#include "net/connection.h"
#include "net/refusal.h"

namespace outcry::net {
namespace {

namespace http = beast::http;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Parser = http::response_parser<http::buffer_body>;
using Request = http::request<http::string_body>;

constexpr std::chrono::minutes kKept{1};
constexpr std::size_t kKeptOfEach = 2;
constexpr std::uint32_t kLargestHeader = 65536;
constexpr std::size_t kLargestRefusal = 65536;  ///< of which 4 KiB are shown
constexpr int kInterimAnswers = 8;

/// One question and its answer on one connection. Stays where it is: the parser writes into it.
struct Talk {
  Talk(Stream stream_in, bool kept_in) : stream(std::move(stream_in)), kept(kept_in) {}
  Stream stream;
  bool kept;  ///< the connection served before
  beast::flat_buffer buffer{2 * kLargestHeader};
  std::optional<Parser> parser;
  std::array<char, 16384> piece;
  std::uint64_t received = 0;

  const Parser::value_type& answer() const { return parser->get(); }
  unsigned status() const { return answer().result_int(); }
  bool reusable() const { return parser->is_done() && parser->keep_alive() && buffer.size() == 0; }
};
using TalkPtr = std::unique_ptr<Talk>;

Failure no_answer(const Url& url, const beast::error_code& error) {
  if (error == beast::error::timeout) return failure(Fault::network, url.host, "no answer in time");
  return broken(url, "no answer", error);
}

Failure cut(const Url& url, const beast::error_code& error) {
  if (error == beast::error::timeout) return failure(Fault::network, url.host, "silent in the middle of an answer");
  return broken(url, "cut in the middle of an answer", error);
}

bool same_word(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

/// RFC 9110 section 9.2.2.
bool idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
}

bool reads_only(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool redirects(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string key_of(const Url& url) { return (url.tls ? "https " : "http ") + host_and_port(url); }

/// The request's own host, or the same one over TLS: where its secrets may go.
bool same_house(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  if (from.port == to.port && from.tls == to.tls) return true;
  return !from.tls && to.tls && from.port == 80 && to.port == 443;
}

bool is_secret(std::string_view header) {
  return same_word(header, "Authorization") || same_word(header, "Cookie") || same_word(header, "Proxy-Authorization");
}

std::optional<std::string> unsendable(const HttpRequest& request) {
  if (!sound(request.headers)) return "a header with a control character";
  if (http::string_to_verb(request.method) == http::verb::unknown) return "no such method";
  if (request.url.websocket) return "an address for WebSocket, not for HTTP";
  return {};
}

Request message(const HttpRequest& request, const std::string& user_agent, const Url* proxy) {
  const auto& url = request.url;
  const bool whole_address = proxy != nullptr && !url.tls;
  Request out(http::string_to_verb(request.method),
              whole_address ? "http://" + url.authority() + url.target : url.target, 11);
  out.set(http::field::host, url.authority());
  out.set(http::field::user_agent, user_agent);
  out.set(http::field::accept_encoding, boost::core::string_view(kEncodings.data(), kEncodings.size()));
  for (const auto& [name, value] : request.headers) out.set(name, value);
  out.body() = request.body;
  if (!request.body.empty() || !reads_only(request.method)) out.prepare_payload();
  return out;
}

void renew(Talk& talk, bool head) {
  talk.parser.emplace();
  talk.parser->header_limit(kLargestHeader);
  talk.parser->body_limit(boost::none);
  talk.parser->skip(head);
  talk.parser->eager(true);
}

/// Sends the question and reads the head of the answer, passing over "100 Continue" and its like.
asio::awaitable<beast::error_code> ask(Talk& talk, const Request& question) {
  const bool head = question.method() == http::verb::head;
  const auto [not_sent, sent] = co_await http::async_write(talk.stream, question, as_result);
  if (not_sent) co_return not_sent;
  for (int i = 0; i < kInterimAnswers; ++i) {
    renew(talk, head);
    const auto [error, size] = co_await http::async_read_header(talk.stream, talk.buffer, *talk.parser, as_result);
    if (error || talk.status() >= 200) co_return error;
  }
  co_return make_error_code(http::error::unexpected_body);
}

/// The next bytes of the body, as they came; "" = that was all.
asio::awaitable<std::variant<std::string_view, beast::error_code>> more(Talk& talk) {
  while (!talk.parser->is_done()) {
    auto& body = talk.parser->get().body();
    body.data = talk.piece.data();
    body.size = talk.piece.size();
    auto [error, used] = co_await http::async_read_some(talk.stream, talk.buffer, *talk.parser, as_result);
    if (error && error != http::error::need_buffer) co_return error;
    const auto size = talk.piece.size() - body.size;
    talk.received += size;
    if (size > 0) co_return std::string_view(talk.piece.data(), size);
  }
  co_return std::string_view();
}

std::string damage(Errc reason) {
  if (reason == Errc::too_large) return "an answer beyond the bound";
  return reason == Errc::unknown_format ? "an answer in an encoding nobody asked for"
                                        : "an answer that cannot be decompressed";
}

/// All of what can be had of the pieces given so far. Errors: Errc::too_large, bad_container.
Result<void> drain(BodyDecoder& decoder, std::string& out, std::size_t limit) {
  for (;;) {
    const auto piece = decoder.next();
    if (!piece) return piece.error();
    if (piece->empty()) return {};
    if (out.size() + piece->size() > limit) return Errc::too_large;
    out.append(*piece);
  }
}

Failure damaged(const Url& url, const boost::system::error_code& reason) {
  return failure(Fault::protocol, url.host, damage(static_cast<Errc>(reason.value())));
}

asio::awaitable<std::variant<std::string, Failure>> body_of(Talk& talk, const Url& url, std::size_t limit) {
  auto decoder = BodyDecoder::make(view(talk.answer()[http::field::content_encoding]));
  if (!decoder) co_return damaged(url, decoder.error());
  std::string out;
  for (;;) {
    const auto got = co_await more(talk);
    if (const auto* error = std::get_if<beast::error_code>(&got)) co_return cut(url, *error);
    const auto piece = std::get<std::string_view>(got);
    if (piece.empty()) break;
    (*decoder)->give(piece);
    const auto drained = drain(**decoder, out, limit);
    if (!drained) co_return damaged(url, drained.error());
    if (talk.received > limit + kLargestRefusal) co_return damaged(url, make_error_code(Errc::too_large));
  }
  if (!(*decoder)->whole()) co_return damaged(url, make_error_code(Errc::bad_container));
  co_return out;
}

Headers headers_of(const Talk& talk) {
  Headers out;
  for (const auto& field : talk.answer()) out.emplace_back(field.name_string(), field.value());
  return out;
}

HttpAnswer answer_of(const Talk& talk) {
  HttpAnswer out;
  out.status = talk.status();
  out.headers = headers_of(talk);
  return out;
}

/// The request that the redirect asks for; nothing where it is not to be followed.
std::optional<HttpRequest> redirected(const HttpRequest& request, const Talk& talk) {
  const unsigned status = talk.status();
  const bool may = reads_only(request.method) || (request.method == "POST" && status == 303);
  const auto to = view(talk.answer()[http::field::location]);
  if (!redirects(status) || !may || to.empty() || request.redirects <= 0) return {};
  const auto url = resolve(request.url, to);
  if (!url || url->websocket || (request.url.tls && !url->tls)) return {};
  HttpRequest next = request;
  next.url = *url;
  --next.redirects;
  if (status == 303 && request.method == "POST") {
    next.method = "GET";
    next.body.clear();
  }
  if (!same_house(request.url, *url))
    std::erase_if(next.headers, [](const auto& header) { return is_secret(header.first); });
  return next;
}

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return same_word(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct Http::Impl {
  struct Kept {
    Stream stream;
    steady_clock::time_point since;
  };
  struct Followed {
    TalkPtr talk;
    Url url;
    bool moved = false;
  };

  const Client& client;
  std::map<std::string, std::list<Kept>> kept{};  // a stream cannot be assigned

  std::optional<Stream> take(const Url& url);
  void keep(const Url& url, Talk& talk);
  asio::awaitable<std::variant<TalkPtr, Failure>> open(const Url& url, Deadline deadline, bool anew);
  asio::awaitable<std::variant<TalkPtr, Failure>> answered(const HttpRequest& request, Deadline deadline);
  asio::awaitable<std::variant<Followed, Failure>> follow(HttpRequest request, Deadline deadline);
  asio::awaitable<Failure> refusal(Followed& followed);
};

std::optional<Stream> Http::Impl::take(const Url& url) {
  const auto now = steady_clock::now();
  for (auto& [key, streams] : kept) std::erase_if(streams, [&](const Kept& one) { return now - one.since > kKept; });
  std::erase_if(kept, [](const auto& of_one) { return of_one.second.empty(); });
  const auto found = kept.find(key_of(url));
  while (found != kept.end() && !found->second.empty()) {
    auto stream = std::move(found->second.back().stream);
    found->second.pop_back();
    if (stream.quiet()) return stream;
  }
  return {};
}

void Http::Impl::keep(const Url& url, Talk& talk) {
  if (!talk.reusable()) return;
  auto& streams = kept[key_of(url)];
  if (streams.size() >= kKeptOfEach) return;
  talk.stream.tcp().expires_never();
  streams.push_back(Kept{std::move(talk.stream), steady_clock::now()});
}

asio::awaitable<std::variant<TalkPtr, Failure>> Http::Impl::open(const Url& url, Deadline deadline, bool anew) {
  if (auto old = anew ? std::nullopt : take(url)) co_return std::make_unique<Talk>(std::move(*old), true);
  auto connected = co_await connect(client, url, deadline);
  if (auto* failed = std::get_if<Failure>(&connected)) co_return std::move(*failed);
  co_return std::make_unique<Talk>(std::move(std::get<Stream>(connected)), false);
}

/// A kept connection may die while the question is under way: then once more, on a new one.
asio::awaitable<std::variant<TalkPtr, Failure>> Http::Impl::answered(const HttpRequest& request, Deadline deadline) {
  const auto question = message(request, client.options().user_agent, client.impl().proxy_of(request.url));
  for (bool anew = false;; anew = true) {
    auto opened = co_await open(request.url, deadline, anew);
    if (auto* failed = std::get_if<Failure>(&opened)) co_return std::move(*failed);
    auto& talk = std::get<TalkPtr>(opened);
    talk->stream.tcp().expires_at(deadline);
    const auto error = co_await ask(*talk, question);
    if (!error) co_return std::move(talk);
    const bool stale = talk->kept && error != beast::error::timeout && talk->buffer.size() == 0;
    if (!stale || !idempotent(request.method)) co_return no_answer(request.url, error);
  }
}

asio::awaitable<std::variant<Http::Impl::Followed, Failure>> Http::Impl::follow(HttpRequest request,
                                                                                Deadline deadline) {
  if (const auto why = unsendable(request)) co_return failure(Fault::fatal, request.url.host, *why);
  bool all_permanent = true;
  for (bool on_the_way = false;; on_the_way = true) {
    auto got = co_await answered(request, deadline);
    if (auto* failed = std::get_if<Failure>(&got)) co_return std::move(*failed);
    auto talk = std::move(std::get<TalkPtr>(got));
    auto next = redirected(request, *talk);
    if (!next) {
      Followed followed{std::move(talk), std::move(request.url), on_the_way && all_permanent};
      co_return followed;
    }
    all_permanent = all_permanent && (talk->status() == 301 || talk->status() == 308);
    const auto ignored = co_await body_of(*talk, request.url, kLargestRefusal);
    if (std::holds_alternative<std::string>(ignored)) keep(request.url, *talk);
    request = std::move(*next);
  }
}

asio::awaitable<Failure> Http::Impl::refusal(Followed& followed) {
  auto answer = answer_of(*followed.talk);
  auto body = co_await body_of(*followed.talk, followed.url, kLargestRefusal);
  if (auto* text = std::get_if<std::string>(&body)) answer.body = std::move(*text);
  answer.url = followed.url;
  auto failed = failure_of(answer, std::chrono::system_clock::now());
  if (!failed)
    failed = failure(Fault::protocol, followed.url.host, "answered " + std::to_string(answer.status) + ", no stream");
  failed->status = answer.status;
  co_return *failed;
}

Http::Http(const Client& client) : impl_(new Impl{client}) {}
Http::~Http() = default;

asio::awaitable<std::variant<HttpAnswer, Failure>> Http::fetch(HttpRequest request) {
  const auto limit = request.max_body_bytes;
  const bool matters = request.body_matters;
  const auto deadline = steady_clock::now() + request.deadline;
  auto followed = co_await impl_->follow(std::move(request), deadline);
  if (auto* failed = std::get_if<Failure>(&followed)) co_return std::move(*failed);
  auto& [talk, url, moved] = std::get<Impl::Followed>(followed);
  auto answer = answer_of(*talk);
  auto body = co_await body_of(*talk, url, limit);
  auto* failed_body = std::get_if<Failure>(&body);
  if (failed_body != nullptr && answer.status < 400 && matters) co_return std::move(*failed_body);
  if (failed_body == nullptr) impl_->keep(url, *talk);
  if (auto* text = std::get_if<std::string>(&body)) answer.body = std::move(*text);
  answer.url = std::move(url);
  answer.moved = moved;
  answer.bytes_received = talk->received;
  co_return answer;
}

asio::awaitable<Failure> Http::stream(HttpRequest request, milliseconds idle, OnData on_data) {
  const auto deadline = steady_clock::now() + request.deadline;
  auto followed = co_await impl_->follow(std::move(request), deadline);
  if (auto* failed = std::get_if<Failure>(&followed)) co_return std::move(*failed);
  auto& [talk, url, moved] = std::get<Impl::Followed>(followed);
  if (talk->status() != 200) co_return co_await impl_->refusal(std::get<Impl::Followed>(followed));
  auto decoder = BodyDecoder::make(view(talk->answer()[http::field::content_encoding]));
  if (!decoder) co_return damaged(url, decoder.error());
  for (;;) {
    talk->stream.tcp().expires_after(idle);
    const auto got = co_await more(*talk);
    if (const auto* error = std::get_if<beast::error_code>(&got)) co_return cut(url, *error);
    const auto bytes = std::get<std::string_view>(got);
    if (bytes.empty()) co_return failure(Fault::network, url.host, "the stream ended");
    (*decoder)->give(bytes);
    for (;;) {
      const auto piece = (*decoder)->next();
      if (!piece) co_return damaged(url, piece.error());
      if (piece->empty()) break;
      if (!co_await on_data(*piece)) co_return failure(Fault::network, url.host, "the stream was ended by its reader");
    }
  }
}

std::optional<Failure> failure_of(const HttpAnswer& answer, std::chrono::system_clock::time_point now) {
  if ((answer.status >= 200 && answer.status < 300) || answer.status == 304) return {};
  const Refusal refusal{.who = answer.url.host,
                        .status = answer.status,
                        .retry_after = answer.header("Retry-After"),
                        .x_rate_limit_reset = answer.header("x-rate-limit-reset"),
                        .x_ratelimit_reset = answer.header("x-ratelimit-reset"),
                        .body = answer.body};
  return failure_of(refusal, now);
}

std::optional<std::uint64_t> requests_left(const HttpAnswer& answer) {
  for (const auto* name : {"x-ratelimit-remaining", "x-rate-limit-remaining"}) {
    const auto value = answer.header(name);
    std::uint64_t out = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), out).ec == std::errc()) return out;
  }
  return std::nullopt;
}

}  // namespace outcry::net
