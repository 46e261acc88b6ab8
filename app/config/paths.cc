#include "app/config/paths.h"

#include <cstdlib>
#include <filesystem>

namespace outcry::app {
namespace fs = std::filesystem;
namespace {

bool is_dir(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string below_home(const Environment& environment, const char* variable, std::string_view usual) {
  if (const std::string xdg = environment.variable(variable); !xdg.empty() && fs::path(xdg).is_absolute()) return xdg;
  const std::string home = environment.variable("HOME");
  return home.empty() ? "" : (fs::path(home) / usual).string();
}

std::string in_shipped(const Environment& environment, std::string_view name) {
  const auto dir = shipped_dir(environment);
  return dir ? (fs::path(*dir) / name).string() : "";
}

}  // namespace

const Environment& process_environment() {
  static const Environment environment = [] {
    Environment out;
    out.variable = [](const char* name) {
      const char* value = std::getenv(name);
      return std::string(value == nullptr ? "" : value);
    };
    std::error_code ignored;
    out.executable = fs::read_symlink("/proc/self/exe", ignored).string();
#ifdef OUTCRY_SOURCE_DIR
    out.source_dir = OUTCRY_SOURCE_DIR;
#endif
    return out;
  }();
  return environment;
}

std::optional<std::string> shipped_dir(const Environment& environment) {
  if (const std::string home = environment.variable("OUTCRY_HOME"); !home.empty()) return home;
  const fs::path bin = fs::path(environment.executable).parent_path();
  if (const fs::path share = bin.parent_path() / "share" / "outcry"; is_dir(share / "catalog")) return share.string();
  if (const fs::path source = environment.source_dir; !source.empty() && is_dir(source / "catalog"))
    return source.string();
  for (fs::path dir = bin; !dir.empty(); dir = dir.parent_path()) {
    if (is_dir(dir / "catalog" / "services")) return dir.string();
    if (dir == dir.root_path()) break;
  }
  return std::nullopt;
}

std::string shipped_catalog(const Environment& environment) { return in_shipped(environment, "catalog"); }
std::string shipped_samples(const Environment& environment) { return in_shipped(environment, "samples"); }
std::string shipped_config(const Environment& environment) { return in_shipped(environment, "outcry.toml"); }

std::string default_store(const Environment& environment) {
  const fs::path state = below_home(environment, "XDG_STATE_HOME", ".local/state");
  return state.empty() ? "outcry.db" : (state / "outcry" / "outcry.db").string();
}

std::string default_cache(const Environment& environment) {
  const fs::path cache = below_home(environment, "XDG_CACHE_HOME", ".cache");
  return cache.empty() ? "" : (cache / "outcry").string();
}

std::vector<std::string> config_places(const Environment& environment) {
  std::vector<std::string> places{"outcry.toml"};
  if (const fs::path config = below_home(environment, "XDG_CONFIG_HOME", ".config"); !config.empty())
    places.push_back((config / "outcry" / "outcry.toml").string());
  places.emplace_back("/etc/outcry/outcry.toml");
  return places;
}

std::string resolve_path(const std::string& path, const std::string& folder, const Environment& environment) {
  if (path.empty() || path == "-") return path;
  if (path.starts_with("~/")) return (fs::path(environment.variable("HOME")) / path.substr(2)).string();
  if (fs::path(path).is_absolute() || folder.empty()) return path;
  return (fs::path(folder) / path).lexically_normal().string();
}

}  // namespace outcry::app
