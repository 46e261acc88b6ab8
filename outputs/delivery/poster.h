// What all sinks that speak HTTP share: one address, one way there, and what answers mean.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/http.h"
#include "outputs/remote_sinks.h"

namespace outcry::outputs::delivery {

/// `url` (needed when `usual` is ""), `timeout`, `private_networks`.
std::vector<Setting> poster_settings(std::string_view usual);

/// An address that Poster would never connect to, since `private_networks` does not say so; one that is written out, or
/// names this machine: what other names resolve to is not known before.
std::vector<SettingFault> poster_faults(const Settings& settings);

/// Posts to the address of the settings. No redirect is followed; of an answer's body 64 KiB are read at most; nothing
/// but the public internet is connected to unless `private_networks` says so, judged after the name is resolved.
class Poster {
 public:
  /// Errors: those of net::Client::make.
  static Result<std::unique_ptr<Poster>> make(const Settings& settings, const SinkContext& context);

  /// 2xx takes it, whatever its body. 410 ends it until the next start; 400, 413, 415 and 422 refuse this one event;
  /// all else is tried again.
  net::asio::awaitable<Attempt> post(net::Headers headers, std::string body);

  /// What became of it, and the answer's body when it was taken.
  struct Reply {
    Attempt attempt;
    std::string body;
  };
  /// The same to an address below, without a query: `below`, "/a/b", is added to the path.
  net::asio::awaitable<Reply> ask(std::string_view below, net::Headers headers, std::string body);

 private:
  net::HttpRequest request_to(net::Url url, net::Headers headers, std::string body) const;
  Attempt judged(const std::variant<net::HttpAnswer, net::Failure>& answer) const;
  Poster(net::Client client, const Settings& settings, std::function<EventTime()> now);

  net::Client client_;
  net::Http http_;
  net::Url url_;
  std::chrono::milliseconds deadline_;
  std::function<EventTime()> now_;
};

}  // namespace outcry::outputs::delivery
