// Addresses and names of parts that may hold anything.
#include "outputs/formats/uri.h"

#include <gtest/gtest.h>

#include "tests/outputs/formats/example_site.h"

namespace outcry::outputs::formats {
namespace {

TEST(Address, PutsPartsBelowTheBase) {
  EXPECT_EQ(address(example_site(), {"services", "netflix", "feed.atom"}),
            "http://127.0.0.1:8077/services/netflix/feed.atom");
  EXPECT_EQ(address(example_site(), {}), "http://127.0.0.1:8077");
}

TEST(Address, EncodesWhatWouldMeanSomethingElse) {
  EXPECT_EQ(address(example_site(), {"services", "a/b?c#d e\n\"é"}),
            "http://127.0.0.1:8077/services/a%2Fb%3Fc%23d%20e%0A%22%C3%A9");
  Site site = example_site();
  site.base_url = "http://x/\"><b>\r\n";
  EXPECT_EQ(address(site, {}), "http://x/%22%3E%3Cb%3E%0D%0A");
}

TEST(Tag, DoesNotHangOnTheAddress) {
  Site site = example_site();
  const std::string before = tag(site, {"incidents", "netflix-20261122T1942Z"});
  EXPECT_EQ(before, "tag:outcry,2026:outcry/incidents/netflix-20261122T1942Z");
  site.base_url = "https://outcry.example";
  EXPECT_EQ(tag(site, {"incidents", "netflix-20261122T1942Z"}), before);
}

TEST(Tag, TellsOneSourceFromAnother) {
  Site site = example_site();
  site.source = "https://noc.example/outcry";
  EXPECT_EQ(tag(site, {"feed"}), "tag:outcry,2026:https%3A%2F%2Fnoc.example%2Foutcry/feed");
}

}  // namespace
}  // namespace outcry::outputs::formats
