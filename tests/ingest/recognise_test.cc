// Layouts are known by their content, whatever the file is called.
#include "ingest/record/recognise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/archive/sniff.h"
#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;

std::string format_of(std::string_view head) {
  const auto how = recognise(head, {});
  return how ? how->layout.format : "unknown";
}

Parting parting_of(std::string_view head) { return recognise(head, {})->parting; }

TEST(Recognise, EverySampleByItsContent) {
  const std::pair<const char*, const char*> expected[] = {
      {"jetstream_v1.written.jsonl", "jetstream"},
      {"subscribeEvents_v2.written.jsonl", "jetstream"},
      {"bluesky_hf.jsonl", "bluesky-dump"},
      {"twarc2_pages.jsonl", "x-v2"},
      {"filtered_stream.written.ndjson", "x-v2"},
      {"compliance.written.jsonl", "x-v2"},
      {"timeline_public.written.json", "mastodon"},
      {"ws_frames.written.jsonl", "mastodon"},
      {"mastodon_outbox.json", "mastodon-outbox"},
      {"reddit_new.written.json", "reddit"},
      {"reddit_comments.written.json", "reddit"},
      {"nostr_recorded.jsonl", "nostr"},
      {"poison.ndjson", "ndjson"},
      {"twcs.mini.csv", "csv"},
      {"sentiment140.mini.csv", "csv"},
  };
  for (const auto& [file, format] : expected) EXPECT_EQ(format_of(contents(data_file(file))), format) << file;
}

TEST(Recognise, TheStreamGrabWhateverItsFirstLineIs) {
  EXPECT_EQ(format_of(R"({"delete":{"status":{"id":1}}})"), "x-v1");
  EXPECT_EQ(format_of(R"({"limit":{"track":1}})"), "x-v1");
  EXPECT_EQ(format_of("\r\n"
                      R"({"created_at":"x","id":1,"id_str":"1","text":"y"})"),
            "x-v1");
}

TEST(Recognise, LongFirstLinesByTheirBeginning) {
  EXPECT_EQ(format_of(R"({"data":[{"id":"1","text":")" + std::string(70'000, 'x')), "unknown");
  EXPECT_EQ(format_of(R"({"meta":{"result_count":9},"data":[{"id":"1","text":")" + std::string(60'000, 'x')), "x-v2");
}

TEST(Recognise, ALineThatSaysMoreWinsOverAGenericOne) {
  EXPECT_EQ(format_of("{\"text\":\"x\"}\n{\"did\":\"d\",\"time_us\":1}"), "jetstream");
  EXPECT_EQ(format_of("rubbish\n{\"text\":\"x\"}"), "ndjson");
  EXPECT_EQ(format_of("{\"unterminated\n{\"text\":\"x\"}"), "ndjson");
}

TEST(Recognise, HowJsonIsParted) {
  EXPECT_EQ(parting_of("{\"text\":\"x\"}\n"), Parting::lines);
  EXPECT_EQ(parting_of("[{\"text\":\"x\"}]"), Parting::elements);
  EXPECT_EQ(parting_of("[\n  {\n \"text\": \"x\"}]"), Parting::elements);
  EXPECT_EQ(parting_of("{\n  \"text\": \"x\"\n}"), Parting::elements);
  EXPECT_EQ(parting_of("{\"orderedItems\":[]}"), Parting::outbox);
  EXPECT_EQ(parting_of("window.YTD.tweets.part0 = [ {\n\"tweet\" : { \"full_text\" : \"x\" } } ]"), Parting::elements);
  EXPECT_EQ(format_of("window.YTD.tweets.part0 = [ {\n\"tweet\" : { \"full_text\" : \"x\" } } ]"), "x-v1");
  EXPECT_EQ(format_of("[\"EVENT\",{\"id\":\"x\"}]"), "nostr");
}

TEST(Recognise, CsvByItsHeader) {
  const auto how = recognise("\xEF\xBB\xBFid;text;created_at\n1;x;y\n", {});
  ASSERT_TRUE(how);
  EXPECT_THAT(how->layout.columns, ElementsAre("id", "text", "created_at"));
  EXPECT_EQ(how->layout.separator, ';');
  EXPECT_EQ(how->header_bytes, 22U);
  EXPECT_EQ(how->header_records, 1U);
  EXPECT_EQ(format_of("airline,t,all,negative\nx,1,2,3\n"), "unknown");
  EXPECT_EQ(format_of("not data\n"), "unknown");
}

TEST(Recognise, AMapMakesTextOfAnyColumn) {
  Layout wanted;
  wanted.map = {{"text", "Beschwerde"}};
  const auto csv = recognise("nr,Beschwerde\n1,x\n", wanted);
  ASSERT_TRUE(csv);
  EXPECT_EQ(csv->layout.format, "csv");
  const auto json = recognise("{\"nr\":1,\"Beschwerde\":\"x\"}\n", wanted);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->layout.format, "ndjson");
  wanted.map = {{"text", "body.plain"}};
  EXPECT_TRUE(recognise("{\"body\":{\"plain\":\"x\"}}\n", wanted));
}

TEST(Recognise, WhatTheUserSaysIsTaken) {
  Layout wanted;
  wanted.format = "reddit";
  EXPECT_EQ(recognise("{\"anything\":1}\n", wanted)->layout.format, "reddit");
  EXPECT_TRUE(is_format("nostr"));
  EXPECT_FALSE(is_format(""));
}

TEST(Sniff, PackingsAreKnownByTheirFirstBytes) {
  EXPECT_EQ(packing_of(gzip("x")), Packing::gzip);
  EXPECT_EQ(packing_of(bzip2("x")), Packing::bzip2);
  EXPECT_EQ(packing_of(xz("x")), Packing::xz);
  EXPECT_EQ(packing_of(zstd("x")), Packing::zstd);
  EXPECT_EQ(packing_of(tar({{"a", "x"}})), Packing::tar);
  EXPECT_EQ(packing_of(zip({{"a", "x"}})), Packing::zip);
  EXPECT_EQ(packing_of("BZhello there"), Packing::plain);
  EXPECT_EQ(packing_of("{}"), Packing::plain);
  EXPECT_EQ(packing_of(""), Packing::plain);
  EXPECT_EQ(packing_of("PAR1"), Packing::unsupported);
  EXPECT_FALSE(what_it_is("7z\xBC\xAF\x27\x1C").empty());
}

}  // namespace
}  // namespace outcry::ingest
