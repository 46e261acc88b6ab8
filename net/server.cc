#include "net/server.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "net/refusal.h"
#include "net/server_rules.h"
#include "net/session.h"

namespace outcry::net {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;

constexpr auto kAcceptPause = 50ms;  ///< when the system has no descriptor left
constexpr int kBacklog = 512;

asio::awaitable<void> converse(std::shared_ptr<Server::State> state, std::shared_ptr<ServerConnection> connection,
                               tcp::socket socket) {
  Session session(std::move(state), std::move(connection), std::move(socket));
  co_await session.run();
}

/// As far as it goes without waiting.
void turn_away(tcp::socket socket) {
  auto response = problem(503, "too many connections; try again");
  response.headers.emplace_back("Retry-After", "1");
  const auto text = head_of(response, BodyEnd::length, false, std::chrono::system_clock::now()) + response.body;
  beast::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(text), ignored);
  socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

}  // namespace

Server::Server(const asio::any_io_executor& executor, ServerOptions options, Admit admit, Handler handler)
    : state_(std::make_shared<State>(executor, std::move(options), std::move(admit), std::move(handler))) {}

Server::~Server() = default;

std::optional<Failure> Server::open() {
  auto& acceptor = state_->acceptor;
  const auto& endpoint = state_->options.endpoint;
  beast::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (!error) return std::nullopt;
  beast::error_code ignored;
  acceptor.close(ignored);
  return failure(Fault::server, host_and_port(endpoint), "cannot listen here (" + error.message() + ")");
}

asio::awaitable<void> Server::serve() {
  const auto state = state_;
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await accept();
  const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await wind_down();
  co_await asio::this_coro::reset_cancellation_state();
  co_await asio::this_coro::throw_if_cancelled(true);
  if (cancelled != asio::cancellation_type::none) throw boost::system::system_error(asio::error::operation_aborted);
}

void Server::stop() {
  beast::error_code ignored;
  state_->stopping = true;
  state_->acceptor.close(ignored);
}

asio::awaitable<void> Server::accept() {
  while (state_->acceptor.is_open()) {
    auto [error, socket] = co_await state_->acceptor.async_accept(as_result);
    const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
    if (cancelled != asio::cancellation_type::none || error == asio::error::operation_aborted) co_return;
    if (!error) {
      welcome(std::move(socket));
      continue;
    }
    asio::steady_timer pause(state_->executor, kAcceptPause);
    co_await pause.async_wait(as_result);
  }
}

void Server::welcome(tcp::socket socket) {
  ++state_->counters.connections;
  if (!state_->make_room()) {
    ++state_->counters.turned_away;
    turn_away(std::move(socket));
    return;
  }
  auto connection = std::make_shared<ServerConnection>();
  connection->enter(ServerConnection::Phase::waiting);
  const auto at = state_->connections.insert(state_->connections.end(), connection);
  const auto slot = connection->cancel.slot();
  asio::co_spawn(state_->executor, converse(state_, connection, std::move(socket)),
                 asio::bind_cancellation_slot(slot, [state = state_, connection, at](const std::exception_ptr&) {
                   state->connections.erase(at);
                   if (state->connections.empty()) state->ended.cancel();
                 }));
}

asio::awaitable<void> Server::wind_down() {
  stop();
  auto& connections = state_->connections;
  for (const auto& connection : connections) {
    if (connection->phase != ServerConnection::Phase::working) connection->call_off();
  }
  state_->ended.expires_after(state_->options.grace);
  if (!connections.empty()) co_await state_->ended.async_wait(as_result);
  for (const auto& connection : connections) connection->call_off();
  while (!connections.empty()) {
    state_->ended.expires_after(1s);
    co_await state_->ended.async_wait(as_result);
  }
}

tcp::endpoint Server::endpoint() const {
  beast::error_code ignored;
  return state_->acceptor.local_endpoint(ignored);
}

std::size_t Server::connections() const { return state_->connections.size(); }

const ServerCounters& Server::counters() const { return state_->counters; }

}  // namespace outcry::net
