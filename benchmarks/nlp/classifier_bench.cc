// Posts a second through nlp::Classifier: with an invented catalog posts that name no service and posts that do; with
// the shipped one (or the folder OUTCRY_BENCH_CATALOG) a file of texts, one a line, named by OUTCRY_BENCH_POSTS, and
// those of its posts that name a service.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "app/config/catalog_file.h"
#include "nlp/classifier.h"

namespace {

using outcry::Catalog;
using outcry::PhraseKind;
using outcry::Post;
using outcry::nlp::Classifier;
using Texts = std::vector<std::string>;

constexpr std::size_t kServices = 180;
constexpr std::size_t kTexts = 4096;

constexpr const char* kSyllables[] = {"ba",  "cor", "dex", "fli", "gro", "hul", "jan", "kip", "lor", "mex",
                                      "nav", "opt", "pra", "qui", "ruf", "sol", "tri", "vex", "wun", "zep"};
constexpr const char* kWords[] = {"the",     "a",   "we",     "today", "coffee", "again", "movie", "my",
                                  "friend",  "and", "rain",   "never", "about",  "work",  "was",   "going",
                                  "to",      "see", "lovely", "in",    "house",  "music", "new",   "with",
                                  "tonight", "so",  "happy",  "that",  "dinner", "for"};
constexpr const char* kFailures[] = {"is down",     "wont load",     "keeps buffering", "cant log in to",
                                     "not working", "having issues", "no signal",       "crashed",
                                     "outage",      "is offline",    "stopped working", "wont connect",
                                     "error",       "problems with", "black screen"};

/// The same numbers in every run.
struct Dice {
  std::uint64_t state = 20240229;
  std::size_t below(std::size_t end) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state >> 33U) % end;
  }
  template <std::size_t N>
  std::string one(const char* const (&from)[N]) {
    return from[below(N)];
  }
};

std::shared_ptr<const Catalog> invented_catalog() {
  auto catalog = std::make_shared<Catalog>();
  Dice dice;
  for (std::size_t i = 0; i < kServices; ++i) {
    const std::string name = dice.one(kSyllables) + dice.one(kSyllables) + dice.one(kSyllables) + std::to_string(i % 7);
    catalog->services.push_back({.slug = name, .name = name, .handles = {name + "help"}, .hashtags = {name + "down"}});
  }
  for (const char* phrase : kFailures) catalog->phrases.push_back({PhraseKind::failure, "en", phrase});
  for (const char* first : kSyllables)
    for (const char* second : kSyllables)
      catalog->phrases.push_back({PhraseKind::idiom, "en", std::string(first) + " down " + second});
  for (const char* word : kWords) catalog->valences.push_back({word, 0.5});
  return catalog;
}

std::string chatter(Dice& dice, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += dice.one(kWords) + " ";
  return text;
}

Texts posts_without_service() {
  Dice dice;
  Texts out;
  for (std::size_t i = 0; i < kTexts; ++i) out.push_back(chatter(dice, 100));
  return out;
}

Texts posts_with_service(const Catalog& catalog) {
  Dice dice;
  Texts out;
  for (std::size_t i = 0; i < kTexts; ++i) {
    const std::string& name = catalog.services[dice.below(kServices)].name;
    out.push_back(chatter(dice, 20) + name + " " + dice.one(kFailures) + " " + chatter(dice, 40));
  }
  return out;
}

std::shared_ptr<const Catalog> shipped_catalog() {
  const char* path = std::getenv("OUTCRY_BENCH_CATALOG");
  return outcry::app::load_catalog(path != nullptr ? path : OUTCRY_SOURCE_DIR "/catalog").catalog;
}

Texts read_posts() {
  Texts out;
  const char* path = std::getenv("OUTCRY_BENCH_POSTS");
  if (path == nullptr) return out;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) out.push_back(line);
  return out;
}

Texts read_naming_posts(const std::shared_ptr<const Catalog>& catalog) {
  Texts out = read_posts();
  const auto classifier = Classifier::make(catalog);
  if (!classifier) return {};
  auto workspace = classifier->workspace();
  std::erase_if(out, [&](const std::string& text) { return classifier->classify({.text = text}, workspace).empty(); });
  return out;
}

void classify_all(benchmark::State& state, const std::shared_ptr<const Catalog>& catalog, const Texts& texts) {
  if (texts.empty()) return state.SkipWithError("OUTCRY_BENCH_POSTS names no file of texts");
  const auto classifier = Classifier::make(catalog);
  if (!classifier) return state.SkipWithError("the catalog does not compile");
  auto workspace = classifier->workspace();
  std::size_t mentions = 0;
  for (auto _ : state)
    for (const auto& text : texts) mentions += classifier->classify(Post{.text = text}, workspace).size();
  benchmark::DoNotOptimize(mentions);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(texts.size()));
  state.counters["mentions"] =
      benchmark::Counter(static_cast<double>(mentions) / static_cast<double>(state.iterations()));
}

void without_service(benchmark::State& state) { classify_all(state, invented_catalog(), posts_without_service()); }
void with_service(benchmark::State& state) {
  const auto catalog = invented_catalog();
  classify_all(state, catalog, posts_with_service(*catalog));
}
void posts_of_file(benchmark::State& state) { classify_all(state, shipped_catalog(), read_posts()); }
void naming_posts_of_file(benchmark::State& state) {
  const auto catalog = shipped_catalog();
  classify_all(state, catalog, read_naming_posts(catalog));
}

BENCHMARK(without_service)->Unit(benchmark::kMillisecond);
BENCHMARK(with_service)->Unit(benchmark::kMillisecond);
BENCHMARK(posts_of_file)->Unit(benchmark::kMillisecond);
BENCHMARK(naming_posts_of_file)->Unit(benchmark::kMillisecond);

}  // namespace
