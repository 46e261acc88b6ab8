#include "asked_stage.h"

#include <cstdlib>

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;

std::map<std::string, std::string> query_of(const std::string& target) {
  std::map<std::string, std::string> out;
  for (auto at = target.find('?'); at != std::string::npos;) {
    const auto end = std::min(target.find('&', at + 1), target.size());
    const auto part = target.substr(at + 1, end - at - 1);
    const auto equals = std::min(part.find('='), part.size());
    out[part.substr(0, equals)] = part.substr(std::min(equals + 1, part.size()));
    at = target.find('&', at + 1);
  }
  return out;
}

}  // namespace

AskedStage::AskedStage(asio::io_context& io)
    : Stage(io), server_(io, [this](net::Peer& peer, int) { return serve(peer); }) {}

std::string AskedStage::Question::header(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

int AskedStage::Question::number(const std::string& key, int otherwise) const {
  const auto found = query.find(key);
  return found == query.end() ? otherwise : std::atoi(found->second.c_str());
}

bool AskedStage::due(Wrong wrong) {
  const bool out = !wrongs_.empty() && wrongs_.front() == wrong;
  if (out) wrongs_.pop_front();
  return out;
}

asio::awaitable<void> AskedStage::serve(net::Peer& peer) {
  for (;;) {
    Question question;
    question.head = co_await peer.request();
    const auto space = question.head.find(' ');
    question.method = question.head.substr(0, space);
    const auto target = question.head.substr(space + 1, question.head.find(' ', space + 1) - space - 1);
    question.path = target.substr(0, target.find('?'));
    question.query = query_of(target);
    if (refuses_) {
      co_await peer.send(net::answer("401 Unauthorized"));
      continue;
    }
    const Reply reply = this->reply(question);
    if (reply.carries_posts && !wrongs_.empty() && co_await misbehave(peer, reply)) co_return;
    co_await peer.send(net::answer(reply.status, reply.headers, reply.body));
  }
}

/// True when the connection is over.
asio::awaitable<bool> AskedStage::misbehave(net::Peer& peer, const Reply& reply) {
  const Wrong wrong = wrongs_.front();
  wrongs_.pop_front();
  const auto whole = net::answer(reply.status, reply.headers, reply.body);
  switch (wrong) {
    case Wrong::cut:
      co_await peer.send(whole.substr(0, whole.size() - 1));
      peer.cut();
      co_return true;
    case Wrong::reset:
      peer.reset();
      co_return true;
    case Wrong::garbage:
      co_await peer.send(net::answer("200 OK", "", "<html>what is this"));
      peer.cut();
      co_return true;
    case Wrong::unavailable:
      co_await peer.send(net::answer("503 Service Unavailable"));
      peer.cut();
      co_return true;
    case Wrong::half:
      peer.cut();
      co_return true;
    case Wrong::bad_message:
    case Wrong::huge:
      co_return false;
  }
  co_return false;
}

}  // namespace outcry::ingest
