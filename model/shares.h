// Shares with their uncertainty: what is said of regions and symptoms, and when it may be said.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "model/catalog.h"
#include "model/counts.h"
#include "model/incident.h"

namespace outcry {

/// P(X >= k) for X binomial(n, p): the chance of so many reporters if the share were the usual one.
double binomial_tail(std::uint32_t k, std::uint32_t n, double p);

/// Which hypotheses are rejected at false discovery rate q. Source: Benjamini and Hochberg 1995, J. R. Stat. Soc. B
/// 57:289.
std::vector<bool> benjamini_hochberg(const std::vector<double>& p_values, double q);

/// How a service's reporters are usually spread over regions and symptoms: counts with half-life 42 days from
/// windows not under alarm. Countries are shrunk by 20 reporters to their population, and the parts of a country by 20
/// to what the country has, by their population: a service that is used in one country has its reporters in all parts
/// of it before each part was heard from. Symptoms are shrunk by 10 to equal shares.
class UsualShares {
 public:
  void learn(const ServiceCounts& counts);
  void age(double hours);
  /// Of the reporters who say a place.
  double share(RegionId region, const Catalog& catalog) const;
  double share(SymptomId symptom, const Catalog& catalog) const;

  template <class A>
  void visit(A& archive) {
    archive(regions_, placed_, symptoms_, reporters_);
  }

 private:
  struct OfCountry {
    double all = 0;
    double in_parts = 0;  ///< of these, who name a part and not only the country
  };
  OfCountry of_country(const Region& region, const Catalog& catalog) const;
  double expected_share(const Region& region, const Catalog& catalog) const;

  std::map<RegionId, double> regions_;
  double placed_ = 0;
  std::array<double, kMaxSymptoms> symptoms_{};
  double reporters_ = 0;
};

/// What stands out among the reporters who say a place, largest first: of `counts`, sorted by region, those with
/// `least` reporters or more, the false discovery rate of `significant` held at 5 %.
std::vector<RegionShare> region_shares(std::span<const RegionCount> counts, const UsualShares& usual,
                                       const Catalog& catalog, std::uint32_t least);

/// The same of symptoms among all `reporters`. `counts` are sorted by symptom.
std::vector<SymptomShare> symptom_shares(std::span<const SymptomCount> counts, std::uint32_t reporters,
                                         const UsualShares& usual, const Catalog& catalog, std::uint32_t least);

}  // namespace outcry
