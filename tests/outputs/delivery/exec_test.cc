#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/exec/sink.h"
#include "outputs/fields.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::exec {
namespace {

using testing::HasSubstr;
using Outcome = Attempt::Outcome;

class AProgram : public delivery::Log {
 protected:
  Attempt deliver(const std::string& script, const Json& event = Json::parse(example_lines().at(1))) {
    Settings settings(kind().settings);
    settings.set("command", std::vector<std::string>{"sh", "-c", script, "sh", path("out")});
    settings.set("timeout", std::int64_t{1000});
    const SinkContext context{
        .executor = io_.get_executor(), .client = {}, .now = {}, .environment = [](const char* name) {
          return std::string(name) == "PATH" ? "/usr/bin:/bin" : "";
        }};
    const auto sink = std::move(*kind().make(settings, context));
    const LoggedEvent logged{2, event};
    return net::run(io_, sink->deliver(logged));
  }
  std::string out() const { return content_of(path("out")); }

  boost::asio::io_context io_;
};

TEST_F(AProgram, GetsAnEventAsALine) {
  EXPECT_EQ(deliver("cat > $1").outcome, Outcome::taken);
  EXPECT_EQ(out(), example_lines().at(1) + "\n");
}

TEST_F(AProgram, IsToldTheMostImportantInItsEnvironment) {
  EXPECT_EQ(deliver("env > $1").outcome, Outcome::taken);
  const Json event = Json::parse(example_lines().at(1));
  EXPECT_THAT(out(), HasSubstr("OUTCRY_EVENT=" + std::string(raw_text(event, "type")) + "\n"));
  EXPECT_THAT(out(), HasSubstr("OUTCRY_ID=" + std::string(raw_text(event, "id")) + "\n"));
  EXPECT_THAT(out(), HasSubstr("OUTCRY_SERVICE=netflix\n"));
  EXPECT_THAT(out(), HasSubstr("OUTCRY_SEVERITY=major\n"));
}

TEST_F(AProgram, SaysByItsCodeWhatBecameOfIt) {
  EXPECT_EQ(deliver("exit 1").outcome, Outcome::later);
  EXPECT_EQ(deliver("exit 75").outcome, Outcome::later);
  EXPECT_EQ(deliver("exit 65").outcome, Outcome::refused);
  EXPECT_EQ(deliver("kill -KILL $$").outcome, Outcome::later);
  EXPECT_EQ(deliver("sleep 1000").outcome, Outcome::later);
  EXPECT_EQ(deliver("printf 'no \\033[31mroom' >&2; exit 7").failure.what.find('\033'), std::string::npos);
  EXPECT_THAT(deliver("echo no room >&2; exit 7").failure.what, HasSubstr("sh ended with 7: no room"));
}

TEST_F(AProgram, HostileEventsStayInTheirPlace) {
  Json event = Json::parse(example_lines().at(1));
  event["data"]["service"]["slug"] = "a\nOUTCRY_STATE=forged; $(touch forged) `reboot`";
  event["data"]["state"] = std::string("open\0hidden", 11);
  EXPECT_EQ(deliver("env -0 > $1", event).outcome, Outcome::taken);
  EXPECT_THAT(out(), HasSubstr(std::string("OUTCRY_SERVICE=a\nOUTCRY_STATE=forged; $(touch forged) `reboot`\0", 62)));
  EXPECT_THAT(out(), HasSubstr(std::string("OUTCRY_STATE=open\0", 18)));
}

}  // namespace
}  // namespace outcry::outputs::exec
