#include "app/train/report.h"

#include <gmock/gmock.h>

namespace outcry::app::train {
namespace {

/// Rows of which those at or above `point` count.
std::vector<Judged> counted(std::vector<Judged> rows, double point) {
  for (Judged& row : rows) row.counts = row.probability >= point;
  return rows;
}

TEST(Quality, OfAPerfectOrderIsOne) {
  const std::vector<Judged> rows{{0.9, true}, {0.8, true}, {0.2, false}, {0.1, false}};
  const Quality q = quality(counted(rows, 0.5));
  EXPECT_DOUBLE_EQ(q.precision, 1);
  EXPECT_DOUBLE_EQ(q.recall, 1);
  EXPECT_DOUBLE_EQ(q.auc, 1);
  EXPECT_DOUBLE_EQ(q.best_f1, 1);
  EXPECT_NEAR(q.calibration_error, 0.15, 1e-9);
}

TEST(Quality, CountsTiesHalf) {
  const std::vector<Judged> rows{{0.5, true}, {0.5, false}, {0.5, true}, {0.5, false}};
  EXPECT_DOUBLE_EQ(quality(counted(rows, 0.5)).auc, 0.5);
}

TEST(Quality, ByHand) {
  // Two of three taken are right, two of four positives are found.
  const std::vector<Judged> rows{{0.9, true}, {0.7, false}, {0.6, true}, {0.4, true}, {0.3, false}, {0.2, true}};
  const Quality q = quality(counted(rows, 0.5));
  EXPECT_NEAR(q.precision, 2.0 / 3, 1e-9);
  EXPECT_NEAR(q.recall, 0.5, 1e-9);
  EXPECT_NEAR(q.auc, (2 + 1 + 1 + 0) / 8.0, 1e-9);
  EXPECT_NEAR(q.precision_at_recall, 0.75, 1e-9);
}

TEST(Quality, OfNoRowsOrOneKindIsNothing) {
  EXPECT_DOUBLE_EQ(quality({}).auc, 0);
  const std::vector<Judged> rows{{0.9, true}};
  EXPECT_DOUBLE_EQ(quality(counted(rows, 0.95)).precision, 0);
}

TEST(Quality, IsPrintedAsATable) {
  const std::vector<Judged> rows{{0.9, true}, {0.1, false}};
  const auto text = to_text({{"all", quality(counted(rows, 0.5))}});
  EXPECT_THAT(text, ::testing::HasSubstr("AUC"));
  EXPECT_THAT(text, ::testing::HasSubstr("all"));
}

}  // namespace
}  // namespace outcry::app::train
