#include <gtest/gtest.h>
#include <zdict.h>
#include <zstd.h>

#include <vector>

#include "ingest/bluesky/unpack.h"

namespace outcry::ingest::bluesky {
namespace {

std::string sample(int i) {
  return R"({"did":"did:plc:)" + std::to_string(i * 7919) + R"(","kind":"commit","text":"is netflix down )" +
         std::to_string(i) + R"("})";
}

const std::string& dictionary() {
  static const std::string kDictionary = [] {
    std::string all;
    std::vector<std::size_t> sizes;
    for (int i = 0; i < 2000; ++i) {
      all += sample(i);
      sizes.push_back(sample(i).size());
    }
    std::string out(4096, '\0');
    out.resize(
        ZDICT_trainFromBuffer(out.data(), out.size(), all.data(), sizes.data(), static_cast<unsigned>(sizes.size())));
    return out;
  }();
  return kDictionary;
}

std::string packed(const std::string& text, bool with_size = true) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_loadDictionary(context, dictionary().data(), dictionary().size());
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, with_size ? 1 : 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

TEST(Unpacker, ReadsFramesThatSayTheirSizeAndThoseThatDoNot) {
  auto unpacker = Unpacker::make(dictionary(), 1 << 20).value();
  for (const bool with_size : {true, false}) {
    std::string out = "before ";
    EXPECT_TRUE(unpacker.unpack(packed(sample(5), with_size), out));
    EXPECT_EQ(out, "before " + sample(5));
  }
  std::string large;
  EXPECT_TRUE(unpacker.unpack(packed(std::string(100'000, 'x')), large));
  EXPECT_EQ(large.size(), 100'000U);
}

TEST(Unpacker, StopsABombAtItsBound) {
  auto unpacker = Unpacker::make(dictionary(), 10'000).value();
  std::string out = "before";
  EXPECT_EQ(unpacker.unpack(packed(std::string(50'000'000, 'x')), out).error(), make_error_code(Errc::too_large));
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(unpacker.unpack(packed(std::string(10'000, 'x')), out)) << "exactly the bound, and after an error";
}

TEST(Unpacker, TellsDamageApart) {
  auto unpacker = Unpacker::make(dictionary(), 1 << 20).value();
  const std::string good = packed(sample(7));
  std::string out;
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(unpacker.unpack(good.substr(0, size), out)) << size;
  EXPECT_FALSE(unpacker.unpack("no zstd at all", out));
  EXPECT_FALSE(unpacker.unpack(good + good, out)) << "one frame a message";
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 0x40);
  EXPECT_FALSE(unpacker.unpack(flipped, out));
  EXPECT_TRUE(out.empty());
}

TEST(Unpacker, RefusesWhatIsNoDictionary) {
  EXPECT_FALSE(Unpacker::make("", 100));
  EXPECT_FALSE(Unpacker::make("<html>not found</html>", 100));
}

}  // namespace
}  // namespace outcry::ingest::bluesky
