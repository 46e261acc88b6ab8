// The badge: the same for eyes and for screen readers, whatever the name.
#include "outputs/formats/badge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <set>

#include "tests/outputs/formats/example_site.h"
#include "tests/outputs/formats/xml_document.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::formats {
namespace {

XmlElement read(const Standing& standing) {
  const auto root = xml_document(badge_svg(standing));
  EXPECT_TRUE(root) << badge_svg(standing);
  return root.value_or(XmlElement{});
}

Standing named(const std::string& name, const std::string& state = "quiet") {
  return {.slug = "slug", .name = name, .state = state};
}

/// The texts with their colours, from left to right.
struct Drawn {
  std::string text;
  std::string ink;
  double from = 0;
  double to = 0;
};

std::vector<Drawn> texts(const XmlElement& badge) {
  std::vector<Drawn> out;
  for (const auto* window : badge.all("g").front()->all("svg")) {
    const auto* text = window->all("text").front();
    const double from = std::stod(window->attributes.at("x"));
    out.push_back({text->text, text->attributes.at("fill"), from, from + std::stod(window->attributes.at("width"))});
  }
  return out;
}

/// Relative luminance of WCAG 2.2 of "#rgb" or "#rrggbb".
double luminance(std::string colour) {
  if (colour.size() == 4) colour = {'#', colour[1], colour[1], colour[2], colour[2], colour[3], colour[3]};
  const auto part = [&](std::size_t at) {
    const double value = static_cast<double>(std::strtol(colour.substr(at, 2).c_str(), nullptr, 16)) / 255;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast(const std::string& left, const std::string& right) {
  const double a = luminance(left) + 0.05;
  const double b = luminance(right) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

TEST(Badge, SaysNameAndState) {
  const XmlElement badge = read(example_standings()[0]);
  EXPECT_EQ(badge.attributes.at("role"), "img");
  EXPECT_EQ(badge.attributes.at("aria-label"), "Netflix: incident");
  EXPECT_EQ(badge.text_of("title"),
            "Netflix: people report that it fails, since 2026-11-22 19:45 UTC (412 reporters where 9 are expected.)");
  EXPECT_EQ(texts(badge).at(0).text, "Netflix");
  EXPECT_EQ(texts(badge).at(1).text, "incident");
}

TEST(Badge, StatesDifferInShapeAndAreReadable) {
  std::set<std::string> shapes;
  for (const auto& standing : example_standings()) {
    const XmlElement badge = read(standing);
    const auto paths = badge.all("path");
    ASSERT_EQ(paths.size(), 3U);
    EXPECT_GE(contrast(texts(badge).at(0).ink, paths[0]->attributes.at("fill")), 4.5);
    EXPECT_GE(contrast(texts(badge).at(1).ink, paths[1]->attributes.at("fill")), 4.5) << standing.state;
    shapes.insert(paths[2]->attributes.at("d"));
  }
  EXPECT_EQ(shapes.size(), 5U);
}

TEST(Badge, TakesAStateThatItDoesNotKnowAsUnknown) {
  EXPECT_EQ(badge_svg(named("Netflix", "on fire")), badge_svg(named("Netflix", "unknown")));
  EXPECT_EQ(badge_svg(named("Netflix", "")), badge_svg(named("Netflix", "unknown")));
}

TEST(Badge, QuietIsNotGreenAndClaimsNoMoreThanIsKnown) {
  EXPECT_EQ(read(named("Max")).text_of("title"), "Max: nobody complains more than usual");
}

TEST(Badge, StandsAloneAndRunsNothing) {
  for (const auto& standing : example_standings()) {
    const std::string svg = badge_svg(standing);
    for (const auto* part : {"<script", "<style", "href", "url(", "<foreignObject", "@import", " id="}) {
      EXPECT_EQ(svg.find(part), std::string::npos) << part;
    }
  }
}

TEST(Badge, LongNamesEndInAnEllipsis) {
  const XmlElement badge = read(named("The Very Long Name of a Company That Likes to Be Called in Full"));
  const std::string shown = texts(badge).at(0).text;
  EXPECT_TRUE(shown.ends_with("…")) << shown;
  EXPECT_TRUE(shown.starts_with("The Very Long Name")) << shown;
  EXPECT_LE(badge_text_width(shown), 180);
  EXPECT_LE(std::stod(badge.attributes.at("width")), 300);
  EXPECT_EQ(badge.attributes.at("aria-label"),
            "The Very Long Name of a Company That Likes to Be Called in Full: quiet");
}

TEST(Badge, TextsNeverRunIntoEachOther) {
  for (const std::string name : {"i", "WWWWWWWWWWWWWWWWWWWW", "ネットフリックス", "نتفليكس", "נטפליקס", "😩😩😩", "Ωμέγα",
                                 "Сбербанк Онлайн", "e\u0301\u0301\u0301", ""}) {
    const XmlElement badge = read(named(name));
    const auto drawn = texts(badge);
    EXPECT_GE(drawn.at(0).from, 0);
    EXPECT_LE(drawn.at(0).to, drawn.at(1).from) << name;
    EXPECT_LE(drawn.at(1).to, std::stod(badge.attributes.at("width")));
  }
}

TEST(Badge, ScriptsFromRightToLeftAreSetSo) {
  const auto direction = [](const std::string& name) {
    const XmlElement badge = read(named(name));
    const auto attributes = badge.all("g").front()->all("svg").front()->all("text").front()->attributes;
    return attributes.contains("direction") ? attributes.at("direction") : "";
  };
  EXPECT_EQ(direction("نتفليكس!"), "rtl");
  EXPECT_EQ(direction("1 נטפליקס"), "rtl");
  EXPECT_EQ(direction("Netflix"), "");
  EXPECT_EQ(direction("Netflix نتفليكس"), "");
}

TEST(Badge, WithoutANameUsesTheSlug) {
  EXPECT_EQ(read(named("")).attributes.at("aria-label"), "slug: quiet");
  EXPECT_EQ(read(Standing{}).attributes.at("aria-label"), "a service: unknown");
}

/// Written anew by setting OUTCRY_GOLDEN; then look at it.
TEST(Badge, LooksAsBefore) {
  for (const auto& standing : example_standings()) {
    const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/formats-badge-" + standing.state + ".svg";
    const std::string text = badge_svg(standing);
    if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
    EXPECT_EQ(content_of(file), text);
  }
}

}  // namespace
}  // namespace outcry::outputs::formats
