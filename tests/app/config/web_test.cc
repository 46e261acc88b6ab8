#include "app/config/web.h"

#include <gtest/gtest.h>

#include "app/config/config.h"
#include "scratch.h"

namespace outcry::app {
namespace {

std::string faults(const std::string& table) {
  std::string out;
  for (const auto& one : parse_config("outcry.toml", "[web]\n" + table).diagnostics)
    out += one.message + "; " + one.hint + "\n";
  return out;
}

TEST(Web, IsOnLoopbackUnlessToldOtherwise) {
  const auto config = parse_config("outcry.toml", "").config;
  EXPECT_EQ(config.web.listen, "127.0.0.1:8077");
  EXPECT_TRUE(web_endpoint(config.web.listen).value()->address().is_loopback());
  EXPECT_FALSE(web_endpoint("none").value());
  EXPECT_EQ(faults("listen = \"none\""), "");
  EXPECT_EQ(faults("listen = \"[::1]:80\""), "");
}

TEST(Web, SaysWhatWouldBeRight) {
  EXPECT_EQ(faults("listen = \"everywhere\""),
            "'listen' in [web]: 'everywhere' is no address to listen on; write an address and a port, such as "
            "127.0.0.1:8077, or none\n");
}

TEST(Web, BeyondLoopbackItWantsAToken) {
  EXPECT_NE(faults("listen = \"0.0.0.0:8077\"").find("there is no token"), std::string::npos);
  EXPECT_NE(why_not_served("0.0.0.0:8077", "").find("give 'token' in [web]"), std::string::npos);
  EXPECT_EQ(why_not_served("0.0.0.0:8077", "secret"), "");
}

TEST(Web, ATokenStandsElsewhere) {
  EXPECT_NE(faults("token = \"hunter2\"").find("must not stand in the configuration"), std::string::npos);
  const auto missing = faults("listen = \"0.0.0.0:80\"\ntoken = \"env:OUTCRY_NO_SUCH_TOKEN\"");
  EXPECT_NE(missing.find("the environment has no"), std::string::npos);
  EXPECT_EQ(missing.find("there is no token"), std::string::npos) << "one fault is told once";
}

}  // namespace
}  // namespace outcry::app
