// Fields of JSON for showing.
#include "outputs/fields.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outcry::outputs {
namespace {

const Json kObject{{"text",
                    "a\x1b"
                    "b"},
                   {"whole", 7},
                   {"negative", -7},
                   {"number", 2.5},
                   {"set", true},
                   {"time", "2026-11-22T19:42:00Z"},
                   {"list", {1, 2}},
                   {"nothing", nullptr}};

TEST(Fields, AreReadWhenTheyAreThere) {
  EXPECT_EQ(text(kObject, "text"), "a␛b");
  EXPECT_EQ(whole(kObject, "whole"), 7U);
  EXPECT_EQ(number(kObject, "number"), 2.5);
  EXPECT_EQ(number(kObject, "whole"), 7);
  EXPECT_EQ(known_whole(kObject, "whole"), 7U);
  EXPECT_EQ(known_number(kObject, "number"), 2.5);
  EXPECT_TRUE(is_set(kObject, "set"));
  EXPECT_EQ(format_utc(time(kObject, "time").value()), "2026-11-22T19:42:00Z");
  EXPECT_EQ(list(kObject, "list").size(), 2U);
}

TEST(Fields, AreEmptyWhenTheyAreMissingOrSomethingElse) {
  for (const auto* key : {"missing", "nothing", "negative", "set"}) {
    EXPECT_EQ(text(kObject, key), "");
    EXPECT_EQ(whole(kObject, key), 0U);
    EXPECT_FALSE(known_whole(kObject, key));
    EXPECT_FALSE(time(kObject, key));
    EXPECT_TRUE(list(kObject, key).empty());
  }
  EXPECT_TRUE(std::isnan(number(kObject, "text")));
  EXPECT_FALSE(known_number(kObject, "text"));
  EXPECT_FALSE(is_set(kObject, "whole"));
  EXPECT_FALSE(time(kObject, "text"));
  EXPECT_TRUE(member(Json(7), "x").is_null());
}

TEST(Fields, APostIsReadWhereItsLinkSaysOrWhereItsIdLeads) {
  EXPECT_EQ(post_link({{"link", "https://example.test/1"}, {"id", "at://did:plc:a/app.bsky.feed.post/3k"}}),
            "https://example.test/1");
  EXPECT_EQ(post_link({{"link", nullptr}, {"id", "at://did:plc:a/app.bsky.feed.post/3k"}}),
            "https://bsky.app/profile/did:plc:a/post/3k");
  EXPECT_EQ(post_link({{"id", "42"}}), "");
  EXPECT_EQ(post_link(Json(7)), "");
}

}  // namespace
}  // namespace outcry::outputs
