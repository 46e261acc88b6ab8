#include "detect/charts.h"

#include "detect/charts/sr.h"

namespace outcry::detect {

std::vector<std::unique_ptr<Chart>> make_charts(const ChartOptions& options) {
  std::vector<std::unique_ptr<Chart>> out;
  out.push_back(std::make_unique<ShiryaevRoberts>(options));
  return out;
}

std::vector<std::string_view> chart_names() { return {"sr"}; }

}  // namespace outcry::detect
