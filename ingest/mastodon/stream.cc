#include "ingest/mastodon/stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/refusal.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Failure;

/// A message up to so many times too long is passed over; beyond, the connection ends.
constexpr std::size_t kOverlong = 16;
constexpr std::chrono::milliseconds kIdle = 45s;  ///< three heartbeats
constexpr std::chrono::milliseconds kPongEvery = 2s;

/// Whether this may be the begin of server-sent events. Frontends show a page for every address that they do not know.
bool may_be_events(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) body.remove_prefix(3);
  body.remove_prefix(std::min(body.find_first_not_of("\r\n"), body.size()));
  if (body.empty() || body.front() == ':') return true;
  constexpr std::string_view kFields[] = {"event", "data", "id", "retry"};
  return std::ranges::any_of(
      kFields, [body](std::string_view field) { return body.starts_with(field) || field.starts_with(body); });
}

}  // namespace

Stream::Stream(Conversation& conversation, const net::Client& client, net::Http& http, StreamEvents& events)
    : conversation_(conversation),
      client_(client),
      http_(http),
      listener_(events),
      standing_(conversation.executor(), asio::steady_timer::time_point::max()) {}

void Stream::begin() {
  stands_ = speaks_ = false;
  refusal_.reset();
  events_.emplace(kLongestStatus);
  long_events_ = 0;
}

asio::awaitable<void> Stream::until_it_stands() {
  while (!stands_) co_await standing_.async_wait(net::as_result);
}

asio::awaitable<Failure> Stream::read_events(net::HttpRequest request) {
  host_ = request.url.host;
  Failure failure =
      co_await http_.stream(std::move(request), kIdle, [this](std::string_view piece) { return take_piece(piece); });
  if (refusal_) co_return std::move(*refusal_);
  co_return failure;
}

asio::awaitable<bool> Stream::take_piece(std::string_view piece) {
  auto& counters = conversation_.counters();
  counters.bytes += piece.size();
  counters.bytes_unpacked += piece.size();
  if (!std::exchange(speaks_, true) && !may_be_events(piece)) {
    refusal_ = net::failure(net::Fault::fatal, host_, "answered with something that is no stream");
    co_return false;
  }
  events_->feed(piece, [this](const net::SseReader::Event& event) {
    if (!refusal_) take_event(event.type, event.data);
  });
  counters.too_long += events_->too_long() - std::exchange(long_events_, events_->too_long());
  if (!stands_ && !refusal_ && events_->comments() > 0) stand();
  co_await conversation_.room();
  co_return !refusal_;
}

asio::awaitable<Failure> Stream::read_messages(net::Url url, net::Headers headers,
                                               std::vector<std::string> subscriptions) {
  host_ = url.host;
  net::WebSocketOptions wire;
  wire.idle = kIdle;
  wire.max_message_bytes = kOverlong * kLongestStatus;
  wire.headers = std::move(headers);
  auto opened = co_await net::WebSocket::connect(client_, std::move(url), std::move(wire));
  if (auto* failure = std::get_if<Failure>(&opened)) co_return std::move(*failure);
  auto socket = std::get<net::WebSocket>(std::move(opened));
  for (auto& subscription : subscriptions) {
    auto failure = co_await socket.write(std::move(subscription));
    if (failure) co_return std::move(*failure);
  }
  stand();
  Failure failure = co_await read(socket);
  co_await socket.close();
  if (refusal_) co_return std::move(*refusal_);
  co_return failure;
}

asio::awaitable<Failure> Stream::read(net::WebSocket& socket) {
  for (std::uint64_t before = 0; !refusal_;) {
    while (!conversation_.has_room()) {
      co_await socket.pong();
      co_await conversation_.room(kPongEvery);
    }
    auto got = co_await socket.read();
    if (auto* failure = std::get_if<Failure>(&got)) co_return std::move(*failure);
    conversation_.counters().bytes += socket.bytes_received() - std::exchange(before, socket.bytes_received());
    take_message(std::get<net::WebSocket::Message>(got));
  }
  co_return Failure{};
}

void Stream::take_message(const net::WebSocket::Message& message) {
  auto& counters = conversation_.counters();
  counters.bytes_unpacked += message.bytes.size();
  if (message.bytes.size() > kLongestStatus * 2) {  // JSON within JSON
    ++counters.messages;
    ++counters.too_long;
    return;
  }
  const auto read = message.binary ? Result<StreamMessage>(Errc::unknown_record) : reader_.message(message.bytes);
  if (read && read->event.empty()) return refuse(*read);
  if (read) return take_event(read->event, read->payload);
  ++counters.messages;
  conversation_.undecodable(message.bytes);
}

void Stream::take_event(std::string_view type, std::string_view data) {
  auto& counters = conversation_.counters();
  ++counters.messages;
  if (!stands_) stand();
  if (data.size() > kLongestStatus) {
    ++counters.too_long;
  } else if (type == "update" || type == "status.update") {
    listener_.status(data, type == "status.update");
  } else if (type == "delete") {
    listener_.removal(data);
  } else if (type == "message" || type == "error") {
    const auto message = reader_.message(data);
    if (message && !message->error.empty()) refuse(*message);
  }
}

/// The server's word in band that there is no such stream, or not for us.
void Stream::refuse(const StreamMessage& error) {
  const bool ours = error.status >= 400 && error.status < 500;
  refusal_ = net::failure(ours ? net::Fault::fatal : net::Fault::server, host_,
                          "the server ended the stream: " + net::shown(error.error));
  refusal_->status = error.status;
}

void Stream::stand() {
  stands_ = true;
  standing_.cancel();
}

}  // namespace outcry::ingest::mastodon
