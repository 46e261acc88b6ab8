#include "net/wire.h"

#include <gtest/gtest.h>

#include <set>

namespace outcry::net {
namespace {

TEST(Fault, HasANameOfItsOwn) {
  const std::set<std::string_view> names{name(Fault::network), name(Fault::server), name(Fault::throttled),
                                         name(Fault::protocol), name(Fault::fatal)};
  EXPECT_EQ(names.size(), 5u);
}

}  // namespace
}  // namespace outcry::net
