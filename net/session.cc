#include "net/session.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket.hpp>
#include <charconv>
#include <utility>

#include "net/server_rules.h"

namespace outcry::net {
namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
namespace http = beast::http;
namespace websocket = beast::websocket;
using std::chrono::steady_clock;

constexpr std::size_t kPiece = 16 << 10;
constexpr auto kLinger = 1s;
constexpr std::size_t kMostSaid = 4 << 10;  ///< bytes of a client's message
constexpr auto kGoodbye = 2s;               ///< for the handshakes of a WebSocket

bool is_malformed(const beast::error_code& error) {
  static const auto& kHttp = make_error_code(http::error::bad_target).category();
  return error.category() == kHttp && error != http::error::end_of_stream && error != http::error::partial_message;
}

std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

Headers headers_of(const http::fields& fields) {
  Headers out;
  for (const auto& field : fields) out.emplace_back(view(field.name_string()), view(field.value()));
  return out;
}

bool is_packed(std::string_view encoding) {
  return !encoding.empty() && !beast::iequals({encoding.data(), encoding.size()}, "identity");
}

ServerResponse unpackable() {
  auto out = problem(415, "this Content-Encoding is not understood");
  out.headers.emplace_back("Accept-Encoding", kEncodings);
  return out;
}

ServerResponse crowded() {
  auto out = problem(503, "too much is being received; try again");
  out.headers.emplace_back("Retry-After", "1");
  return out;
}

/// Answers without a body by definition (RFC 9110 section 6.4.1).
bool bodiless(unsigned status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

bool Server::State::make_room() {
  using Phase = ServerConnection::Phase;
  if (connections.size() < options.max_connections) return true;
  const auto leaving = static_cast<std::size_t>(
      std::ranges::count(connections, Phase::leaving, [](const auto& connection) { return connection->phase; }));
  if (connections.size() - leaving < options.max_connections) return true;
  ServerConnection* oldest = nullptr;
  for (const auto& connection : connections) {
    if (connection->phase != Phase::waiting) continue;
    if (oldest == nullptr || connection->since < oldest->since) oldest = connection.get();
  }
  if (oldest == nullptr) return false;
  ++counters.crowded_out;
  oldest->call_off();
  return true;
}

/// A streamed answer on its way.
class Session::Pieces final : public ResponseStream {
 public:
  Pieces(Session& session, bool chunked) : session_(session), chunked_(chunked) {}

  asio::awaitable<bool> write(std::string_view piece) override {
    if (piece.empty() || broken_) co_return !broken_;
    std::array<char, 20> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
    std::string head;
    if (chunked_) head = std::string(size.data(), end) + "\r\n";
    broken_ = !co_await session_.write(head, piece);
    if (chunked_ && !broken_) broken_ = !co_await session_.write("\r\n", "");
    co_return !broken_;
  }
  bool stalled() const override { return broken_ && session_.stalled_; }
  bool broken() const { return broken_; }

 private:
  Session& session_;
  bool chunked_;
  bool broken_ = false;
};

/// A streamed answer that goes by WebSocket. Beast times it, and asks a silent client for a sign of life.
class Session::Messages final : public ResponseStream {
 public:
  Messages(beast::tcp_stream& stream, std::chrono::milliseconds idle) : socket_(stream) {
    socket_.set_option(websocket::stream_base::timeout{kGoodbye, idle, true});
    socket_.read_message_max(kMostSaid);
    socket_.auto_fragment(false);
    socket_.text(true);
  }

  template <class Request>
  asio::awaitable<bool> accept(const Request& request) {
    const auto [error] = co_await socket_.async_accept(request, as_result);
    co_return !error;
  }

  asio::awaitable<bool> write(std::string_view piece) override {
    writes_ = true;
    const auto [error, size] = co_await socket_.async_write(asio::buffer(piece), as_result);
    look_at(error);
    writes_ = false;
    co_return !error;
  }
  bool stalled() const override { return stalled_; }

  /// Until the client has gone.
  asio::awaitable<void> pass_over() {
    beast::flat_buffer said;
    beast::error_code error;
    while (!error) {
      const auto [ended, size] = co_await socket_.async_read(said, as_result);
      error = ended;
      look_at(error);
      said.clear();
    }
  }

  asio::awaitable<void> close() {
    if (!socket_.is_open()) co_return;
    const websocket::close_reason reason(websocket::close_code::try_again_later);
    co_await socket_.async_close(reason, as_result);
  }

 private:
  /// Beast tells only one of the reader and the writer that the time is over.
  void look_at(beast::error_code error) { stalled_ = stalled_ || (writes_ && error == beast::error::timeout); }

  websocket::stream<beast::tcp_stream&, false> socket_;
  bool writes_ = false;
  bool stalled_ = false;
};

Session::Session(std::shared_ptr<Server::State> state, std::shared_ptr<ServerConnection> connection,
                 asio::ip::tcp::socket socket)
    : state_(std::move(state)),
      connection_(std::move(connection)),
      stream_(std::move(socket)),
      buffer_(state_->options.max_header_bytes + 4 * kPiece) {
  beast::error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto peer = stream_.socket().remote_endpoint(ignored);
  if (!ignored) peer_ = peer.address().to_string();
}

asio::awaitable<void> Session::run() {
  for (;;) {
    const bool again = co_await exchange();
    release();
    first_ = false;
    if (!again) break;
  }
  if (lingers_) co_await linger();
}

bool Session::hold(std::size_t bytes) {
  if (state_->held + bytes > state_->options.max_held_bytes) return false;
  state_->held += bytes;
  held_ += bytes;
  return true;
}

void Session::release() { state_->held -= std::exchange(held_, 0); }

/// Whether the connection can serve another request behind this one.
bool Session::keeps() const {
  return !closes_ && parser_->is_done() && parser_->keep_alive() && parser_->get().version() >= 11 && !state_->stopping;
}

/// One request and its answer; whether another may follow.
asio::awaitable<bool> Session::exchange() {
  connection_->enter(Phase::waiting);
  if (!co_await begun() || !co_await read_head()) co_return false;
  auto& message = parser_->get();
  head_only_ = message.method_string() == "HEAD";
  auto request = request_of(view(message.method_string()), view(message.target()), headers_of(message));
  closes_ = !request;
  if (!request) co_return co_await refuse(problem(400, "the target of this request is no path"));
  request->peer = peer_;
  co_return co_await judged(std::move(*request));
}

/// The first byte of a request.
asio::awaitable<bool> Session::begun() {
  const auto& options = state_->options;
  stream_.expires_after(first_ ? options.header : options.idle);
  if (buffer_.size() == 0) {
    const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(kPiece), as_result);
    if (error) co_return false;
    buffer_.commit(size);
  }
  if (!first_) stream_.expires_after(options.header);
  co_return true;
}

asio::awaitable<bool> Session::read_head() {
  const std::size_t most = state_->options.max_header_bytes;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(most));
  parser_->body_limit(boost::none);
  head_only_ = false;
  while (!holds_head()) {
    if (buffer_.size() >= most) co_return co_await refuse(problem(431, "the head of this request is too large"));
    const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(kPiece), as_result);
    if (error) co_return co_await unreadable(error);
    buffer_.commit(size);
  }
  beast::error_code error;
  while (!error && !parser_->is_header_done()) buffer_.consume(parser_->put(buffer_.data(), error));
  if (error) co_return co_await unreadable(error);
  co_return true;
}

/// All of it, within its bound: Beast bounds the pieces and not the whole.
bool Session::holds_head() const {
  const auto bytes = buffer_.cdata();
  const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, state_->options.max_header_bytes).find("\r\n\r\n") != std::string_view::npos;
}

asio::awaitable<bool> Session::unreadable(beast::error_code error) {
  if (is_malformed(error)) co_return co_await refuse(problem(400, "this is no HTTP/1.1: " + error.message()));
  if (error == beast::error::timeout) ++state_->counters.refused;
  co_return false;
}

asio::awaitable<bool> Session::judged(ServerRequest request) {
  const int version = static_cast<int>(parser_->get().version());
  auto fault = fault_of(request, state_->options, version);
  if (fault) {
    closes_ = true;
    co_return co_await refuse(std::move(*fault));
  }
  auto admission = state_->admit(request);
  if (admission.refusal) co_return co_await refuse(std::move(*admission.refusal));
  co_return co_await admitted(std::move(request), admission.max_body_bytes);
}

asio::awaitable<bool> Session::admitted(ServerRequest request, std::size_t max_body_bytes) {
  const auto length = parser_->content_length();
  if (length && *length > max_body_bytes) co_return co_await refuse(problem(413, "the body is too large"));
  const auto encoding = request.header("Content-Encoding");
  packed_ = is_packed(encoding);
  auto decoder = BodyDecoder::make(encoding);
  if (!decoder) co_return co_await refuse(unpackable());
  const bool waits = !parser_->is_done() && buffer_.size() == 0 && parser_->get().version() >= 11;
  if (waits && !request.header("Expect").empty()) {
    if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", "")) co_return false;
  }
  if (!co_await read_body(request, **decoder, max_body_bytes)) co_return false;
  co_return co_await handled(std::move(request));
}

/// True when it is whole; else the client has been told.
asio::awaitable<bool> Session::read_body(ServerRequest& request, BodyDecoder& decoder, std::size_t most) {
  stream_.expires_after(state_->options.body);
  if (!parser_->is_done()) connection_->enter(Phase::waiting);
  const auto space = std::make_unique<std::array<char, kPiece>>();
  while (!parser_->is_done()) {
    auto& body = parser_->get().body();
    body.data = space->data();
    body.size = space->size();
    const auto [failed, read] = co_await http::async_read_some(stream_, buffer_, *parser_, as_result);
    beast::error_code error = failed;
    if (error == http::error::need_buffer) error = {};
    if (error == http::error::buffer_overflow) co_return co_await refuse(problem(400, "a chunk without an end"));
    if (error) co_return co_await unreadable(error);
    auto fault = take(request, decoder, {space->data(), space->size() - body.size}, most);
    if (fault) co_return co_await refuse(std::move(*fault));
  }
  if (!decoder.whole()) co_return co_await refuse(problem(400, "the compressed body ends in the middle"));
  co_return true;
}

std::optional<ServerResponse> Session::take(ServerRequest& request, BodyDecoder& decoder, std::string_view piece,
                                            std::size_t most) {
  if (packed_) {
    if (request.packed.size() + piece.size() > most) return problem(413, "the body is too large");
    if (!hold(piece.size())) return crowded();
    request.packed += piece;
  }
  decoder.give(piece);
  for (;;) {
    const auto part = decoder.next();
    if (!part) return problem(400, "the body is not compressed as its Content-Encoding says");
    if (part->empty()) return std::nullopt;
    if (request.body.size() + part->size() > most) return problem(413, "the body is too large");
    if (!hold(part->size())) return crowded();
    request.body += *part;
  }
}

asio::awaitable<bool> Session::handled(ServerRequest request) {
  connection_->enter(Phase::working);
  ++state_->counters.requests;
  ServerResponse response;
  bool failed = false;
  try {
    response = co_await state_->handler(std::move(request));
  } catch (...) {
    failed = true;
  }
  const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
  if (cancelled != asio::cancellation_type::none) co_return false;
  if (failed) {
    ++state_->counters.failed;
    response = problem(500, "something is broken here");
  }
  co_return co_await send(response, keeps());
}

asio::awaitable<bool> Session::refuse(ServerResponse response) {
  connection_->enter(Phase::working);
  ++state_->counters.refused;
  const bool keep = keeps();
  lingers_ = !keep;
  co_return co_await send(response, keep);
}

asio::awaitable<bool> Session::send(const ServerResponse& response, bool keep_alive) {
  if (response.as_messages) co_return co_await send_messages(response);
  const bool streams = response.stream && !bodiless(response.status);
  const bool chunked = streams && parser_->get().version() >= 11;
  BodyEnd end = bodiless(response.status) ? BodyEnd::none : BodyEnd::length;
  if (streams) end = chunked ? BodyEnd::chunks : BodyEnd::close;
  if (end == BodyEnd::close) keep_alive = false;
  const auto head = head_of(response, end, keep_alive, std::chrono::system_clock::now());
  const bool with_body = end == BodyEnd::length && !head_only_;
  if (!co_await write(head, with_body ? std::string_view(response.body) : std::string_view())) co_return false;
  if (streams && !head_only_ && !co_await send_stream(response, chunked)) co_return false;
  co_return keep_alive;
}

asio::awaitable<bool> Session::send_stream(const ServerResponse& response, bool chunked) {
  if (state_->stopping) co_return false;
  connection_->enter(Phase::streaming);
  Pieces pieces(*this, chunked);
  co_await response.stream(pieces);
  if (pieces.broken()) co_return false;
  if (!chunked) co_return true;
  co_return co_await write("0\r\n\r\n", "");
}

asio::awaitable<bool> Session::send_messages(const ServerResponse& response) {
  if (state_->stopping) co_return false;
  closes_ = true;
  if (buffer_.size() > 0) co_return co_await refuse(problem(400, "messages come after the handshake"));
  connection_->enter(Phase::streaming);
  stream_.expires_never();
  Messages messages(stream_, state_->options.write);
  if (!co_await messages.accept(parser_->get())) co_return false;
  co_await (response.stream(messages) || messages.pass_over());
  co_await messages.close();
  co_return false;
}

asio::awaitable<bool> Session::write(std::string_view head, std::string_view body) {
  stream_.expires_after(state_->options.write);
  const std::array<asio::const_buffer, 2> bytes{asio::buffer(head), asio::buffer(body)};
  const auto [error, size] = co_await asio::async_write(stream_, bytes, as_result);
  if (error) lingers_ = false;
  stalled_ = error == beast::error::timeout;
  co_return !error;
}

/// What the client is still sending is taken for a moment, as closing at once would take our answer from it.
asio::awaitable<void> Session::linger() {
  connection_->enter(Phase::waiting);
  beast::error_code error;
  stream_.socket().shutdown(asio::socket_base::shutdown_send, error);
  stream_.expires_after(kLinger);
  buffer_.clear();
  while (!error) {
    const auto [ended, size] = co_await stream_.async_read_some(buffer_.prepare(kPiece), as_result);
    error = ended;
  }
}

}  // namespace outcry::net
