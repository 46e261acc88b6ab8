#include "app/config/diagnostics.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(Diagnostics, ShowPlaceMessageRemedyAndLine) {
  const Diagnostic d{.file = "outcry.toml",
                     .line = 12,
                     .column = 3,
                     .message = "unknown key 'windw' in [detection]",
                     .hint = "did you mean 'window'?",
                     .excerpt = "  windw = \"60s\""};
  EXPECT_EQ(render(d),
            "outcry.toml:12:3: error: unknown key 'windw' in [detection]; did you mean 'window'?\n"
            "   12 |   windw = \"60s\"\n"
            "      |   ^");
}

TEST(Diagnostics, ShowWhatHasNoPlace) {
  EXPECT_EQ(render(Diagnostic{.file = "a.toml", .message = "is a folder"}), "a.toml: error: is a folder");
  EXPECT_EQ(render(Diagnostic{.severity = Severity::warning, .message = "no catalog"}), "warning: no catalog");
}

TEST(Diagnostics, PutTheCaretUnderTheCharacterNotTheByte) {
  const Diagnostic d{.file = "a", .line = 1, .column = 5, .message = "m", .excerpt = "\u00e9\t\u65e5 x"};
  EXPECT_EQ(render(d), "a:1:5: error: m\n    1 | \u00e9 \u65e5 x\n      |     ^");
}

TEST(Diagnostics, CutLongLinesAroundTheColumn) {
  const Diagnostic d{.file = "a",
                     .line = 1,
                     .column = 5001,
                     .message = "m",
                     .excerpt = std::string(5000, 'x') + "!" + std::string(5000, 'y')};
  const std::string out = render(d);
  EXPECT_LT(out.size(), 350U);
  const auto last = out.rfind('\n');
  const auto before = out.rfind('\n', last - 1);
  EXPECT_EQ(out.substr(before + 1)[out.size() - last - 2], '!');
}

TEST(Diagnostics, ShowNoPassword) {
  const auto text = render(Diagnostic{.file = "a.toml",
                                      .line = 1,
                                      .column = 10,
                                      .message = "'https://me:hush@host/x' is no address; nor is http://b:c@d",
                                      .excerpt = "server = \"https://me:hu@sh@host/x\" # http://plain:80/"});
  EXPECT_EQ(text.find("hush"), std::string::npos);
  EXPECT_EQ(text.find("hu@sh"), std::string::npos);
  EXPECT_NE(text.find("'https://me:***@host/x'"), std::string::npos);
  EXPECT_NE(text.find("http://b:***@d"), std::string::npos);
  EXPECT_NE(text.find("\"https://me:***@host/***\" # http://plain:80/"), std::string::npos);
}

TEST(Diagnostics, PassNoEscapesToATerminal) {
  const Diagnostic d{
      .file = "a\x1b[31m", .line = 1, .column = 1, .message = "bad '\x1b]0;t\x07'", .excerpt = "\xff\x1b[2J\u202e\r"};
  const std::string out = render(d);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_EQ(out.find('\x07'), std::string::npos);
  EXPECT_EQ(out.find('\xff'), std::string::npos);
  EXPECT_EQ(out.find("\u202e"), std::string::npos);
}

TEST(Diagnostics, ComeInOrderOfLinesWithACountAtTheEnd) {
  const Diagnostics all{{.file = "b", .line = 9, .message = "late"},
                        {.file = "a", .line = 1, .severity = Severity::warning, .message = "other file"},
                        {.file = "b", .line = 2, .message = "early"}};
  EXPECT_EQ(render(all), "b:2: error: early\nb:9: error: late\na:1: warning: other file\n2 errors, 1 warning\n");
  EXPECT_TRUE(has_errors(all));
  EXPECT_FALSE(has_errors({all[1]}));
  EXPECT_EQ(render(Diagnostics{}), "");
}

TEST(DidYouMean, FindsTheNearestWord) {
  const std::vector<std::string> known{"window", "lateness", "false_alarms", "cool_down"};
  EXPECT_EQ(nearest("windw", known), "window");
  EXPECT_EQ(nearest("widnow", known), "window");
  EXPECT_EQ(nearest("WINDOW", known), "window");
  EXPECT_EQ(nearest("falseAlarms", known), "false_alarms");
  EXPECT_EQ(nearest("false-alarm", known), "false_alarms");
  EXPECT_EQ(nearest("cooldown", known), "cool_down");
}

TEST(DidYouMean, GuessesNothingFarAway) {
  EXPECT_EQ(nearest("threads", {"window", "lateness"}), std::nullopt);
  EXPECT_EQ(nearest("", {"window"}), std::nullopt);
  EXPECT_EQ(nearest("xy", {"id", "at"}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {"window"}), std::nullopt);
  EXPECT_EQ(did_you_mean("threads", {"path"}), "known is: path");
  EXPECT_EQ(did_you_mean("threads", {}), "");
}

}  // namespace
}  // namespace outcry::app
