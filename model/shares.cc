#include "model/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/proportion.h"

namespace outcry {
namespace {

constexpr double kRegionPrior = 20;
constexpr double kSymptomPrior = 10;
constexpr double kMemoryHours = 42 * 24;
constexpr double kFalseDiscoveries = 0.05;

bool is_part(const Region& region) { return region.code.find('-') != std::string::npos; }

double millions(const Region& region) { return std::max(region.population_millions, 0.1); }

/// Share of the population among regions of its kind, a country among countries or a part among those of its country.
double population_share(const Region& region, const Catalog& catalog) {
  double all = 0;
  for (const Region& other : catalog.regions)
    if (is_part(other) == is_part(region) && (!is_part(region) || other.country == region.country))
      all += millions(other);
  return millions(region) / all;
}

template <class Shares>
void mark_significant(Shares& shares, const std::vector<double>& p_values) {
  const std::vector<bool> significant = benjamini_hochberg(p_values, kFalseDiscoveries);
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i].significant = significant[i];
  std::ranges::stable_sort(shares, [](const auto& a, const auto& b) { return a.n > b.n; });
}

}  // namespace

double binomial_tail(std::uint32_t k, std::uint32_t n, double p) {
  if (k == 0 || p >= 1) return 1;
  if (k > n || p <= 0) return 0;
  const double trials = n;
  const double hits = k;
  if (hits <= trials * p) return 1;
  const double log_term = std::lgamma(trials + 1) - std::lgamma(hits + 1) - std::lgamma(trials - hits + 1) +
                          hits * std::log(p) + (trials - hits) * std::log1p(-p);
  double term = std::exp(log_term);
  double sum = term;
  for (double i = hits; i < trials && term > sum * 1e-15; ++i) {
    term *= (trials - i) / (i + 1) * p / (1 - p);
    sum += term;
  }
  return std::min(1.0, sum);
}

std::vector<bool> benjamini_hochberg(const std::vector<double>& p_values, double q) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  const auto m = static_cast<double>(p_values.size());
  std::size_t rejected = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (p_values[order[i]] <= q * static_cast<double>(i + 1) / m) rejected = i + 1;
  std::vector<bool> out(p_values.size(), false);
  for (std::size_t i = 0; i < rejected; ++i) out[order[i]] = true;
  return out;
}

void UsualShares::learn(const ServiceCounts& counts) {
  for (const RegionCount& region : counts.regions) {
    if (region.region == kNoRegion) continue;
    regions_[region.region] += region.reporters;
    placed_ += region.reporters;
  }
  for (const SymptomCount& symptom : counts.symptoms)
    symptoms_[static_cast<std::size_t>(symptom.symptom)] += symptom.reporters;
  reporters_ += counts.reporters;
}

void UsualShares::age(double hours) {
  const double keep = std::exp2(-hours / kMemoryHours);
  for (auto& [region, n] : regions_) n *= keep;
  for (double& n : symptoms_) n *= keep;
  placed_ *= keep;
  reporters_ *= keep;
}

UsualShares::OfCountry UsualShares::of_country(const Region& region, const Catalog& catalog) const {
  OfCountry out;
  for (const auto& [id, n] : regions_) {
    const Region& other = catalog.at(id);
    if (other.country != region.country) continue;
    out.all += n;
    out.in_parts += is_part(other) ? n : 0;
  }
  return out;
}

double UsualShares::expected_share(const Region& region, const Catalog& catalog) const {
  const auto country = catalog.find_region(region.country);
  const double of_people = country ? population_share(catalog.at(*country), catalog) : 1 / kRegionPrior;
  const OfCountry seen = of_country(region, catalog);
  const double share = (seen.all + kRegionPrior * of_people) / (placed_ + kRegionPrior);
  const double in_parts = (seen.in_parts + 1) / (seen.all + 2);
  return share * (is_part(region) ? in_parts * population_share(region, catalog) : 1 - in_parts);
}

double UsualShares::share(RegionId region, const Catalog& catalog) const {
  const auto it = regions_.find(region);
  const double seen = it == regions_.end() ? 0 : it->second;
  return (seen + kRegionPrior * expected_share(catalog.at(region), catalog)) / (placed_ + kRegionPrior);
}

double UsualShares::share(SymptomId symptom, const Catalog& catalog) const {
  const double equal = 1 / std::max(1.0, static_cast<double>(catalog.symptoms.size()));
  const double seen = symptoms_[static_cast<std::size_t>(symptom)];
  return std::min(1.0, (seen + kSymptomPrior * equal) / (reporters_ + kSymptomPrior));
}

std::vector<RegionShare> region_shares(std::span<const RegionCount> counts, const UsualShares& usual,
                                       const Catalog& catalog, std::uint32_t least) {
  std::uint32_t placed = 0;
  for (const RegionCount& count : counts) placed += count.region == kNoRegion ? 0 : count.reporters;
  std::vector<RegionShare> out;
  std::vector<double> p_values;
  for (const RegionCount& count : counts) {
    if (count.region == kNoRegion || count.reporters < std::max(1U, least)) continue;
    const double share = usual.share(count.region, catalog);
    RegionShare region;
    region.region = count.region;
    region.n = count.reporters;
    region.expected = share * placed;
    region.lift = region.expected > 0 ? region.n / region.expected : 0;
    region.completeness = completeness(count.complete, count.intermittent, least);
    region.complete = wilson(count.complete, count.complete + count.intermittent);
    out.push_back(region);
    p_values.push_back(binomial_tail(count.reporters, placed, share));
  }
  mark_significant(out, p_values);
  return out;
}

std::vector<SymptomShare> symptom_shares(std::span<const SymptomCount> counts, std::uint32_t reporters,
                                         const UsualShares& usual, const Catalog& catalog, std::uint32_t least) {
  std::vector<SymptomShare> out;
  std::vector<double> p_values;
  for (const SymptomCount& count : counts) {
    if (count.reporters < std::max(1U, least)) continue;
    const double share = usual.share(count.symptom, catalog);
    const double expected = share * reporters;
    out.push_back({count.symptom, count.reporters, expected, expected > 0 ? count.reporters / expected : 0, false});
    p_values.push_back(binomial_tail(count.reporters, reporters, share));
  }
  mark_significant(out, p_values);
  return out;
}

}  // namespace outcry
