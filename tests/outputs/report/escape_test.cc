// Text from strangers that wants to be more than text.
#include "outputs/report/escape.h"

#include <gtest/gtest.h>

#include "tests/outputs/report/example_facts.h"

namespace outcry::outputs::report {
namespace {

TEST(HtmlEscaped, LeavesNothingThatMarkupIsMadeOf) {
  EXPECT_EQ(html_escaped("<a href=\"x\" id='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  EXPECT_EQ(html_escaped("a\nb\x1b[0m"), "a b␛[0m");
  for (const auto& payload : payloads()) EXPECT_EQ(html_escaped(payload).find_first_of("<>\"'"), std::string::npos);
}

TEST(MarkdownEscaped, PutsABackslashBeforeWhatBeginsAConstruct) {
  EXPECT_EQ(markdown_escaped("[a](b) *c* `d` <e> f|g"), "\\[a\\](b) \\*c\\* \\`d\\` \\<e\\> f\\|g");
  EXPECT_EQ(markdown_escaped("# a # b"), "\\# a # b");
  EXPECT_EQ(markdown_escaped("- a - b"), "\\- a - b");
  EXPECT_EQ(markdown_escaped("12. a"), "12\\. a");
  EXPECT_EQ(markdown_escaped("3) a"), "3\\) a");
  EXPECT_EQ(markdown_escaped("---"), "\\---");
  EXPECT_EQ(markdown_escaped("12.5 a"), "12.5 a");
  EXPECT_EQ(markdown_escaped("-0.4 a"), "-0.4 a");
}

TEST(MarkdownEscaped, MakesNoLinkOfAnAddress) {
  EXPECT_EQ(markdown_escaped("see https://e.example"), "see https\\:/\\/e\\.example");
  EXPECT_EQ(markdown_escaped("WWW.e.example"), "WWW\\.e\\.example");
  EXPECT_EQ(markdown_escaped("//e.example"), "/\\/e\\.example");
  EXPECT_EQ(markdown_escaped("a@e.example"), "a`@`e\\.example");
  EXPECT_EQ(markdown_escaped("@@you `@"), "`@@`you \\``@`");
  EXPECT_EQ(markdown_escaped("3.1 times, once. Then"), "3.1 times, once. Then");
  EXPECT_EQ(markdown_escaped("at 19:42: it fails"), "at 19:42: it fails");
}

TEST(MarkdownEscaped, LeavesNoSpecialCharacterAlone) {
  for (const auto& payload : payloads()) {
    std::string escaped = markdown_escaped(payload);
    for (std::size_t at = 0; (at = escaped.find("`@`")) != std::string::npos;) escaped.replace(at, 3, "at");
    for (std::size_t i = 0; i < escaped.size(); ++i) {
      if (escaped[i] == '\\') {
        ++i;
      } else {
        EXPECT_EQ(std::string_view("`*_[]<>|~&@").find(escaped[i]), std::string_view::npos) << escaped;
      }
    }
  }
}

TEST(MarkdownCode, HasAFenceThatTheTextCannotClose) {
  EXPECT_EQ(markdown_code("outcry report x"), "```text\noutcry report x\n```\n");
  EXPECT_EQ(markdown_code("a\n```` b"), "`````text\na ```` b\n`````\n");
}

TEST(SafeLink, IsHttpOrHttpsOnly) {
  EXPECT_EQ(safe_link("https://e.example/a?b=c&d=e#f"), "https://e.example/a?b=c&d=e#f");
  EXPECT_EQ(safe_link("HTTP://e.example:8080"), "http://e.example:8080");
  for (const auto* refused :
       {"", "javascript:alert(1)", "data:text/html,x", "javascript://e.example/%0aalert(1)", "ftp://e.example",
        "//e.example", "https:e.example", " https://e.example", "https://", "https:///x", "https://user@e.example",
        "https://user:pass@e.example/", "https://e.example:x", "https://\xD0\xB5.example/", "https://e\nvil.example",
        "at://did:plc:x/app.bsky.feed.post/1"}) {
    EXPECT_EQ(safe_link(refused), "") << refused;
  }
  EXPECT_EQ(safe_link("https://e.example/" + std::string(2100, 'a')), "");
}

TEST(SafeLink, EncodesWhatCouldEndIt) {
  EXPECT_EQ(safe_link("https://e.example/\"><b>'(x)[y] \\`|{}\n\xC3\xA4"),
            "https://e.example/%22%3E%3Cb%3E%27%28x%29%5By%5D%20%5C%60%7C%7B%7D%0A%C3%A4");
  for (const auto& payload : payloads()) {
    EXPECT_EQ(safe_link("https://e.example/" + payload).find_first_of(" <>\"'()[]\\`|\n\r\t"), std::string::npos);
  }
}

}  // namespace
}  // namespace outcry::outputs::report
