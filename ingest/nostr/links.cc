#include "ingest/nostr/links.h"

#include <algorithm>

namespace outcry::ingest::nostr {
namespace {

using namespace std::chrono_literals;

constexpr auto kInStep = 60s;  ///< how far one relay's past is read ahead of another's
constexpr auto kGrace = 1s;    ///< beyond its patience, then a relay is no longer waited for by others
constexpr std::chrono::milliseconds kStepPatience = 30s;  ///< the most of that

}  // namespace

void Links::handed_on(Link& link, EventTime time, EventTime now) {
  if (time > link.front && time <= now) link.backoff.progress();
  link.front = std::max(link.front, std::min(time, now));
  clock_ = std::max(clock_, std::min(time, now));
}

bool Links::ahead_of_others(const Link& link, EventTime time, Instant now) const {
  const auto shown = std::min(time, now.world);
  return std::ranges::any_of(links_, [&](const auto& other) {
    return other.get() != &link && other->front + kInStep < shown && is_waited_for(*other, now.steady);
  });
}

/// It reads its past, and that is not too late yet. Not for ever: it may not move.
bool Links::is_waited_for(const Link& link, Steady::time_point now) const {
  const bool in_the_past = link.connected ? !link.relay.live() : !link.tried;
  const auto most = std::min(patience_, kStepPatience) + kGrace;
  return in_the_past && link.front + kInStep >= clock_ && now < link.active_at + most;
}

bool Links::is_behind(const Link& link, Instant now) const {
  return link.front + kInStep < now.world && is_waited_for(link, now.steady);
}

bool Links::all_refused() const {
  return std::ranges::all_of(links_, [](const auto& it) { return it->refused; });
}

bool Links::any_connected() const {
  return std::ranges::any_of(links_, [](const auto& it) { return it->connected; });
}

SourceState Links::state(Instant now) const {
  const auto any = [this](auto is) { return std::ranges::any_of(links_, [&](const auto& it) { return is(*it); }); };
  const bool behind = any([&](const Link& it) { return is_behind(it, now); });
  if (!behind && any([](const Link& it) { return it.connected && it.relay.live(); })) return SourceState::live;
  if (any_connected()) return SourceState::replaying;
  return any([](const Link& it) { return !it.waiting; }) ? SourceState::connecting : SourceState::backing_off;
}

std::string Links::away() const {
  std::string out;
  for (const auto& link : links_) {
    if (link->connected || link->away.empty()) continue;
    out += out.empty() ? "" : "; ";
    out += link->away;
  }
  return out;
}

}  // namespace outcry::ingest::nostr
