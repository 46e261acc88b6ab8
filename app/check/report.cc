#include "app/check/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/config/diagnostics.h"
#include "app/config/forms.h"

namespace outcry::app {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string contents(const Catalog& c) {
  return fmt::format(
      "The catalog holds {}, {}, {}, {}, {} and {}.\n", counted(c.services.size(), "service", "services"),
      counted(c.categories.size(), "category", "categories"), counted(c.symptoms.size(), "symptom", "symptoms"),
      counted(c.phrases.size(), "phrase", "phrases"), counted(c.regions.size(), "region", "regions"),
      counted(c.places.size(), "name of a place", "names of places"));
}

std::string verdict_text(const Trial& trial, const Catalog& catalog) {
  std::string out = "not recognised";
  if (trial.verdict)
    out = fmt::format("{}, evidence {:.2f}", name(trial.verdict->intent), static_cast<double>(trial.verdict->evidence));
  for (const ServiceId other : trial.others) out += fmt::format(" (also seen: {})", catalog.at(other).name);
  return out;
}

/// A new category may be a known one, mistyped.
std::string category_of(const Service& service, const Catalog& catalog) {
  const auto shares_it = [&](const Service& other) { return &other != &service && other.category == service.category; };
  if (service.category == "other" || std::ranges::any_of(catalog.services, shares_it)) return service.category;
  std::vector<std::string> others;
  for (const auto& category : catalog.categories) {
    if (category.slug != service.category) others.push_back(category.slug);
  }
  return fmt::format("{}: new, no other service has it (there are {})", service.category, listed(others));
}

std::string trials_text(const ServiceTrials& tried, const Catalog& catalog) {
  const auto& service = catalog.at(tried.service);
  std::string out = fmt::format("\n{} ({}), category {}\n", service.name, service.slug, category_of(service, catalog));
  std::size_t widest = 0;
  for (const auto& trial : tried.trials) widest = std::max(widest, letters(trial.text));
  for (const auto& trial : tried.trials) {
    out += fmt::format("  {}  \"{}\"{}  {}\n", trial.as_expected() ? "ok" : "!!", trial.text,
                       std::string(widest - letters(trial.text), ' '), verdict_text(trial, catalog));
  }
  return out;
}

std::string findings_text(const std::vector<Finding>& findings) {
  if (findings.empty()) return "\nNothing is doubtful.\n";
  std::string out = fmt::format("\n{}:\n", counted(findings.size(), "thing is doubtful", "things are doubtful"));
  for (const auto& f : findings) out += fmt::format("  {}: {}\n      {}\n", f.service, f.message, f.remedy);
  return out;
}

double rounded(float value) { return std::round(static_cast<double>(value) * 1000) / 1000; }

Json to_json(const Trial& trial, const Catalog& catalog) {
  Json out{{"text", trial.text}, {"as_expected", trial.as_expected()}};
  switch (trial.expectation) {
    case Expectation::counts:
      out["expected"] = "counts";
      break;
    case Expectation::quiet:
      out["expected"] = "quiet";
      break;
    case Expectation::may_miss:
      out["expected"] = "either";
      break;
  }
  out["recognised"] = trial.verdict.has_value();
  if (trial.verdict) {
    out["intent"] = name(trial.verdict->intent);
    out["evidence"] = rounded(trial.verdict->evidence);
  }
  out["others"] = Json::array();
  for (const ServiceId other : trial.others) out["others"].push_back(catalog.at(other).slug);
  return out;
}

}  // namespace

CheckReport check(const Catalog& catalog, const CommonWords& common, const std::vector<std::string>& slugs,
                  const Judge& judge) {
  CheckReport report{.findings = check_catalog(catalog, common, slugs)};
  if (!judge) return report;
  for (const auto& slug : slugs) {
    const auto service = catalog.find_service(slug);
    if (!service) continue;
    report.trials.push_back(try_service(catalog, *service, judge));
    for (auto& finding : findings_of(catalog, report.trials.back())) report.findings.push_back(std::move(finding));
  }
  return report;
}

std::string to_text(const CheckReport& report, const Catalog& catalog) {
  std::string out = contents(catalog);
  for (const auto& tried : report.trials) out += trials_text(tried, catalog);
  return out + findings_text(report.findings);
}

Json to_json(const CheckReport& report, const Catalog& catalog) {
  Json out;
  out["catalog"] = Json{{"services", catalog.services.size()},
                        {"categories", catalog.categories.size()},
                        {"symptoms", catalog.symptoms.size()},
                        {"phrases", catalog.phrases.size()},
                        {"regions", catalog.regions.size()},
                        {"places", catalog.places.size()},
                        {"fingerprint", fmt::format("{:016x}", catalog.fingerprint)}};
  out["services"] = Json::array();
  for (const auto& tried : report.trials) {
    const auto& service = catalog.at(tried.service);
    Json item{{"slug", service.slug}, {"name", service.name}, {"trials", Json::array()}};
    for (const auto& trial : tried.trials) item["trials"].push_back(to_json(trial, catalog));
    out["services"].push_back(std::move(item));
  }
  out["findings"] = Json::array();
  for (const auto& f : report.findings)
    out["findings"].push_back(
        {{"kind", name(f.kind)}, {"service", f.service}, {"message", f.message}, {"remedy", f.remedy}});
  return out;
}

}  // namespace outcry::app
