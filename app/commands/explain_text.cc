#include "app/commands/explain_text.h"

#include <fmt/format.h>

#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using Json = nlohmann::ordered_json;
using outputs::harmless;

std::string bold(std::string_view text, bool colour) {
  return colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string symptoms_of(const Verdict& verdict, const Catalog& catalog) {
  std::string out;
  for (std::size_t i = 0; i < catalog.symptoms.size(); ++i) {
    if (!verdict.symptoms.has(static_cast<SymptomId>(i))) continue;
    if (!out.empty()) out += ", ";
    out += catalog.symptoms[i].name;
  }
  return out;
}

std::string details_of(const Verdict& verdict, const Catalog& catalog) {
  std::string out;
  const auto add = [&](std::string_view what, std::string_view value) {
    if (!value.empty()) out += fmt::format("    {:<12}{}\n", what, value);
  };
  add("symptoms", symptoms_of(verdict, catalog));
  if (verdict.region != kNoRegion) {
    add("region", catalog.at(verdict.region).name + " (" + catalog.at(verdict.region).code + ")");
  }
  std::string codes;
  for (const auto& code : verdict.error_codes) codes += (codes.empty() ? "" : ", ") + code;
  add("error codes", harmless(codes));
  if (verdict.scope != Scope::unknown) add("scope", name(verdict.scope));
  if (verdict.device != Device::unknown) add("device", name(verdict.device));
  if (verdict.alternative) add("instead", catalog.at(*verdict.alternative).name);
  add("sentiment", fmt::format("{:+.2f}", verdict.sentiment));
  return out;
}

std::string span_line(const nlp::Explanation::Span& span, std::string_view text) {
  const auto quoted = harmless(text.substr(span.begin, span.end - span.begin));
  std::string out = fmt::format("  {:<24} {}", "\"" + quoted + "\"", span.kind);
  if (!span.what.empty() && span.what != quoted) out += ": " + harmless(span.what);
  if (!span.used) out += "  (not counted: " + harmless(span.why) + ")";
  return out + "\n";
}

}  // namespace

std::string to_text(const nlp::Explanation& explanation, std::string_view text, const Catalog& catalog, bool colour) {
  std::string out = bold(harmless(text), colour) + "\n\n";
  if (explanation.mentions.empty())
    out += "No service of the catalog is named here, so the post is only counted as heard.\n";
  for (const auto& span : explanation.spans) out += span_line(span, text);
  for (const auto& [verdict, why, would_change] : explanation.mentions) {
    const auto& service = catalog.at(verdict.service);
    out += "\n  " + bold(service.name, colour) +
           fmt::format(": {}, evidence {:.2f}{}\n", name(verdict.intent), verdict.evidence,
                       is_evidence(verdict.intent) ? " (counts as one reporter)" : " (does not count)");
    out += details_of(verdict, catalog);
    out += "    because\n";
    for (const auto& reason : why) out += "      - " + harmless(reason) + "\n";
    if (!would_change.empty()) out += "    it would be otherwise\n";
    for (const auto& reason : would_change) out += "      - " + harmless(reason) + "\n";
  }
  return out;
}

Json to_json(const Verdict& verdict, const Catalog& catalog) {
  Json symptoms = Json::array();
  for (std::size_t i = 0; i < catalog.symptoms.size(); ++i) {
    if (verdict.symptoms.has(static_cast<SymptomId>(i))) symptoms.push_back(catalog.symptoms[i].slug);
  }
  const auto round = [](float value) { return std::round(static_cast<double>(value) * 1000) / 1000; };
  Json out{{"service", catalog.at(verdict.service).slug},
           {"intent", name(verdict.intent)},
           {"evidence", round(verdict.evidence)},
           {"symptoms", symptoms},
           {"error_codes", verdict.error_codes},
           {"region", nullptr},
           {"scope", name(verdict.scope)},
           {"platform", name(verdict.device)},
           {"sentiment", round(verdict.sentiment)}};
  if (verdict.region != kNoRegion) out["region"] = catalog.at(verdict.region).code;
  if (verdict.alternative) out["alternative"] = catalog.at(*verdict.alternative).slug;
  return out;
}

Json to_json(const nlp::Explanation& explanation, std::string_view text, const Catalog& catalog) {
  Json spans = Json::array();
  for (const auto& span : explanation.spans) {
    Json item{{"begin", span.begin}, {"end", span.end}, {"kind", span.kind}, {"what", span.what}, {"used", span.used}};
    if (!span.why.empty()) item["why"] = span.why;
    spans.push_back(std::move(item));
  }
  Json mentions = Json::array();
  for (const auto& mention : explanation.mentions) {
    Json item = to_json(mention.verdict, catalog);
    item["why"] = mention.why;
    item["would_change"] = mention.would_change;
    mentions.push_back(std::move(item));
  }
  return {{"text", text}, {"language", explanation.language}, {"spans", spans}, {"mentions", mentions}};
}

}  // namespace outcry::app
