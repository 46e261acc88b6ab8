#include "app/commands/replay_store.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>

#include "app/config/config.h"
#include "app/config/paths.h"
#include "model/error.h"
#include "outputs/safe_text.h"
#include "outputs/store.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "replay-";
constexpr std::string_view kSuffix = ".db";
constexpr const char* kTails[] = {"", "-wal", "-shm", "-journal", "-lock"};
/// Names the store of the last replay when that was told where to keep it.
constexpr const char* kPointer = "last-replay";

fs::path state_folder() { return fs::path(default_store()).parent_path(); }

void remove_store(const fs::path& path) {
  std::error_code ignored;
  for (const char* tail : kTails) fs::remove(path.string() + tail, ignored);
}

/// The process that a scratch file belongs to, or 0.
pid_t owner(const std::string& file) {
  if (!file.starts_with(kPrefix)) return 0;
  pid_t out = 0;
  const auto [end, failed] = std::from_chars(file.data() + kPrefix.size(), file.data() + file.size(), out);
  return std::string_view(end, file.data() + file.size()).starts_with(kSuffix) ? out : 0;
}

void remove_orphans(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const pid_t process = owner(entry.path().filename().string());
    if (process <= 0 || ::kill(process, 0) == 0 || errno != ESRCH) continue;
    fs::remove(entry.path(), ignored);
  }
}

std::string published_store() { return (state_folder() / "last-replay.db").string(); }

/// What else a store was made with than it would be used with now.
std::string difference(const std::string& path, const outputs::RunInfo& now) {
  const auto store = outputs::Store::open(path, outputs::Store::Access::read_only, {}, nullptr);
  if (!store) return "";
  const auto& before = store->run();
  if (before.version != now.version) return "outcry was " + before.version + ", now " + now.version;
  return before.settings.empty() ? "" : describe_difference(before.settings, now.settings);
}

bool writable(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  return ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

std::string last_replay_store() {
  std::ifstream in(state_folder() / kPointer);
  std::string path;
  if (std::getline(in, path, '\0') && !path.empty()) return path;
  return published_store();
}

void remember_last_replay(const std::string& store) {
  std::error_code failed;
  const fs::path path = fs::absolute(store, failed);
  if (failed || !writable(state_folder())) return;
  std::ofstream(state_folder() / kPointer, std::ios::trunc) << path.string();
}

std::string why_no_store(const boost::system::error_code& error) {
  if (error == boost::system::errc::device_or_resource_busy) {
    return "another outcry is writing to this store; wait until it has ended, or take another --store";
  }
  if (error == make_error_code(Errc::corrupt)) {
    return "is no store of outcry: it is another program's file, or damaged; name another file";
  }
  if (error == make_error_code(Errc::io)) return "the store cannot be read or written; is that allowed, is there room?";
  return error.message();
}

std::string why_not_opened(const boost::system::error_code& error, const std::string& path,
                           const outputs::RunInfo& run) {
  using outputs::harmless;
  const std::string name = harmless(path) + ": ";
  if (error != make_error_code(Errc::mismatch)) return name + why_no_store(error);
  return name + "the store was made with other settings (" + harmless(difference(path, run)) +
         "); go back to those, take another --store, or remove this one";
}

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
  const std::string target = published_store();
  remove_store(target);
  std::error_code failed;
  fs::rename(path_, target, failed);
  if (!failed) fs::remove(state_folder() / kPointer, failed);
  return !failed;
}

}  // namespace outcry::app
