#include "app/commands/trial.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "app/config/catalog_file.h"
#include "app/config/paths.h"
#include "app/replay/classified.h"
#include "model/post.h"
#include "nlp/classifier.h"
#include "outputs/utf8.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;
using outputs::Json;

constexpr std::size_t kMostWords = 50;
constexpr std::size_t kMostLetters = 100;
constexpr std::size_t kMostPosts = 100;
constexpr std::size_t kMostText = 2000;

/// A text in quotes as TOML has it.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> out(texts.size());
  std::ranges::transform(texts, out.begin(), toml_text);
  return fmt::format("[{}]", fmt::join(out, ", "));
}

/// Lower case letters, digits and dashes; "service" when none is left.
std::string slug_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const bool word = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
    if (word) out += low;
    if (!word && !out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "service" : out;
}

std::string text_of(const Json& json) { return json.is_string() ? outputs::repaired(json.get<std::string>()) : ""; }

std::vector<std::string> texts_of(const Json& body, const char* key) {
  std::vector<std::string> out;
  const auto it = body.find(key);
  if (it == body.end() || !it->is_array()) return out;
  for (const Json& one : *it)
    if (const auto text = text_of(one); !text.empty() && text.size() <= kMostLetters && out.size() < kMostWords)
      out.push_back(text);
  return out;
}

/// A file that is gone when the trial is over.
class TrialFile {
 public:
  explicit TrialFile(const std::string& content) {
    std::string pattern = (fs::temp_directory_path() / "outcry-trial-XXXXXX.toml").string();
    const int file = ::mkstemps(pattern.data(), 5);
    if (file < 0) return;
    ::close(file);
    path_ = pattern;
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TrialFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Which field a message of the catalog's reader speaks of.
std::string field_of(const std::string& message) {
  if (message.find("'names'") != std::string::npos) return "aliases";
  return message.find("phrase") != std::string::npos || message.find("'failure'") != std::string::npos ? "phrases"
                                                                                                       : "name";
}

Json faults_of(const Diagnostics& diagnostics, const std::string& file) {
  Json out = Json::array();
  for (const Diagnostic& one : diagnostics) {
    if (one.file != file || one.severity != Severity::error) continue;
    out.push_back({{"field", field_of(one.message)},
                   {"message", one.hint.empty() ? one.message : one.message + "; " + one.hint}});
  }
  return out;
}

Json post_json(const Mention& mention, const Catalog& catalog, const std::string& slug) {
  Json symptoms = Json::array();
  for (std::size_t i = 0; i < catalog.symptoms.size() && i < kMaxSymptoms; ++i)
    if (mention.verdict.symptoms.has(SymptomId(i))) symptoms.push_back(catalog.symptoms[i].slug);
  const bool placed = mention.verdict.region != kNoRegion;
  const std::string text = outputs::repaired(mention.text.substr(0, kMostText));
  const std::string link = mention.post_link.empty() ? page_of_at_uri(mention.post_id) : mention.post_link;
  return {{"id", outputs::repaired(mention.post_id)},
          {"time", format_utc(mention.time)},
          {"service", slug},
          {"intent", name(mention.verdict.intent)},
          {"evidence", static_cast<double>(mention.verdict.evidence)},
          {"link", link.empty() ? Json(nullptr) : Json(outputs::repaired(link))},
          {"text", text},
          {"symptoms", std::move(symptoms)},
          {"region", placed ? Json(catalog.at(mention.verdict.region).code) : Json(nullptr)},
          {"region_name", placed ? Json(catalog.at(mention.verdict.region).name) : Json(nullptr)},
          {"copies", 0}};
}

bool counts(const Mention& mention) {
  return mention.verdict.intent == Intent::report || mention.verdict.intent == Intent::question;
}

}  // namespace

TrialRequest trial_request(const Json& body) {
  TrialRequest out{.aliases = texts_of(body, "aliases"), .phrases = texts_of(body, "phrases")};
  if (const auto it = body.find("name"); it != body.end()) out.name = text_of(*it).substr(0, kMostLetters);
  return out;
}

std::string trial_toml(const TrialRequest& request) {
  std::string out = fmt::format("[[service]]\nslug = {}\nname = {}\ncategory = \"other\"\n",
                                toml_text(slug_of(request.name)), toml_text(request.name));
  if (!request.aliases.empty()) out += fmt::format("names = {}\n", list_of(request.aliases));
  if (!request.phrases.empty()) out += fmt::format("\n[phrases.en]\nfailure = {}\n", list_of(request.phrases));
  return out;
}

Json try_service(const TrialRequest& request, const std::vector<RecentBlocks::Entry>& recent,
                 const CatalogOptions& options, EventTime until) {
  Json out{{"heard", 0}, {"named", 0}, {"counted", 0}, {"posts", Json::array()}, {"faults", Json::array()},
           {"toml", ""}};
  if (request.name.find_first_not_of(' ') == std::string::npos) {
    out["faults"].push_back({{"field", "name"}, {"message", "a service wants a name"}});
    return out;
  }
  const std::string toml = trial_toml(request);
  const std::string slug = slug_of(request.name);
  const TrialFile file(toml);
  auto add = options.add;
  add.push_back(file.path());
  const auto loaded = load_catalog(options.shipped ? shipped_catalog() : "", add);
  out["faults"] = faults_of(loaded.diagnostics, file.path());
  const auto service = loaded.catalog->find_service(slug);
  if (!out["faults"].empty() || !service) return out;
  out["toml"] = toml;
  auto alone = std::make_shared<Catalog>(*loaded.catalog);
  alone->services = {loaded.catalog->at(*service)};
  const auto classifier = nlp::Classifier::make(alone);
  if (!classifier) {
    out["faults"].push_back({{"field", "name"}, {"message", classifier.error().message()}});
    return out;
  }
  BlockClassifier blocks(*classifier);
  std::uint64_t heard = 0;
  std::uint64_t named = 0;
  std::vector<Mention> counted;
  for (const auto& block : recent) {
    auto read = blocks.classify(*block);
    const auto too_late = [&](const HeardPost& post) { return post.time > until; };
    heard += read.posts.size() - static_cast<std::size_t>(std::ranges::count_if(read.posts, too_late));
    for (auto& placed : read.mentions) {
      if (too_late(read.posts[placed.post])) continue;
      ++named;
      if (counts(placed.mention)) counted.push_back(std::move(placed.mention));
    }
  }
  std::ranges::stable_sort(counted, std::ranges::greater(), &Mention::time);
  out["heard"] = heard;
  out["named"] = named;
  out["counted"] = counted.size();
  for (std::size_t i = 0; i < std::min(counted.size(), kMostPosts); ++i)
    out["posts"].push_back(post_json(counted[i], *alone, slug));
  return out;
}

}  // namespace outcry::app
