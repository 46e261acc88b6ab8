#include "net/websocket.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "net/connection.h"
#include "net/refusal.h"

namespace outcry::net {

namespace websocket = beast::websocket;
namespace http = beast::http;

struct WebSocket::Impl {
  websocket::stream<Stream, false> stream;
  WebSocketOptions options;
  Url url;
  beast::flat_buffer buffer{};
  std::uint64_t bytes_received = 0;
  bool closing = false;
};

namespace {

using namespace asio::experimental::awaitable_operators;
using std::chrono::milliseconds;
using Stopwatch = websocket::stream_base::timeout;

constexpr milliseconds kGoodbye{2000};

asio::awaitable<void> timeout(milliseconds span) {
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  co_await timer.async_wait(as_result);
}

/// What Beast times while a read waits. Between reads nothing must: an owner that pauses is no silence of the other
/// side.
Stopwatch waiting(milliseconds idle) { return {kGoodbye, idle, true}; }
Stopwatch paused() { return {kGoodbye, websocket::stream_base::none(), false}; }

Failure closed(const Url& url, const websocket::close_reason& reason) {
  Failure failure;
  failure.status = reason.code;
  failure.what = url.host + " closed the connection, code " + std::to_string(reason.code);
  if (reason.code == websocket::close_code::none) failure.what = url.host + " closed the connection without a code";
  if (!reason.reason.empty()) failure.what += ": " + shown({reason.reason.data(), reason.reason.size()});
  if (reason.code == 1008 || reason.code == 1003) failure.fault = Fault::fatal;
  if (reason.code == websocket::close_code::try_again_later) failure.fault = Fault::throttled;
  return failure;
}

std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

Failure refused(const Url& url, const websocket::response_type& answer) {
  const Refusal refusal{.who = url.host,
                        .status = answer.result_int(),
                        .retry_after = view(answer[http::field::retry_after]),
                        .x_rate_limit_reset = view(answer["x-rate-limit-reset"]),
                        .x_ratelimit_reset = view(answer["x-ratelimit-reset"]),
                        .body = answer.body()};
  return failure_of(refusal, std::chrono::system_clock::now());
}

void prepare(websocket::stream<Stream, false>& stream, const std::string& user_agent, const WebSocketOptions& options,
             Deadline deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  stream.set_option(Stopwatch{std::max<std::chrono::steady_clock::duration>(left, milliseconds(1)),
                              websocket::stream_base::none(), false});
  stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    request.set(http::field::user_agent, user_agent);
    for (const auto& [name, value] : options.headers) request.set(name, value);
  }));
  stream.read_message_max(options.max_message_bytes);
  stream.auto_fragment(false);
  stream.text(true);
}

}  // namespace

WebSocket::WebSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WebSocket::WebSocket(WebSocket&&) noexcept = default;
WebSocket& WebSocket::operator=(WebSocket&&) noexcept = default;
WebSocket::~WebSocket() = default;

asio::awaitable<std::variant<WebSocket, Failure>> WebSocket::connect(const Client& client, Url url,
                                                                     WebSocketOptions options) {
  if (!sound(options.headers)) co_return failure(Fault::fatal, url.host, "a header with a control character");
  const auto deadline = std::chrono::steady_clock::now() + options.connect;
  auto connected = co_await net::connect(client, url, deadline);
  if (auto* failure = std::get_if<Failure>(&connected)) co_return std::move(*failure);
  auto impl = std::unique_ptr<Impl>(new Impl{websocket::stream<Stream, false>(std::move(std::get<Stream>(connected))),
                                             std::move(options), std::move(url)});
  prepare(impl->stream, client.options().user_agent, impl->options, deadline);
  websocket::response_type answer;
  const auto [error] =
      co_await impl->stream.async_handshake(answer, impl->url.authority(), impl->url.target, as_result);
  if (error == websocket::error::upgrade_declined) co_return refused(impl->url, answer);
  if (error) co_return broken(impl->url, "no WebSocket", error);
  impl->stream.set_option(paused());
  co_return WebSocket(std::move(impl));
}

asio::awaitable<std::variant<WebSocket::Message, Failure>> WebSocket::read() {
  auto& [stream, options, url, buffer, received, closing] = *impl_;
  buffer.consume(buffer.size());
  stream.set_option(waiting(options.idle));
  const auto [error, size] = co_await stream.async_read(buffer, as_result);
  stream.set_option(paused());
  if (error == websocket::error::closed) co_return closed(url, stream.reason());
  if (error == beast::error::timeout) co_return failure(Fault::network, url.host, "nothing heard for too long");
  if (error) co_return broken(url, "the connection broke", error);
  received += size;
  co_return Message{{static_cast<const char*>(buffer.cdata().data()), buffer.size()}, stream.got_binary()};
}

asio::awaitable<std::optional<Failure>> WebSocket::write(std::string text) {
  const auto bytes = asio::buffer(text);
  const auto written = co_await (impl_->stream.async_write(bytes, as_result) || timeout(impl_->options.idle));
  if (written.index() == 1) co_return failure(Fault::network, impl_->url.host, "a message could not be sent in time");
  const auto error = std::get<0>(std::get<0>(written));
  if (error) co_return broken(impl_->url, "a message could not be sent", error);
  co_return std::nullopt;
}

asio::awaitable<void> WebSocket::pong() {
  const websocket::ping_data none;
  co_await (impl_->stream.async_pong(none, as_result) || timeout(impl_->options.idle));
}

asio::awaitable<void> WebSocket::close() {
  if (std::exchange(impl_->closing, true)) co_return;
  const websocket::close_reason reason(websocket::close_code::normal);
  co_await (impl_->stream.async_close(reason, as_result) || timeout(kGoodbye));
  impl_->stream.next_layer().tcp().close();
}

std::uint64_t WebSocket::bytes_received() const { return impl_->bytes_received; }

}  // namespace outcry::net
