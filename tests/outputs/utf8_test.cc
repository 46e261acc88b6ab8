// Valid UTF-8 out of any bytes.
#include "outputs/utf8.h"

#include <gtest/gtest.h>

namespace outcry::outputs {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

TEST(Utf8, LeavesValidTextAsItIs) {
  for (const std::string_view text : {"", "plain", "läuft", "動画", "😩", "\xF4\x8F\xBF\xBF"})
    EXPECT_EQ(repaired(text), text);
}

TEST(Utf8, ReplacesEachByteThatBelongsToNothing) {
  EXPECT_EQ(repaired("\xff"), kReplacement);
  EXPECT_EQ(repaired("a\xE2\x82"), "a" + std::string(kReplacement) + std::string(kReplacement));
  EXPECT_EQ(repaired("\xC0\xAF"), std::string(kReplacement) + std::string(kReplacement));
}

TEST(Utf8, KnowsNoSurrogatesAndNothingBeyondTheLastPlane) {
  for (const std::string_view text : {"\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_EQ(repaired(text).find(text), std::string::npos);
    EXPECT_EQ(repaired(text).substr(0, 3), kReplacement);
  }
}

TEST(Utf8, RepairingTwiceChangesNothing) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(repaired(repaired(all)), repaired(all));
}

TEST(Utf8, TellsCodePointsAndTheirSize) {
  EXPECT_EQ(first_code_point("äb").value, U'ä');
  EXPECT_EQ(first_code_point("äb").bytes, 2U);
  EXPECT_EQ(first_code_point("\xff"
                             "b")
                .bytes,
            1U);
  std::string out;
  append_utf8(out, U'😩');
  EXPECT_EQ(out, "😩");
}

}  // namespace
}  // namespace outcry::outputs
