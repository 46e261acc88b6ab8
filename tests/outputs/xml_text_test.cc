// Text that stays text inside XML.
#include "outputs/xml_text.h"

#include <gtest/gtest.h>

#include "tests/outputs/formats/hostile_texts.h"
#include "tests/outputs/formats/xml_document.h"

namespace outcry::outputs {
namespace {

using formats::hostile_texts;
using formats::xml_document;

TEST(XmlText, EscapesTheFiveCharacters) {
  EXPECT_EQ(xml_text("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
}

TEST(XmlText, LeavesOutWhatNoDocumentMayHold) {
  EXPECT_EQ(xml_text(std::string("a\0\x01\x1F\uFFFE\uFFFFz", 11)), "az");
  EXPECT_EQ(xml_text("\xFF"), "\uFFFD");
}

TEST(XmlText, IsReadAsItWasWritten) {
  for (const std::string text : {"a < b && c > d", "line\nbreak\tand \"quotes\"", "ネット 😩", "]]>"}) {
    const auto root = xml_document("<r a=\"" + xml_text(text) + "\">" + xml_text(text) + "</r>");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->text, text);
    EXPECT_EQ(root->attributes.at("a"), text);
  }
}

TEST(XmlText, IsWellFormedWhateverItHolds) {
  for (const auto& text : hostile_texts()) {
    const auto root = xml_document("<r a=\"" + xml_text(text) + "\">" + xml_text(text) + "</r>");
    ASSERT_TRUE(root) << text;
    EXPECT_TRUE(root->children.empty());
    EXPECT_EQ(root->attributes.size(), 1U);
  }
}

}  // namespace
}  // namespace outcry::outputs
