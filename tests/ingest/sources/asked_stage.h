// A stage whose server answers questions over HTTP: what goes wrong with an answer is the same for all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>

#include "stage.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {

class AskedStage : public Stage {
 public:
  std::string address() const override { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  bool go_wrong(Wrong wrong) override {
    wrongs_.push_back(wrong);
    return true;
  }
  bool refuse() override { return refuses_ = true; }

 protected:
  explicit AskedStage(boost::asio::io_context& io);

  struct Question {
    std::string head;    ///< all of it, and the body
    std::string method;  ///< "GET"
    std::string path;    ///< without the query
    std::map<std::string, std::string> query;
    std::string header(const std::string& name) const;
    int number(const std::string& key, int otherwise) const;
  };
  struct Reply {
    std::string status = "200 OK";
    std::string headers;
    std::string body;
    bool carries_posts = false;
  };
  virtual Reply reply(const Question& question) = 0;
  /// Whether one message of this answer is to be of that kind; once.
  bool due(Wrong wrong);

 private:
  boost::asio::awaitable<void> serve(net::Peer& peer);
  boost::asio::awaitable<bool> misbehave(net::Peer& peer, const Reply& reply);

  std::deque<Wrong> wrongs_;
  bool refuses_ = false;
  net::NastyServer server_;
};

}  // namespace outcry::ingest
