#include "app/commands/incident_store.h"

#include <algorithm>
#include <ostream>

#include "app/commands/replay_store.h"
#include "app/config/forms.h"
#include "model/time.h"
#include "outputs/terminal/safe_text.h"

namespace outcry::app {
namespace {

using outputs::Store;
using outputs::terminal::harmless;

constexpr std::size_t kDateDigits = 8;
constexpr std::size_t kClockDigits = 4;

std::string store_path(const std::string& asked, const Setup& setup) {
  if (!asked.empty()) return asked;
  return setup.config.store.path.empty() ? last_replay_store() : setup.config.store.path;
}

void tell_which(const Store& store, const std::string& id, Terminal& terminal) {
  const auto like = store.incidents_like(id);
  if (like.empty()) {
    terminal.err << "error: no incident '" << harmless(id) << "' in this store; 'outcry incidents' lists them\n";
    return;
  }
  terminal.err << "error: " << like.size() << " incidents begin with '" << harmless(id) << "':\n";
  for (const auto& incident : like)
    terminal.err << "  " << harmless(incident.id) << " (" << harmless(incident.state) << ")\n";
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_date(std::string_view digits) {
  if (digits.size() != kDateDigits || !all_digits(digits)) return false;
  const std::string date(digits);
  return parse_rfc3339(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2)).has_value();
}

/// "", "T", "T23", "T2343", "T2343Z".
bool begins_a_clock(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  if (text.size() == kClockDigits + 1 && text.back() == 'Z') text.remove_suffix(1);
  return text.size() <= kClockDigits && all_digits(text);
}

}  // namespace

std::optional<Store> open_incident_store(const std::string& asked, const Setup& setup, Terminal& terminal) {
  const auto path = store_path(asked, setup);
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
  if (hyphen == std::string_view::npos || !is_slug(text.substr(0, hyphen))) return false;
  const auto rest = text.substr(hyphen + 1);
  return is_date(rest.substr(0, kDateDigits)) && begins_a_clock(rest.substr(kDateDigits));
}

}  // namespace outcry::app
