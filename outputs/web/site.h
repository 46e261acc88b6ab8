// The web server of a run: the page, the API and the live feed, in a thread of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "model/catalog.h"
#include "model/error.h"
#include "net/server.h"
#include "outputs/encode.h"
#include "outputs/web/facts.h"

namespace outcry::outputs::web {

struct SiteOptions {
  net::ServerOptions server;
  std::string
      public_url;     ///< "https://status.example.org", where what leads back here links to; "" = as who asks calls it
  std::string token;  ///< "" = everybody who reaches the port may look
  std::string store;  ///< path of the store, which somebody else writes
  std::string mode;   ///< live, replay
  std::string version;
  std::shared_ptr<const Catalog> catalog;
  std::function<EventTime()> now;  ///< the clock of the world
  /// Tries a service on what was heard lately: TryRequest in, TryAnswer out. Called in a thread of its own, for one
  /// request at a time; null = it cannot be tried here.
  std::function<Json(const Json&)> attempt;
};

/// Reads the store and serves it. Legal order: open publish*.
class Site {
 public:
  explicit Site(SiteOptions options);
  ~Site();  ///< stops; answers under way are finished
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Why it cannot be served: the address is taken, the store cannot be read; nothing = it is.
  std::optional<std::string> open();
  /// "http://127.0.0.1:8077"
  std::string url() const;
  /// How the run stands; what was committed since the last time is read and told. Thread-safe.
  void publish(RunFacts facts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::outputs::web
