#include "app/commands/replay_store.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include "app/config/paths.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "replay-";
constexpr std::string_view kSuffix = ".db";

fs::path state_folder() { return fs::path(default_store()).parent_path(); }

void remove_store(const fs::path& path) {
  std::error_code ignored;
  for (const char* tail : {"", "-wal", "-shm", "-journal"}) fs::remove(path.string() + tail, ignored);
}

/// The process that a scratch file belongs to, or 0.
pid_t owner(const std::string& file) {
  if (!file.starts_with(kPrefix) || !file.ends_with(kSuffix)) return 0;
  pid_t out = 0;
  std::from_chars(file.data() + kPrefix.size(), file.data() + file.size(), out);
  return out;
}

void remove_orphans(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const pid_t process = owner(entry.path().filename().string());
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) remove_store(entry.path());
  }
}

bool writable(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  return ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

std::string last_replay_store() { return (state_folder() / "last-replay.db").string(); }

ScratchStore::ScratchStore() {
  fs::path folder = state_folder();
  if (folder.empty()) folder = ".";
  if (!writable(folder)) folder = fs::temp_directory_path();
  remove_orphans(folder);
  path_ = (folder / (std::string(kPrefix) + std::to_string(::getpid()) + std::string(kSuffix))).string();
  remove_store(path_);
}

ScratchStore::~ScratchStore() { remove_store(path_); }

bool ScratchStore::publish() {
  const std::string target = last_replay_store();
  remove_store(target);
  std::error_code failed;
  fs::rename(path_, target, failed);
  return !failed;
}

}  // namespace outcry::app
