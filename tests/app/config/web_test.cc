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

TEST(Web, SaysWherePeopleReachIt) {
  const auto read = [](const std::string& url) {
    return parse_config("outcry.toml", "[web]\npublic_url = \"" + url + "\"\nnames = [\"other.example\"]\n").config.web;
  };
  EXPECT_EQ(read("https://Status.example.org/").public_url, "https://status.example.org");
  EXPECT_EQ(read("http://status.example.org:8443").public_url, "http://status.example.org:8443");
  EXPECT_EQ(read("https://[2001:DB8::1]").public_url, "https://[2001:db8::1]");
  EXPECT_EQ(names_of(read("https://status.example.org:8443")),
            (std::vector<std::string>{"other.example", "status.example.org"}));
  EXPECT_EQ(names_of(read("https://[2001:db8::1]")), (std::vector<std::string>{"other.example", "[2001:db8::1]"}));
  EXPECT_EQ(read("").public_url, "");
  EXPECT_EQ(names_of(read("")), std::vector<std::string>{"other.example"});
}

TEST(Web, SaysAllThatIsWrongWithWherePeopleReachItAtOnce) {
  EXPECT_EQ(faults("public_url = \"status.example.org\""),
            "'public_url' in [web]: 'status.example.org': it is no http or https address; write how people reach it, "
            "without a path: \"https://status.example.org\"\n");
  for (const std::string url :
       {"wss://status.example.org", "ftp://status.example.org", "https://", "https://a b",
        "https://me:secret@status.example.org", "https://x\\u000d\\u000ay", "//status.example.org"})
    EXPECT_NE(faults("public_url = \"" + url + "\"").find("no http or https address"), std::string::npos) << url;
  for (const std::string url : {"https://example.org/status", "https://example.org/?", "https://example.org/#top"})
    EXPECT_NE(faults("public_url = \"" + url + "\"").find("at the root of its host"), std::string::npos) << url;
  const auto both = faults("listen = \"everywhere\"\npublic_url = \"nowhere\"");
  EXPECT_NE(both.find("'listen'"), std::string::npos);
  EXPECT_NE(both.find("'public_url'"), std::string::npos);
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
