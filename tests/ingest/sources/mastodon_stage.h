// An instance of Mastodon: its public timeline page by page, and as a stream in both ways.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "stage.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {

class MastodonStage final : public Stage {
 public:
  explicit MastodonStage(boost::asio::io_context& io);

  std::unique_ptr<Source> source(SourceContext context) override;
  std::string address() const override;
  bool go_wrong(Wrong wrong) override;
  bool refuse() override;
  /// The streams that are open send heartbeats only, for ever.
  void fall_silent();
  int many() const override { return 4'000; }  // a hundred pages

  /// How this instance differs from a plain Mastodon.
  struct Manner {
    bool sse = true;
    bool websocket = true;
    bool frontend = false;       ///< an unknown address is answered with a page
    std::string odd_answer;      ///< to who asks for a stream, whole; "" = as usual
    bool opaque_ids = false;     ///< ids say nothing of the time
    bool lagging_posts = false;  ///< streams bring nothing by themselves, only what `tell` says
    int oldest = 0;              ///< posts with lower numbers are gone
    int page = 40;               ///< most statuses of a page
    std::string token;           ///< that streams want; "" = none
    std::string streaming;       ///< another address of the streams
    std::string access;          ///< "timelines_access" of the instance, JSON
    std::string page_headers;
  };
  Manner manner;
  Settings settings;  ///< of the next source

  /// A message on the streams: "delete", and its payload.
  void tell(std::string event, std::string payload);
  std::string id_of(int n) const;
  std::string status(int n, const std::string& more = "") const;
  /// First lines of all requests, as they came.
  const std::vector<std::string>& requests() const { return requests_; }
  int requests_of(const std::string& part) const;

 private:
  using Peer = net::Peer;
  boost::asio::awaitable<void> serve(Peer& peer);
  boost::asio::awaitable<bool> answer(Peer& peer, const std::string& request);
  boost::asio::awaitable<bool> page(Peer& peer, const std::string& target);
  boost::asio::awaitable<bool> wrong_page(Peer& peer, Wrong wrong, const std::string& target);
  boost::asio::awaitable<void> write(Peer& peer, const std::string& request);
  boost::asio::awaitable<void> stream(Peer& peer, const std::string& request, bool socket);
  boost::asio::awaitable<bool> misbehave(Peer& peer, bool socket);
  boost::asio::awaitable<void> say(Peer& peer, bool socket, const std::string& event, const std::string& payload);
  std::string statuses(const std::string& target, const std::string& first) const;
  std::string instance() const;
  bool lets_in(const std::string& request) const;
  int first_at(const std::string& id) const;

  std::deque<Wrong> wrongs_;
  std::vector<std::pair<std::string, std::string>> told_;
  std::vector<std::string> requests_;
  std::set<int> deleted_;
  bool refuses_ = false;
  int streams_ = 0;
  int silent_ = 0;  ///< streams with lower numbers send nothing
  net::NastyServer server_;
};

}  // namespace outcry::ingest
