#include "app/train/labels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <memory>

namespace outcry::app::train {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == '\t')
      out.emplace_back();
    else if (c != '\r')
      out.back().push_back(c);
  }
  return out;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr std::array kKnownLabels{"report", "question", "recovery",   "planned", "official",  "news",
                                  "talk",   "joke",     "individual", "other",   "unrelated", "workaround"};

using Columns = std::map<std::string, std::size_t>;

std::string cell(const Columns& columns, const std::vector<std::string>& cells, std::string_view one,
                 std::string_view other = {}) {
  for (const auto name : {one, other}) {
    const auto found = columns.find(std::string(name));
    if (found != columns.end() && found->second < cells.size()) return cells[found->second];
  }
  return {};
}

Label label_of(const Columns& columns, const std::vector<std::string>& cells) {
  Label out;
  out.id = cell(columns, cells, "id");
  out.service = lower(cell(columns, cells, "service"));
  out.language = cell(columns, cells, "language", "lang");
  out.label = lower(cell(columns, cells, "label"));
  out.symptom = cell(columns, cells, "symptom");
  out.group = cell(columns, cells, "group", "stratum");
  out.text = cell(columns, cells, "text");
  out.truth = out.label == "report" || out.label == "question" ? 1 : 0;
  out.doubtful = cell(columns, cells, "confidence") == "amb";
  out.given = cell(columns, cells, "given") == "yes";
  out.train_only = cell(columns, cells, "use") == "train";
  return out;
}

bool read_share(const std::string& text, double& out) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc{} && end == text.data() + text.size() && out >= 0 && out <= 1;
}

/// Only letters, lower case; links, accounts and placeholders gone.
std::string bare(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n\t", at), text.size());
    const std::string word = lower(text.substr(at, end - at));
    at = end + 1;
    if (word.starts_with("http") || word.starts_with('@') || word == "url" || word == "user") continue;
    for (const char c : word)
      if (std::isdigit(static_cast<unsigned char>(c)) == 0 && std::ispunct(static_cast<unsigned char>(c)) == 0)
        out += c;
  }
  return out;
}

}  // namespace

Labels read_labels(std::istream& in) {
  Labels out;
  std::string line;
  std::size_t number = 1;
  if (!std::getline(in, line)) return out;
  const auto names = cells_of(line);
  Columns columns;
  for (std::size_t i = 0; i < names.size(); ++i) columns.emplace(lower(names[i]), i);
  for (const auto* needed : {"text", "service", "label"})
    if (!columns.contains(needed)) out.faults.push_back({1, std::string("no column '") + needed + "' in the header"});
  if (!out.faults.empty()) return out;
  while (std::getline(in, line)) {
    ++number;
    if (line.empty()) continue;
    const auto cells = cells_of(line);
    Label label = label_of(columns, cells);
    const std::string truth = label.label.empty() ? cell(columns, cells, "truth") : std::string();
    if (!truth.empty() && !read_share(truth, label.truth))
      out.faults.push_back({number, "'" + truth + "' is no number from 0 to 1"});
    else if (truth.empty() && std::ranges::find(kKnownLabels, label.label) == kKnownLabels.end())
      out.faults.push_back({number, "'" + label.label + "' is no label"});
    else if (label.text.empty() || label.service.empty())
      out.faults.push_back({number, "text or service is empty"});
    else
      out.rows.push_back(std::move(label));
  }
  return out;
}

std::uint32_t fold_of(const std::string& text, std::uint32_t folds) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bare(text)) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash = (hash ^ hash >> 31U) * 0xbf58476d1ce4e5b9ULL;
  return static_cast<std::uint32_t>((hash >> 33U) % folds);
}

std::map<std::string, ServiceId> services_by_name(const Catalog& catalog) {
  std::map<std::string, ServiceId> out;
  const auto add = [&](const std::string& name, std::size_t i) { out.emplace(lower(name), static_cast<ServiceId>(i)); };
  for (std::size_t i = 0; i < catalog.services.size(); ++i) add(catalog.services[i].slug, i);
  for (std::size_t i = 0; i < catalog.services.size(); ++i) add(catalog.services[i].name, i);
  for (std::size_t i = 0; i < catalog.services.size(); ++i) {
    for (const auto& name : catalog.services[i].names) add(name, i);
    for (const auto& name : catalog.services[i].ambiguous) add(name, i);
  }
  return out;
}

std::shared_ptr<const Catalog> with_labelled_services(const std::shared_ptr<const Catalog>& catalog,
                                                      const std::vector<Label>& labels) {
  auto known = services_by_name(*catalog);
  auto out = std::make_shared<Catalog>(*catalog);
  for (const Label& label : labels) {
    if (!known.emplace(label.service, static_cast<ServiceId>(out->services.size())).second) continue;
    out->services.push_back(
        {.slug = label.service, .name = label.service, .category = "other", .names = {label.service}});
  }
  return out;
}

}  // namespace outcry::app::train
