#include "app/config/remote_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/config/config.h"

namespace outcry::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Environment with_secret() {
  Environment out = process_environment();
  out.variable = [](const char* name) { return std::string(name) == "HOOK" ? "hush" : ""; };
  return out;
}

LoadedConfig parsed(const std::string& text) { return parse_config("outcry.toml", text, with_secret()); }

/// "line: message (hint)" of each fault.
std::vector<std::string> faults(const std::string& text) {
  std::vector<std::string> out;
  for (const auto& one : parsed(text).diagnostics)
    out.push_back(std::to_string(one.line) + ": " + one.message + " (" + one.hint + ")");
  return out;
}

TEST(RemoteSink, IsReadByTheKeysOfItsKind) {
  const auto loaded = parsed(
      "[sinks.pager]\nkind = \"webhook\"\nurl = \"https://a.example/x?y=1\"\nsecret = \"env:HOOK\"\n"
      "services = [\"netflix\"]\nseverity = \"major\"\ntimeout = \"3s\"\n[sinks.other]\nkind = \"webhook\"\n"
      "url = \"http://b.example\"\n");
  EXPECT_TRUE(loaded.diagnostics.empty());
  ASSERT_EQ(loaded.config.sinks.size(), 2U);
  const auto& sink = loaded.config.sinks[0].name == "pager" ? loaded.config.sinks[0] : loaded.config.sinks[1];
  EXPECT_EQ(sink.name, "pager");
  EXPECT_EQ(sink.kind, "webhook");
  EXPECT_EQ(sink.settings.text("url"), "https://a.example/x?y=1");
  EXPECT_EQ(sink.settings.text("secret"), "hush");
  EXPECT_EQ(sink.settings.text("severity"), "major");
  EXPECT_EQ(sink.settings.duration("timeout"), std::chrono::seconds(3));
  EXPECT_FALSE(sink.settings.flag("include_text"));
  EXPECT_THAT(sink.settings.texts("services"), ElementsAre("netflix"));
}

TEST(RemoteSink, TellsAllItsFaultsAtOnce) {
  const auto told = faults(
      "[sinks.a]\nurl = \"https://a.example\"\n"
      "[sinks.b]\nkind = \"webhok\"\n"
      "[sinks.c]\nkind = \"webhook\"\n"
      "[sinks.d]\nkind = \"webhook\"\nurl = \"ftp://a.example\"\nsecret = \"plain\"\nseverity = \"big\"\n"
      "timeout = \"1h\"\nurls = [\"x\"]\n");
  EXPECT_THAT(told, Contains(HasSubstr("1: 'kind' is missing in [sinks.a]")));
  EXPECT_THAT(told, Contains(HasSubstr("4: 'kind' in [sinks.b]")));
  EXPECT_THAT(told, Contains(HasSubstr("5: 'url' is missing in [sinks.c]")));
  EXPECT_THAT(told, Contains(HasSubstr("9: 'ftp://a.example' in 'url' in [sinks.d] is no address")));
  EXPECT_THAT(told, Contains(HasSubstr("10: 'secret' in [sinks.d] is a secret, and must not stand")));
  EXPECT_THAT(told, Contains(HasSubstr("11: 'severity' in [sinks.d]")));
  EXPECT_THAT(told, Contains(HasSubstr("12: 'timeout' in [sinks.d]")));
  EXPECT_THAT(told, Contains(HasSubstr("13: ")));
  EXPECT_EQ(told.size(), 8U) << testing::PrintToString(told);
  for (const auto& one : told) EXPECT_EQ(one.find("plain"), std::string::npos);
}

TEST(RemoteSink, IsJudgedBesideTheCatalog) {
  Catalog catalog;
  catalog.categories = {{"video", "Video"}};
  catalog.services = {{"netflix", "Netflix", "video"}};
  catalog.regions = {{"US", "United States", "US", 335}};
  const auto loaded = parsed(
      "[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\nservices = [\"netflx\", \"netflix\"]\n"
      "categories = [\"music\"]\nregions = [\"US\", \"XX\"]\nevents = [\"open\"]\n");
  EXPECT_TRUE(loaded.diagnostics.empty());
  std::vector<std::string> told;
  for (const auto& one : check_against(loaded.config, "outcry.toml", catalog)) told.push_back(one.message);
  EXPECT_THAT(told,
              ElementsAre(HasSubstr("[sinks.a]: 'services' names no service of the catalog: 'netflx'; did you mean"),
                          HasSubstr("'categories' names no category"), HasSubstr("'regions' names no region: 'XX'"),
                          HasSubstr("'events' names no kind of event: 'open'")));
}

TEST(RemoteSink, OfMessagesMustHearWhatEndsThem) {
  const auto told = [](const std::string& more) {
    const auto config =
        parsed("[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\nevents = [\"opened\"]\n" + more).config;
    return check_against(config, "outcry.toml", Catalog{});
  };
  EXPECT_TRUE(told("").empty()) << "events have no end";
  ASSERT_EQ(told("quiet_time = \"15min\"\n").size(), 2U);
  EXPECT_THAT(told("template = \"discord\"\n")[0].message, HasSubstr("'events' has no \"resolved\""));
}

TEST(RemoteSink, WarnsOfWordsThatAreSentOn) {
  const auto config =
      parsed(
          "[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\ninclude_text = true\n"
          "[sinks.b]\nkind = \"webhook\"\nurl = \"https://a.example\"\n[sinks.c]\nkind = \"heartbeat\"\n"
          "url = \"https://a.example\"\n")
          .config;
  const auto told = check_against(config, "outcry.toml", Catalog{});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].severity, Severity::warning);
  EXPECT_THAT(told[0].message, HasSubstr("[sinks.a]: with 'include_text'"));
}

TEST(ASinksAddress, IsNotShownBehindItsHost) {
  for (const auto* url : {"https//discord.com/api/webhooks/123/hush", "hush", "ftp://discord.com/hush",
                          "https:/discord.com/hush", "https://a.example:port/hush", "https://ann:hush@a.example/x",
                          "https://hush@a.example", "ftp://a.example?hush"}) {
    const auto loaded = parsed("[sinks.d]\nkind = \"webhook\"\nurl = \"" + std::string(url) + "\"\n");
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << url;
    EXPECT_THAT(render(loaded.diagnostics), Not(HasSubstr("hush"))) << url;
  }
  EXPECT_THAT(render(parsed("[sinks.d]\nkind = \"webhook\"\nurl = \"ftp://a.example/hush\"\n").diagnostics),
              HasSubstr("outcry.toml:3:7: error: 'ftp://a.example/...' in 'url' in [sinks.d] is no address of the form "
                        "https://host or http://host;"));
  for (const auto* text : {"ulr = \"https://discord.com/api/webhooks/123/hush\"\n",
                           "url = \"https://discord.com/api/hush\n", "url = 'https://discord.com/api/hush' x\n"})
    EXPECT_THAT(render(parsed("[sinks.d]\nkind = \"webhook\"\n" + std::string(text)).diagnostics),
                Not(HasSubstr("hush")))
        << text;
}

TEST(ASinksAddress, MayBeASecret) {
  Environment environment;
  environment.variable = [](const char* name) -> std::string {
    if (std::string(name) == "GOOD") return "https://chat.example/hook/hush";
    return std::string(name) == "BAD" ? "hush://chat.example" : "";
  };
  const auto sink = [&](const std::string& url) {
    return parse_config("outcry.toml", "[sinks.chat]\nkind = \"webhook\"\nurl = \"" + url + "\"\n", environment);
  };
  const auto good = sink("env:GOOD");
  EXPECT_TRUE(good.diagnostics.empty());
  EXPECT_EQ(good.config.sinks.at(0).settings.text("url"), "https://chat.example/hook/hush");
  for (const auto& [url, why] : {std::pair{"env:BAD", "is no address of the form https://host or http://host"},
                                 {"env:NONE", "the environment has no 'NONE'"}}) {
    const auto told = sink(url).diagnostics;
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0].message, HasSubstr(why));
    EXPECT_THAT(told[0].message + told[0].hint + told[0].excerpt, Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace outcry::app
