// /api/v1: what is asked of the overview, and what is answered. docs/openapi.json is the contract.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "net/server.h"
#include "outputs/web/live_feed.h"
#include "outputs/web/overview.h"
#include "outputs/web/request.h"

namespace outcry::outputs::web {

class Api {
 public:
  /// What the program at large can do for the page.
  struct Hooks {
    std::function<EventTime()> now;  ///< the clock of the world
  };

  Api(Overview& overview, LiveFeed& feed, Hooks hooks) : overview_(overview), feed_(feed), hooks_(std::move(hooks)) {}

  /// Of everything below /api/v1; not yet finished (answer.h). Throws Refusal; 503 when the store could not be read.
  net::ServerResponse answer(const Request& request);
  /// Tells everybody who listens what a refresh has found.
  void tell(const Changes& changes);

 private:
  net::ServerResponse route(const Request& request);
  net::ServerResponse services(const Request& request) const;
  net::ServerResponse service(const Request& request) const;
  net::ServerResponse series(const Request& request, const ServiceNow& now) const;
  net::ServerResponse incidents(const Request& request) const;
  net::ServerResponse incident(const Request& request);
  net::ServerResponse review(const Request& request, const std::string& id);
  net::ServerResponse posts(const Request& request, PostQuery query) const;
  net::ServerResponse compare(const Request& request) const;
  net::ServerResponse feeds() const;
  net::ServerResponse sinks() const;
  net::ServerResponse catalog() const;
  net::ServerResponse stream(const Request& request);
  const ServiceNow& known_service(const std::string& slug) const;
  Json list_of(const std::vector<std::size_t>& places, bool lanes) const;
  bool speaks_of(const Request& request, const std::vector<std::string>& slugs, const ServiceNow& now) const;
  IncidentBook::Entry find_incident(const std::string& id) const;
  IncidentBook::Entry known_incident(const std::string& id) const;

  Overview& overview_;
  LiveFeed& feed_;
  Hooks hooks_;
};

}  // namespace outcry::outputs::web
