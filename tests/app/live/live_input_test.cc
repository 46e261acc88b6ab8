#include "app/live/live_input.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(LiveInput, KeepsACursorForEachSource) {
  LiveInput input;
  input.set("bluesky", R"({"time_us":5})");
  input.set("forum", R"("after-17")");
  LiveInput next;
  ASSERT_TRUE(next.resume(input.position()));
  EXPECT_EQ(next.cursor("bluesky"), R"({"time_us":5})");
  EXPECT_EQ(next.cursor("forum"), R"("after-17")");
  EXPECT_EQ(next.cursor("other"), "");
  next.keep_only({"forum"});
  EXPECT_EQ(next.position(), R"({"forum":"after-17"})");
}

TEST(LiveInput, RefusesThePositionOfAReplayAndDamage) {
  LiveInput input;
  EXPECT_EQ(input.resume("[]").error(), make_error_code(Errc::mismatch));
  EXPECT_EQ(input.resume("").error(), make_error_code(Errc::corrupt));
  EXPECT_EQ(input.resume("{\"a\":").error(), make_error_code(Errc::corrupt));
}

}  // namespace
}  // namespace outcry::app
