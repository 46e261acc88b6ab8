// Folding, characters and tokens: what the text becomes before anything is looked for.
#include <gmock/gmock.h>

#include "nlp/chars.h"
#include "nlp/fold.h"
#include "nlp/tokens.h"

namespace outcry::nlp {
namespace {

using ::testing::ElementsAre;

std::string folded(std::string_view text) {
  std::string out;
  fold(text, out);
  return out;
}

std::string canonical(std::string_view text, const Vocabulary& vocabulary = {}) {
  Tokens tokens;
  tokens.read(folded(text), vocabulary);
  return tokens.canonical();
}

TEST(Fold, LeavesAsciiAlone) { EXPECT_EQ(folded("Netflix's DOWN, ok?"), "Netflix's DOWN, ok?"); }

TEST(Fold, TakesTheDressOffLetters) {
  EXPECT_EQ(folded("Está CAÍDO Ñandú"), "Esta CAIDO Nandu");
  EXPECT_EQ(folded("çöktü İSTANBUL ısı"), "coktu ISTANBUL isi");
  EXPECT_EQ(folded("Straße œuvre Łódź"), "Strasse oeuvre Lodz");
  EXPECT_EQ(folded("e\xCC\x81te\xCC\x81"), "ete");
  EXPECT_EQ(folded("ＮＥＴ　ｆｌｉｘ"), "NET flix");
  EXPECT_EQ(folded("𝐍𝐞𝐭𝐟𝐥𝐢𝐱"), "Netflix");
}

TEST(Fold, LowersOtherScripts) {
  EXPECT_EQ(folded("ВКонтакте НЕ РАБОТАЕТ"), "вконтакте не работает");
  EXPECT_EQ(folded("ΔΕΝ"), "δεν");
}

TEST(Fold, MakesPunctuationPlain) {
  EXPECT_EQ(folded("can’t “load” — why…"), "can't \"load\" - why...");
  EXPECT_EQ(folded("落ちた。"), "落ちた.");
  EXPECT_EQ(folded("net\xE2\x80\x8B"
                   "flix"),
            "netflix");
}

TEST(Fold, KeepsMarksThatCarryMeaning) {
  EXPECT_EQ(folded("नहीं ガ 안돼"), "नहीं ガ 안돼");
  EXPECT_EQ(folded("لا يَعمل"), "لا يعمل");
}

TEST(Fold, MakesValidTextOfAnyBytes) {
  EXPECT_EQ(folded("a\xFF"
                   "b\xC3"),
            "a b ");
  EXPECT_EQ(folded("\xED\xA0\x80"), "   ");
}

TEST(Fold, KnowsWhereEachByteWas) {
  std::string out;
  std::vector<std::uint32_t> origin;
  fold("é…x", out, origin);
  EXPECT_EQ(out, "e...x");
  EXPECT_THAT(origin, ElementsAre(0, 2, 2, 2, 5, 6));
}

TEST(Chars, WordsBeginAndEndWhereTheScriptSays) {
  EXPECT_FALSE(is_boundary("netflixy", 7));
  EXPECT_TRUE(is_boundary("netflix.", 7));
  EXPECT_TRUE(is_boundary("netflix落", 7));
  EXPECT_FALSE(is_boundary("netflixж", 7));
  EXPECT_TRUE(is_boundary("netflix🔥", 7));
  EXPECT_TRUE(is_boundary("落ちて", 3));
}

TEST(Chars, DecodeIsTotal) {
  EXPECT_EQ(decode_at("é", 0).value, U'é');
  EXPECT_EQ(decode_at("\xC3", 0).value, kNotACharacter);
  EXPECT_EQ(decode_at("\xC0\x80", 0).value, kNotACharacter);
  EXPECT_EQ(decode_before("x\x80\x80", 3).value, kNotACharacter);
}

TEST(Chars, IsAsciiLooksAtEveryByte) {
  for (std::size_t size = 1; size < 20; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      EXPECT_TRUE(is_ascii(text));
      text[at] = '\x80';
      EXPECT_FALSE(is_ascii(text));
    }
}

TEST(Tokens, AreLowerCaseWordsWithSingleSpaces) {
  EXPECT_EQ(canonical("  Netflix   IS\tdown!!! "), " netflix is down ! ");
  EXPECT_EQ(canonical("can't won’t"), " cant wont ");
  EXPECT_EQ(canonical("wi-fi is - down"), " wi fi is - down ");
  EXPECT_EQ(canonical("netflix.com is down."), " netflix . com is down . ");
  EXPECT_EQ(canonical("see https://a.b/c?d=1 now"), " see <url> now ");
  EXPECT_EQ(canonical("@Netflix_US. hi"), " @netflix_us . hi ");
  EXPECT_EQ(canonical("#NetflixDown"), " netflixdown ");
  EXPECT_EQ(canonical("since 9:30, 1.5 gb"), " since 9:30 , 1.5 gb ");
  EXPECT_EQ(canonical("one\n\ntwo"), " one | two ");
}

TEST(Tokens, ShortenWhatIsDrawnOut) {
  EXPECT_EQ(canonical("dooown soooo coooool", {"cool"}), " down so cool ");
  EXPECT_EQ(canonical("1000000"), " 1000000 ");
}

TEST(Tokens, KnowTheirSentences) {
  Tokens tokens;
  tokens.read("It works. Not a.b now! yes", {});
  EXPECT_EQ(tokens[0].sentence, 0U);
  EXPECT_EQ(tokens[3].sentence, 1U);
  EXPECT_EQ(tokens[tokens.size() - 1].sentence, 2U);
}

TEST(Tokens, CutDenseRunsWhereTold) {
  Tokens tokens;
  const std::uint32_t cut[] = {6};
  tokens.read("落ちて", {}, cut);
  EXPECT_EQ(tokens.canonical(), " 落ち て ");
}

TEST(Tokens, ApiPiecesOfAPhrase) {
  EXPECT_THAT(canonical_pieces("looks like .. down"), ElementsAre(" looks like ", " down "));
  EXPECT_THAT(canonical_pieces("落ちてる"), ElementsAre("落ちてる"));
  EXPECT_THAT(canonical_pieces("Can't  Log-In"), ElementsAre(" cant log in "));
  EXPECT_TRUE(canonical_pieces("").empty());
  EXPECT_TRUE(canonical_pieces("..").empty());
}

}  // namespace
}  // namespace outcry::nlp
