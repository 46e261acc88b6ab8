// What the command line of a replay, or of `classify`, says over what the configuration says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace outcry::app {

struct ReplayArguments {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> map;
  std::string about;
  std::string store;
  std::string out;
  std::string progress;
  std::string lateness;
  std::string false_alarms;
  std::string chart;
  std::optional<unsigned> threads;
  bool serve = false;
  bool deliver = false;
  std::string listen;
  std::optional<double> pace;
  std::string pace_from;
  bool quiet = false;
};

/// Of --about, for `replay` and `classify`.
inline constexpr const char* kAboutHelp =
    "The service that the source is about: each post is judged for it, named or not, and for those that it names; a "
    "'service' column goes before";

/// All cores when 0 is asked for.
unsigned thread_count(unsigned asked);

/// Changes the configuration in `setup`. All faults are collected, each a sentence with what would be right.
std::vector<std::string> apply_overrides(const ReplayArguments& arguments, Setup& setup);

}  // namespace outcry::app
