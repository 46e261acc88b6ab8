#include "app/commands/incident_store.h"

#include <algorithm>
#include <ostream>

#include "app/commands/replay_store.h"
#include "app/config/diagnostics.h"
#include "app/config/forms.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::harmless;
using outputs::Store;
using outputs::StoredIncident;

constexpr std::size_t kFewestDigits = 4;
constexpr std::size_t kMostTold = 20;
constexpr std::size_t kNearTold = 5;

std::size_t in_common(std::string_view one, std::string_view other) {
  return static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
}

std::string service_in(const std::string& id) { return id.substr(0, id.rfind('-')); }

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Incidents of the service that is meant, those first whose ids begin most alike.
std::vector<StoredIncident> near(const Store& store, const std::string& id) {
  std::vector<StoredIncident> out = store.incidents({});
  std::vector<std::string> services;
  for (const auto& incident : out) services.push_back(incident.service);
  const std::string meant = lowered(service_in(id));
  const std::string service = nearest(meant, services).value_or(meant);
  std::erase_if(out, [&](const auto& incident) { return incident.service != service; });
  const std::string like = service + lowered(id).substr(meant.size());
  std::ranges::stable_sort(out, std::greater<>{}, [&](const auto& incident) { return in_common(incident.id, like); });
  return out;
}

void list(const std::vector<StoredIncident>& incidents, std::size_t most, Terminal& terminal) {
  for (std::size_t i = 0; i < std::min(incidents.size(), most); ++i)
    terminal.err << "  " << harmless(incidents[i].id) << " (" << harmless(incidents[i].state) << ")\n";
  if (incidents.size() > most) terminal.err << "  ... and " << incidents.size() - most << " more\n";
}

void tell_which(const Store& store, const std::string& id, Terminal& terminal) {
  const auto like = store.incidents_like(id);
  if (!like.empty()) {
    terminal.err << "error: " << like.size() << " incidents begin with '" << harmless(id) << "':\n";
    return list(like, kMostTold, terminal);
  }
  terminal.err << "error: no incident '" << harmless(id) << "' in this store; 'outcry incidents' lists them";
  const auto others = near(store, id);
  terminal.err << (others.empty() ? "\n" : ". Near to it:\n");
  list(others, kNearTold, terminal);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string incident_store_path(const std::string& asked, const Setup& setup) {
  if (!asked.empty()) return asked;
  return setup.config.store.path.empty() ? last_replay_store() : setup.config.store.path;
}

std::optional<Store> open_incident_store(const std::string& asked, const Setup& setup, Terminal& terminal) {
  const auto path = incident_store_path(asked, setup);
  auto store = Store::open(path, Store::Access::read_only, {}, nullptr);
  if (store) return std::move(*store);
  terminal.err << "error: " << harmless(path) << ": " << why_no_store(store.error())
               << (asked.empty() ? "; replay an archive first, or name a store with --store\n" : "\n");
  return std::nullopt;
}

std::optional<outputs::StoredIncident> named_incident(const Store& store, const std::string& id, Terminal& terminal) {
  auto incident = store.incident(id);
  if (!incident) tell_which(store, id, terminal);
  return incident;
}

bool looks_like_incident(std::string_view text) {
  const auto hyphen = text.rfind('-');
  if (hyphen == std::string_view::npos || !is_slug(lowered(std::string(text.substr(0, hyphen))))) return false;
  auto rest = text.substr(hyphen + 1);
  const bool in_our_times = rest.starts_with("19") || rest.starts_with("20");
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_digit) - rest.begin());
  if (!in_our_times || digits < kFewestDigits) return false;
  rest.remove_prefix(digits);
  if (rest.empty()) return true;
  if (rest.back() == 'Z' || rest.back() == 'z') rest.remove_suffix(1);
  return !rest.empty() && (rest.front() == 'T' || rest.front() == 't') && std::ranges::all_of(rest.substr(1), is_digit);
}

}  // namespace outcry::app
