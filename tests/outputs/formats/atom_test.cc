// What feed readers find.
#include "outputs/formats/atom.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/outputs/example_incident.h"
#include "tests/outputs/formats/example_site.h"
#include "tests/outputs/formats/xml_document.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::formats {
namespace {

XmlElement read(const std::string& text) {
  const auto root = xml_document(text);
  EXPECT_TRUE(root) << text;
  return root.value_or(XmlElement{});
}

XmlElement example_feed() { return read(atom_feed(example_site(), example_incidents())); }

std::string link_of(const XmlElement& element, std::string_view relation) {
  for (const auto* link : element.all("link")) {
    if (link->attributes.at("rel") == relation) return link->attributes.at("href");
  }
  return "";
}

TEST(Atom, FeedHasWhatTheStandardAsksFor) {
  const XmlElement feed = example_feed();
  EXPECT_EQ(feed.name, "feed");
  EXPECT_EQ(feed.attributes.at("xmlns"), "http://www.w3.org/2005/Atom");
  EXPECT_EQ(feed.text_of("id"), "tag:outcry,2026:outcry/feed");
  EXPECT_EQ(feed.text_of("updated"), "2026-11-22T23:01:00Z");
  EXPECT_EQ(feed.all("author").front()->text_of("name"), "outcry");
  EXPECT_EQ(link_of(feed, "self"), "http://127.0.0.1:8077/feed.atom");
  EXPECT_EQ(link_of(feed, "alternate"), "http://127.0.0.1:8077/");
}

TEST(Atom, EveryEntryHasOneOfEach) {
  const auto feed = example_feed();
  const auto entries = feed.all("entry");
  ASSERT_EQ(entries.size(), 4U);
  std::set<std::string> ids;
  for (const auto* entry : entries) {
    for (const auto* once : {"id", "title", "updated", "published", "content", "link"}) {
      EXPECT_EQ(entry->all(once).size(), 1U) << once;
    }
    EXPECT_EQ(entry->all("content").front()->attributes.at("type"), "text");
    EXPECT_TRUE(entry->all("content").front()->children.empty());
    ids.insert(entry->text_of("id"));
  }
  EXPECT_EQ(ids.size(), 4U);
}

TEST(Atom, AnEntryIsUpdatedAsItsIncidentGoesAndKeepsItsId) {
  auto incidents = example_incidents();
  const XmlElement before = *example_feed().all("entry").front();
  incidents[0]["state"] = "recovering";
  incidents[0]["recorded_at"] = "2026-11-22T21:30:00Z";
  Site moved = example_site();
  moved.base_url = "https://outcry.example";
  const XmlElement feed = read(atom_feed(moved, incidents));
  const XmlElement after = *feed.all("entry").front();
  EXPECT_EQ(after.text_of("id"), before.text_of("id"));
  EXPECT_EQ(before.text_of("updated"), "2026-11-22T20:12:00Z");
  EXPECT_EQ(after.text_of("updated"), "2026-11-22T21:30:00Z");
  EXPECT_EQ(after.text_of("published"), before.text_of("published"));
  EXPECT_EQ(before.text_of("title"), "People report that Netflix fails");
  EXPECT_EQ(after.text_of("title"), "Fewer people report that Netflix fails");
}

TEST(Atom, OfOneServiceTellsOnlyIts) {
  const XmlElement feed = read(atom_feed(example_site(), example_standings()[0], example_incidents()));
  EXPECT_EQ(feed.all("entry").size(), 2U);
  EXPECT_EQ(feed.text_of("id"), "tag:outcry,2026:outcry/services/netflix/feed");
  EXPECT_EQ(link_of(feed, "self"), "http://127.0.0.1:8077/services/netflix/feed.atom");
  EXPECT_EQ(link_of(feed, "alternate"), "http://127.0.0.1:8077/services/netflix");
}

TEST(Atom, WithoutAnIncidentIsAFeedAllTheSame) {
  const XmlElement feed = read(atom_feed(example_site(), Incidents{}));
  EXPECT_EQ(feed.text_of("updated"), "2026-11-22T21:12:00Z");
  EXPECT_TRUE(feed.all("entry").empty());
}

TEST(Atom, DoesNotChangeWhenOnlyTimeGoesBy) {
  Site later = example_site();
  later.updated += std::chrono::hours(1);
  EXPECT_EQ(atom_feed(later, example_incidents()), atom_feed(example_site(), example_incidents()));
}

/// Written anew by setting OUTCRY_GOLDEN; then look at it.
TEST(Atom, ReadsAsBefore) {
  const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/formats-feed.atom";
  const std::string text = atom_feed(example_site(), example_incidents());
  if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
  EXPECT_EQ(content_of(file), text);
}

}  // namespace
}  // namespace outcry::outputs::formats
