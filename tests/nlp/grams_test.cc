// What the learnt model sees of a post.
#include "nlp/grams.h"

#include <gmock/gmock.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::Not;

struct GramsOf : ::testing::Test {
  testing::Asked asked;

  std::optional<Instance> of(std::string_view slug, const Post& post) { return asked.instance(slug, post); }
  std::optional<Instance> of(std::string_view slug, std::string_view text) { return of(slug, Post{.text = text}); }
};

const std::vector<std::uint32_t>& block(const Instance& instance, Block wanted) {
  return instance.hashes[static_cast<std::size_t>(wanted)];
}

TEST_F(GramsOf, TheNameOfTheServiceIsMasked) {
  const auto netflix = of("netflix", "netflix is down");
  const auto hulu = of("hulu", "hulu is down");
  ASSERT_TRUE(netflix && hulu);
  for (const Block same : {Block::words, Block::letters, Block::around})
    EXPECT_EQ(block(*netflix, same), block(*hulu, same));
}

TEST_F(GramsOf, OtherServicesNumbersLinksAndAccountsAreMasked) {
  const auto one = of("netflix", "@ann netflix and hulu down 3 times http://a.example/x");
  const auto other = of("netflix", "@bob netflix and spotify down 17 times http://b.example/yz");
  ASSERT_TRUE(one && other);
  EXPECT_EQ(block(*one, Block::words), block(*other, Block::words));
}

TEST_F(GramsOf, WordsThatStandElsewhereAreOtherFeatures) {
  const auto before = of("netflix", "down netflix");
  const auto behind = of("netflix", "netflix down");
  ASSERT_TRUE(before && behind);
  EXPECT_NE(block(*before, Block::around), block(*behind, Block::around));
}

TEST_F(GramsOf, ATextThatDoesNotNameItsServiceIsOfTheOtherRegister) {
  const auto given = of("netflix", Post{.text = "nothing loads", .service = "netflix"});
  const auto named = of("netflix", Post{.text = "netflix loads nothing", .service = "netflix"});
  ASSERT_TRUE(given && named);
  EXPECT_EQ(given->kind, Register::given);
  EXPECT_EQ(named->kind, Register::named);
}

TEST_F(GramsOf, FeaturesAreKnownByTheirNamesWhateverTheirOrder) {
  constexpr std::uint32_t kSubjectDown = 0xcc7a303bU;  // models that were learnt before know it by this number
  const auto down = of("netflix", "netflix is down");
  ASSERT_TRUE(down);
  EXPECT_THAT(block(*down, Block::sentence), ::testing::Contains(kSubjectDown));
}

TEST_F(GramsOf, FactsAreKnownByTheirNamesWhateverTheirWordsForPeople) {
  constexpr std::uint32_t kNamedOnce = 0x3613ad44U;  // "how often it is named", 1
  const auto down = of("netflix", "netflix is down");
  ASSERT_TRUE(down);
  EXPECT_THAT(block(*down, Block::sentence), ::testing::Contains(kNamedOnce));
}

TEST_F(GramsOf, OneThatIsNotMeantHasNone) {
  EXPECT_FALSE(of("netflix", "lovely weather"));
  EXPECT_FALSE(of("hulu", "netflix is down"));
}

TEST_F(GramsOf, LettersGoByCodePoints) {
  const auto accents = of("netflix", "netflix déjà");
  ASSERT_TRUE(accents);
  // " déjà ": 6 code points padded, so 5 + 4 + 3 + 2 grams of two to five letters.
  EXPECT_EQ(block(*accents, Block::letters).size(), 14U);
}

}  // namespace
}  // namespace outcry::nlp
