#include "net/sse.h"

#include <gtest/gtest.h>

#include <vector>

namespace outcry::net {
namespace {

using Heard = std::vector<std::string>;

Heard heard(SseReader& reader, std::string_view text, std::size_t piece) {
  Heard out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(text.substr(at, piece), [&](const SseReader::Event& event) {
      out.push_back(std::string(event.type) + "|" + std::string(event.data) + "|" + std::string(event.id));
    });
  }
  return out;
}

Heard heard(std::string_view text) {
  SseReader reader(1000);
  return heard(reader, text, text.size());
}

TEST(Sse, ReadsEventsOfTheStandard) {
  EXPECT_EQ(heard("data: YHOO\ndata: +2\ndata: 10\n\n"), Heard{"message|YHOO\n+2\n10|"});
  EXPECT_EQ(heard(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
            (Heard{"message|first event|1", "message|second event|", "message| third event|"}));
  EXPECT_EQ(heard("data\n\ndata\ndata\n\ndata:"), (Heard{"message||", "message|\n|"}));
  EXPECT_EQ(heard("data:test\n\ndata: test\n\n"), (Heard{"message|test|", "message|test|"}));
}

TEST(Sse, EndsLinesByLfCrAndCrlf) {
  EXPECT_EQ(heard("event: update\ndata: a\n\nevent: delete\rdata: b\r\revent: x\r\ndata: c\r\n\r\n"),
            (Heard{"update|a|", "delete|b|", "x|c|"}));
}

TEST(Sse, IsTheSameInPiecesOfAnySize) {
  const std::string text =
      "\xEF\xBB\xBF"
      "event: update\r\ndata: {\"a\":1}\r\nid: 7\r\n\r\n:thump\n\ndata: b\rdata: c\r\rretry: 5\n\nevent: gone\n\ndata: "
      "d\n\n";
  SseReader whole(1000);
  const auto expected = heard(whole, text, text.size());
  EXPECT_EQ(expected, (Heard{"update|{\"a\":1}|7", "message|b\nc|7", "message|d|7"}));
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    SseReader reader(1000);
    EXPECT_EQ(heard(reader, text, piece), expected) << piece;
    EXPECT_EQ(reader.comments(), 1u);
  }
}

TEST(Sse, HeartbeatsWithoutABlankLineAreComments) {
  SseReader reader(1000);
  EXPECT_EQ(heard(reader, ":thump\n:thump\nevent: update\n:thump\ndata: undefined\n\n", 5), Heard{"update|undefined|"});
  EXPECT_EQ(reader.comments(), 3u);
}

TEST(Sse, PassesOverWhatIsTooLongAndGoesOn) {
  SseReader reader(20);
  const std::string text = "data: " + std::string(100, 'x') + "\nid: 3\n\ndata: ok\n\n" +
                           "data: 0123456789\ndata: 0123456789\n\ndata: fine\n\n";
  for (std::size_t piece = 1; piece < 50; ++piece) {
    SseReader small(20);
    EXPECT_EQ(heard(small, text, piece), (Heard{"message|ok|", "message|fine|"})) << piece;
    EXPECT_EQ(small.too_long(), 2u);
  }
}

TEST(Sse, AnIdWithANulIsNone) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(heard("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n"sv), (Heard{"message|a|1", "message|b|1"}));
}

TEST(Sse, WhatIsNotFinishedIsNoEvent) { EXPECT_EQ(heard("data: a\n\ndata: b\n"), Heard{"message|a|"}); }

}  // namespace
}  // namespace outcry::net
