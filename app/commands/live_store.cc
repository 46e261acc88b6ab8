#include "app/commands/live_store.h"

#include <map>
#include <ostream>

#include "app/commands/flags.h"
#include "app/commands/replay_store.h"
#include "detect/detector.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::RunInfo;
using outputs::Store;

/// Whether two runs differ in nothing but catalog and version.
bool alike(const RunInfo& before, const RunInfo& now) {
  const auto others = [](const RunInfo& run) {
    std::map<std::string, std::string> out(run.settings.begin(), run.settings.end());
    out.erase("catalog");
    return out;
  };
  return before.mode == now.mode && before.source == now.source && others(before) == others(now);
}

}  // namespace

RunInfo live_run_info(const Setup& setup) {
  return {.mode = "live",
          .config_hash = config_hash(setup.config, *setup.catalog),
          .version = OUTCRY_VERSION,
          .settings = config_settings(setup.config, *setup.catalog)};
}

std::string why_not_continued(const std::string& path, const Setup& setup) {
  const auto store = Store::open(path, Store::Access::read_only, {}, nullptr);
  if (!store) return store.error() == make_error_code(Errc::not_found) ? "" : why_no_store(store.error());
  const auto checkpoint = store->checkpoint();
  if (!checkpoint) return "";
  const RunInfo run = live_run_info(setup);
  if (!alike(store->run(), run)) return why_not_opened(make_error_code(Errc::mismatch), path, run);
  auto detector = detect::Detector::make(setup.config.detector, setup.catalog);
  if (!detector) return detector.error().message();
  const auto restored = detector->restore(checkpoint->snapshot);
  if (restored) return "";
  if (restored.error() != make_error_code(Errc::mismatch)) return why_no_store(restored.error());
  return "a service that the store knows is no longer in the catalog, or another stands before it; add services behind "
         "the others, or take another --store";
}

std::optional<Store> open_live_store(const std::string& path, const Setup& setup, Terminal& terminal, int& code) {
  const RunInfo run = live_run_info(setup);
  const auto open = [&] {
    return Store::open(path, Store::Access::read_write, run, setup.catalog, Store::Durability::power_cut,
                       {.include_text = setup.config.outputs.include_text});
  };
  auto store = open();
  const auto mismatch = make_error_code(Errc::mismatch);
  if (!store && store.error() == mismatch) {
    if (const auto why = why_not_continued(path, setup); !why.empty()) {
      complain({why}, terminal);
      code = kWrongUse;
      return std::nullopt;
    }
    if (Store::take_over(path, run)) store = open();
    if (store) terminal.err << "the store goes on with another catalog or version of outcry\n";
  }
  if (store) return std::move(*store);
  complain({why_not_opened(store.error(), path, run)}, terminal);
  code = store.error() == mismatch ? kWrongUse : kFailed;
  return std::nullopt;
}

}  // namespace outcry::app
