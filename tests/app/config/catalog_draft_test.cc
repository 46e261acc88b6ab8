#include "app/config/catalog_draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Drafts made of files that the test writes.
class DraftOfFiles : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& text, Origin origin = Origin::shipped) {
    draft.read(scratch.write(name, text), origin);
  }

  /// "file:line message; hint" of each fault, the file without its folder.
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& fault : faults.take()) {
      const auto file = std::filesystem::path(fault.file).filename().string();
      out.push_back(file + ":" + std::to_string(fault.line) + " " + fault.message + "; " + fault.hint);
    }
    return out;
  }

  static std::vector<std::string> values(const Texts& texts) {
    std::vector<std::string> out;
    for (const auto& text : texts) out.push_back(text.value);
    return out;
  }

  Scratch scratch;
  Faults faults;
  CatalogDraft draft{faults};
};

TEST_F(DraftOfFiles, KeepsEveryValueWithItsPlace) {
  add("a.toml", "[[service]]\nslug = \"max\"\nnames = [\n  \"hbo max\",\n  \"max app\"]\n");
  ASSERT_EQ(draft.services().size(), 1U);
  const auto& max = draft.services().front();
  EXPECT_EQ(max.slug.at.line, 2U);
  EXPECT_THAT(values(max.names), ElementsAre("hbo max", "max app"));
  EXPECT_EQ(max.names[1].at.line, 5U);
  EXPECT_EQ(max.names[1].at.column, 3U);
  EXPECT_EQ(max.name.value, "") << "what is not said stays empty";
  EXPECT_THAT(told(), ElementsAre());
}

TEST_F(DraftOfFiles, GivesTheCategoryOfAFileToItsServices) {
  add("a.toml",
      "[category]\nslug = \"video\"\nname = \"Video\"\n[[service]]\nslug = \"max\"\n"
      "[[service]]\nslug = \"dota\"\ncategory = \"games\"\n");
  EXPECT_EQ(draft.services()[0].category.value, "video");
  EXPECT_EQ(draft.services()[1].category.value, "games");
}

TEST_F(DraftOfFiles, JoinsACategoryThatSeveralFilesName) {
  add("a.toml", "[category]\nslug = \"video\"\n");
  add("b.toml", "[category]\nslug = \"video\"\nname = \"Films\"\n");
  ASSERT_EQ(draft.categories().size(), 1U);
  EXPECT_EQ(draft.categories().front().name.value, "Films");
}

TEST_F(DraftOfFiles, RefusesWhatIsDefinedTwiceAndSaysWhereItWasFirst) {
  add("a.toml", "[[service]]\nslug = \"max\"\nname = \"Max\"\n");
  add("b.toml", "\n[[service]]\nslug = \"max\"\nname = \"Other\"\n", Origin::added);
  EXPECT_EQ(draft.services().size(), 1U);
  EXPECT_EQ(draft.services().front().name.value, "Max");
  EXPECT_THAT(told(), ElementsAre(testing::AllOf(
                          HasSubstr("b.toml:3 service 'max' is already defined at " + scratch.path("a.toml") + ":2"),
                          HasSubstr("extend = true"), HasSubstr("replace = true"))));
}

TEST_F(DraftOfFiles, ExtendsByAddingToListsAndOverridingWords) {
  add("a.toml",
      "[[service]]\nslug = \"max\"\nname = \"Max\"\nnames = [\"max\"]\nstatus_page = \"https://a.example\"\n");
  add("b.toml", "[[service]]\nslug = \"max\"\nextend = true\nname = \"HBO Max\"\nnames = [\"hbo\"]\n", Origin::added);
  const auto& max = draft.services().front();
  EXPECT_EQ(max.name.value, "HBO Max");
  EXPECT_EQ(max.status_page.value, "https://a.example");
  EXPECT_THAT(values(max.names), ElementsAre("max", "hbo"));
  EXPECT_EQ(max.origin, Origin::added);
  EXPECT_THAT(told(), ElementsAre());
}

TEST_F(DraftOfFiles, ReplacesWithNothingLeft) {
  add("a.toml", "[[service]]\nslug = \"max\"\nnames = [\"max\"]\n");
  add("b.toml", "[[service]]\nslug = \"max\"\nreplace = true\nnames = [\"hbo\"]\n", Origin::added);
  EXPECT_THAT(values(draft.services().front().names), ElementsAre("hbo"));
}

TEST_F(DraftOfFiles, ProposesTheServiceThatIsMeantToBeExtended) {
  add("a.toml", "[[service]]\nslug = \"netflix\"\n");
  add("b.toml",
      "[[service]]\nslug = \"netflx\"\nextend = true\n[[service]]\nslug = \"x\"\nextend = true\nreplace = true\n");
  EXPECT_THAT(told(), ElementsAre("b.toml:2 there is no service 'netflx' to extend; did you mean 'netflix'?",
                                  "b.toml:7 [[service]] 'x' has both extend and replace; keep one",
                                  HasSubstr("b.toml:5 there is no service 'x' to extend; leave out")));
}

TEST_F(DraftOfFiles, TellsKeysThatItDoesNotKnow) {
  add("a.toml", "names = [\"x\"]\n[[service]]\nslug = \"max\"\nname5 = \"Max\"\n[[servce]]\nslug = \"b\"\n");
  EXPECT_THAT(told(),
              testing::UnorderedElementsAre("a.toml:4 unknown key 'name5' in [[service]] 'max'; did you mean 'name'?",
                                            "a.toml:1 unknown key 'names'; it belongs in [[service]]",
                                            "a.toml:5 unknown key 'servce'; did you mean 'service'?"));
}

TEST_F(DraftOfFiles, TellsValuesOfTheWrongTypeOnce) {
  add("a.toml", "[[service]]\nslug = 5\n[[region]]\ncode = \"US\"\npopulation_millions = \"many\"\n");
  EXPECT_THAT(told(), ElementsAre(HasSubstr("a.toml:2 'slug' in [[service]] must be a string, not an integer"),
                                  HasSubstr("a.toml:5 'population_millions' in [[region]] 'US' must be a number")));
  EXPECT_TRUE(draft.services().empty());
}

TEST_F(DraftOfFiles, NamesASymptomAfterItsFile) {
  add("symptoms/no-sound.toml", "phrases.en = [\"no sound\"]\nphrases.de = [\"kein ton\"]\n");
  ASSERT_EQ(draft.symptoms().size(), 1U);
  EXPECT_EQ(draft.symptoms().front().slug.value, "no-sound");
  EXPECT_EQ(draft.symptoms().front().phrases.size(), 2U);
}

TEST_F(DraftOfFiles, WantsPhrasesOfASymptomUnlessTheyWereFaulty) {
  add("symptoms/a.toml", "name = \"A\"\n");
  add("symptoms/b.toml", "phrases.english = [\"x\"]\n");
  EXPECT_THAT(told(), ElementsAre(HasSubstr("symptom 'a' has no phrases"), HasSubstr("'english' is no language")));
}

TEST_F(DraftOfFiles, TellsWordsWithoutAValenceByTheirLine) {
  add("words.tsv", "# word\tvalence\ngood\t2\r\nbad\nawful\t-5\n\tx\nfine\t1.5\n");
  ASSERT_EQ(draft.valences().size(), 2U);
  EXPECT_EQ(draft.valences()[1].word, "fine");
  EXPECT_THAT(told(),
              ElementsAre(HasSubstr("words.tsv:3 is no word"), HasSubstr("words.tsv:4"), HasSubstr("words.tsv:5")));
}

TEST_F(DraftOfFiles, KnowsThatAFileCouldNotBeReadWhole) {
  EXPECT_FALSE(draft.broken());
  add("a.toml", "[[service]]\nslug = \"max\"\nname = \n");
  EXPECT_TRUE(draft.broken());
}

TEST_F(DraftOfFiles, ReadsAFolderInOrderOfNames) {
  scratch.write("d/b.toml", "[[service]]\nslug = \"b\"\n");
  scratch.write("d/a.toml", "[[service]]\nslug = \"a\"\n");
  scratch.write("d/.hidden/c.toml", "[[service]]\nslug = \"c\"\n");
  scratch.write("d/notes.txt", "no catalog");
  draft.read(scratch.path("d"), Origin::added);
  ASSERT_EQ(draft.services().size(), 2U);
  EXPECT_EQ(draft.services()[0].slug.value, "a");
  EXPECT_EQ(draft.services()[1].slug.value, "b");
  EXPECT_EQ(draft.services()[0].origin, Origin::added);
}

}  // namespace
}  // namespace outcry::app
