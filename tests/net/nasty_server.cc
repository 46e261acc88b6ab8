#include "tests/net/nasty_server.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace outcry::net {
namespace {

using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::chrono::seconds kHung{60};

std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + 4 + name.size();
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

}  // namespace

Peer::Peer(tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)), context_(tls) {}

asio::awaitable<void> Peer::secure() {
  if (context_ != nullptr) co_await secure_with(*context_);
}

asio::awaitable<void> Peer::secure_with(asio::ssl::context& tls) {
  tls_.emplace(socket_, tls);
  co_await tls_->async_handshake(asio::ssl::stream_base::server, use_awaitable);
}

asio::awaitable<void> Peer::fill() {
  std::string bytes(65536, '\0');
  const auto into = asio::buffer(bytes);
  std::size_t size = 0;
  if (tls_) {
    size = co_await tls_->async_read_some(into, use_awaitable);
  } else {
    size = co_await socket_.async_read_some(into, use_awaitable);
  }
  read_.append(bytes, 0, size);
}

asio::awaitable<std::string> Peer::exactly(std::size_t size) {
  while (read_.size() < size) co_await fill();
  auto out = read_.substr(0, size);
  read_.erase(0, size);
  co_return out;
}

asio::awaitable<std::string> Peer::request() {
  while (read_.find("\r\n\r\n") == std::string::npos) co_await fill();
  auto head = co_await exactly(read_.find("\r\n\r\n") + 4);
  const auto length = header(head, "Content-Length");
  if (!length.empty()) head += co_await exactly(std::stoul(length));
  co_return head;
}

asio::awaitable<std::string> Peer::line() {
  while (read_.find("\r\n") == std::string::npos) co_await fill();
  auto out = co_await exactly(read_.find("\r\n") + 2);
  out.resize(out.size() - 2);
  co_return out;
}

asio::awaitable<void> Peer::send(std::string bytes) {
  const auto from = asio::buffer(bytes);
  if (tls_) {
    co_await asio::async_write(*tls_, from, use_awaitable);
  } else {
    co_await asio::async_write(socket_, from, use_awaitable);
  }
}

asio::awaitable<void> Peer::drip(std::string bytes) {
  socket_.set_option(tcp::no_delay(true));
  for (const char byte : bytes) co_await send(std::string(1, byte));
}

asio::awaitable<void> Peer::stall() {
  stalled_ = true;
  asio::steady_timer never(socket_.get_executor(), asio::steady_timer::time_point::max());
  co_await never.async_wait(use_awaitable);
}

asio::awaitable<void> Peer::until_gone() {
  for (;;) co_await fill();
}

void Peer::cut() { socket_.close(); }

void Peer::reset() {
  socket_.set_option(asio::socket_base::linger(true, 0));
  socket_.close();
}

asio::awaitable<std::string> Peer::upgrade() {
  auto asked = co_await request();
  co_await send(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
      accept_of(asked) + "\r\n\r\n");
  co_return asked;
}

asio::awaitable<void> Peer::frame(int opcode, std::string payload, bool last) {
  std::string bytes(1, static_cast<char>(opcode | (last ? 0x80 : 0)));
  if (payload.size() < 126) {
    bytes += static_cast<char>(payload.size());
  } else {
    const bool large = payload.size() > 65535;
    bytes += static_cast<char>(large ? 127 : 126);
    for (int shift = large ? 56 : 8; shift >= 0; shift -= 8) bytes += static_cast<char>(payload.size() >> shift);
  }
  co_await send(bytes + payload);
}

asio::awaitable<Peer::Frame> Peer::heard() {
  const auto head = co_await exactly(2);
  std::size_t size = static_cast<unsigned char>(head[1]) & 0x7f;
  if (size == 126) {
    const auto more = co_await exactly(2);
    size = static_cast<unsigned char>(more[0]) * 256u + static_cast<unsigned char>(more[1]);
  }
  Frame frame;
  frame.opcode = head[0] & 0x0f;
  frame.masked = (head[1] & 0x80) != 0;
  std::string mask(4, '\0');  // no co_await inside ?: (g++ 12 frees the result twice)
  if (frame.masked) mask = co_await exactly(4);
  frame.payload = co_await exactly(size);
  for (std::size_t i = 0; i < size; ++i) frame.payload[i] = static_cast<char>(frame.payload[i] ^ mask[i % 4]);
  co_return frame;
}

std::string closing(std::uint16_t code, const std::string& reason) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 255)} + reason;
}

std::string answer(const std::string& status, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string accept_of(const std::string& request) {
  const auto text = header(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  unsigned char base64[64];
  const int size = EVP_EncodeBlock(base64, digest, sizeof digest);
  return {reinterpret_cast<const char*>(base64), static_cast<std::size_t>(size)};
}

struct NastyServer::State {
  State(asio::io_context& io, Script script_in, asio::ssl::context* tls_in)
      : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), script(std::move(script_in)), tls(tls_in) {}
  tcp::acceptor acceptor;
  Script script;
  asio::ssl::context* tls;
  std::vector<std::weak_ptr<Peer>> peers;
};

NastyServer::NastyServer(asio::io_context& io, Script script, asio::ssl::context* tls)
    : state_(std::make_shared<State>(io, std::move(script), tls)) {
  asio::co_spawn(io, accept(state_), asio::detached);
}

NastyServer::~NastyServer() { state_->acceptor.close(); }

asio::awaitable<void> NastyServer::accept(std::shared_ptr<State> state) {
  for (;;) {
    auto socket = co_await state->acceptor.async_accept(use_awaitable);
    auto peer = std::make_shared<Peer>(std::move(socket), state->tls);
    const int number = static_cast<int>(state->peers.size());
    state->peers.push_back(peer);
    // A script ends with the exception of a client that has gone: that is no news.
    asio::co_spawn(state->acceptor.get_executor(), serve(state, std::move(peer), number), asio::detached);
  }
}

asio::awaitable<void> NastyServer::serve(std::shared_ptr<State> state, std::shared_ptr<Peer> peer, int number) {
  co_await peer->secure();
  co_await state->script(*peer, number);
}

std::uint16_t NastyServer::port() const { return state_->acceptor.local_endpoint().port(); }

int NastyServer::connections() const { return static_cast<int>(state_->peers.size()); }

bool NastyServer::stalled() const {
  for (const auto& weak : state_->peers) {
    const auto peer = weak.lock();
    if (peer && peer->stalled()) return true;
  }
  return false;
}

Url NastyServer::url(const std::string& scheme, const std::string& target, const std::string& host) const {
  return parse_url(scheme + "://" + host + ":" + std::to_string(port()) + target).value();
}

void run_to_end(asio::io_context& io, asio::awaitable<void> work) {
  std::exception_ptr wrong;
  bool over = false;
  asio::co_spawn(io, std::move(work), [&](std::exception_ptr error) {
    wrong = std::move(error);
    over = true;
    io.stop();
  });
  io.restart();
  io.run_for(kHung);
  if (!over) throw std::runtime_error("hung");
  if (wrong) std::rethrow_exception(wrong);
}

bool dies_of_cancellation(asio::io_context& io, const NastyServer& server, asio::awaitable<void> work) {
  asio::cancellation_signal signal;
  bool over = false;
  asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) {
                   over = true;
                   io.stop();
                 }));
  io.restart();
  while (!server.stalled() && !over) io.run_one_for(kHung);
  io.poll();
  if (over) return false;
  signal.emit(asio::cancellation_type::terminal);
  io.restart();
  io.run_for(kHung);
  return over;
}

}  // namespace outcry::net
