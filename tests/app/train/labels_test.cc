#include "app/train/labels.h"

#include <gtest/gtest.h>

#include <sstream>

namespace outcry::app::train {
namespace {

Labels read(const std::string& text) {
  std::istringstream in(text);
  return read_labels(in);
}

TEST(Labels, ColumnsComeInAnyOrderAndOthersAreIgnored) {
  const auto labels = read(
      "text\tcolour\tlabel\tservice\tlang\tconfidence\tgiven\tuse\n"
      "it is down\tred\treport\tNetflix\ten\tamb\tyes\ttrain\n"
      "nice\tblue\ttalk\thulu\t\tsure\t\t\r\n");
  ASSERT_TRUE(labels.faults.empty());
  ASSERT_EQ(labels.rows.size(), 2U);
  const Label& first = labels.rows[0];
  EXPECT_EQ(first.service, "netflix");
  EXPECT_EQ(first.language, "en");
  EXPECT_TRUE(first.positive() && first.doubtful && first.given && first.train_only);
  const Label& second = labels.rows[1];
  EXPECT_FALSE(second.positive() || second.doubtful || second.given || second.train_only);
}

TEST(Labels, AQuestionIsEvidenceAndAnIndividualProblemIsNot) {
  const auto labels = read("text\tservice\tlabel\na\tx\tquestion\nb\tx\tindividual\n");
  EXPECT_TRUE(labels.rows[0].positive());
  EXPECT_FALSE(labels.rows[1].positive());
}

TEST(Labels, FaultsAreToldWithTheirLineAndTheRestIsRead) {
  const auto labels = read("text\tservice\tlabel\na\tx\tbroken\n\tx\treport\nb\tx\treport\n");
  ASSERT_EQ(labels.faults.size(), 2U);
  EXPECT_EQ(labels.faults[0].line, 2U);
  EXPECT_EQ(labels.faults[0].what, "'broken' is no label");
  EXPECT_EQ(labels.faults[1].line, 3U);
  EXPECT_EQ(labels.rows.size(), 1U);
}

TEST(Labels, AMachineMayJudgeInTheStead) {
  const auto labels = read("text\tservice\tlabel\ttruth\na\tx\t\t0.8\nb\tx\t\t1.5\nc\tx\t\tlikely\nd\tx\ttalk\t0.9\n");
  ASSERT_EQ(labels.rows.size(), 2U);
  EXPECT_DOUBLE_EQ(labels.rows[0].truth, 0.8);
  EXPECT_DOUBLE_EQ(labels.rows[1].truth, 0);  // a label goes before it
  ASSERT_EQ(labels.faults.size(), 2U);
  EXPECT_EQ(labels.faults[0].what, "'1.5' is no number from 0 to 1");
}

TEST(Labels, AHeaderWithoutWhatIsNeededIsAFault) {
  const auto labels = read("text\tname\na\tb\n");
  ASSERT_EQ(labels.faults.size(), 2U);
  EXPECT_EQ(labels.faults[0].what, "no column 'service' in the header");
  EXPECT_TRUE(read("").rows.empty());
}

TEST(FoldOf, CopiesStandOnOneSide) {
  EXPECT_EQ(fold_of("Netflix is down! http://a.example", 5), fold_of("netflix IS down 2 @ann", 5));
  bool varied = false;
  for (const char* text : {"one thing", "another thing", "a third", "and more", "of these"})
    varied = varied || fold_of(text, 5) != fold_of("one thing", 5);
  EXPECT_TRUE(varied);
}

TEST(WithLabelledServices, AddsOnlyWhatTheCatalogLacks) {
  auto catalog = std::make_shared<Catalog>();
  catalog->services = {{.slug = "netflix", .name = "Netflix", .category = "video", .names = {"nflx"}}};
  const auto more = with_labelled_services(catalog, {Label{.service = "nflx"}, Label{.service = "netflix"},
                                                     Label{.service = "plurk"}, Label{.service = "plurk"}});
  ASSERT_EQ(more->services.size(), 2U);
  EXPECT_EQ(more->services[1].slug, "plurk");
}

}  // namespace
}  // namespace outcry::app::train
