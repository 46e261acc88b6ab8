#include "app/config/catalog_file.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

/// The catalog of some files that must be without fault.
Catalog good(const std::vector<std::string>& paths) {
  const auto loaded = load_catalog("", paths);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return *loaded.catalog;
}

Catalog good_text(const std::string& text) {
  const Scratch scratch;
  return good({scratch.write("my.toml", text)});
}

TEST(CatalogFile, ReadsTheShippedCatalogWithoutAFault) {
  const auto loaded = load_catalog(OUTCRY_SOURCE_DIR "/catalog");
  EXPECT_EQ(render(loaded.diagnostics), "");
  EXPECT_GT(loaded.catalog->symptoms.size(), 5U);
  EXPECT_GT(loaded.catalog->phrases.size(), 100U);
  EXPECT_GT(loaded.catalog->valences.size(), 1000U);
  EXPECT_TRUE(loaded.added.empty());
  EXPECT_EQ(loaded.catalog->fingerprint, fingerprint(*loaded.catalog));
}

TEST(CatalogFile, HoldsTheShippedCatalogToTheRulesForAddedOnes) {
  EXPECT_EQ(render(load_catalog("", {OUTCRY_SOURCE_DIR "/catalog"}).diagnostics), "");
}

TEST(CatalogFile, AddsAServiceInFiveLines) {
  const Scratch scratch;
  const auto mine = scratch.write("mine.toml",
                                  "[[service]]\nslug = \"city-power\"\nnames = [\"city power\", \"power\"]\n"
                                  "ambiguous = [\"power\"]\ncontext = [\"outage\", \"Power's grid\"]\n");
  const auto loaded = load_catalog(OUTCRY_SOURCE_DIR "/catalog", {mine});
  EXPECT_EQ(render(loaded.diagnostics), "");
  EXPECT_EQ(loaded.added, std::vector<std::string>{"city-power"});
  const auto& service = loaded.catalog->at(*loaded.catalog->find_service("city-power"));
  EXPECT_EQ(service.name, "city-power");
  EXPECT_EQ(service.category, "other");
  EXPECT_EQ(service.names, (std::vector<std::string>{"city power", "power"}));
  EXPECT_EQ(service.context, (std::vector<std::string>{"outage", "powers grid"}));
}

TEST(CatalogFile, ReadsEveryKeyOfAService) {
  const auto catalog = good_text(R"(
[category]
slug = "video"
name = "Video streaming"
[[service]]
slug = "aws"
[[service]]
slug = "netflix"
name = "Netflix"
names = ["nflx", "Netflix UK", "nflx"]
never = ["Netflix and chill"]
handles = ["@netflixhelps", "netflix"]
official = ["netflix"]
hashtags = ["#netflixdown"]
status_page = "https://help.netflix.com/is-netflix-down"
upstreams = ["aws"]
countries = ["US", "GB"]
)");
  ASSERT_EQ(catalog.services.size(), 2U);
  const auto& netflix = catalog.services[1];
  EXPECT_EQ(netflix.name, "Netflix");
  EXPECT_EQ(netflix.category, "video");
  EXPECT_EQ(netflix.names, (std::vector<std::string>{"nflx", "Netflix UK"}));
  EXPECT_EQ(netflix.never, std::vector<std::string>{"netflix and chill"});
  EXPECT_EQ(netflix.handles, (std::vector<std::string>{"netflixhelps", "netflix"}));
  EXPECT_EQ(netflix.official, std::vector<std::string>{"netflix"});
  EXPECT_EQ(netflix.hashtags, std::vector<std::string>{"netflixdown"});
  EXPECT_EQ(netflix.upstreams, std::vector<std::string>{"aws"});
  EXPECT_EQ(netflix.countries, (std::vector<std::string>{"US", "GB"}));
  EXPECT_EQ(catalog.categories[0].name, "Video streaming");
}

TEST(CatalogFile, KnowsAnotherFilesCategoryAndUpstream) {
  const Scratch scratch;
  const auto one = scratch.write("a.toml", "[[service]]\nslug = \"a\"\ncategory = \"cloud\"\nupstreams = [\"b\"]\n");
  const auto two = scratch.write("b.toml", "[category]\nslug = \"cloud\"\n[[service]]\nslug = \"b\"\n");
  EXPECT_EQ(good({one, two}).services[0].category, "cloud");
}

TEST(CatalogFile, ACategoryUnlikeAnyOtherIsANewOne) {
  const auto catalog = good_text("[[service]]\nslug = \"power\"\ncategory = \"utilities\"\n");
  EXPECT_EQ(catalog.services[0].category, "utilities");
  EXPECT_EQ(catalog.categories.back().slug, "utilities");
}

TEST(CatalogFile, ExtendsAServiceThatIsThere) {
  const auto catalog = good_text(
      "[[service]]\nslug = \"a\"\nname = \"A\"\nnames = [\"x\"]\n"
      "[[service]]\nslug = \"a\"\nextend = true\nnames = [\"y\", \"x\"]\nambiguous = [\"x\"]\nstatus_page = "
      "\"https://a\"\n");
  ASSERT_EQ(catalog.services.size(), 1U);
  EXPECT_EQ(catalog.services[0].name, "A");
  EXPECT_EQ(catalog.services[0].names, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(catalog.services[0].ambiguous, std::vector<std::string>{"x"});
  EXPECT_EQ(catalog.services[0].status_page, "https://a");
}

TEST(CatalogFile, ExtendingKeepsTheCategory) {
  const Scratch scratch;
  const auto one = scratch.write("a.toml", "[category]\nslug = \"cloud\"\n[[service]]\nslug = \"a\"\n");
  const auto two = scratch.write("b.toml", "[category]\nslug = \"mine\"\n[[service]]\nslug = \"a\"\nextend = true\n");
  EXPECT_EQ(good({one, two}).services[0].category, "cloud");
}

TEST(CatalogFile, ReplacesAServiceThatIsThere) {
  const auto catalog = good_text(
      "[[service]]\nslug = \"a\"\nnames = [\"x\"]\n[[service]]\nslug = \"b\"\n"
      "[[service]]\nslug = \"a\"\nreplace = true\nnames = [\"y\"]\n");
  ASSERT_EQ(catalog.services.size(), 2U);
  EXPECT_EQ(catalog.services[0].names, std::vector<std::string>{"y"});
}

TEST(CatalogFile, ReadsSymptomsFromTheirFolderAndFromTables) {
  const Scratch scratch;
  scratch.write("symptoms/login.toml",
                "name = \"cannot log in\"\nphrases.en = [\"Can't  log in\", \"cant log in\"]\n"
                "phrases.de = [\"Anmeldung geht nicht\"]\ncounter_phrases.en = [\"log in to win\"]\n"
                "examples = [\"I can't log in!\"]\n");
  scratch.write("more.toml",
                "[[symptom]]\nslug = \"no-sound\"\nphrases.en = [\"no sound\"]\n"
                "[[symptom]]\nslug = \"login\"\nextend = true\nphrases.en = [\"login loop\"]\n");
  const auto catalog = good({scratch.path("symptoms"), scratch.path("more.toml")});
  ASSERT_EQ(catalog.symptoms.size(), 2U);
  const auto& login = catalog.symptoms[0];
  EXPECT_EQ(login.slug, "login");
  EXPECT_EQ(login.name, "cannot log in");
  EXPECT_EQ(login.phrases, (std::vector<std::string>{"anmeldung geht nicht", "cant log in", "login loop"}));
  EXPECT_EQ(login.counter_phrases, std::vector<std::string>{"log in to win"});
  EXPECT_EQ(login.examples, std::vector<std::string>{"I can't log in!"});
  EXPECT_EQ(catalog.symptoms[1].name, "no-sound");
}

TEST(CatalogFile, ReadsPhrasesFromTheirFolderAndFromTables) {
  const Scratch scratch;
  scratch.write("phrases/en.toml", "failure = [\"is down\", \"whole .. is down\"]\nrecovery = [\"is back\"]\n");
  scratch.write(
      "x.toml",
      "[phrases.en]\nfailure = [\"is down\", \"is toast\"]\n[phrases.tr]\nfailure = [\"\u00e7\u00f6kt\u00fc\"]\n");
  const auto catalog = good({scratch.path()});
  std::vector<std::string> phrases;
  for (const auto& p : catalog.phrases) phrases.push_back(p.language + ":" + std::string(name(p.kind)) + ":" + p.text);
  EXPECT_EQ(phrases,
            (std::vector<std::string>{"en:failure:is down", "en:failure:whole .. is down", "en:recovery:is back",
                                      "en:failure:is toast", "tr:failure:\u00e7\u00f6kt\u00fc"}));
}

TEST(CatalogFile, ReadsPlaces) {
  const auto catalog = good_text(
      "[[region]]\ncode = \"US\"\nname = \"United States\"\nnames = [\"usa\", \"us\"]\nambiguous = [\"us\"]\n"
      "[[region]]\ncode = \"US-TX\"\nname = \"Texas\"\npopulation_millions = 30\ncities = [\"Houston\"]\n"
      "ambiguous_cities = [\"paris\"]\n");
  ASSERT_EQ(catalog.regions.size(), 2U);
  EXPECT_EQ(catalog.regions[1].country, "US");
  EXPECT_EQ(catalog.regions[1].population_millions, 30);
  std::vector<std::string> places;
  for (const auto& p : catalog.places)
    places.push_back(catalog.at(p.region).code + ":" + p.text + (p.city ? " city" : "") + (p.ambiguous ? " ?" : ""));
  EXPECT_EQ(places, (std::vector<std::string>{"US:us ?", "US:united states", "US:usa", "US-TX:texas",
                                              "US-TX:paris city ?", "US-TX:houston city"}));
}

TEST(CatalogFile, ReadsErrorCodesAndValences) {
  const Scratch scratch;
  scratch.write("codes.toml",
                "[[service]]\nslug = \"netflix\"\n[[code]]\npattern = 'NW-\\d-\\d'\nservice = \"netflix\"\n"
                "[[code]]\npattern = '\\b5\\d\\d\\b'\ndevice_side = true\n");
  scratch.write("sentiment/words.tsv", "# word, valence\ngood\t1.9\r\n:(\t-2\n\n#1\t1\n");
  const auto catalog = good({scratch.path()});
  ASSERT_EQ(catalog.error_codes.size(), 2U);
  EXPECT_EQ(catalog.error_codes[0].pattern, "NW-\\d-\\d");
  EXPECT_EQ(catalog.error_codes[0].service, "netflix");
  EXPECT_TRUE(catalog.error_codes[1].device_side);
  ASSERT_EQ(catalog.valences.size(), 3U);
  EXPECT_EQ(catalog.valences[1].word, ":(");
  EXPECT_EQ(catalog.valences[1].value, -2);
}

TEST(CatalogFile, ReadsAFolderByNameWithoutHiddenAndOtherFiles) {
  const Scratch scratch;
  scratch.write("b.toml", "[[service]]\nslug = \"b\"\n");
  scratch.write("a.toml", "[[service]]\nslug = \"a\"\n");
  scratch.write("sub/c.toml", "[[service]]\nslug = \"c\"\n");
  scratch.write(".hidden.toml", "not = toml =");
  scratch.write(".git/x.toml", "not = toml =");
  scratch.write("README.md", "# not toml");
  std::vector<std::string> slugs;
  for (const auto& service : good({scratch.path()}).services) slugs.push_back(service.slug);
  EXPECT_EQ(slugs, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(CatalogFile, TakesTrickyFiles) {
  EXPECT_EQ(good_text("").services.size(), 0U);
  EXPECT_EQ(good_text("\xEF\xBB\xBF[[service]]\r\nslug = \"a\"\r\n").services.size(), 1U);
  EXPECT_EQ(good_text("service = [{ slug = \"a\" }, { slug = \"b\", names = [] }]\n").services.size(), 2U);
  EXPECT_EQ(good_text("[[service]]\nslug = \"a\"\nnames = [\"\u30cd\u30c8\u30d5\u30ea\", '3', \"A&B \U0001F4FA\"]\n")
                .services[0]
                .names.size(),
            3U);
  EXPECT_EQ(good_text("phrases.en.failure = [\"Isn\u2019t   WORKING\"]\n").phrases[0].text, "isnt working");
  EXPECT_EQ(good_text("symptom = [{ slug = \"x\", phrases = { en = [\"y\"] } }]\n").symptoms.size(), 1U);
  EXPECT_EQ(
      good_text("[[service]]\nslug = \"a\"\nname = \"Prime\"\nambiguous = [\"prime\"]\n").services[0].ambiguous.size(),
      1U);
}

TEST(CatalogFile, TakesAHundredThousandPhrases) {
  std::string text = "[phrases.en]\nfailure = [\n";
  for (int i = 0; i < 100'000; ++i) text += "\"phrase number " + std::to_string(i) + "\",\n";
  EXPECT_EQ(good_text(text + "]\n").phrases.size(), 100'000U);
}

TEST(CatalogFingerprint, IsOfTheContentOnly) {
  const auto plain = good_text("[[service]]\nslug = \"a\"\nnames = [\"x\", \"y\"]\n");
  const auto dressed = good_text("# A\nservice = [ {names = ['x',\n 'y'], slug = \"a\", countries = []} ]\n");
  EXPECT_EQ(plain.fingerprint, dressed.fingerprint);
}

TEST(CatalogFingerprint, ChangesWithEveryValue) {
  const std::string base =
      "[[service]]\nslug = \"a\"\nnames = [\"x\", \"y\"]\n[[symptom]]\nslug = \"s\"\nphrases.en = [\"p\"]\n"
      "[phrases.en]\nfailure = [\"f\"]\n[[code]]\npattern = \"c\"\n[[region]]\ncode = \"US\"\nname = \"n\"\n";
  std::vector<std::uint64_t> seen{good_text(base).fingerprint};
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"a\"", "\"b\""},
                                                        {"\"x\", \"y\"", "\"xy\""},
                                                        {"\"x\", \"y\"", "\"y\", \"x\""},
                                                        {"\"s\"", "\"t\""},
                                                        {"[\"p\"]", "[\"q\"]"},
                                                        {"failure", "recovery"},
                                                        {"[\"f\"]", "[\"g\"]"},
                                                        {"phrases.en]", "phrases.de]"},
                                                        {"\"c\"", "\"d\""},
                                                        {"\"c\"", "\"c\"\ndevice_side = true"},
                                                        {"\"US\"", "\"GB\""},
                                                        {"\"n\"", "\"m\""},
                                                        {"\"n\"", "\"n\"\ncities = [\"v\"]"},
                                                        {"\"n\"", "\"n\"\nambiguous_cities = [\"v\"]"}}) {
    std::string changed = base;
    changed.replace(changed.find(from), from.size(), to);
    seen.push_back(good_text(changed).fingerprint);
  }
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

}  // namespace
}  // namespace outcry::app
