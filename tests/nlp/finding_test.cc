// Names, phrases, codes and what cancels what.
#include <gmock/gmock.h>

#include <algorithm>

#include "nlp/cancel.h"
#include "nlp/codes.h"
#include "nlp/names.h"
#include "nlp/phrases.h"
#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

struct Finding : ::testing::Test {
  std::shared_ptr<const Catalog> catalog = testing::small_catalog();
  Names all_names = std::move(*Names::make(*catalog));
  Phrases all_phrases = std::move(*Phrases::make(*catalog));
  Codes all_codes = std::move(*Codes::make(*catalog));
  Scratch scratch;

  Finding() {
    all_names.prepare(scratch);
    all_phrases.prepare(scratch);
    all_codes.prepare(scratch);
  }

  std::vector<NameHit> hits(std::string_view text) {
    std::vector<NameHit> out;
    all_names.find(text, scratch, out);
    keep_longest(out);
    return out;
  }

  std::vector<std::string> names(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& hit : hits(text)) out.push_back(catalog->at(hit.service).slug);
    return out;
  }

  /// Texts of failure phrases that count.
  std::vector<std::string> failures(std::string_view text) { return used(text, PhraseKind::failure); }

  std::vector<std::string> used(std::string_view text, PhraseKind kind) {
    Tokens tokens;
    Phrases::Buffer buffer;
    std::vector<Hit> found;
    tokens.read(text, all_phrases.vocabulary());
    all_phrases.find(tokens, scratch, buffer, found);
    cancel(all_phrases, tokens, found);
    std::vector<std::string> out;
    for (const Hit& hit : found)
      if (hit.used && all_phrases.is(hit, kind)) out.push_back(all_phrases[hit.phrase].text);
    return out;
  }

  std::vector<std::string> codes(std::string_view text) {
    std::vector<CodeHit> found;
    all_codes.find(text, scratch, found);
    std::vector<std::string> out;
    for (const auto& hit : found) out.emplace_back(text.substr(hit.begin, hit.end - hit.begin));
    return out;
  }
};

TEST_F(Finding, NamesInAnyCaseAndSpelling) {
  EXPECT_THAT(names("NETFLIX and HuLu"), ElementsAre("netflix", "hulu"));
  EXPECT_THAT(names("xbox live, xbox-live, XboxLive"), ElementsAre("xbox-live", "xbox-live", "xbox-live"));
  EXPECT_THAT(names("netflix's t mobile tmobile"), ElementsAre("netflix", "t-mobile", "t-mobile"));
  EXPECT_THAT(names("(netflix) \"hulu\" psn/xbl"), ElementsAre("netflix", "hulu", "psn", "xbox-live"));
}

TEST_F(Finding, ShortNamesAtTheStartAndInside) {
  EXPECT_THAT(names("X is down"), ElementsAre("x"));
  EXPECT_THAT(names("is X down"), ElementsAre("x"));
  EXPECT_THAT(names("box fox xx"), IsEmpty());
}

TEST_F(Finding, HandlesAndHashtags) {
  const auto handle = hits("@netflixhelps please");
  ASSERT_EQ(handle.size(), 1U);
  EXPECT_TRUE(handle[0].handle && handle[0].addressed);
  const auto tag = hits("#huludown");
  ASSERT_EQ(tag.size(), 1U);
  EXPECT_TRUE(tag[0].hashtag && tag[0].failing_tag);
  EXPECT_FALSE(hits("#hulu")[0].failing_tag);
  EXPECT_TRUE(hits("#NetflixDown")[0].failing_tag) << "listed in the catalog";
  EXPECT_THAT(names("#hulusomething"), IsEmpty());
  const auto somebody = hits("@max hello");
  ASSERT_EQ(somebody.size(), 1U);
  EXPECT_TRUE(somebody[0].ambiguous && somebody[0].addressed) << "a common word as a handle may be somebody else";
  EXPECT_THAT(names("me@hulu.com"), IsEmpty());
}

TEST_F(Finding, TheLongestOfOverlappingNames) {
  EXPECT_THAT(names("amazon prime video"), ElementsAre("prime-video"));
  EXPECT_THAT(names("xbox xbox live"), ElementsAre("xbox", "xbox-live"));
}

TEST_F(Finding, PhrasesAsWholeWords) {
  EXPECT_THAT(failures("it is down."), Contains("is down"));
  EXPECT_THAT(failures("downtown meltdowns"), IsEmpty());
  EXPECT_THAT(failures("is, down"), Not(Contains("is down")));
}

TEST_F(Finding, PhrasesWithGaps) {
  EXPECT_THAT(failures("looks like it is all down"), Contains("looks like .. down"));
  EXPECT_THAT(failures("looks like one two three four down"), Not(Contains("looks like .. down")));
  EXPECT_THAT(failures("looks like down"), Contains("looks like .. down"));
}

TEST_F(Finding, IdiomsCancelWhatTheyOverlap) {
  EXPECT_THAT(failures("calm down"), IsEmpty());
  EXPECT_THAT(failures("it went down to zero"), IsEmpty());
  EXPECT_THAT(failures("calm down it is down"), ElementsAre("is down", "down"));
}

TEST_F(Finding, NegationTurnsFailuresRound) {
  EXPECT_THAT(failures("it is not down"), IsEmpty());
  EXPECT_THAT(failures("never had problems with it"), IsEmpty());
  EXPECT_THAT(failures("it is not really offline"), IsEmpty());
  EXPECT_THAT(failures("no, it is down"), Contains("is down"));
}

TEST_F(Finding, FailuresInsidePlansOrRecoveriesDoNotCount) {
  EXPECT_THAT(failures("it will be down tomorrow"), IsEmpty());
  EXPECT_THAT(failures("it is no longer down"), IsEmpty());
}

TEST_F(Finding, ARecoveryThatIsDeniedDoesNotCount) {
  EXPECT_THAT(used("it isnt working again", PhraseKind::recovery), IsEmpty());
  EXPECT_THAT(used("it is not back up", PhraseKind::recovery), IsEmpty());
  EXPECT_THAT(used("it is working again", PhraseKind::recovery), Contains("working again"));
}

TEST_F(Finding, CodesAsWholeWordsTheLongestFirst) {
  EXPECT_THAT(codes("got NW-2-5, then CE-34878-0!"), ElementsAre("NW-2-5", "CE-34878-0"));
  EXPECT_THAT(codes("http 503 in 15030 tries"), ElementsAre("503"));
  EXPECT_THAT(codes("nothing here"), IsEmpty());
}

}  // namespace
}  // namespace outcry::nlp
