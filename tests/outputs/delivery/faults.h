// What faults of settings say.
#pragma once

#include <string>
#include <vector>

#include "model/settings.h"

namespace outcry {

inline std::vector<std::string> sentences(const std::vector<SettingFault>& faults) {
  std::vector<std::string> out;
  for (const auto& fault : faults) out.push_back(fault.what);
  return out;
}

}  // namespace outcry
