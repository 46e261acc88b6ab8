#include "ingest/mastodon/ways.h"

#include <nlohmann/json.hpp>

namespace outcry::ingest::mastodon {
namespace {

struct Words {
  std::string_view name;
  std::string_view page;  ///< below /api/v1/timelines/
  std::string_view only;  ///< of its query
  std::string_view sse;   ///< below /api/v1/streaming/
  std::string_view websocket;
};

const Words& words_of(Scope scope) {
  static constexpr Words kWords[]{{"public", "public", "", "public", "public"},
                                  {"local", "public", "local=true&", "public/local", "public:local"},
                                  {"remote", "public", "remote=true&", "public/remote", "public:remote"},
                                  {"hashtag", "tag/", "", "hashtag", "hashtag"}};
  return kWords[static_cast<std::size_t>(scope)];
}

/// The address with a path below that of `base`.
net::Url below(const net::Url& base, std::string_view path) {
  net::Url out = base;
  out.target = base.target.substr(0, base.target.find('?'));
  while (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

}  // namespace

std::string Feed::name() const {
  std::string out = server.authority() + " " + std::string(words_of(scope).name);
  for (const auto& tag : tags) out += " " + tag;
  return out;
}

std::vector<Way> ways_named(std::string_view word, const Feed& feed) {
  if (word == "sse") return {Way::sse};
  if (word == "websocket") return {Way::websocket};
  if (word == "poll") return {Way::poll};
  if (feed.tags.size() > 1) return {Way::websocket, Way::poll};
  return {Way::sse, Way::websocket, Way::poll};
}

bool Ways::next() {
  if (way_ + 1 >= ways_.size()) return false;
  ++way_;
  return true;
}

net::Url Ways::instance(bool older) const {
  return below(feed_.server, older ? "/api/v1/instance" : "/api/v2/instance");
}

void Ways::learn(std::string_view streaming) {
  streaming_ = feed_.server;
  const auto said = net::parse_url(streaming);
  if (said && (said->tls || !feed_.server.tls)) streaming_ = *said;
}

net::Url Ways::page(std::string_view query) const {
  const Words& words = words_of(feed_.scope);
  std::string path = "/api/v1/timelines/" + std::string(words.page);
  if (!feed_.tags.empty()) path += net::percent_encoded(feed_.tags.front());
  path += "?" + std::string(words.only);
  for (std::size_t i = 1; i < feed_.tags.size(); ++i) path += "any%5B%5D=" + net::percent_encoded(feed_.tags[i]) + "&";
  return below(feed_.server, path.append(query));
}

net::Url Ways::stream() const {
  const Words& words = words_of(feed_.scope);
  const bool socket = way() == Way::websocket;
  std::string path = "/api/v1/streaming";
  path += socket ? "?stream=" + std::string(words.websocket) : "/" + std::string(words.sse);
  if (!feed_.tags.empty()) path += (socket ? "&tag=" : "?tag=") + net::percent_encoded(feed_.tags.front());
  net::Url out = below(streaming_, path);
  out.websocket = socket;
  return out;
}

std::vector<std::string> Ways::subscriptions() const {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < feed_.tags.size(); ++i) {
    const nlohmann::json message{{"type", "subscribe"}, {"stream", "hashtag"}, {"tag", feed_.tags[i]}};
    out.push_back(message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return out;
}

}  // namespace outcry::ingest::mastodon
