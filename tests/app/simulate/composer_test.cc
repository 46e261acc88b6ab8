#include "app/simulate/composer.h"

#include <set>

#include "tiny.h"

namespace outcry::simulate {
namespace {

class ComposerTest : public testing::Test {
 protected:
  Draft draft(Kind kind) {
    Draft out{.time = scenario_.start, .kind = kind, .service = &scenario_.services[0]};
    out.other = &scenario_.services[1];
    out.author = next_author_++;
    return out;
  }

  Scenario scenario_ = tiny();
  Composer composer_{3};
  std::uint64_t next_author_ = 1;
};

TEST_F(ComposerTest, LeavesNoSlotOpen) {
  for (std::size_t i = 0; i < kKinds; ++i) {
    if (static_cast<Kind>(i) == Kind::repost) continue;
    for (int n = 0; n < 300; ++n) {
      const auto post = composer_.compose(draft(static_cast<Kind>(i)));
      EXPECT_FALSE(post.text.empty());
      EXPECT_EQ(post.text.find_first_of("{}"), std::string::npos) << post.text;
    }
  }
}

TEST_F(ComposerTest, NeverRepeatsItselfMuch) {
  std::set<std::string> texts;
  for (int n = 0; n < 500; ++n) texts.insert(composer_.compose(draft(Kind::report)).text);
  EXPECT_GT(texts.size(), 380U);
}

TEST_F(ComposerTest, SaysThePlaceThatIsAskedFor) {
  const Place& texas = *Texts::builtin().place("US-TX");
  int said = 0;
  for (int n = 0; n < 200; ++n) {
    auto asked = draft(Kind::report);
    asked.place = &texas;
    auto text = composer_.compose(asked).text;
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    bool found = text.find("texas") != std::string::npos;
    for (auto city : texas.cities) {
      std::transform(city.begin(), city.end(), city.begin(), [](unsigned char c) { return std::tolower(c); });
      found = found || text.find(city) != std::string::npos;
    }
    said += found ? 1 : 0;
  }
  EXPECT_GT(said, 180);  // the others have it mistyped
}

TEST_F(ComposerTest, QuotesTheErrorCode) {
  for (int n = 0; n < 100; ++n) {
    auto asked = draft(Kind::report);
    asked.code = "NW-2-5";
    EXPECT_NE(composer_.compose(asked).text.find("NW-2-5"), std::string::npos);
  }
}

TEST_F(ComposerTest, NoPlaceIsSaidUnlessAsked) {
  for (int n = 0; n < 500; ++n)
    EXPECT_EQ(composer_.compose(draft(Kind::report)).text.find("(place)"), std::string::npos);
}

TEST_F(ComposerTest, TheProviderSpeaksWithItsOwnAccount) {
  auto official = draft(Kind::acknowledged);
  official.account = Account::official;
  const auto post = composer_.compose(official);
  EXPECT_EQ(post.author.handle, "netflixhelps");
  EXPECT_EQ(post.author.id, composer_.compose(official).author.id);
}

TEST_F(ComposerTest, AccountsOfDifferentSortsAreDifferentPeople) {
  auto person = draft(Kind::report);
  auto press = person;
  press.account = Account::press;
  EXPECT_NE(Composer::author_of(person).id, Composer::author_of(press).id);
}

}  // namespace
}  // namespace outcry::simulate
