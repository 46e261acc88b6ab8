#include "net/body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/net/compressed.h"

namespace outcry::net {
namespace {

std::string words(std::size_t size) {
  std::mt19937 random(7);
  std::string out;
  while (out.size() < size) out += "down " + std::to_string(random() % 1000) + " ";
  return out;
}

struct Decoded {
  std::string text;
  bool sound = true;
  bool whole = true;
  std::size_t longest_piece = 0;
};

Decoded decoded(std::string_view encoding, std::string_view body, std::size_t piece) {
  const auto decoder = BodyDecoder::make(encoding).value();
  Decoded out;
  for (std::size_t at = 0; at < body.size() && out.sound; at += piece) {
    decoder->give(body.substr(at, piece));
    for (;;) {
      const auto got = decoder->next();
      out.sound = out.sound && got.has_value();
      if (!got || got->empty()) break;
      out.text.append(*got);
      out.longest_piece = std::max(out.longest_piece, got->size());
    }
  }
  out.whole = decoder->whole();
  return out;
}

std::string encoded(const std::string& encoding, const std::string& text) {
  if (encoding == "zstd") return zstd(text);
  if (encoding == "deflate") return deflated(text, kZlib);
  return encoding == "identity" ? text : deflated(text, kGzip);
}

class EveryEncoding : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Body, EveryEncoding, testing::Values("identity", "gzip", "x-gzip", "deflate", "zstd"));

TEST_P(EveryEncoding, ComesBackInPiecesOfAnySize) {
  const auto text = words(200'000);
  const auto body = encoded(GetParam(), text);
  for (const std::size_t piece : {1u, 7u, 1000u, 1000000u}) {
    const auto got = decoded(GetParam(), body, piece);
    EXPECT_TRUE(got.sound && got.whole);
    EXPECT_EQ(got.text, text);
  }
}

TEST_P(EveryEncoding, NothingIsWhole) { EXPECT_TRUE(decoded(GetParam(), "", 1).whole); }

class Compression : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Body, Compression, testing::Values("gzip", "deflate", "zstd"));

TEST_P(Compression, TellsWhatIsCut) {
  const auto body = encoded(GetParam(), words(10'000));
  const auto got = decoded(GetParam(), std::string_view(body).substr(0, body.size() / 2), 100);
  EXPECT_TRUE(got.sound);
  EXPECT_FALSE(got.whole);
}

TEST_P(Compression, TellsWhatIsGarbage) { EXPECT_FALSE(decoded(GetParam(), "<html>no such thing</html>", 100).sound); }

TEST_P(Compression, ABombComesInSmallPieces) {
  const auto body = encoded(GetParam(), std::string(8 << 20, '\0'));
  const auto got = decoded(GetParam(), body, body.size());
  EXPECT_EQ(got.text.size(), std::size_t{8 << 20});
  EXPECT_LE(got.longest_piece, 65536u);
}

TEST(Body, MembersAndFramesFollowEachOther) {
  EXPECT_EQ(decoded("gzip", deflated("a", kGzip) + deflated("b", kGzip), 3).text, "ab");
  EXPECT_EQ(decoded("zstd", zstd("a") + zstd("b"), 3).text, "ab");
}

TEST(Body, JunkAfterAGzipMemberIsPassedOver) {
  const auto got = decoded("gzip", deflated("a", kGzip) + std::string(5000, '\0'), 100);
  EXPECT_TRUE(got.sound && got.whole);
  EXPECT_EQ(got.text, "a");
}

TEST(Body, DeflateMayBeRaw) { EXPECT_EQ(decoded("deflate", deflated("some text", kRaw), 2).text, "some text"); }

TEST(Body, AWindowBeyondEightMebibytesIsRefused) {
  const auto text = words(1000);
  EXPECT_TRUE(decoded("zstd", zstd(text, 23), 100).sound);
  EXPECT_FALSE(decoded("zstd", zstd(text, 27), 100).sound);
}

TEST(Body, OtherEncodingsAreUnknown) {
  EXPECT_FALSE(BodyDecoder::make("br"));
  EXPECT_FALSE(BodyDecoder::make("gzip, gzip"));
  EXPECT_TRUE(BodyDecoder::make("GZIP"));
}

}  // namespace
}  // namespace outcry::net
