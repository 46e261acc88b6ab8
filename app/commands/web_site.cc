#include "app/commands/web_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "app/commands/flags.h"
#include "app/commands/live_setup.h"
#include "app/commands/trial.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::web::FeedFacts;
using outputs::web::RunFacts;

/// A word of the contract: "backing_off".
std::string state_of(ingest::SourceState state) {
  std::string out(ingest::name(state));
  std::ranges::replace(out, ' ', '_');
  return out;
}

FeedFacts feed_of(const SourceReport& source) {
  const auto& c = source.counters;
  FeedFacts out{.name = source.name,
                .kind = std::string(source.kind),
                .state = state_of(source.status.state),
                .why = source.status.why,
                .host = source.status.host,
                .since = source.since,
                .newest = source.newest,
                .heard_at = source.heard_at,
                .messages = c.messages,
                .posts = source.posts,
                .bytes = c.bytes,
                .bytes_unpacked = c.bytes_unpacked,
                .connections = c.connections,
                .gaps = c.gaps,
                .undecodable = c.undecodable,
                .too_long = c.too_long,
                .requests_left = c.requests_left,
                .sample = source.sample};
  for (std::size_t i = 0; i < c.faults.size(); ++i)
    if (c.faults[i] > 0) out.faults[std::string(net::name(static_cast<net::Fault>(i)))] = c.faults[i];
  return out;
}

}  // namespace

void override_listen(const std::string& listen, Config& config, std::vector<std::string>& faults) {
  if (listen.empty()) return;
  config.web.listen = listen;
  if (const auto why = why_not_served(listen, config.web.token); !why.empty()) faults.push_back("--listen: " + why);
}

std::unique_ptr<outputs::web::Site> open_site(const Setup& setup, const std::string& store, const std::string& mode,
                                              std::shared_ptr<const RecentBlocks> recent, bool asked,
                                              Terminal& terminal, int& code) {
  const auto endpoint = web_endpoint(setup.config.web.listen);
  if (!endpoint || !*endpoint) return nullptr;
  outputs::web::SiteOptions options{.public_url = setup.config.web.public_url,
                                    .token = setup.config.web.token,
                                    .store = store,
                                    .mode = mode,
                                    .version = OUTCRY_VERSION,
                                    .catalog = setup.catalog,
                                    .now = world_now};
  if (recent) {
    options.attempt = [recent, wanted = setup.config.catalog](const outputs::Json& body) {
      return try_service(trial_request(body), recent->all(), wanted, recent->heard_until());
    };
  }
  options.server.endpoint = **endpoint;
  options.server.names = names_of(setup.config.web);
  auto site = std::make_unique<outputs::web::Site>(std::move(options));
  const auto why = site->open();
  if (!why) {
    terminal.err << "the page is at " << site->url() << '\n' << std::flush;
    return site;
  }
  const std::string hint = "; --listen names another address, or none";
  if (asked) {
    complain({"the page cannot be served: " + *why + hint}, terminal);
    code = kWrongUse;
  } else {
    terminal.err << "warning: the page is not served: " << outputs::harmless(*why + hint) << '\n' << std::flush;
  }
  return nullptr;
}

RunFacts facts_of(const LiveState& state, EventTime now) {
  RunFacts out{.now = now, .newest = state.newest, .trouble = state.trouble, .counted = state.windows.posts};
  for (const auto& source : state.sources) out.feeds.push_back(feed_of(source));
  out.dropped = {{"duplicate", state.windows.duplicates},
                 {"late", state.windows.late},
                 {"dated in the future", state.windows.ahead},
                 {"held back as copies", state.held_back}};
  for (std::size_t i = 0; i < state.read.errors.size(); ++i)
    if (state.read.errors[i] > 0) out.dropped[make_error_code(static_cast<Errc>(i)).message()] = state.read.errors[i];
  for (std::size_t i = 0; i < kIntents; ++i) out.mentions[std::string(name(static_cast<Intent>(i)))] = state.intents[i];
  return out;
}

RunFacts facts_of(const ReplayMoment& moment, const Pace& pace) {
  const auto& progress = moment.progress;
  RunFacts out{.now = progress.reached, .newest = progress.reached};
  out.dropped = {{"duplicate", moment.duplicates}, {"late", moment.late}};
  out.replay = outputs::web::ReplayFacts{.last = moment.last, .speed = pace.speed, .over = moment.over};
  if (progress.bytes_total > 0)
    out.replay->read = static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total);
  return out;
}

}  // namespace outcry::app
