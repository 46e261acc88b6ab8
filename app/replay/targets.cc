#include "app/replay/targets.h"

#include <fmt/format.h>

#include <filesystem>

#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& path) { return "'" + outputs::harmless(path) + "'"; }

bool same_file(const std::string& left, const std::string& right) {
  std::error_code failed;
  return fs::equivalent(left == "-" ? "/dev/stdin" : left, right == "-" ? "/dev/stdin" : right, failed) && !failed;
}

bool holds_anything(const std::string& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed) && fs::file_size(path, failed) != 0;
}

class Examination {
 public:
  explicit Examination(const std::vector<InputFile>& inputs) : inputs_(inputs) {}

  /// True when there is nothing wrong with the place itself.
  bool place(const std::string& path, const char* purpose) {
    std::error_code failed;
    const auto before = faults.size();
    const std::string folder = fs::path(path).parent_path().string();
    if (fs::is_directory(path, failed)) {
      add("{} is a folder, and {}; name a file in it", quoted(path), purpose);
    } else if (!folder.empty() && !fs::is_directory(folder, failed)) {
      add("there is no folder {} for {}; make it, or correct the name", quoted(folder), quoted(path));
    }
    for (const auto& input : inputs_) {
      if (!same_file(input.path, path)) continue;
      add("{} is the archive that is to be read, and {}; name another file", quoted(path), purpose);
      break;
    }
    return faults.size() == before;
  }

  template <class... Arguments>
  void add(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    faults.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
  }

  std::vector<std::string> faults;

 private:
  const std::vector<InputFile>& inputs_;
};

}  // namespace

std::string holds_something(const std::string& events) {
  return fmt::format(
      "{} is to get the events and holds something that is none of this replay's; nothing is overwritten: "
      "name another file, remove this one first, or go on with the --store that it was written with",
      quoted(events));
}

std::vector<std::string> faults_of(const Targets& targets, const std::vector<InputFile>& inputs) {
  Examination out(inputs);
  std::error_code failed;
  if (!targets.store.empty()) out.place(targets.store, "the store would be written to it");
  if (targets.events.empty() || targets.events == "-") return std::move(out.faults);
  if (!out.place(targets.events, "events would be written to it")) return std::move(out.faults);
  if (targets.events == targets.store || same_file(targets.events, targets.store)) {
    out.add("{} is to get the events and to be the store; name two files", quoted(targets.events));
  } else if (holds_anything(targets.events) && (targets.store.empty() || !fs::exists(targets.store, failed))) {
    out.faults.push_back(holds_something(targets.events));
  }
  return std::move(out.faults);
}

}  // namespace outcry::app
