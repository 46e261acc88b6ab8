// Small archives in a folder of their own, for the tests of the replay.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "model/catalog.h"
#include "model/time.h"
#include "nlp/classifier.h"

namespace outcry::app {

inline const EventTime kStart = parse_rfc3339("2026-03-08T12:00:00Z").value();

/// One Jetstream line.
inline std::string line(EventTime time, const std::string& key, const std::string& text,
                        const std::string& author = "did:plc:a") {
  const auto micros = std::to_string(time.time_since_epoch().count());
  return R"({"did":")" + author + R"(","time_us":)" + micros +
         R"(,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":")" +
         key + R"(","record":{"$type":"app.bsky.feed.post","createdAt":")" + format_utc(time) + R"(","text":")" + text +
         R"("},"cid":"c"}})" + "\n";
}

/// The post of that key and author is taken back.
inline std::string removal(EventTime time, const std::string& key, const std::string& author) {
  const auto micros = std::to_string(time.time_since_epoch().count());
  return R"({"did":")" + author + R"(","time_us":)" + micros +
         R"(,"kind":"commit","commit":{"rev":"r","operation":"delete","collection":"app.bsky.feed.post","rkey":")" +
         key + R"("}})" + "\n";
}

inline std::shared_ptr<const Catalog> netflix_catalog() {
  auto catalog = std::make_shared<Catalog>();
  catalog->categories = {{.slug = "video", .name = "Video"}};
  catalog->services = {{.slug = "netflix", .name = "Netflix", .category = "video", .names = {"netflix"}}};
  catalog->phrases = {{.kind = PhraseKind::failure, .language = "en", .text = "is down"}};
  return catalog;
}

class Archives : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ("outcry-" + std::to_string(::getpid()) + "-" +
                                                       ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace outcry::app
