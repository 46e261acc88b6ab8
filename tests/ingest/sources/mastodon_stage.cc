#include "mastodon_stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "stages.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;
using net::Peer;

std::string parameter(const std::string& target, const std::string& name) {
  for (const char before : {'?', '&'}) {
    const auto at = target.find(before + name + "=");
    if (at == std::string::npos) continue;
    const auto begin = at + 2 + name.size();
    return target.substr(begin, target.find('&', begin) - begin);
  }
  return "";
}

/// As these servers do: shorter ones first.
bool is_above(const std::string& id, const std::string& other) {
  return id.size() != other.size() ? id.size() > other.size() : id > other;
}

std::string chunk(const std::string& bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

MastodonStage::MastodonStage(asio::io_context& io)
    : Stage(io),
      settings(find_kind("mastodon")->settings),
      server_(io, [this](Peer& peer, int) { return serve(peer); }) {
  settings.set("server", address());
  settings.set("backfill", milliseconds_of("1h"));
  settings.set("overlap", milliseconds_of("1s"));
  settings.set("pace", milliseconds_of("0s"));
  settings.set("poll", milliseconds_of("5ms"));
}

std::unique_ptr<Source> MastodonStage::source(SourceContext context) {
  return find_kind("mastodon")->make(settings, std::move(context));
}

std::string MastodonStage::address() const { return fmt::format("http://127.0.0.1:{}", server_.port()); }

bool MastodonStage::go_wrong(Wrong wrong) {
  wrongs_.push_back(wrong);
  ring();
  return true;
}

bool MastodonStage::refuse() {
  refuses_ = true;
  ring();
  return true;
}

void MastodonStage::fall_silent() {
  silent_ = streams_;
  ring();
}

void MastodonStage::tell(std::string event, std::string payload) {
  told_.emplace_back(std::move(event), std::move(payload));
  ring();
}

int MastodonStage::requests_of(const std::string& part) const {
  return static_cast<int>(
      std::ranges::count_if(requests_, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

std::string MastodonStage::id_of(int n) const {
  if (manner.opaque_ids) return fmt::format("01F{:010}", n);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time_of_post(n).time_since_epoch()).count();
  return std::to_string((static_cast<std::uint64_t>(ms) << 16) + static_cast<std::uint64_t>(n & 0xffff));
}

std::string MastodonStage::status(int n, const std::string& more) const {
  return fmt::format(
      R"({{"id":"{0}","created_at":"{1}","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,)"
      R"("spoiler_text":"","visibility":"public","language":"en","uri":"http://m.example/users/ann/statuses/{0}",)"
      R"("url":"http://m.example/@ann/{0}","replies_count":0,"reblogs_count":0,"favourites_count":0,"edited_at":null,)"
      R"("content":"<p>post {2}</p>","reblog":null,"account":{{"id":"1","username":"ann","acct":"ann",)"
      R"("display_name":"Ann","locked":false,"bot":false,"created_at":"2020-01-10T00:00:00.000Z","note":"",)"
      R"("url":"http://m.example/@ann","avatar":"","avatar_static":"","header":"","header_static":"",)"
      R"("followers_count":0,"following_count":0,"statuses_count":1,"last_status_at":"2026-09-21","emojis":[],)"
      R"("fields":[]}},"media_attachments":[],"mentions":[],"tags":[],"emojis":[],"card":null,"poll":null{3}}})",
      id_of(n), format_utc(time_of_post(n)), n, more);
}

/// The number of the first post with this id or one above.
int MastodonStage::first_at(const std::string& id) const {
  int low = manner.oldest;
  int high = posted();
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (!is_above(id, id_of(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::string MastodonStage::instance() const {
  const auto streaming = manner.streaming.empty() ? fmt::format("ws://127.0.0.1:{}", server_.port()) : manner.streaming;
  const auto access = manner.access.empty() ? "" : ",\"timelines_access\":" + manner.access;
  return fmt::format(R"({{"uri":"m.example","domain":"m.example","title":"m","version":"4.3.0","stats":{{}},)"
                     R"("languages":["en"],"urls":{{"streaming_api":"{0}"}},)"
                     R"("configuration":{{"urls":{{"streaming":"{0}"}}{1}}}}})",
                     streaming, access);
}

bool MastodonStage::lets_in(const std::string& request) const {
  if (manner.token.empty()) return true;
  return request.find("\r\nAuthorization: Bearer " + manner.token + "\r\n") != std::string::npos;
}

/// A JSON array, newest first, with `first` as its first element.
std::string MastodonStage::statuses(const std::string& target, const std::string& first) const {
  const auto limit = parameter(target, "limit");
  const int most = std::min(limit.empty() ? 20 : std::stoi(limit), manner.page);
  const auto min_id = parameter(target, "min_id");
  const auto max_id = parameter(target, "max_id");
  int end = posted();
  if (!max_id.empty()) end = first_at(max_id);
  int begin = std::max(manner.oldest, end - most);
  if (!min_id.empty()) {
    begin = first_at(min_id);
    if (begin < end && id_of(begin) == min_id) ++begin;
    end = std::min(end, begin + most);
  }
  std::string out = "[" + first;
  for (int n = end - 1; n >= begin; --n) {
    if (deleted_.contains(n)) continue;
    if (out.size() > 1) out += ',';
    out += status(n);
  }
  return out + "]";
}

asio::awaitable<bool> MastodonStage::wrong_page(Peer& peer, Wrong wrong, const std::string& target) {
  const auto good = net::answer("200 OK", "Content-Type: application/json\r\n", statuses(target, ""));
  switch (wrong) {
    case Wrong::cut:
      co_await peer.send(good.substr(0, good.size() / 2));
      peer.cut();
      co_return false;
    case Wrong::reset:
      peer.reset();
      co_return false;
    case Wrong::garbage:
      co_await peer.send("what is this\r\n\r\n");
      peer.cut();
      co_return false;
    case Wrong::unavailable:
      co_await peer.send(net::answer("503 Service Unavailable"));
      co_return true;
    case Wrong::half:
      peer.cut();
      co_return false;
    case Wrong::bad_message:
      co_await peer.send(net::answer("200 OK", "", statuses(target, R"({"id":what,"content":{}})")));
      co_return true;
    case Wrong::huge:
      co_await peer.send(
          net::answer("200 OK", "", statuses(target, R"({"id":"1","content":")" + std::string(3 << 20, 'x') + "\"}")));
      co_return true;
  }
  co_return true;
}

/// False when the connection is over.
asio::awaitable<bool> MastodonStage::page(Peer& peer, const std::string& target) {
  if (!wrongs_.empty()) {
    const Wrong wrong = wrongs_.front();
    wrongs_.pop_front();
    co_return co_await wrong_page(peer, wrong, target);
  }
  co_await peer.send(
      net::answer("200 OK", "Content-Type: application/json\r\n" + manner.page_headers, statuses(target, "")));
  co_return true;
}

/// What a client of another make needs: to post, and to delete.
asio::awaitable<void> MastodonStage::write(Peer& peer, const std::string& request) {
  if (request.starts_with("POST /api/v1/statuses")) {
    post_until(posted() + 1);
    co_return co_await peer.send(net::answer("200 OK", "Content-Type: application/json\r\n", status(posted() - 1)));
  }
  const std::string path = "DELETE /api/v1/statuses/";
  const auto id = request.substr(path.size(), request.find(' ', path.size()) - path.size());
  const int n = first_at(id);
  deleted_.insert(n);
  tell("delete", id);
  co_await peer.send(net::answer("200 OK", "Content-Type: application/json\r\n", status(n)));
}

asio::awaitable<bool> MastodonStage::answer(Peer& peer, const std::string& request) {
  const auto begin = request.find(' ') + 1;
  const auto target = request.substr(begin, request.find(' ', begin) - begin);
  if (refuses_) {
    co_await peer.send(net::answer("401 Unauthorized", "", R"({"error":"The access token is invalid"})"));
    co_return true;
  }
  if (!request.starts_with("GET ")) {
    co_await write(peer, request);
    co_return true;
  }
  if (target.starts_with("/api/v2/instance") || target.starts_with("/api/v1/instance")) {
    co_await peer.send(net::answer("200 OK", "Content-Type: application/json\r\n", instance()));
    co_return true;
  }
  if (target.starts_with("/api/v1/timelines/")) co_return co_await page(peer, target);
  const bool socket = target.starts_with("/api/v1/streaming?");
  if (!manner.odd_answer.empty()) {
    co_await peer.send(manner.odd_answer);
    co_return true;
  }
  const bool known = socket ? manner.websocket : manner.sse && target.starts_with("/api/v1/streaming/");
  if (known && lets_in(request)) {
    co_await stream(peer, request, socket);
    co_return false;
  }
  if (known) {
    co_await peer.send(net::answer("401 Unauthorized", "X-Error-Message: Missing access token\r\n",
                                   socket ? "" : R"({"error":"Missing access token"})"));
  } else if (manner.frontend) {
    co_await peer.send(net::answer("200 OK", "Content-Type: text/html\r\n", "<!DOCTYPE html><html></html>"));
  } else {
    co_await peer.send(net::answer("404 Not Found", "", R"({"error":"Not found"})"));
  }
  co_return true;
}

asio::awaitable<void> MastodonStage::serve(Peer& peer) {
  for (bool goes_on = true; goes_on;) {
    const auto request = co_await peer.request();
    requests_.push_back(request.substr(0, request.find("\r\n")));
    goes_on = co_await answer(peer, request);
  }
}

asio::awaitable<void> MastodonStage::say(Peer& peer, bool socket, const std::string& event,
                                         const std::string& payload) {
  if (socket) {
    co_await peer.frame(net::kText,
                        fmt::format(R"({{"stream":["public"],"event":"{}","payload":{}}})", event, json_text(payload)));
  } else {
    co_await peer.send(chunk("event: " + event + "\n"));
    co_await peer.send(chunk("data: " + payload + "\n\n"));
  }
}

/// True when the connection is over.
asio::awaitable<bool> MastodonStage::misbehave(Peer& peer, bool socket) {
  const Wrong wrong = wrongs_.front();
  if (wrong != Wrong::unavailable) wrongs_.pop_front();
  switch (wrong) {
    case Wrong::cut:
      if (socket) {
        co_await peer.send(std::string("\x81\x7e\x01\x00{\"event\":", 13));
      } else {
        co_await peer.send(chunk("event: update\ndata: {\"id\":"));
      }
      peer.cut();
      co_return true;
    case Wrong::reset:
      peer.reset();
      co_return true;
    case Wrong::garbage:
      co_await peer.send("HTTP/1.1 what is this\r\n\r\n");
      peer.cut();
      co_return true;
    case Wrong::unavailable:  // the next page is
    case Wrong::half:
      if (!socket) co_await peer.send("0\r\n\r\n");
      peer.cut();
      co_return true;
    case Wrong::bad_message:
      co_await say(peer, socket, "update", "{\"id\":what,");
      co_return false;
    case Wrong::huge:
      co_await say(peer, socket, "update", R"({"id":"1","content":")" + std::string(3 << 20, 'x') + "\"}");
      co_return false;
  }
  co_return false;
}

asio::awaitable<void> MastodonStage::stream(Peer& peer, const std::string& request, bool socket) {
  const int number = streams_++;
  int next = posted();
  std::size_t said = told_.size();
  if (socket) {
    co_await peer.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        net::accept_of(request) + "\r\n\r\n");
  } else {
    co_await peer.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: private, no-store\r\n"
        "Transfer-Encoding: chunked\r\n\r\n" +
        chunk(":)\n"));
  }
  while (!refuses_) {
    const bool silent = number < silent_;
    if (!silent && !wrongs_.empty() && co_await misbehave(peer, socket)) co_return;
    for (; !silent && !manner.lagging_posts && next < posted(); ++next)
      co_await say(peer, socket, "update", status(next));
    while (said < told_.size()) {
      const auto [event, payload] = told_[said++];
      co_await say(peer, socket, event, payload);
    }
    if (next < posted() && !silent && !manner.lagging_posts) continue;
    if (!wrongs_.empty() && !silent) continue;
    co_await news();
    if (!socket) co_await peer.send(chunk(":thump\n"));
  }
}

std::unique_ptr<Stage> mastodon_stage(asio::io_context& io) { return std::make_unique<MastodonStage>(io); }

}  // namespace outcry::ingest
