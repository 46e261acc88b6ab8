#include "outputs/delivery/places.h"

#include <gtest/gtest.h>

#include "outputs/delivery/filter.h"
#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::delivery {
namespace {

using PlacesInAStore = Log;

TEST_F(PlacesInAStore, AreKeptBySink) {
  const Store store = writer();
  const Places places(file());
  EXPECT_EQ(places.find("pager").value(), std::nullopt);
  ASSERT_TRUE(places.keep("pager", {3, "[]"}));
  ASSERT_TRUE(places.keep("chat", {7, "[\"a\"]"}));
  ASSERT_TRUE(places.keep("pager", {4, "[\"b\"]"}));
  EXPECT_EQ(places.find("pager").value(), (Place{4, "[\"b\"]"}));
  EXPECT_EQ(places.find("chat").value(), (Place{7, "[\"a\"]"}));
}

TEST_F(PlacesInAStore, AreKeptWhileSomebodyWritesTheStore) {
  Store store = writer();
  const Places places(file());
  for (std::uint64_t i = 1; i <= 20; ++i) {
    log(store, 1);
    ASSERT_TRUE(places.keep("pager", {i, ""}));
  }
  EXPECT_EQ(places.find("pager").value()->sequence, 20U);
  EXPECT_EQ(store.checkpoint()->last_sequence, 20U);
}

TEST_F(PlacesInAStore, SayWhenThereIsNoStore) {
  const Places places(path("nothing/at/all.db"));
  EXPECT_FALSE(places.find("pager"));
  EXPECT_FALSE(places.keep("pager", {}));
}

}  // namespace
}  // namespace outcry::outputs::delivery
