// The classifier as a whole: what a post that names nothing costs, hostile texts, what comes from the source.
#include "nlp/classifier.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/nlp/allocations.h"
#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Classifier, AllocatesNothingForPostsThatNameNoService) {
  testing::Asked asked;
  const std::string plain(100, 'a');
  const Post posts[] = {{.text = plain},
                        {.author_name = "somebody", .text = "what a lovely day, nothing is down at all"},
                        {.text = "naïve café 東京 🔥 — nothing here"}};
  for (const Post& post : posts) EXPECT_THAT(asked.all(post), IsEmpty());
  const std::size_t before = testing::allocations();
  for (const Post& post : posts) asked.all(post);
  EXPECT_EQ(testing::allocations(), before);
}

TEST(Classifier, IsAPureFunctionOfThePost) {
  testing::Asked asked;
  const auto first = asked.of("netflix", "netflix is down in texas");
  asked.all("a much longer text about hulu and spotify being back up again in new york and london");
  const auto again = asked.of("netflix", "netflix is down in texas");
  EXPECT_EQ(first->evidence, again->evidence);
  EXPECT_EQ(first->region, again->region);
}

TEST(Classifier, WorkspacesOfOneClassifierAgree) {
  testing::Asked asked;
  testing::Asked other;
  const std::string text = "hulu keeps buffering in austin";
  EXPECT_EQ(asked.of("hulu", text)->evidence, other.of("hulu", text)->evidence);
}

TEST(Classifier, SurvivesHostileTexts) {
  testing::Asked asked;
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte.push_back(static_cast<char>(byte));
  const std::string name = "netflix ";
  const std::string hostile[] = {every_byte,
                                 name + every_byte + name,
                                 std::string("netflix\0is\0down", 15),
                                 name + "\xC3",
                                 name + "\xF0\x9F\x94",
                                 "\xED\xA0\x80" + name + "\xFF\xFE",
                                 name + std::string(5000, '\x80'),
                                 "‮netflix is down‬ ‏שלום",
                                 "netflix 🔥💀👨‍👩‍👧‍👦 is down 🇺🇸",
                                 "@",
                                 "#",
                                 "@ #",
                                 "#netflix#hulu@hulu",
                                 "netflix" + std::string(3000, '!'),
                                 "http://",
                                 "https://netflix",
                                 "netflix '",
                                 "'netflix''",
                                 "netflix - - - down",
                                 "netflix.",
                                 ".netflix..down"};
  for (const auto& text : hostile) {
    asked.all(text);
    asked.explained(text);
  }
}

TEST(Classifier, ReadsNoMoreOfAnEndlessTextThanItsBeginning) {
  testing::Asked asked;
  const std::string one = "netflix is down and so is hulu in portland no not down to it #netflixdown 503 ";
  std::string endless;
  while (endless.size() < 1'000'000) endless += one;
  EXPECT_TRUE(asked.of("netflix", endless));
  const std::size_t before = testing::allocations();
  asked.all(endless);
  EXPECT_LT(testing::allocations() - before, 200U);
  EXPECT_THAT(asked.all(std::string(1'000'000, 'x') + " netflix is down"), IsEmpty());
}

TEST(Classifier, CutsALongTextBetweenCharacters) {
  testing::Asked asked;
  for (std::size_t pad = 0; pad < 4; ++pad) {
    std::string text = "netflix is down " + std::string(pad, 'x');
    while (text.size() < 30'000) text += "é東🔥";
    EXPECT_TRUE(asked.of("netflix", text));
  }
}

TEST(Classifier, TakesTheServiceThatTheSourceGives) {
  testing::Asked asked;
  EXPECT_EQ(asked.of("netflix", {.text = "not working since this morning", .service = "netflix"})->intent,
            Intent::report);
  EXPECT_EQ(asked.of("netflix", {.text = "cant log in, error 503", .service = "Netflix"})->intent, Intent::report);
  EXPECT_EQ(asked.of("free", {.text = "plus rien, en panne", .service = "free"})->intent, Intent::report);
  EXPECT_THAT(asked.all({.text = "not working", .service = "nobody-knows"}), IsEmpty());
}

TEST(Classifier, FindsTheServiceInWhatASourceCallsIt) {
  testing::Asked asked;
  for (const std::string given : {"Netflix App", "official NETFLIX support", "Netflix – Help"})
    EXPECT_TRUE(asked.of("netflix", {.text = "not working since this morning", .service = given})) << given;
  EXPECT_TRUE(asked.of("prime-video", {.text = "it is down", .service = "Amazon Prime Video (TV)"}));
  EXPECT_THAT(asked.all({.text = "it is down", .service = "Max's Pizza"}), IsEmpty()) << "a common word";
}

TEST(Classifier, TakesACommonWordForAServiceThatIsSaidToFail) {
  testing::Asked asked;
  for (const std::string text :
       {"chase is still totally down", "the Chase app is down", "Chase main server is down", "cannot connect to chase",
        "cant get on discord", "wont let me log in to chase", "my internet is so slow right now @spectrum"})
    EXPECT_FALSE(asked.all(text).empty()) << text;
  for (const std::string text :
       {"the chase is down the road", "cut to the chase", "i cant wait for the chase",
        "the chase my friend watched is down", "no discord between us", "@chase please come home, dinner is ready"})
    EXPECT_TRUE(asked.all(text).empty()) << text;
}

TEST(Classifier, CountsShortConfirmationsWhenTheServiceIsGiven) {
  testing::Asked asked;
  for (const std::string text : {"same here", "me too in Ohio", "pareil", "idem", "moi aussi", "same problem here"}) {
    const auto verdict = asked.of("netflix", {.text = text, .service = "netflix"});
    EXPECT_EQ(verdict->intent, Intent::report) << text;
  }
  EXPECT_FALSE(is_evidence(asked.of("netflix", {.text = "love this show", .service = "netflix"})->intent));
}

TEST(Classifier, KnowsTheProvidersOwnVoice) {
  testing::Asked asked;
  const Post post{.author_name = "NetflixHelps", .text = "Netflix is down right now, sorry"};
  EXPECT_EQ(asked.of("netflix", post)->intent, Intent::official);
  EXPECT_LT(asked.of("netflix", post)->evidence, 0.1);
  EXPECT_EQ(
      asked.of("netflix", {.author_name = "@netflixhelps", .text = "All fixed, thanks for your patience"})->intent,
      Intent::official);
  EXPECT_EQ(asked.of("hulu", {.author_name = "netflixhelps", .text = "hulu is down"})->intent, Intent::report);
}

TEST(Classifier, GivesServicesInOrderOfAppearance) {
  testing::Asked asked;
  const auto verdicts = asked.all("spotify and hulu and netflix");
  std::vector<std::string> slugs;
  for (const auto& verdict : verdicts) slugs.push_back(asked.catalog().at(verdict.service).slug);
  EXPECT_THAT(slugs, ElementsAre("spotify", "hulu", "netflix"));
}

TEST(Classifier, ReportsWhatItCannotCompile) {
  auto catalog = std::make_shared<Catalog>();
  catalog->error_codes = {{"(", "", false}};
  EXPECT_EQ(Classifier::make(catalog).error(), Errc::invalid_argument);
}

TEST(Classifier, LivesWithAnEmptyCatalog) {
  auto classifier = Classifier::make(std::make_shared<Catalog>());
  ASSERT_TRUE(classifier);
  auto workspace = classifier->workspace();
  EXPECT_THAT(classifier->classify(Post{.text = "netflix is down"}, workspace), IsEmpty());
}

}  // namespace
}  // namespace outcry::nlp
