#include "app/config/remote_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "app/config/config.h"
#include "tests/app/config/scratch.h"

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

/// "line:column: message" of each fault that is found beside a catalog with a few regions.
std::vector<std::string> judged(const std::string& text) {
  Catalog catalog;
  catalog.categories = {{"video", "Video"}};
  catalog.services = {{"netflix", "Netflix", "video"}};
  catalog.regions = {{"US", "United States", "US", 335},
                     {"MX", "Mexico", "MX", 128},
                     {"US-TX", "Texas", "US", 30},
                     {"US-WA", "Washington", "US", 8},
                     {"AU-WA", "Western Australia", "AU", 3}};
  const auto loaded = parsed(text);
  EXPECT_TRUE(loaded.diagnostics.empty()) << render(loaded.diagnostics);
  std::vector<std::string> out;
  for (const auto& one : check_against(loaded.config, "outcry.toml", catalog)) {
    EXPECT_EQ(one.file, "outcry.toml");
    out.push_back(std::to_string(one.line) + ":" + std::to_string(one.column) + ": " + one.message);
  }
  return out;
}

TEST(RemoteSink, HasAPlaceForEachOfItsFaults) {
  EXPECT_THAT(
      judged("[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\n"
             "services = [\"netflix\",\n  \"netflx\"]\ncategories = [\"music\"]\nregions = [ \"US\", \"XX\" ]\n"
             "events = [\"open\"]\ntemplate_file = \"/nowhere/at-all\"\n"),
      ElementsAre("5:3: [sinks.a]: 'services' names no service of the catalog: 'netflx'; did you mean 'netflix'?",
                  HasSubstr("6:15: [sinks.a]: 'categories'"), HasSubstr("7:19: [sinks.a]: 'regions'"),
                  HasSubstr("8:11: [sinks.a]: 'events' names no kind"),
                  HasSubstr("8:1: [sinks.a]: 'events' has no \"resolved\""),
                  HasSubstr("8:1: [sinks.a]: 'events' has no \"merged\""),
                  HasSubstr("9:1: [sinks.a]: 'template_file': /nowhere/at-all")));
  EXPECT_THAT(judged("[sinks.a]\nkind = \"email\"\nserver = \"x\"\nfrom = \"ann\"\nto = [\"a@b.example\", \"ben\"]\n"),
              ElementsAre(HasSubstr("3:1: [sinks.a]: 'server'"), HasSubstr("4:1: [sinks.a]: 'from': 'ann'"),
                          HasSubstr("5:22: [sinks.a]: 'to': 'ben'")));
  EXPECT_THAT(judged("[sinks.a]\nkind = \"alertmanager\"\nurl = \"https://a.example\"\nlabels = [\"a=1\", \"b\"]\n"),
              ElementsAre(HasSubstr("4:18: [sinks.a]: 'labels': 'b'")));
  EXPECT_THAT(judged("sinks.a = { kind = \"kafka\", brokers = [\"x\"], user = \"u\" }\n"),
              ElementsAre(HasSubstr("1:40: [sinks.a]: 'brokers'"), HasSubstr("1:46: [sinks.a]: 'user'")));
}

TEST(RemoteSink, ShowsTheLineOfItsFault) {
  const auto config = parsed("[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\nregions = [\"XX\"]\n").config;
  const auto told = check_against(config, "outcry.toml", Catalog{});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].excerpt, "regions = [\"XX\"]");
}

TEST(RemoteSink, KnowsWhichRegionIsMeant) {
  const auto told = [](const std::string& region) {
    return judged("[sinks.a]\nkind = \"exec\"\ncommand = [\"x\"]\nregions = [\"" + region + "\"]\n").at(0);
  };
  EXPECT_THAT(told("TX"), HasSubstr("did you mean 'US-TX'?"));
  EXPECT_THAT(told("tx"), HasSubstr("did you mean 'US-TX'?"));
  EXPECT_THAT(told("us-tx"), HasSubstr("did you mean 'US-TX'?"));
  EXPECT_THAT(told("Texas"), HasSubstr("did you mean 'US-TX'?"));
  EXPECT_THAT(told("WA"), HasSubstr("did you mean 'US-WA' or 'AU-WA'?"));
  EXPECT_THAT(told("US_TX"), HasSubstr("did you mean 'US-TX'?"));
}

TEST(RemoteSink, SaysOfKeysThatItsKindHasNone) {
  const std::string heartbeat = "kind = \"heartbeat\"\nurl = \"https://a.example\"\nseverity = \"major\"\n";
  const std::string hint =
      "unknown key 'severity' in [sinks.f] (a sink of kind 'heartbeat' has no such key; remove it)";
  EXPECT_THAT(faults("[sinks.f]\n" + heartbeat), ElementsAre("4: " + hint));
  EXPECT_THAT(faults("[sinks.e]\nkind = \"exec\"\ncommand = [\"x\"]\n[sinks.f]\n" + heartbeat),
              ElementsAre("7: " + hint))
      << "though another sink has it";
  EXPECT_THAT(faults("[sinks.f]\nkind = \"heartbeat\"\nurl = \"https://a.example\"\nwindow = \"60s\"\n"),
              ElementsAre(HasSubstr("(it belongs in [detection])")));
  EXPECT_THAT(faults("[sinks.f]\nkind = \"heartbeat\"\nulr = \"https://a.example\"\nurl = \"https://a.example\"\n"),
              ElementsAre(HasSubstr("(did you mean 'url'?)")));
}

TEST(RemoteSink, WritesAFileOfItsOwn) {
  const auto file = [](const std::string& name, const std::string& path) {
    return "[sinks." + name + "]\nkind = \"file\"\npath = \"" + path + "\"\n";
  };
  EXPECT_THAT(judged(file("b", "/var/x/events") + file("a", "/var/./x/../x/events")),
              ElementsAre("6:1: [sinks.a]: 'path' is a file that [sinks.b] writes, too; give it one of its own"))
      << "told of the later one";
  const auto here = (std::filesystem::current_path() / "events").string();
  EXPECT_THAT(judged(file("a", "events") + file("b", here)), ElementsAre(HasSubstr("6:1: [sinks.b]")));
  EXPECT_THAT(judged(file("a", "/x/events") + file("b", "/x/events.10")), ElementsAre(HasSubstr("[sinks.b]")))
      << "an older one of the first";
  EXPECT_THAT(judged(file("a", "/x/events.1") + file("b", "/x/events")), ElementsAre(HasSubstr("[sinks.b]")));
  EXPECT_THAT(
      judged(file("a", "/x/events") + file("b", "/x/events.11") + file("c", "/x/events.gz") + file("d", "/y/events")),
      ElementsAre());
  EXPECT_THAT(judged("[outputs]\nndjson = \"/x/events\"\n" + file("a", "/x/events")),
              ElementsAre(HasSubstr("5:1: [sinks.a]: 'path' is a file that [outputs] writes, too")));
  EXPECT_THAT(judged("[store]\npath = \"/x/events.2\"\n" + file("a", "/x/events")),
              ElementsAre(HasSubstr("[store] writes")));
  EXPECT_THAT(judged("[outputs]\nndjson = \"-\"\n" + file("a", "/x/-")), ElementsAre());
}

TEST(RemoteSink, LacksWhatIsEmpty) {
  EXPECT_THAT(
      faults(
          "[sinks.a]\nkind = \"file\"\npath = \"\"\n[sinks.b]\nkind = \"\"\n[sinks.c]\nkind = \"pagerduty\"\n"
          "routing_key = \"\"\n[sinks.d]\nkind = \"webhook\"\nurl = \"\"\n[sinks.e]\nkind = \"exec\"\ncommand = []\n"),
      ElementsAre(HasSubstr("3: 'path' in [sinks.a] is empty"), HasSubstr("5: 'kind' is missing in [sinks.b]"),
                  HasSubstr("8: 'routing_key' in [sinks.c] is empty"),
                  HasSubstr("11: 'url' in [sinks.d] is no address"), HasSubstr("14: 'command' in [sinks.e] is empty")));
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

TEST(RemoteSink, SaysWhereItsTemplateIsWrong) {
  const Scratch scratch;
  const auto file = scratch.write("form.mustache", "[\n  \"{{tittle}}\"]");
  const auto config =
      parsed("[sinks.a]\nkind = \"webhook\"\nurl = \"https://a.example\"\ntemplate_file = \"" + file + "\"\n").config;
  const auto told = check_against(config, "outcry.toml", Catalog{});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].line, 4U);
  EXPECT_EQ(told[0].message, "[sinks.a]: 'template_file': " + file + ":2:4: messages have no 'tittle' here");
  EXPECT_EQ(told[0].hint, "did you mean 'title'?");
}

TEST(RemoteSink, ThatPagesMustHearWhatEndsIt) {
  EXPECT_THAT(
      judged("[sinks.a]\nkind = \"pagerduty\"\nrouting_key = \"env:HOOK\"\nevents = [\"opened\"]\n"),
      ElementsAre("4:1: [sinks.a]: 'events' has no \"resolved\", without which somebody is paged for ever; add it",
                  HasSubstr("4:1: [sinks.a]: 'events' has no \"merged\"")));
  EXPECT_THAT(judged("[sinks.a]\nkind = \"pagerduty\"\nrouting_key = \"env:HOOK\"\n"), ElementsAre());
}

TEST(RemoteSink, SaysWhereWordsOfPeopleAreNotSent) {
  const auto told = [](const std::string& sink) { return judged("[sinks.a]\ninclude_text = true\n" + sink); };
  const auto nothing =
      ElementsAre("2:1: [sinks.a]: 'include_text' does nothing here: no words of people are in what it sends");
  const auto sends = ElementsAre("2:1: [sinks.a]: with 'include_text' words of people are sent on");
  const std::string webhook = "kind = \"webhook\"\nurl = \"https://a.example\"\n";
  EXPECT_THAT(told("kind = \"pagerduty\"\nrouting_key = \"env:HOOK\"\n"), nothing);
  EXPECT_THAT(told("kind = \"alertmanager\"\nurl = \"https://a.example\"\n"), nothing);
  EXPECT_THAT(told(webhook + "template = \"discord\"\n"), nothing);
  EXPECT_THAT(told(webhook), sends);
  EXPECT_THAT(told("kind = \"exec\"\ncommand = [\"x\"]\n"), sends);
  EXPECT_THAT(told("kind = \"slack\"\ntoken = \"env:HOOK\"\nchannel = \"#a\"\n"), sends);
  EXPECT_THAT(told("kind = \"file\"\npath = \"/x/y\"\n"), sends);
}

TEST(ASinksAddress, MustBeOneThatIsConnectedTo) {
  for (const auto* kind : {"webhook", "alertmanager", "heartbeat"}) {
    const auto told = [&](const std::string& url, const std::string& more = "") {
      return judged("[sinks.a]\nkind = \"" + std::string(kind) + "\"\nurl = \"" + url + "\"\n" + more);
    };
    for (const auto* url : {"http://127.0.0.1:9093", "http://192.168.1.5/x", "http://[::1]:80", "http://localhost:8065",
                            "https://LOCALHOST", "http://a.localhost", "http://[::ffff:10.0.0.1]"}) {
      EXPECT_THAT(told(url),
                  ElementsAre(HasSubstr("3:1: [sinks.a]: 'url' is of this machine or of a private network, to "
                                        "which nothing is sent; say private_networks = true")))
          << url;
      EXPECT_THAT(told(url, "private_networks = true\n"), ElementsAre());
    }
    for (const auto* url :
         {"http://1.1.1.1", "https://a.example", "https://[2606:4700::1111]", "https://localhost.example"})
      EXPECT_THAT(told(url), ElementsAre()) << url;
  }
  EXPECT_THAT(
      judged("[sinks.a]\nkind = \"slack\"\ntoken = \"env:HOOK\"\nchannel = \"#a\"\nurl = \"http://10.0.0.1\"\n"),
      ElementsAre(HasSubstr("5:1: [sinks.a]: 'url' is of this machine")));
  EXPECT_THAT(judged("[sinks.a]\nkind = \"pagerduty\"\nrouting_key = \"env:HOOK\"\nurl = \"http://10.0.0.1\"\n"),
              ElementsAre(HasSubstr("4:1: [sinks.a]: 'url' is of this machine")));
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
