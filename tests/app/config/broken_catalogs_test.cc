// Every way in which people get a catalog wrong: each is refused, and told with its place and remedy.
#include <gtest/gtest.h>

#include "app/config/catalog_file.h"
#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

/// A file of the catalog beside a sound base, and what must be said of it.
struct Broken {
  const char* file;
  const char* text;
  unsigned line;
  const char* message;
  const char* hint;
};

constexpr const char* kBase = R"([category]
slug = "video"
name = "Video"
[[service]]
slug = "netflix"
name = "Netflix"
[[service]]
slug = "hulu"
[[symptom]]
slug = "login"
phrases.en = ["cant log in"]
[[region]]
code = "US-TX"
)";

/// What a failing test shows.
void PrintTo(const Broken& broken, std::ostream* out) { *out << "line " << broken.line << ": " << broken.message; }

class BrokenCatalog : public testing::TestWithParam<Broken> {};

TEST_P(BrokenCatalog, IsRefusedWithPlaceAndRemedy) {
  const auto& broken = GetParam();
  const Scratch scratch;
  const auto base = scratch.write("base.toml", kBase);
  const auto file = scratch.write(broken.file, broken.text);
  const auto loaded = load_catalog("", {base, file});
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << broken.text << "\n" << render(loaded.diagnostics);
  const auto& d = loaded.diagnostics.front();
  EXPECT_EQ(d.severity, Severity::error);
  EXPECT_EQ(d.file, file);
  EXPECT_EQ(d.line, broken.line) << render(d);
  EXPECT_NE(d.message.find(broken.message), std::string::npos) << render(d);
  EXPECT_NE(d.hint.find(broken.hint), std::string::npos) << render(d);
  EXPECT_FALSE(d.hint.empty());
}

const Broken kBroken[] = {
    // Services.
    {"my.toml", "[[service]]\nname = \"Power\"\n", 1, "[[service]] has no slug", "write slug ="},
    {"my.toml", "[[service]]\nslug = \"City Power\"\n", 2, "cannot be the slug of a service",
     "for example 'city-power'"},
    {"my.toml", "[[service]]\nslug = \"\"\n", 2, "cannot be the slug", "for example"},
    {"my.toml", "[[service]]\nslug = \"-x\"\n", 2, "cannot be the slug", "for example 'x'"},
    {"my.toml", "[[service]]\nslug = \"strom\u00f6\"\n", 2, "cannot be the slug", "for example 'strom'"},
    {"my.toml", "[[service]]\nslug = 3\n", 2, "must be a string", "quotes"},
    {"my.toml", "[[service]]\nslug = \"netflix\"\n", 2, "'netflix' is already defined at", "extend = true"},
    {"my.toml", "[[service]]\nslug = \"a\"\n[[service]]\nslug = \"a\"\n", 4, "'a' is already defined at",
     "replace = true"},
    {"my.toml", "[[service]]\nslug = \"netflx\"\nextend = true\n", 2, "no service 'netflx' to extend",
     "did you mean 'netflix'?"},
    {"my.toml", "[[service]]\nslug = \"quite-new\"\nreplace = true\n", 2, "to replace", "leave out"},
    {"my.toml", "[[service]]\nslug = \"hulu\"\nreplace = true\nextend = true\n", 3, "both extend and replace",
     "keep one"},
    {"my.toml", "[service]\nslug = \"a\"\n", 1, "must be a list of tables", "[[service]]"},
    {"my.toml", "service = [\"netflix\"]\n", 1, "must be a list of tables", "[[service]]"},
    {"my.toml", "[[services]]\nslug = \"a\"\n", 1, "unknown key 'services'", "did you mean 'service'?"},
    {"my.toml", "slug = \"a\"\n", 1, "unknown key 'slug'", "it belongs in [[service]]"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnmaes = [\"x\"]\n", 3, "unknown key 'nmaes' in [[service]] 'a'",
     "did you mean 'names'?"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnames = \"x\"\n", 3, "must be an array of strings", "names = [\"x\"]"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnames = [\"x\", 3]\n", 3, "must be an array of strings", "quotes"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnames = [\" \"]\n", 3, "an empty text in 'names'", "remove it"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnames = [\"x\\ny\"]\n", 3, "a line break or control character", "one line"},
    {"my.toml", "[[service]]\nslug = \"a\"\nname = \" \"\n", 3, "the name of [[service]] 'a' is empty", "leave it out"},
    {"my.toml", "[[service]]\nslug = \"a\"\ncategory = \"vidoe\"\n", 3, "no category 'vidoe'", "did you mean 'video'?"},
    {"my.toml", "[[service]]\nslug = \"a\"\ncategory = \"power grid\"\n", 3, "no category 'power grid'", "[category]"},
    {"my.toml", "[[service]]\nslug = \"a\"\nambiguous = [\"b\"]\n", 3, "'b' in 'ambiguous' is not among the names",
     "add it to names"},
    {"my.toml", "[[service]]\nslug = \"a\"\nnames = [\"prime\"]\nambiguous = [\"prme\"]\n", 4, "is not among the names",
     "did you mean 'prime'?"},
    {"my.toml", "[[service]]\nslug = \"a\"\nupstreams = [\"netflx\"]\n", 3, "'netflx' in 'upstreams' is no service",
     "did you mean 'netflix'?"},
    {"my.toml", "[[service]]\nslug = \"a\"\nupstreams = [\"power-grid\"]\n", 3, "is no service",
     "add it as a [[service]]"},
    {"my.toml", "[[service]]\nslug = \"a\"\nupstreams = [\"a\"]\n", 3, "its own upstream", "remove it"},
    {"my.toml", "[[service]]\nslug = \"a\"\ncountries = [\"USA\"]\n", 3, "'USA' is no country", "two capitals"},
    {"my.toml", "[[service]]\nslug = \"a\"\ncountries = [\"us\"]\n", 3, "'us' is no country", "two capitals"},
    {"my.toml", "[[service]]\nslug = \"a\"\nstatus_page = \"status.a.com\"\n", 3, "is no address", "https://"},
    {"my.toml", "[[service]]\nslug = \"a\"\ncontext = [\"\"]\n", 3, "an empty phrase", "remove it"},
    {"my.toml", "[category]\nname = \"Video\"\n", 1, "[category] has no slug", "write slug"},
    {"my.toml", "[category]\nslug = \"My Things\"\n", 2, "cannot be the slug of a category", "'my-things'"},
    {"my.toml", "[[category]]\nslug = \"x\"\n", 1, "must be a table", "write [category] once"},
    // Symptoms.
    {"my.toml", "[[symptom]]\nphrases.en = [\"x\"]\n", 1, "[[symptom]] has no slug", "write slug"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\n", 2, "[[symptom]] 'a' has no phrases", "phrases.en"},
    {"my.toml", "[[symptom]]\nslug = \"login\"\nphrases.en = [\"x\"]\n", 2, "symptom 'login' is already defined",
     "extend = true"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\nphrases = [\"x\"]\n", 3, "'phrases' in [[symptom]] 'a' must be a table",
     "phrases.NAME"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\nphrases.english = [\"x\"]\n", 3, "'english' is no language", "two letters"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\nphrases.en = [\"whole ..\"]\n", 3, "'..' in the phrase",
     "whole .. is down"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\nphrases.en = [\".. down\"]\n", 3, "must stand between two words",
     "whole .. is down"},
    {"my.toml", "[[symptom]]\nslug = \"a\"\nphrases.en = [\"so... slow\"]\n", 3, "must stand between two words",
     "whole .. is down"},
    {"symptoms/Crash Now.toml", "phrases.en = [\"crashes\"]\n", 0, "cannot be the slug of a symptom", "'crash-now'"},
    {"symptoms/crash.toml", "phrase.en = [\"crashes\"]\nphrases.en = [\"x\"]\n", 1, "unknown key 'phrase'",
     "did you mean 'phrases'?"},
    // Phrases.
    {"phrases/en.toml", "failures = [\"is down\"]\n", 1, "unknown key 'failures'", "did you mean 'failure'?"},
    {"phrases/en.toml", "failure = \"is down\"\n", 1, "must be an array of strings", "failure = [\"is down\"]"},
    {"phrases/en.toml", "failure = [\"'\"]\n", 1, "an empty phrase", "remove it"},
    {"my.toml", "[phrases]\nfailure = [\"is down\"]\n", 2, "'failure' is no language", "[phrases.en]"},
    {"my.toml", "[phrases.en]\nbroken = [\"is down\"]\n", 2, "unknown key 'broken' in [phrases.en]", "known are"},
    // Error codes.
    {"my.toml", "[[code]]\nservice = \"netflix\"\n", 1, "[[code]] has no pattern", "write pattern"},
    {"my.toml", "[[code]]\npattern = \"\"\n", 2, "an empty pattern", "write pattern"},
    {"my.toml", "[[code]]\npattern = 'x'\nservice = \"netflx\"\n", 3, "is no service", "did you mean 'netflix'?"},
    {"my.toml", "[[code]]\npattern = 'x'\ndevice_side = \"yes\"\n", 3, "must be true or false", "without quotes"},
    {"my.toml", "[[code]]\npattern = 'NW-(\\d'\n", 2, "cannot be compiled", "regular expression"},
    {"my.toml", "[[code]]\npattern = 'x*'\n", 2, "matches the empty text", "+"},
    {"my.toml", "[[code]]\npattern = '(a)\\1'\n", 2, "cannot be compiled", "regular expression"},
    // Places.
    {"my.toml", "[[region]]\nname = \"Texas\"\n", 1, "[[region]] has no code", "write code"},
    {"my.toml", "[[region]]\ncode = \"Texas\"\n", 2, "is no code of a region", "US-TX"},
    {"my.toml", "[[region]]\ncode = \"US-TX\"\n", 2, "region 'US-TX' is already defined", "extend = true"},
    {"my.toml", "[[region]]\ncode = \"US-CA\"\ncountry = \"CA\"\n", 3, "is not the country of 'US-CA'",
     "leave country out"},
    {"my.toml", "[[region]]\ncode = \"US-CA\"\npopulation_millions = \"39\"\n", 3, "must be a number",
     "write for example"},
    {"my.toml", "[[region]]\ncode = \"US-CA\"\npopulation_millions = 39500000\n", 3, "out of range", "from 0 to 10000"},
    {"my.toml", "[[region]]\ncode = \"US-CA\"\ncities = [\"\"]\n", 3, "a place is empty", "remove it"},
    // Valences and files.
    {"my.tsv", "good\t1.9\nbad -2\n", 2, "is no word and valence", "a tab"},
    {"my.tsv", "good\t19\n", 1, "is no word and valence", "-4 to 4"},
    {"my.tsv", "\t1\n", 1, "is no word and valence", "a word"},
    {"my.toml", "[[service]]\nslug = \"a\nname = \"A\"\n", 2, "string", "close the string"},
};
INSTANTIATE_TEST_SUITE_P(All, BrokenCatalog, testing::ValuesIn(kBroken));

TEST(BrokenCatalogs, AreToldAllAtOnceOverSeveralFiles) {
  const Scratch scratch;
  const auto one = scratch.write("one.toml", "[[service]]\nslug = \"A\"\nnme = \"x\"\n[[service]]\nupstreams = []\n");
  const auto two = scratch.write("two.toml", "[[service]]\nslug = b\n\n[[region]]\ncode = \"x\"\nnames = 3\n");
  const auto three = scratch.path("three.toml");
  const auto loaded = load_catalog("", {one, two, three});
  std::vector<std::string> places;
  for (const auto& d : loaded.diagnostics)
    places.push_back(std::filesystem::path(d.file).stem().string() + ":" + std::to_string(d.line));
  EXPECT_EQ(places, (std::vector<std::string>{"one:2", "one:3", "one:4", "two:2", "two:5", "two:6", "three:0"}))
      << render(loaded.diagnostics);
}

TEST(BrokenCatalogs, DoNotBlameOthersForWhatCouldNotBeRead) {
  const Scratch scratch;
  const auto one = scratch.write("one.toml", "[[service]]\nslug = aws\nname = \"AWS\"\n");
  const auto two = scratch.write("two.toml", "[[service]]\nslug = \"a\"\nupstreams = [\"aws\"]\n");
  EXPECT_EQ(load_catalog("", {one, two}).diagnostics.size(), 1U);
}

TEST(BrokenCatalogs, EmptyFoldersAndMissingOnesAreSaid) {
  const Scratch scratch;
  EXPECT_EQ(render(load_catalog("", {scratch.path()}).diagnostics),
            scratch.path() + ": error: holds no catalog files; put .toml files into it\n1 error\n");
  EXPECT_EQ(load_catalog("", {scratch.path("no")}).diagnostics.size(), 1U);
}

TEST(BrokenCatalogs, HaveTooManySymptoms) {
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 33; ++i)
    text += "[[symptom]]\nslug = \"s" + std::to_string(i) + "\"\nphrases.en = [\"p" + std::to_string(i) + "\"]\n";
  const auto loaded = load_catalog("", {scratch.write("my.toml", text)});
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "more than 32 symptoms");
  EXPECT_EQ(loaded.diagnostics[0].line, 32U * 3 + 2);
}

TEST(BrokenCatalogs, HaveTooLongPhrasesAndNames) {
  const Scratch scratch;
  const auto file = scratch.write("my.toml", "[[service]]\nslug = \"a\"\nnames = [\"" + std::string(101, 'x') +
                                                 "\"]\n[phrases.en]\nfailure = [\"" + std::string(201, 'x') + "\"]\n");
  const auto loaded = load_catalog("", {file});
  ASSERT_EQ(loaded.diagnostics.size(), 2U) << render(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].line, 3U);
  EXPECT_EQ(loaded.diagnostics[1].message, "a phrase is longer than 200 letters");
}

TEST(BrokenCatalogs, StopTellingAfterFiveHundredFaults) {
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "[[service]]\nslug = \"S" + std::to_string(i) + "\"\n";
  EXPECT_EQ(load_catalog("", {scratch.write("my.toml", text)}).diagnostics.size(), 500U);
}

}  // namespace
}  // namespace outcry::app
