#include "detect/charts.h"

#include "detect/charts/cusum.h"
#include "detect/charts/ewma.h"
#include "detect/charts/sr.h"

namespace outcry::detect {

std::vector<std::unique_ptr<Chart>> make_charts(const ChartOptions& options) {
  std::vector<std::unique_ptr<Chart>> out;
  out.push_back(std::make_unique<ShiryaevRoberts>(options));
  out.push_back(std::make_unique<Cusum>(options));
  out.push_back(std::make_unique<Ewma>(options));
  return out;
}

std::vector<std::string_view> chart_names() { return {"sr", "cusum", "ewma"}; }

}  // namespace outcry::detect
